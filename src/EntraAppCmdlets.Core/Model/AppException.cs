namespace EntraAppCmdlets;

/// <summary>The kind of an <see cref="AppException"/>; the cmdlets map it to PowerShell's error category.</summary>
public enum AppErrorKind
{
    /// <summary>A value that can't be used.</summary>
    InvalidArgument,

    /// <summary>Something that isn't there.</summary>
    NotFound,

    /// <summary>Something that is there already, in another form.</summary>
    Conflict,

    /// <summary>The tenant refuses for good: rights, policy, quota, licence.</summary>
    Denied,

    /// <summary>There is no connection to a tenant, or the wrong one.</summary>
    Connection,

    /// <summary>Something did not happen in time.</summary>
    Timeout,
}

/// <summary>
/// An error that the module itself has found. Its id is stable: scripts may rely on it.
/// </summary>
public sealed class AppException : Exception
{
    internal AppException(
        string errorId,
        AppErrorKind kind,
        object? target,
        string message,
        string? recommendation = null,
        Exception? inner = null
    )
        : base(message, inner)
    {
        ErrorId = errorId;
        Kind = kind;
        Target = target;
        Recommendation = recommendation;
    }

    /// <summary>The same error with a sentence more, on what came of it.</summary>
    internal AppException With(string sentence) =>
        new(ErrorId, Kind, Target, $"{Message} {sentence}", Recommendation, InnerException) { ConcernsEveryInput = ConcernsEveryInput };

    /// <summary>Whether no other input can get past it either: it ends the command.</summary>
    internal bool ConcernsEveryInput { get; init; }

    /// <summary>The stable id, such as <c>AppNotFound</c>.</summary>
    public string ErrorId { get; }

    /// <summary>The kind of error.</summary>
    public AppErrorKind Kind { get; }

    /// <summary>The input that it concerns.</summary>
    public object? Target { get; }

    /// <summary>What to do about it, in one sentence.</summary>
    public string? Recommendation { get; }
}
