using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A client that gets tokens for an app's scopes without anybody being asked for consent.</summary>
public sealed record AppAuthorizedClient
{
    /// <summary>The application (client) ID of the client.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The ids of the scopes.</summary>
    public IReadOnlyList<Guid> ScopeIds
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The names of the scopes; the id of one that the app no longer has.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The client and its scopes.</summary>
    public override string ToString() => $"{AppId} ({string.Join(", ", Scopes)})";
}
