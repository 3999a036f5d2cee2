namespace EntraAppCmdlets.Sandbox.Tests.Generated;

/// <summary>What an application must be after the requests so far.</summary>
internal sealed class ModelApp
{
    public required string Id { get; init; }

    public required string AppId { get; init; }

    public required string DisplayName { get; set; }

    public string? UniqueName { get; init; }

    public List<string> Tags { get; set; } = [];

    public List<string> RedirectUris { get; set; } = [];

    public HashSet<string> Secrets { get; } = [];

    public HashSet<string> Owners { get; } = [];

    public bool IsDeleted { get; set; }

    public string? PrincipalId { get; set; }

    public bool IsPrincipalDeleted { get; set; }

    public string? Scope { get; set; }

    /// <summary>The ids of its app role assignments, by role.</summary>
    public Dictionary<string, string> Roles { get; } = [];

    public bool HasPrincipal => PrincipalId is not null && !IsPrincipalDeleted && !IsDeleted;
}
