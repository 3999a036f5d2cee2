using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>The application permissions that the tenant's administrator app has been assigned.</summary>
internal static class AdministratorRoles
{
    private static readonly char[] Between = [' ', ','];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Known = new(() =>
        PermissionList
            .RolesOf(OtherTenantApps.MicrosoftGraph)
            .Cast<Document>()
            .ToDictionary(role => role.Text("value")!, role => role.Text("id")!, StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>The ids of the permissions that a setting names; of all that any operation needs where it names none.</summary>
    public static IEnumerable<string> IdsOf(string? permissions) => Split(permissions).Select(name => Known.Value[name]);

    /// <summary>The first name that Graph has no application permission of; null if it has all.</summary>
    public static string? FirstUnknown(string? permissions) => Split(permissions).FirstOrDefault(name => !Known.Value.ContainsKey(name));

    private static IEnumerable<string> Split(string? permissions) =>
        permissions?.Split(Between, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)
        ?? RequiredPermissions.OfAdministrator;
}
