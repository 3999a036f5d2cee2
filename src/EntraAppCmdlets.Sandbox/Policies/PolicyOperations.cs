using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Policies;

/// <summary>App management policies: that of the tenant, and those that are made and assigned to applications.</summary>
internal static class PolicyOperations
{
    private const string Set = "policies/appManagementPolicies";
    private const string Default = "policies/defaultAppManagementPolicy";

    // Kinds of policy of which the tenant has none.
    private static readonly string[] Absent =
    [
        "activityBasedTimeoutPolicies",
        "claimsMappingPolicies",
        "homeRealmDiscoveryPolicies",
        "tokenIssuancePolicies",
        "tokenLifetimePolicies",
    ];

    public static void Map(RouteTable routes)
    {
        routes
            .Map(
                "GET",
                Default,
                Operation.ReadPolicies,
                context => context.Entity(AppManagementPolicies.OfTenant(context.Store, context.Settings), Default)
            )
            .Map("PATCH", Default, Operation.WritePolicies, UpdateDefault)
            .Map(
                "GET",
                Set,
                Operation.ReadPolicies,
                context => context.List(ListSource.Of(context.Store.AppManagementPolicies, context.Now, static _ => true), Set)
            )
            .Map("POST", Set, Operation.WritePolicies, Create)
            .MapEntity(Set + "/{}", Operation.ReadPolicies, Types.AppManagementPolicy, Require, Set)
            .Map("PATCH", Set + "/{}", Operation.WritePolicies, Update)
            .Map("DELETE", Set + "/{}", Operation.WritePolicies, Delete);
        LinkOperations.MapRead(routes, Set, "appliesTo", Operation.ReadPolicies, Require);
        MapHolder(routes, "applications", Operation.ReadApplications, Operation.WriteApplications, ApplicationOperations.Require);
        MapHolder(
            routes,
            "servicePrincipals",
            Operation.ReadServicePrincipals,
            Operation.WriteServicePrincipals,
            ServicePrincipalOperations.Require
        );
        foreach (var name in Absent)
        {
            routes.Map(
                "GET",
                "policies/" + name,
                Operation.ReadPolicies,
                context => context.List(ListSource.Of([Types.AppManagementPolicy], []), "policies/" + name)
            );
        }
    }

    private static void MapHolder(
        RouteTable routes,
        string collection,
        Operation read,
        Operation write,
        Func<GraphContext, Document> find
    ) =>
        routes
            .Map(
                "GET",
                $"{collection}/{{}}/{AppManagementPolicies.Kind}",
                read,
                context =>
                {
                    var holder = find(context);
                    return context.List(
                        ListSource.Of([Types.AppManagementPolicy], AppManagementPolicies.Of(context.Store, holder, context.Now)),
                        Set
                    );
                }
            )
            .Map("POST", $"{collection}/{{}}/{AppManagementPolicies.Kind}/$ref", write, context => Assign(context, find(context)))
            .Map("DELETE", $"{collection}/{{}}/{AppManagementPolicies.Kind}/{{}}/$ref", write, context => Unassign(context, find(context)));

    private static Document Require(GraphContext context) => context.Require(context.Store.AppManagementPolicies, context.Keys[0]);

    private static Reply UpdateDefault(GraphContext context)
    {
        var after = DocumentReader.Update(context.Body, AppManagementPolicies.OfTenant(context.Store, context.Settings));
        AppManagementPolicies.CheckRestrictions(after.One("applicationRestrictions")!, after.Type);
        AppManagementPolicies.CheckRestrictions(after.One("servicePrincipalRestrictions")!, after.Type);
        context.Change.Put(context.Store.TenantPolicies, after);
        return Reply.NoContent;
    }

    private static Reply Create(GraphContext context)
    {
        var policy = Check(DocumentReader.Create(context.Body, Types.AppManagementPolicy).With(("id", context.Tenant.Ids.Next())));
        context.Change.Put(context.Store.AppManagementPolicies, policy);
        return context.Entity(policy, Set, 201, $"{context.Root}/{Set}/{policy.Id}");
    }

    private static Reply Update(GraphContext context)
    {
        context.Change.Put(
            context.Store.AppManagementPolicies,
            Check(DocumentReader.Update(context.Body, context.Latest(Require(context))))
        );
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var policy = Require(context);
        context.Change.Remove(context.Store.AppManagementPolicies, policy.Id);
        foreach (var link in context.Store.Links.Where("target", policy.Id))
        {
            context.Change.Remove(context.Store.Links, link.Id);
        }

        return Reply.NoContent;
    }

    private static Document Check(Document policy)
    {
        if (string.IsNullOrWhiteSpace(policy.Text("displayName")))
        {
            throw GraphErrors.InvalidValue("displayName", policy.Type);
        }

        AppManagementPolicies.CheckRestrictions(policy.One("restrictions")!, policy.Type);
        return policy;
    }

    private static Reply Assign(GraphContext context, Document holder)
    {
        RequireWritePolicies(context);
        if (!context.Body.TryFind("@odata.id", out var reference) || LinkOperations.IdIn(reference) is not { } id)
        {
            throw GraphErrors.BadRequest("Unable to read JSON request payload: the property '@odata.id' is required.");
        }

        if (context.Store.AppManagementPolicies.Find(id, context.Now) is null)
        {
            throw GraphErrors.NotFound(id);
        }

        if (AppManagementPolicies.Of(context.Store, holder, at: null).FirstOrDefault() is { } assigned)
        {
            throw assigned.Id == id
                ? GraphErrors.LinkExists(AppManagementPolicies.Kind)
                : GraphErrors.Refused("An object can be assigned one app management policy only.");
        }

        context.Change.Put(context.Store.Links, DirectoryStore.NewLink(AppManagementPolicies.Kind, holder.Id, id));
        return Reply.NoContent;
    }

    private static Reply Unassign(GraphContext context, Document holder)
    {
        RequireWritePolicies(context);
        var id = LinkOperations.RequireId(context.Key(1));
        var link = DirectoryStore.LinkId(AppManagementPolicies.Kind, holder.Id, id);
        if (context.Store.Links.Find(link, context.Now) is null || context.Store.Links.Find(link) is null)
        {
            throw GraphErrors.NotFound(id);
        }

        context.Change.Remove(context.Store.Links, link);
        return Reply.NoContent;
    }

    /// <summary>Whoever may write an application may not for that reason free it of a policy.</summary>
    private static void RequireWritePolicies(GraphContext context)
    {
        if (!RequiredPermissions.Allows(Operation.WritePolicies, context.Caller))
        {
            throw GraphErrors.Denied();
        }
    }
}
