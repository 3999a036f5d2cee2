using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Consent;

/// <summary>Delegated permissions that a client has been granted, by everyone or by one user.</summary>
internal static class GrantOperations
{
    private const int MaximumScope = 3850;
    private const string Set = "oauth2PermissionGrants";

    public static void Map(RouteTable routes) =>
        routes
            .Map(
                "GET",
                Set,
                Operation.ReadGrants,
                context => context.List(ListSource.Of(context.Store.Grants, context.Now, IsAlive(context)), Set)
            )
            .Map(
                "GET",
                Set + "/$count",
                Operation.ReadGrants,
                context => context.CountOf(ListSource.Of(context.Store.Grants, context.Now, IsAlive(context)))
            )
            .Map("POST", Set, Operation.WriteGrants, Create)
            .MapEntity(Set + "/{}", Operation.ReadGrants, Types.PermissionGrant, Require, Set)
            .Map("PATCH", Set + "/{}", Operation.WriteGrants, Update)
            .Map("DELETE", Set + "/{}", Operation.WriteGrants, Delete)
            .Map(
                "GET",
                "servicePrincipals/{}/" + Set,
                Operation.ReadGrants,
                context => ListOf(context, "clientId", ServicePrincipalOperations.Require(context))
            )
            .Map(
                "GET",
                "users/{}/" + Set,
                Operation.ReadGrants,
                context => ListOf(context, "principalId", UserOperations.Require(context))
            );

    /// <summary>The grants that an object has given or been given.</summary>
    public static IEnumerable<Document> Of(DirectoryStore store, Document document, DateTimeOffset? at) =>
        store.Grants.Where(document.Type == Types.User ? "principalId" : "clientId", document.Id, at).Where(IsAlive(store, at));

    private static Reply ListOf(GraphContext context, string index, Document document) =>
        context.List(ListSource.Of(context.Store.Grants, index, document.Id, context.Now, IsAlive(context)), Set);

    private static Func<Document, bool> IsAlive(GraphContext context) => IsAlive(context.Store, context.Now);

    // Grants outlive a soft deletion of either end, unseen, and are there again when it is undone.
    private static Func<Document, bool> IsAlive(DirectoryStore store, DateTimeOffset? at) =>
        grant => IsThere(store, grant.Text("clientId")!, at) && IsThere(store, grant.Text("resourceId")!, at);

    private static bool IsThere(DirectoryStore store, string id, DateTimeOffset? at) =>
        store.ServicePrincipals.Find(id, at) is { } found && DirectoryStore.IsAlive(found);

    private static Document Require(GraphContext context) =>
        context.Store.Grants.Find(context.Key(0), context.Now) is { } found && IsAlive(context)(found)
            ? found
            : throw GraphErrors.NotFound(context.Key(0));

    private static Reply Create(GraphContext context)
    {
        var grant = DocumentReader.Create(context.Body, Types.PermissionGrant);
        var (client, resource, principal) = (Id(grant, "clientId"), Id(grant, "resourceId"), Id(grant, "principalId"));
        if (
            grant.Text("consentType") is not ("AllPrincipals" or "Principal")
            || (grant.Text("consentType") == "Principal") != (principal is not null)
        )
        {
            throw GraphErrors.InvalidValue("consentType", Types.PermissionGrant);
        }

        CheckScope(grant);
        foreach (var id in new[] { client!, resource! })
        {
            if (!IsThere(context.Store, id, context.Now))
            {
                throw GraphErrors.NotFound(id);
            }
        }

        if (principal is not null && (context.Store.Users.Find(principal, context.Now) is not { } user || !DirectoryStore.IsAlive(user)))
        {
            throw GraphErrors.NotFound(principal);
        }

        var id2 = ObjectIds.Compose(client, resource, principal);
        if (context.Store.Grants.Find(id2) is not null)
        {
            throw GraphErrors.SameKey("Permission entry already exists.");
        }

        grant = grant.With(
            ("id", id2),
            ("clientId", client),
            ("resourceId", resource),
            ("principalId", principal),
            ("scope", grant.Text("scope"))
        );
        context.Change.Put(context.Store.Grants, grant);
        return context.Entity(grant, Set, 201, $"{context.Origin}/v2/{context.Tenant.TenantId}/{Set}/{id2}");
    }

    private static Reply Update(GraphContext context)
    {
        var after = DocumentReader.Update(context.Body, context.Latest(Require(context)));
        CheckScope(after);
        context.Change.Put(context.Store.Grants, after);
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        context.Change.Remove(context.Store.Grants, Require(context).Id);
        return Reply.NoContent;
    }

    private static void CheckScope(Document grant)
    {
        if (grant.Text("scope") is { Length: > MaximumScope })
        {
            throw GraphErrors.TooLong("scope", Types.PermissionGrant, MaximumScope);
        }
    }

    private static string? Id(Document grant, string property) =>
        grant.Text(property) switch
        {
            null => null,
            var text when Guid.TryParse(text, out var id) => id.ToString(),
            var text => throw GraphErrors.InvalidId(text),
        };
}
