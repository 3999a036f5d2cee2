using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>The tenant's books: one table for each kind of object, with the indexes that its questions need.</summary>
internal sealed class DirectoryStore
{
    public DirectoryStore()
    {
        foreach (var definition in Roles.RoleBooks.BuiltIn)
        {
            RoleDefinitions.Set(definition.Id, definition, null);
        }
    }

    public Table Applications { get; } = new("applications", Types.Application, "appId", "displayName", "uniqueName", "identifierUris");

    public Table ServicePrincipals { get; } =
        new("servicePrincipals", Types.ServicePrincipal, "appId", "displayName", "servicePrincipalNames");

    public Table Users { get; } = new("users", Types.User, "userPrincipalName", "displayName", "mail");

    public Table Groups { get; } = new("groups", Types.Group, "displayName", "mailNickname", "uniqueName");

    public Table Organization { get; } = new("organization", Types.Organization);

    public Table Domains { get; } = new("domains", Types.Domain);

    public Table Grants { get; } = new("oauth2PermissionGrants", Types.PermissionGrant, "clientId", "resourceId", "principalId");

    public Table Assignments { get; } = new("appRoleAssignments", Types.AppRoleAssignment, "principalId", "resourceId");

    public Table FederatedCredentials { get; } = new("federatedIdentityCredentials", Types.FederatedCredential, "parentId");

    public Table Links { get; } = new("links", Types.Link, "source", "target");

    public Table DirectoryRoles { get; } = new("directoryRoles", Types.DirectoryRole, "roleTemplateId");

    public Table RoleDefinitions { get; } = new("roleDefinitions", Types.RoleDefinition);

    public Table RoleAssignments { get; } = new("roleAssignments", Types.RoleAssignment, "principalId", "roleDefinitionId");

    /// <summary>The app management policies that can be assigned.</summary>
    public Table AppManagementPolicies { get; } = new("appManagementPolicies", Types.AppManagementPolicy);

    /// <summary>The app management policy of the whole tenant, where a request has changed it.</summary>
    public Table TenantPolicies { get; } = new("tenantPolicies", Types.TenantAppManagementPolicy);

    public Table Secrets { get; } = new("secrets", Types.Secret, "owner");

    public Table VaultSecrets { get; } = new("vaultSecrets", Types.VaultSecret, "place", "vault");

    public Table VaultCertificates { get; } = new("vaultCertificates", Types.VaultCertificate, "place", "vault");

    public IEnumerable<Table> All =>
        [
            Applications,
            ServicePrincipals,
            Users,
            Groups,
            Organization,
            Domains,
            Grants,
            Assignments,
            FederatedCredentials,
            Links,
            Secrets,
            .. Later,
        ];

    /// <summary>The tables that files of earlier versions do not have.</summary>
    public IReadOnlyList<Table> Later =>
        [VaultSecrets, VaultCertificates, DirectoryRoles, RoleDefinitions, RoleAssignments, AppManagementPolicies, TenantPolicies];

    /// <summary>The tables of the objects that own, are owned, belong, are assigned.</summary>
    public IEnumerable<Table> DirectoryObjects => [Applications, ServicePrincipals, Users, Groups, Organization, DirectoryRoles];

    /// <summary>A directory object of any kind that is not deleted.</summary>
    public Document? FindObject(string id, DateTimeOffset? at = null) =>
        DirectoryObjects.Select(table => table.Find(id, at)).FirstOrDefault(found => found is not null && IsAlive(found));

    public Table TableOf(StructuredType type) => All.First(table => table.Type == type);

    public static bool IsAlive(Document document) => document.Type.Find("deletedDateTime") is not { } deleted || document[deleted] is null;

    /// <summary>Whether every tenant has that object, the same: it is in no file and no export.</summary>
    public static bool IsEverywhere(Document document) => document.Type == Types.RoleDefinition && document.Flag("isBuiltIn");

    public IEnumerable<Document> Linked(string kind, string source, DateTimeOffset? at = null) =>
        Links
            .Where("source", source, at)
            .Where(link => link.Text("kind") == kind)
            .Select(link => FindObject(link.Text("target")!, at))
            .OfType<Document>();

    public IEnumerable<Document> LinkedFrom(string kind, string target, DateTimeOffset? at = null) =>
        Links
            .Where("target", target, at)
            .Where(link => link.Text("kind") == kind)
            .Select(link => FindObject(link.Text("source")!, at))
            .OfType<Document>();

    public static string LinkId(string kind, string source, string target) => $"{kind}:{source}:{target}";

    public static Document NewLink(string kind, string source, string target) =>
        Types.Link.Empty.With(("id", LinkId(kind, source, target)), ("kind", kind), ("source", source), ("target", target));

    public void Settle(DateTimeOffset now)
    {
        foreach (var table in All)
        {
            table.Settle(now);
        }
    }
}
