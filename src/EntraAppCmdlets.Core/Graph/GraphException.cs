using System.Globalization;
using System.Text;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>
/// Microsoft Graph refused a request or could not be reached. The first line of the message says what failed, in words, and
/// why; the second holds what Microsoft's support asks for.
/// </summary>
public sealed class GraphException : Exception
{
    internal GraphException(GraphFailure failure, Exception? cause = null)
        : base(failure.ToMessage(), cause) => Failure = failure;

    /// <summary>The HTTP status, or 0 where no answer came.</summary>
    public int Status => Failure.Status;

    /// <summary>The service's error code (<c>Authorization_RequestDenied</c>) or one of the client's own (<c>ConnectionFailed</c>).</summary>
    public string Code => Failure.Code;

    /// <summary>The service's message, or the client's own where no answer came.</summary>
    public string Reason => Failure.Reason;

    /// <summary>The service's id of the request.</summary>
    public string? RequestId => Failure.RequestId;

    /// <summary>The client's id of the request.</summary>
    public string? ClientRequestId => Failure.ClientRequestId;

    /// <summary>Further details, often naming the property that is at fault.</summary>
    public IReadOnlyList<GraphErrorDetail> Details => Failure.Details;

    /// <summary>It was a write, and nobody knows whether it was carried out: read back before repeating it.</summary>
    public bool OutcomeUnknown => Failure.OutcomeUnknown;

    /// <summary>How long was waited between attempts before giving up.</summary>
    public TimeSpan Waited => Failure.Waited;

    internal GraphFailure Failure { get; }

    /// <summary>A read that succeeded does not show yet what is known to be there.</summary>
    internal static GraphException NotYetVisible(string what, string reason) =>
        new(new GraphFailure(what, GraphErrorCode.NotYetVisible, reason) { Status = 200 });

    /// <summary>A read succeeded, but leaves out what the sign-in may not see.</summary>
    internal static GraphException Withheld(string what) =>
        new(
            new GraphFailure(what, GraphErrorCode.Withheld, "The answer holds ids alone, because the sign-in may not read more.")
            {
                Status = 200,
            }
        );

    /// <summary>The same error, with what else could not be done because of it or beside it.</summary>
    internal GraphException StillToDo(IEnumerable<string> undone) =>
        new(Failure with { Undone = [.. Failure.Undone.Union(undone).Where(item => item != Failure.What)] }, this);

    /// <summary>The error with all that is still to do, in the words of a plan: what was sent together and failed is part of it.</summary>
    internal GraphException LeavesToDo(IEnumerable<string> all) =>
        new(Failure with { Undone = [.. all.Where(item => item != Failure.What)] }, this);

    internal bool Is(int status, string code) => Status == status && string.Equals(Code, code, StringComparison.OrdinalIgnoreCase);

    internal bool Says(string part) =>
        Reason.Contains(part, StringComparison.OrdinalIgnoreCase)
        || Details.Any(d => d.Message?.Contains(part, StringComparison.OrdinalIgnoreCase) == true);
}

/// <summary>One detail of an error of Microsoft Graph.</summary>
/// <param name="Code">The detail's own code.</param>
/// <param name="Message">The detail's own message.</param>
/// <param name="Target">What it is about, often the name of a property.</param>
public sealed record GraphErrorDetail(string? Code, string? Message, string? Target);

/// <summary>What is known about a failed request.</summary>
/// <param name="What">The request in words.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Reason">Why, in words.</param>
internal sealed record GraphFailure(string What, string Code, string Reason)
{
    public int Status { get; init; }

    /// <summary>Method and path.</summary>
    public string? Target { get; init; }

    public string? RequestId { get; init; }

    public string? ClientRequestId { get; init; }

    public IReadOnlyList<GraphErrorDetail> Details { get; init; } = [];

    public bool OutcomeUnknown { get; init; }

    public TimeSpan Waited { get; init; }

    /// <summary>What else was to be done and is not, in words.</summary>
    public IReadOnlyList<string> Undone { get; init; } = [];

    public string ToMessage()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Could not {What}: {Reason}");
        if (Waited > TimeSpan.Zero)
        {
            text.Append(CultureInfo.InvariantCulture, $" (gave up after waiting {Duration.InWords(Waited)})");
        }

        if (OutcomeUnknown)
        {
            text.Append(" It is unknown whether it was carried out.");
        }

        foreach (var detail in Details.Where(d => d.Message is not null && d.Message != Reason))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{detail.Target ?? detail.Code}: {detail.Message}");
        }

        if (Undone.Count > 0)
        {
            text.Append("\nStill to do: ").AppendJoin("; ", Undone).Append('.');
        }

        text.Append('\n').AppendJoin(", ", Facts());
        return text.ToString();
    }

    private IEnumerable<string> Facts()
    {
        yield return Status == 0 ? Code : string.Create(CultureInfo.InvariantCulture, $"HTTP {Status} {Code}");
        if (Target is not null)
        {
            yield return Target;
        }

        if (RequestId is not null)
        {
            yield return "request-id " + RequestId;
        }

        if (ClientRequestId is not null)
        {
            yield return "client-request-id " + ClientRequestId;
        }
    }
}
