using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>Turns the module's own errors into PowerShell's.</summary>
internal static class AppErrorRecord
{
    /// <summary>A record with the error's stable id, category, target and recommended action.</summary>
    internal static ErrorRecord ToErrorRecord(this AppException error) =>
        new(error, error.ErrorId, CategoryOf(error.Kind), error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Recommendation ?? "" },
        };

    private static ErrorCategory CategoryOf(AppErrorKind kind) => kind switch
    {
        AppErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        AppErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        AppErrorKind.Conflict => ErrorCategory.ResourceExists,
        AppErrorKind.Denied => ErrorCategory.PermissionDenied,
        AppErrorKind.Connection => ErrorCategory.ConnectionError,
        AppErrorKind.Timeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.NotSpecified,
    };
}
