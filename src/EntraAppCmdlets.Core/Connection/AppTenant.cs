using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

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

    /// <summary>The application (client) ID of the app that is signed in, or that the user is signed in to; null where the access token does not tell.</summary>
    public Guid? AppId { get; init; }

    /// <summary>
    /// Whether the sign-in is a user's, within that user's own rights (delegated permissions), or an app's own (application permissions); null where
    /// the access token can't be read.
    /// </summary>
    public AppPermissionType? PermissionType { get; init; }

    /// <summary>The permissions of Microsoft Graph that the access token carries, as far as it can be read.</summary>
    public IReadOnlyList<string> GrantedPermissions
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>
    /// The directory roles that the account held at the sign-in, by name (a custom role by its id); null where the access token does not tell. A
    /// role that was assigned or activated since then counts after the next Connect-AppTenant.
    /// </summary>
    public IReadOnlyList<string>? DirectoryRoles
    {
        get;
        init => field = value is null ? null : IndexableList.Of(value);
    }

    /// <summary>The file that keeps the embedded tenant; null for a real tenant or one in memory only.</summary>
    public string? SandboxPath { get; init; }

    /// <summary>The file in which every write of this connection is written down; null for none.</summary>
    public string? LogPath { get; init; }

    /// <summary>The connection itself; null for an object that was read from a file or came from a job.</summary>
    internal TenantConnection? Connection { get; init; }

    /// <summary>The name and the id.</summary>
    public override string ToString() => DisplayName is null ? TenantId.ToString() : $"{DisplayName} ({TenantId})";
}
