using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>Errors about the rules of an examination and its report.</summary>
internal static class HealthErrors
{
    /// <summary>Where findings and reports are written.</summary>
    public static OutputFile Output { get; } = new(ReportFileExists, ReportFileUnwritable);

    public static AppException HealthRuleNotFound(string id, IEnumerable<string> rules) =>
        new(
            nameof(HealthRuleNotFound),
            AppErrorKind.NotFound,
            id,
            $"There is no rule '{Cut.Shorten(id)}'.{NearestNames.Question(NearestNames.Of(id, rules))}",
            $"The rules are {string.Join(", ", rules)}."
        );

    public static AppException ReportFormatUnknown(string path) =>
        new(
            nameof(ReportFormatUnknown),
            AppErrorKind.InvalidArgument,
            path,
            $"The name of '{path}' doesn't show its format.",
            "Use a name that ends in .xml (JUnit) or .sarif, or add -Format."
        );

    public static AppException ReportFileExists(string path) =>
        new(
            nameof(ReportFileExists),
            AppErrorKind.Conflict,
            null,
            $"The file '{path}' exists and wasn't changed.",
            "Add -Force to replace it, or give another path."
        );

    public static AppException ReportFileUnwritable(string path, string reason, string cure, Exception? inner) =>
        new(nameof(ReportFileUnwritable), AppErrorKind.InvalidArgument, null, $"The file '{path}' can't be written: {reason}", cure, inner);
}
