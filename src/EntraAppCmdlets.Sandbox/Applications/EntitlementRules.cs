using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>The rules of what an application offers to others: scopes, roles, and who is authorized beforehand.</summary>
internal static class EntitlementRules
{
    private const int MaximumScope = 120;
    private const int MaximumRole = 249;

    public static void Check(Document? before, Document? shown, Document after)
    {
        var scopes = after.One("api")!.Many("oauth2PermissionScopes").ToList();
        var roles = after.Many("appRoles").ToList();
        CheckEnabled(before?.One("api")!.Many("oauth2PermissionScopes") ?? [], scopes);
        CheckEnabled(before?.Many("appRoles") ?? [], roles);
        CheckDistinct(scopes, after);
        CheckDistinct(roles, after);
        // A scope and a role of one value must be one permission, by id.
        if (
            scopes.Any(scope =>
                roles.Any(role => SameText(role, scope, "value") && role.Text("value") is not null && !SameText(role, scope, "id"))
            )
        )
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        foreach (var scope in scopes)
        {
            if (
                scope.Text("type") is not ("Admin" or "User")
                || !IsValue(scope.Text("value"), MaximumScope)
                || string.IsNullOrWhiteSpace(scope.Text("value"))
                || string.IsNullOrWhiteSpace(scope.Text("adminConsentDisplayName"))
                || string.IsNullOrWhiteSpace(scope.Text("adminConsentDescription"))
            )
            {
                throw GraphErrors.InvalidValue("api.oauth2PermissionScopes", after.Type);
            }
        }

        foreach (var role in roles)
        {
            var members = role.Texts("allowedMemberTypes").ToList();
            if (
                members.Count == 0
                || members.Any(member => member is not ("User" or "Application"))
                || !IsValue(role.Text("value"), MaximumRole)
                || string.IsNullOrWhiteSpace(role.Text("displayName"))
                || string.IsNullOrWhiteSpace(role.Text("description"))
            )
            {
                throw GraphErrors.InvalidValue("appRoles", after.Type);
            }
        }

        CheckAuthorizedClients(before, shown, after);
    }

    private static void CheckAuthorizedClients(Document? before, Document? shown, Document after)
    {
        var clients = after.One("api")!.Many("preAuthorizedApplications").ToList();
        if (
            before is not null
            && Document.Same(before.One("api")!["preAuthorizedApplications"], after.One("api")!["preAuthorizedApplications"])
        )
        {
            return;
        }

        if (clients.DistinctBy(client => client.Text("appId"), StringComparer.OrdinalIgnoreCase).Count() < clients.Count)
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        if (clients.Any(client => !Guid.TryParse(client.Text("appId"), out _)))
        {
            throw GraphErrors.InvalidValue("api.preAuthorizedApplications", after.Type);
        }

        // The scopes are those that were there before this request: the service looks them up where they are kept.
        var known =
            shown?.One("api")!.Many("oauth2PermissionScopes").Select(scope => scope.Text("id")).ToHashSet(StringComparer.OrdinalIgnoreCase)
            ?? [];
        if (clients.SelectMany(client => client.Texts("delegatedPermissionIds")).Any(id => !known.Contains(id)))
        {
            throw GraphErrors.Refused(
                "Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets."
            );
        }
    }

    private static void CheckEnabled(IEnumerable<Document> before, List<Document> after)
    {
        foreach (var old in before.Where(each => each.Flag("isEnabled")))
        {
            var kept = after.FirstOrDefault(each => SameText(each, old, "id"));
            if (kept is null || !Document.Same(kept.With(("isEnabled", true)), old))
            {
                throw new GraphException(
                    400,
                    "CannotDeleteOrUpdateEnabledEntitlement",
                    "Permission (scope or role) cannot be deleted or updated unless disabled first.",
                    new ErrorDetail(
                        "CannotDeleteOrUpdateEnabledEntitlement",
                        "Permission (scope or role) cannot be deleted or updated unless disabled first.",
                        old.Type == Types.AppRole ? "appRoles" : "api.oauth2PermissionScopes"
                    )
                );
            }
        }
    }

    private static void CheckDistinct(List<Document> entitlements, Document application)
    {
        if (
            entitlements.GroupBy(each => each.Text("id"), StringComparer.OrdinalIgnoreCase).Any(same => same.Count() > 1)
            || entitlements
                .Where(each => each.Text("value") is not null)
                .GroupBy(each => each.Text("value"), StringComparer.OrdinalIgnoreCase)
                .Any(same => same.Count() > 1)
        )
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        if (entitlements.Any(each => each.Text("id") == Guid.Empty.ToString()))
        {
            throw GraphErrors.InvalidValue(
                entitlements[0].Type == Types.AppRole ? "appRoles" : "api.oauth2PermissionScopes",
                application.Type
            );
        }
    }

    private static bool SameText(Document one, Document other, string name) =>
        string.Equals(one.Text(name), other.Text(name), StringComparison.OrdinalIgnoreCase);

    private static bool IsValue(string? value, int maximum) =>
        value is null
        || (
            value.Length <= maximum
            && !value.StartsWith('.')
            && value.All(letter =>
                char.IsAsciiLetterOrDigit(letter) || ":!#$%&'()*+,-./;<=>?@[]^_`{|}~".Contains(letter, StringComparison.Ordinal)
            )
        );
}
