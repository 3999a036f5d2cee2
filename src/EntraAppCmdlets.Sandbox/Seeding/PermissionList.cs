using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>The permissions of Microsoft's APIs, read from the table in this assembly when first asked for.</summary>
internal static class PermissionList
{
    private const int ValueColumn = 0;
    private const int DelegatedColumn = 1;
    private const int ApplicationColumn = 2;
    private const int AdminConsentColumn = 3;

    private static readonly Lazy<Dictionary<string, (object[] Roles, object[] Scopes)>> Table = new(Read);

    public static object[] RolesOf(string appId) => Table.Value.GetValueOrDefault(appId).Roles ?? [];

    public static object[] ScopesOf(string appId) => Table.Value.GetValueOrDefault(appId).Scopes ?? [];

    public static Document Role(string id, string value) =>
        Types.AppRole.Empty.With(
            ("id", id),
            ("value", value),
            ("displayName", value),
            ("description", $"Allows the app {value} without a signed-in user."),
            ("isEnabled", true),
            ("allowedMemberTypes", (object[])["Application"])
        );

    public static Document Scope(string id, string value, bool admin) =>
        Types.PermissionScope.Empty.With(
            ("id", id),
            ("value", value),
            ("type", admin ? "Admin" : "User"),
            ("isEnabled", true),
            ("adminConsentDisplayName", value),
            ("adminConsentDescription", $"Allows the app {value} on behalf of the signed-in user."),
            ("userConsentDisplayName", admin ? null : value),
            ("userConsentDescription", admin ? null : $"Allows the app {value} on your behalf.")
        );

    private static Dictionary<string, (object[] Roles, object[] Scopes)> Read()
    {
        using var stream =
            typeof(PermissionList).Assembly.GetManifestResourceStream("permissions.tsv")
            ?? throw new InvalidOperationException("The permission table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<string, (List<object> Roles, List<object> Scopes)>(StringComparer.OrdinalIgnoreCase);
        var current = (Roles: new List<object>(), Scopes: new List<object>());
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('@'))
            {
                current = ([], []);
                table.Add(line[1..].Split('\t')[0], current);
                continue;
            }

            // Comments, and the line of the column names.
            if (line.Length == 0 || line.StartsWith('#') || table.Count == 0)
            {
                continue;
            }

            var columns = line.Split('\t');
            if (columns.ElementAtOrDefault(DelegatedColumn) is { Length: > 0 } scope)
            {
                current.Scopes.Add(Scope(scope, columns[ValueColumn], admin: columns.ElementAtOrDefault(AdminConsentColumn) == "true"));
            }

            if (columns.ElementAtOrDefault(ApplicationColumn) is { Length: > 0 } role)
            {
                current.Roles.Add(Role(role, columns[ValueColumn]));
            }
        }

        return table.ToDictionary(
            each => each.Key,
            each => (each.Value.Roles.ToArray(), each.Value.Scopes.ToArray()),
            StringComparer.OrdinalIgnoreCase
        );
    }
}
