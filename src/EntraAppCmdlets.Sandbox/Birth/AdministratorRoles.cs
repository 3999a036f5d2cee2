using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Birth;

/// <summary>The ids of the application permissions that the tenant's administrator app has been assigned.</summary>
internal static class AdministratorRoles
{
    private static readonly Lazy<IReadOnlyList<string>> Resolved = new(() =>
    {
        var roles = PermissionList.RolesOf(ForeignApplications.MicrosoftGraph).Cast<Document>().ToDictionary(role => role.Text("value")!, role => role.Text("id")!, StringComparer.Ordinal);
        return [.. RequiredPermissions.OfAdministrator.Select(name => roles[name])];
    });

    public static IReadOnlyList<string> Ids => Resolved.Value;
}
