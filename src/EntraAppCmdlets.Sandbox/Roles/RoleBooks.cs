using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Roles;

/// <summary>Who holds which directory role.</summary>
internal static class RoleBooks
{
    public const string WholeTenant = "/";

    /// <summary>The definitions of the built-in roles.</summary>
    public static IEnumerable<Document> BuiltIn { get; } =
    [
        .. DirectoryRoles.All.Select(role =>
            Types.RoleDefinition.Empty.With(
                ("id", role.Id),
                ("description", role.Description),
                ("displayName", role.Name),
                ("isBuiltIn", true),
                ("isEnabled", true),
                ("resourceScopes", (object[])[WholeTenant]),
                ("templateId", role.Id),
                ("version", "1"),
                (
                    "rolePermissions",
                    (object[])
                        [
                            Types
                                .RoleDefinition["rolePermissions"]
                                .ComplexType!.Empty.With(("allowedResourceActions", role.Actions.Split(' ').ToArray<object>())),
                        ]
                )
            )
        ),
    ];

    /// <summary>The ids of the roles that a principal holds in the whole tenant, by itself or by a role-assignable group.</summary>
    public static IEnumerable<string> IdsOf(DirectoryStore store, string principalId, DateTimeOffset? at)
    {
        var groups = store
            .LinkedFrom("members", principalId, at)
            .Where(group => group.Flag("isAssignableToRole"))
            .Select(group => group.Id);
        return groups
            .Prepend(principalId)
            .SelectMany(id => store.RoleAssignments.Where("principalId", id, at))
            .Where(assignment => assignment.Text("directoryScopeId") == WholeTenant)
            .Select(assignment => assignment.Text("roleDefinitionId")!)
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    public static IEnumerable<string> NamesOf(DirectoryStore store, string principalId, DateTimeOffset? at) =>
        DirectoryRoles.NamesOf(IdsOf(store, principalId, at));

    /// <summary>The roles, as directory objects, that a principal has been assigned itself.</summary>
    public static IEnumerable<Document> RolesOf(DirectoryStore store, string principalId, DateTimeOffset? at) =>
        store
            .RoleAssignments.Where("principalId", principalId, at)
            .Where(assignment => assignment.Text("directoryScopeId") == WholeTenant)
            .SelectMany(assignment => store.DirectoryRoles.Where("roleTemplateId", assignment.Text("roleDefinitionId"), at));

    /// <summary>Who has been assigned a role in the whole tenant.</summary>
    public static IEnumerable<Document> MembersOf(DirectoryStore store, Document role, DateTimeOffset? at) =>
        store
            .RoleAssignments.Where("roleDefinitionId", role.Text("roleTemplateId"), at)
            .Where(assignment => assignment.Text("directoryScopeId") == WholeTenant)
            .Select(assignment => store.FindObject(assignment.Text("principalId")!, at))
            .OfType<Document>();

    /// <summary>A role becomes a directory object when it is activated or assigned for the first time.</summary>
    public static Document? Activated(TenantState tenant, string templateId)
    {
        var built = DirectoryRoles.All.FirstOrDefault(role => string.Equals(role.Id, templateId, StringComparison.OrdinalIgnoreCase));
        return built.Id is null || tenant.Store.DirectoryRoles.Where("roleTemplateId", templateId).Any()
            ? null
            : Types.DirectoryRole.Empty.With(
                ("id", tenant.Ids.Next()),
                ("displayName", built.Name),
                ("description", built.Description),
                ("roleTemplateId", built.Id)
            );
    }

    public static Document NewAssignment(string roleDefinitionId, string principalId, string scope) =>
        Types.RoleAssignment.Empty.With(
            ("id", ObjectIds.Compose(roleDefinitionId, principalId, scope == WholeTenant ? null : scope[^36..]) + "-1"),
            ("principalId", principalId),
            ("roleDefinitionId", roleDefinitionId),
            ("directoryScopeId", scope)
        );

    /// <summary>Gives somebody a role while a tenant comes to be.</summary>
    public static void Give(TenantState tenant, string principalId, string name)
    {
        var id = DirectoryRoles.IdOf(name);
        if (Activated(tenant, id) is { } role)
        {
            tenant.Store.DirectoryRoles.Set(role.Id, role, null);
        }

        var assignment = NewAssignment(id, principalId, WholeTenant);
        tenant.Store.RoleAssignments.Set(assignment.Id, assignment, null);
    }

    /// <summary>Files of earlier versions hold the roles of a user in the user.</summary>
    public static void TakeOver(TenantState tenant)
    {
        foreach (var (_, user) in tenant.Store.Users.All().Where(each => each.Document.Texts("directoryRoles").Any()).ToList())
        {
            foreach (var name in user.Texts("directoryRoles"))
            {
                Give(tenant, user.Id, name);
            }

            tenant.Store.Users.Set(user.Id, user.With(("directoryRoles", Array.Empty<object>())), null);
        }
    }
}
