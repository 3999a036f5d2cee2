namespace EntraAppCmdlets.Guides;

/// <summary>Errors about plans in files.</summary>
internal static class PlanErrors
{
    public static AppException PlanUnwritable(string path, Exception inner) =>
        new(
            nameof(PlanUnwritable),
            AppErrorKind.InvalidArgument,
            path,
            $"The plan can't be written to '{path}': {inner.Message}",
            "Choose a file in a folder that exists and that you may write to.",
            inner
        );

    public static AppException PlanUnreadable(string path, string reason, Exception? inner) =>
        new(
            nameof(PlanUnreadable),
            AppErrorKind.InvalidArgument,
            path,
            $"'{path}' can't be read as a plan: {reason}. Nothing was sent.",
            "Write a new plan: Install-VendorApp with the vendor and its parameters, -WhatIf and -PlanPath.",
            inner
        );

    public static AppException PlanVersionUnknown(string path, int version) =>
        new(
            nameof(PlanVersionUnknown),
            AppErrorKind.InvalidArgument,
            path,
            $"The plan '{path}' has version {version}; this module knows version {PlanFile.CurrentVersion}. Nothing was sent.",
            "Use the module that has written it, or write a new plan with -WhatIf."
        );

    public static AppException PlanOfOtherTenant(string path, PlanTenant planned, AppTenant connected) =>
        new(
            nameof(PlanOfOtherTenant),
            AppErrorKind.InvalidArgument,
            path,
            $"The plan '{path}' is for the tenant {planned}, and the connection is to {connected}. Nothing was sent.",
            "Name the tenant of the plan with -Tenant, or write a plan for this one."
        );

    /// <summary>A plan that would be another one now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why, in words that follow the file.</param>
    /// <param name="differences">The lines that differ; none if another template plans the same.</param>
    public static AppException PlanOutdated(string path, string reason, IReadOnlyList<string> differences) =>
        new(
            nameof(PlanOutdated),
            AppErrorKind.Conflict,
            path,
            $"The plan '{path}' {reason}{(differences.Count > 0 ? " (- as planned, + now)" : ", which plans the same steps")}. Nothing was sent.{string.Concat(differences.Select(line => $"\n{line}"))}",
            "Write a new plan with -WhatIf, have it reviewed, and carry that one out."
        );

    public static AppException PlanSettled(string path, string parameter) =>
        new(
            nameof(PlanSettled),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} was specified together with the plan '{path}', which settles it.",
            "Leave it out, or write another plan with -WhatIf."
        );

    public static AppException PlanTaken(string path) =>
        new(
            nameof(PlanTaken),
            AppErrorKind.InvalidArgument,
            path,
            $"'{path}' holds the plan of one installation, and several came from the pipeline.",
            "Write each plan to a file of its own."
        );
}
