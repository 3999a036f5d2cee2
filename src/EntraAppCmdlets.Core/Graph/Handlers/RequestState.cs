using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>What the handlers know about the request that passes through them, and what they learn about it.</summary>
internal sealed class RequestState(GraphRequest request, IActivityLog log, IWriteJournal? journal)
{
    private static readonly HttpRequestOptionsKey<RequestState> Key = new("EntraAppCmdlets.RequestState");

    public GraphRequest Request { get; } = request;

    public IActivityLog Log { get; } = log;

    /// <summary>Null also for the envelope of a batch, whose items are written down one by one.</summary>
    public IWriteJournal? Journal { get; } = journal;

    /// <summary>The same for all attempts.</summary>
    public string ClientRequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>The whole body of the last answer.</summary>
    public ReadOnlyMemory<byte> Answer { get; set; }

    public TimeSpan Waited { get; set; }

    /// <summary>An attempt before the last one may have been carried out.</summary>
    public bool EarlierOutcomeUnknown { get; set; }

    /// <summary>The token was fetched anew already.</summary>
    public bool TokenRenewed { get; set; }

    public string Target => $"{Request.Method} {Request.Path}";

    public static RequestState Of(HttpRequestMessage message) =>
        message.Options.TryGetValue(Key, out var state)
            ? state
            : throw new InvalidOperationException("A request that doesn't come from the Graph client.");

    public void AttachTo(HttpRequestMessage message) => message.Options.Set(Key, this);
}
