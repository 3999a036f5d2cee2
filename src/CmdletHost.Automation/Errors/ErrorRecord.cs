namespace System.Management.Automation;

public enum ErrorCategory
{
    NotSpecified = 0, OpenError = 1, CloseError = 2, DeviceError = 3, DeadlockDetected = 4, InvalidArgument = 5, InvalidData = 6,
    InvalidOperation = 7, InvalidResult = 8, InvalidType = 9, MetadataError = 10, NotImplemented = 11, NotInstalled = 12,
    ObjectNotFound = 13, OperationStopped = 14, OperationTimeout = 15, SyntaxError = 16, ParserError = 17, PermissionDenied = 18,
    ResourceBusy = 19, ResourceExists = 20, ResourceUnavailable = 21, ReadError = 22, WriteError = 23, FromStdErr = 24,
    SecurityError = 25, ProtocolError = 26, ConnectionError = 27, AuthenticationError = 28, LimitsExceeded = 29,
    QuotaExceeded = 30, NotEnabled = 31,
}

/// <summary>What went wrong, of which kind, on what, and where.</summary>
public class ErrorRecord
{
    private readonly string _errorId;

    public ErrorRecord(Exception exception, string errorId, ErrorCategory errorCategory, object? targetObject)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Exception = exception;
        _errorId = errorId ?? "";
        TargetObject = targetObject;
        CategoryInfo = new ErrorCategoryInfo(this, errorCategory);
    }

    public ErrorRecord(ErrorRecord errorRecord, Exception? replaceParentContainsErrorRecordException)
        : this(replaceParentContainsErrorRecordException ?? errorRecord.Exception, errorRecord._errorId, errorRecord.CategoryInfo.Category, errorRecord.TargetObject)
    {
        ErrorDetails = errorRecord.ErrorDetails;
        InvocationInfo = errorRecord.InvocationInfo;
        CategoryInfo.CopyFrom(errorRecord.CategoryInfo);
    }

    public Exception Exception { get; }

    public object? TargetObject { get; }

    public ErrorCategoryInfo CategoryInfo { get; }

    public ErrorDetails? ErrorDetails { get; set; }

    public InvocationInfo? InvocationInfo { get; private set; }

    /// <summary>The id, and after a comma the full name of the command's class.</summary>
    public string FullyQualifiedErrorId
    {
        get
        {
            var origin = HasOwnId ? null : InvocationInfo?.MyCommand?.ErrorOrigin;
            return string.IsNullOrEmpty(origin) ? _errorId : _errorId.Length == 0 ? origin : $"{_errorId},{origin}";
        }
    }

    /// <summary>True where the command's class is no part of the id.</summary>
    internal bool HasOwnId { get; init; }

    public override string ToString() => ErrorDetails?.Message is { Length: > 0 } message ? message : Exception.Message;

    internal void SetInvocationInfo(InvocationInfo invocation) => InvocationInfo ??= invocation;

    /// <summary>The record that an exception carries, or one made for it.</summary>
    internal static ErrorRecord From(Exception exception, string errorId, ErrorCategory category, object? target = null) =>
        exception is IContainsErrorRecord { ErrorRecord: { } record }
            ? ReferenceEquals(record.Exception, exception) ? record : new ErrorRecord(record, exception)
            : new ErrorRecord(exception, errorId, category, target);
}

public class ErrorDetails
{
    public ErrorDetails(string message) => Message = message;

    public string Message { get; }

    public string RecommendedAction { get; set; } = "";

    public override string ToString() => Message;
}

public class ErrorCategoryInfo
{
    private readonly ErrorRecord _record;

    internal ErrorCategoryInfo(ErrorRecord record, ErrorCategory category) => (_record, Category) = (record, category);

    public ErrorCategory Category { get; }

    public string Activity
    {
        get => field ?? _record.InvocationInfo?.MyCommand?.Name ?? "";
        set;
    }

    public string Reason
    {
        get => field ?? _record.Exception.GetType().Name;
        set;
    }

    public string TargetName
    {
        get => field ?? (_record.TargetObject is null ? "" : LanguagePrimitives.ToText(_record.TargetObject));
        set;
    }

    public string TargetType
    {
        get => field ?? _record.TargetObject?.GetType().Name ?? "";
        set;
    }

    public string GetMessage() => $"{Category}: ({Shorten(TargetName)}:{Shorten(TargetType)}) [{Shorten(Activity)}], {Reason}";

    public override string ToString() => GetMessage();

    internal void CopyFrom(ErrorCategoryInfo other) =>
        (Activity, Reason, TargetName, TargetType) = (other.Activity, other.Reason, other.TargetName, other.TargetType);

    // Names of more than 40 characters are cut in the middle.
    private static string Shorten(string text) => text.Length <= 40 ? text : $"{text[..19]}...{text[^18..]}";
}
