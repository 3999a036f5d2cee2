namespace EntraAppCmdlets;

/// <summary>A connection to a tenant: who is connected, where, and how.</summary>
public sealed record AppTenant
{
    /// <summary>The tenant (directory) ID.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The name of the organization; null when the account may not read it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The default verified domain; null when the account may not read it.</summary>
    public string? DefaultDomain { get; init; }

    /// <summary>The cloud: Global, USGov, USGovDoD, China, Sandbox or Custom.</summary>
    public required string Environment { get; init; }

    /// <summary>How the connection signed in.</summary>
    public required string AuthType { get; init; }

    /// <summary>The user or the application that is signed in.</summary>
    public string? Account { get; init; }

    /// <summary>The permissions that the access token carries, as far as it can be read.</summary>
    public IReadOnlyList<string> GrantedPermissions { get; init; } = [];

    /// <summary>The file that keeps the embedded tenant; null for a real tenant or one in memory only.</summary>
    public string? SandboxPath { get; init; }

    /// <summary>The file in which every write of this connection is written down; null for none.</summary>
    public string? LogPath { get; init; }

    /// <summary>The name and the id.</summary>
    public override string ToString() => DisplayName is null ? TenantId.ToString() : $"{DisplayName} ({TenantId})";
}
