namespace EntraAppCmdlets.Graph;

/// <summary>What a request reads, said so that many requests of the kind can be answered by one: the objects whose keys are in a list.</summary>
/// <param name="Collection">The collection that the object is in, for example <c>servicePrincipals</c>.</param>
/// <param name="Key">The property that tells the object: <c>id</c> or <c>appId</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Select">The properties of the object, or of the related objects, separated by commas; null for all of the related objects.</param>
/// <param name="Relation">The relation whose objects are read, for example <c>owners</c>; null for the object itself.</param>
internal sealed record GraphLookup(string Collection, string Key, Guid Value, string? Select, string? Relation = null)
{
    /// <summary>The service compares with no more values in one filter.</summary>
    public const int Most = 15;

    /// <summary>The service adds no more related objects to one object.</summary>
    public const int MostRelated = 20;

    /// <summary>One request for all of these, which differ in their values only.</summary>
    public static GraphRequest Together(IReadOnlyList<GraphRequest> requests)
    {
        var first = requests[0].Lookup!;
        var query = ODataText.Query(first.Collection).Filter(ODataText.In(first.Key, requests.Select(request => request.Lookup!.Value)));
        query = first.Relation is null
            ? query.Select(first.Select!)
            : query.Select(first.Key).Expand(first.Select is null ? first.Relation : $"{first.Relation}($select={first.Select})");
        return GraphRequest.Get(query).Describe(requests[0].InWords);
    }
}
