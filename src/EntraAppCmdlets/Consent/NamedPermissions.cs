using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Permissions;

namespace EntraAppCmdlets;

/// <summary>From the names on a command line to permissions.</summary>
internal static class NamedPermissions
{
    /// <summary>Resolves every name before anything is changed; each wrong one is told.</summary>
    /// <param name="work">What the command works with.</param>
    /// <param name="api">The API; null for Microsoft Graph.</param>
    /// <param name="application">Names of application permissions.</param>
    /// <param name="delegated">Names of delegated permissions.</param>
    /// <param name="tell">Takes all errors but the last, which is thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        TenantWork work, Guid? api, string[] application, string[] delegated, Action<AppException> tell, CancellationToken cancellationToken)
    {
        var permissions = new PermissionService(work);
        var trouble = new List<AppException>();
        var resource = api ?? PermissionResource.MicrosoftGraphAppId;
        IReadOnlyList<AppRequestedPermission> found =
        [
            .. await permissions.ResolveAsync(resource, application, AppPermissionType.Application, trouble, cancellationToken),
            .. await permissions.ResolveAsync(resource, delegated, AppPermissionType.Delegated, trouble, cancellationToken),
        ];
        foreach (var error in trouble.SkipLast(1))
            tell(error);
        return trouble.Count > 0 ? throw trouble[^1] : found;
    }
}
