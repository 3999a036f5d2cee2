using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets.Permissions;

/// <summary>Which API a person means: by its application id, a name or short name of the catalogue, or the name of an app of the tenant.</summary>
internal static class ApiFinder
{
    /// <summary>The application id of the API. The tenant is asked only for what the catalogue does not know.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public static async Task<Guid> FindAsync(TenantWork work, string reference, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(reference, out var appId))
            return appId;
        return PermissionCatalogue.Default.FindResource(reference)?.AppId ?? (await new RegistrationService(work).GetAsync(reference, cancellationToken).ConfigureAwait(false)).AppId;
    }
}
