namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Who sends a request, as the token says.</summary>
/// <param name="AppId">The client.</param>
/// <param name="ServicePrincipal">The object id of the client's service principal.</param>
/// <param name="User">The object id of the user on whose behalf it acts; null where it acts by itself.</param>
/// <param name="Permissions">The roles or scopes of the token.</param>
/// <param name="DirectoryRoles">The directory roles of the user, or of the client itself.</param>
internal sealed record Caller(
    string AppId,
    string ServicePrincipal,
    string? User,
    IReadOnlySet<string> Permissions,
    IReadOnlySet<string> DirectoryRoles
)
{
    /// <summary>The object that acts: the user, or the client itself.</summary>
    public string Principal => User ?? ServicePrincipal;

    /// <summary>Whether it may write only what it owns.</summary>
    public bool OwnedOnly =>
        !HasWritingRole
        && (
            User is not null
            || (
                Permissions.Contains("Application.ReadWrite.OwnedBy")
                && !Permissions.Contains("Application.ReadWrite.All")
                && !Permissions.Contains("Directory.ReadWrite.All")
            )
        );

    private bool HasWritingRole =>
        DirectoryRoles.Any(role => role is "Global Administrator" or "Application Administrator" or "Cloud Application Administrator");
}
