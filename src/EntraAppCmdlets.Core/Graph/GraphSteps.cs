namespace EntraAppCmdlets.Graph;

/// <summary>The requests that one operation sends together.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Sequential">Each one only if the one before succeeded; otherwise in any order.</param>
internal sealed record GraphSteps(IReadOnlyList<GraphRequest> Requests, bool Sequential)
{
    /// <summary>Whether they only read, in any order: other operations may be given the same answers.</summary>
    public bool AreReads => !Sequential && Requests.All(request => !request.IsWrite);
}
