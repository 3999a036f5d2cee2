using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>Errors about Microsoft Graph activity logs.</summary>
internal static class ActivityLogErrors
{
    /// <summary>A file that is no log of requests.</summary>
    public static AppException ActivityLogInvalid(string path, string reason, Exception? inner) =>
        new(
            nameof(ActivityLogInvalid),
            AppErrorKind.InvalidArgument,
            path,
            $"'{path}' can't be read as a Microsoft Graph activity log: {reason.TrimEnd('.')}.",
            "Export MicrosoftGraphActivityLogs with the columns TimeGenerated, AppId, RequestMethod, RequestUri, ResponseStatusCode, Roles and Scopes, as CSV or JSON.",
            inner
        );
}
