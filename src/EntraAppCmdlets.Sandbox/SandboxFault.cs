namespace EntraAppCmdlets.Sandbox;

/// <summary>An accident that is to happen to a request, so that a test can replay it exactly.</summary>
public sealed class SandboxFault
{
    private int _left = 1;

    /// <summary>What happens.</summary>
    public required SandboxFaultKind Kind { get; init; }

    /// <summary>
    /// The number of the HTTP request that it happens to, from 1, token requests counted; null: the first one that <see cref="When"/> accepts.
    /// Counts from the opening of the tenant.
    /// </summary>
    public int? Request { get; init; }

    /// <summary>Which requests it may happen to; null: all.</summary>
    public Func<SandboxRequest, bool>? When { get; init; }

    /// <summary>How often it happens, to requests that follow one another among those that match. 1 by default.</summary>
    public int Times
    {
        get => _left;
        init => _left = value;
    }

    /// <summary>Whether the request is carried out first, so that only its answer is lost. Of no effect where the kind says so itself.</summary>
    public bool AfterProcessing { get; init; }

    /// <summary>The status that <see cref="SandboxFaultKind.Status"/> answers: 429, 500, 503, 401, 403, 404, 409, or any other.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The Retry-After header of the answer; null: none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether Retry-After is written as an HTTP date instead of seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>The error code of the answer; null: the one that the service uses with that status.</summary>
    public string? Code { get; init; }

    /// <summary>The error message of the answer; null: the one that the service uses with that status.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// True: it happens to a single item of a <c>$batch</c> instead of a whole HTTP request. <see cref="Request"/> then is the number of the
    /// batch item, from 1 and counted over all batches; only <see cref="SandboxFaultKind.Status"/> is possible.
    /// </summary>
    public bool InBatch { get; init; }

    internal bool Take(int number, SandboxRequest request)
    {
        if (_left <= 0 || (Request is { } first && number < first) || !(When?.Invoke(request) ?? true))
        {
            return false;
        }

        _left--;
        return true;
    }
}
