using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What an object is related to, by the name of the relation.</summary>
internal static class Navigation
{
    /// <returns>The objects, and whether they are of several types, so that each tells its own.</returns>
    public static (IEnumerable<Document> Found, bool Typed) Follow(GraphContext context, Document document, string name)
    {
        var (store, now) = (context.Store, context.Now);
        if (document.Type.Navigation(name) is null)
        {
            throw GraphErrors.BadRequest(
                $"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{document.Type.FullName}'."
            );
        }

        return name.ToLowerInvariant() switch
        {
            "owners" => (store.Linked("owners", document.Id, now), true),
            "members" when document.Type == Types.DirectoryRole => (Roles.RoleBooks.MembersOf(store, document, now), true),
            "members" => (store.Linked("members", document.Id, now), true),
            "transitivemembers" => (Transitive(document, each => store.Linked("members", each.Id, now)), true),
            "memberof" => (GroupsAndRoles(store, document, now), true),
            "transitivememberof" => (Transitive(document, each => GroupsAndRoles(store, each, now)), true),
            "manager" => (store.Linked("manager", document.Id, now), true),
            "directreports" => (store.LinkedFrom("manager", document.Id, now), true),
            "ownedobjects" => (store.LinkedFrom("owners", document.Id, now), true),
            "approleassignments" => (Consent.AssignmentOperations.Of(store, "principalId", document.Id, now), false),
            "approleassignedto" => (Consent.AssignmentOperations.Of(store, "resourceId", document.Id, now), false),
            "oauth2permissiongrants" => (Consent.GrantOperations.Of(store, document, now), false),
            "federatedidentitycredentials" => (store.FederatedCredentials.Where("parentId", document.Id, now), false),
            "appmanagementpolicies" => (Policies.AppManagementPolicies.Of(store, document, now), false),
            "appliesto" => (store.LinkedFrom(Policies.AppManagementPolicies.Kind, document.Id, now), true),
            "principal" => (Existing(store.FindObject(document.Text("principalId")!, now)), true),
            "directoryscope" => (Existing(store.FindObject(document.Text("directoryScopeId")!.TrimStart('/'), now)), true),
            "roledefinition" => (Existing(store.RoleDefinitions.Find(document.Text("roleDefinitionId")!, now)), false),
            // The tenant has none of the others: no policies assigned, no extensions, no endpoints.
            _ => ([], true),
        };
    }

    private static IEnumerable<Document> GroupsAndRoles(DirectoryStore store, Document document, DateTimeOffset now) =>
        store.LinkedFrom("members", document.Id, now).Concat(Roles.RoleBooks.RolesOf(store, document.Id, now));

    private static IEnumerable<Document> Existing(Document? document) => document is null ? [] : [document];

    public static IEnumerable<Document> Transitive(Document start, Func<Document, IEnumerable<Document>> step)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { start.Id };
        var open = new Queue<Document>([start]);
        while (open.TryDequeue(out var each))
        {
            foreach (var next in step(each))
            {
                if (seen.Add(next.Id))
                {
                    open.Enqueue(next);
                    yield return next;
                }
            }
        }
    }
}
