using System.Text.Json;
using EntraAppCmdlets.Sandbox.Applications;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>Owners and members: references from one object to another.</summary>
internal static class LinkOperations
{
    private const int MaximumOwners = 100;
    private const int MaximumBound = 20;

    private static readonly StructuredType[] OwnerTypes = [Types.User, Types.ServicePrincipal];

    private static readonly StructuredType[] MemberTypes = [Types.User, Types.Group, Types.ServicePrincipal];

    private static readonly StructuredType[] UnifiedMemberTypes = [Types.User];

    public static void Map(RouteTable routes)
    {
        Map(
            routes,
            "applications",
            "owners",
            Operation.ReadApplications,
            Operation.AddOwners,
            Operation.WriteApplications,
            ApplicationOperations.Require
        );
        Map(
            routes,
            "servicePrincipals",
            "owners",
            Operation.ReadServicePrincipals,
            Operation.AddOwners,
            Operation.WriteServicePrincipals,
            ServicePrincipalOperations.Require
        );
        Map(routes, "groups", "owners", Operation.ReadGroups, Operation.WriteGroups, Operation.WriteGroups, GroupOperations.Require);
        Map(routes, "groups", "members", Operation.ReadGroups, Operation.WriteMembers, Operation.WriteMembers, GroupOperations.Require);
        MapRead(routes, "groups", "transitiveMembers", Operation.ReadGroups, GroupOperations.Require);
        MapRead(routes, "groups", "memberOf", Operation.ReadGroups, GroupOperations.Require);
        MapRead(routes, "groups", "transitiveMemberOf", Operation.ReadGroups, GroupOperations.Require);
        foreach (
            var name in new[]
            {
                "directReports",
                "memberOf",
                "transitiveMemberOf",
                "ownedObjects",
                "createdObjects",
                "ownedDevices",
                "registeredDevices",
            }
        )
        {
            MapRead(routes, "users", name, Operation.ReadUsers, UserOperations.Require);
        }

        foreach (
            var name in new[]
            {
                "memberOf",
                "transitiveMemberOf",
                "ownedObjects",
                "createdObjects",
                "federatedIdentityCredentials",
                "claimsMappingPolicies",
                "delegatedPermissionClassifications",
                "endpoints",
                "homeRealmDiscoveryPolicies",
                "tokenIssuancePolicies",
                "tokenLifetimePolicies",
            }
        )
        {
            MapRead(routes, "servicePrincipals", name, Operation.ReadServicePrincipals, ServicePrincipalOperations.Require);
        }

        foreach (
            var name in new[] { "extensionProperties", "tokenIssuancePolicies", "tokenLifetimePolicies", "homeRealmDiscoveryPolicies" }
        )
        {
            MapRead(routes, "applications", name, Operation.ReadApplications, ApplicationOperations.Require);
        }
    }

    /// <summary>The objects that a body binds to an object, by <c>owners@odata.bind</c> and its like.</summary>
    public static void Bind(GraphContext context, Document holder)
    {
        foreach (var (relation, references) in Annotations.Bindings(context.Body, holder.Type))
        {
            if (!relation.IsCollection)
            {
                Replace(context, relation.Name, holder, Resolve(context, references));
                continue;
            }

            var targets = ReadReferences(context, references);
            if (targets.Count > MaximumBound)
            {
                throw GraphErrors.SizeExceeded(relation.Name, targets.Count, MaximumBound);
            }

            foreach (var target in targets)
            {
                Check(context, relation.Name, holder, target);
                context.Change.Put(context.Store.Links, DirectoryStore.NewLink(relation.Name, holder.Id, target.Id));
            }
        }
    }

    /// <summary>Whether a body binds that relation.</summary>
    public static bool Binds(JsonElement body, StructuredType type, string relation) =>
        Annotations.Bindings(body, type).Any(each => each.Relation.Name == relation);

    /// <summary>The object that a reference leads to instead of another: a user has one manager only.</summary>
    public static void Replace(GraphContext context, string name, Document holder, Document target)
    {
        if (target.Type != Types.User || target.Id == holder.Id)
        {
            throw Unsupported(target, name);
        }

        foreach (
            var link in context
                .Store.Links.Where("source", holder.Id)
                .Where(link => link.Text("kind") == name && link.Text("target") != target.Id)
        )
        {
            context.Change.Remove(context.Store.Links, link.Id);
        }

        context.Change.Put(context.Store.Links, DirectoryStore.NewLink(name, holder.Id, target.Id));
    }

    /// <summary>The object that the body of a <c>$ref</c> names.</summary>
    public static Document RequireReference(GraphContext context) =>
        context.Body.TryFind("@odata.id", out var reference)
            ? Resolve(context, reference)
            : throw GraphErrors.BadRequest("Unable to read JSON request payload: the property '@odata.id' is required.");

    /// <summary>The id at the end of a reference.</summary>
    public static string RequireId(string text) => Guid.TryParse(text, out var id) ? id.ToString() : throw GraphErrors.InvalidId(text);

    /// <summary>The id in the address of an object; null where it has no id.</summary>
    public static string? IdIn(JsonElement reference) =>
        PartsOf(reference).LastOrDefault(part => Guid.TryParse(part, out _)) is { } id ? new Guid(id).ToString() : null;

    private static List<Document> ReadReferences(GraphContext context, JsonElement references) =>
        references.ValueKind == JsonValueKind.Array
            ? [.. references.EnumerateArray().Select(each => Resolve(context, each)).DistinctBy(each => each.Id)]
            : throw GraphErrors.UnexpectedNode("PrimitiveValue", "StartArray");

    /// <summary>The object that an address leads to: by its id, or a user by their user principal name.</summary>
    private static Document Resolve(GraphContext context, JsonElement reference)
    {
        var name =
            IdIn(reference) is { } id ? id
            : PartsOf(reference) is [.., var collection, var key] && string.Equals(collection, "users", StringComparison.OrdinalIgnoreCase)
                ? Uri.UnescapeDataString(key)
            : throw GraphErrors.Refused($"Invalid URL format specified in @odata.bind or @odata.id: '{reference}'.");
        return context.Store.FindObject(name, context.Now)
            ?? context.Store.Users.Where("userPrincipalName", name, context.Now).FirstOrDefault(DirectoryStore.IsAlive)
            ?? throw GraphErrors.NotFound(name);
    }

    // ".../directoryObjects/{id}", ".../users/{id}", and with the directory's own type behind it.
    private static string[] PartsOf(JsonElement reference)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        var path = Uri.TryCreate(text, UriKind.Absolute, out var address) && !text.StartsWith('/') ? address.AbsolutePath : text;
        return path.Split(['/', '(', ')', '\''], StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Refuses a reference that is there already, or to an object that can't be in such a relation.</summary>
    private static void Check(GraphContext context, string name, Document holder, Document target)
    {
        var kinds =
            name == "owners" ? OwnerTypes
            : holder.Texts("groupTypes").Contains("Unified", StringComparer.OrdinalIgnoreCase) ? UnifiedMemberTypes
            : MemberTypes;
        if (!kinds.Contains(target.Type) || (name != "owners" && target.Id == holder.Id))
        {
            throw Unsupported(target, name);
        }

        // Its members are those that its rule finds.
        if (name == "members" && holder.Texts("groupTypes").Contains("DynamicMembership", StringComparer.OrdinalIgnoreCase))
        {
            throw GraphErrors.Denied();
        }

        if (context.Store.Links.Find(DirectoryStore.LinkId(name, holder.Id, target.Id)) is not null)
        {
            throw GraphErrors.LinkExists(name);
        }
    }

    private static GraphException Unsupported(Document target, string name) =>
        GraphErrors.Refused(
            $"Unsupported directory object class '{target.Type.DirectoryName}' in resource identifier for reference '{name}'."
        );

    private static void Map(
        RouteTable routes,
        string collection,
        string name,
        Operation read,
        Operation add,
        Operation remove,
        Func<GraphContext, Document> find
    )
    {
        MapRead(routes, collection, name, read, find);
        routes
            .Map("GET", $"{collection}/{{}}/{name}/$ref", read, context => References(context, name, find(context)))
            .Map("POST", $"{collection}/{{}}/{name}/$ref", add, context => Add(context, name, find(context)))
            .Map("DELETE", $"{collection}/{{}}/{name}/{{}}/$ref", remove, context => Remove(context, name, find(context)))
            .Map(
                "DELETE",
                $"{collection}/{{}}/{name}/{{}}",
                remove,
                static _ => throw GraphErrors.Refused("Write requests are only supported on contained entities")
            );
    }

    public static void MapRead(RouteTable routes, string collection, string name, Operation read, Func<GraphContext, Document> find) =>
        routes
            .Map("GET", $"{collection}/{{}}/{name}", read, context => List(context, name, find(context), only: null))
            .Map(
                "GET",
                $"{collection}/{{}}/{name}/$count",
                read,
                context => context.CountOf(Source(context, name, find(context), only: null))
            )
            .Map("GET", $"{collection}/{{}}/{name}/{{cast}}", read, context => List(context, name, find(context), context.Key(1)))
            .Map(
                "GET",
                $"{collection}/{{}}/{name}/{{cast}}/$count",
                read,
                context => context.CountOf(Source(context, name, find(context), context.Key(1)))
            );

    private static ListSource Source(GraphContext context, string name, Document holder, string? only)
    {
        var found = Navigation.Follow(context, holder, name).Found;
        if (only is null)
        {
            return ListSource.Of([Types.User, .. Types.DirectoryObjects.Except([Types.User])], found);
        }

        var (types, keeps) = Casts.Of(only);
        return ListSource.Of(types, found.Where(keeps));
    }

    private static Reply List(GraphContext context, string name, Document holder, string? only)
    {
        var source = Source(context, name, holder, only);
        return source.Types.Count > 1
            ? context.List(source, "directoryObjects", typed: true)
            : context.List(source, source.Types[0].Name + "s");
    }

    private static Reply References(GraphContext context, string name, Document holder)
    {
        var found = Navigation.Follow(context, holder, name).Found.ToList();
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#Collection($ref)");
            json.WriteStartArray("value");
            foreach (var each in found)
            {
                json.WriteStartObject();
                json.WriteString(
                    "@odata.id",
                    $"{context.Origin}/v2/{context.Tenant.TenantId}/directoryObjects/{each.Id}/Microsoft.DirectoryServices.{each.Type.DirectoryName}"
                );
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Add(GraphContext context, string name, Document holder)
    {
        RequireRights(context, name, holder);
        var target = RequireReference(context);
        Check(context, name, holder, target);
        var owners = context.Store.Links.Where("source", holder.Id).Count(link => link.Text("kind") == "owners");
        if (name == "owners" && owners >= MaximumOwners)
        {
            throw new GraphException(
                403,
                "Directory_QuotaExceeded",
                $"Unable to perform operation as '{owners + 1}' would exceed the maximum quota count '{MaximumOwners}' for forward-link 'owners'."
            );
        }

        context.Change.Put(context.Store.Links, DirectoryStore.NewLink(name, holder.Id, target.Id));
        return Reply.NoContent;
    }

    private static Reply Remove(GraphContext context, string name, Document holder)
    {
        RequireRights(context, name, holder);
        var id = RequireId(context.Key(1));
        var linkId = DirectoryStore.LinkId(name, holder.Id, id);
        if (context.Store.Links.Find(linkId, context.Now) is null || context.Store.Links.Find(linkId) is null)
        {
            throw GraphErrors.NotFound(id);
        }

        context.Change.Remove(context.Store.Links, linkId);
        return Reply.NoContent;
    }

    private static void RequireRights(GraphContext context, string name, Document holder)
    {
        if (holder.Type == Types.Group)
        {
            GroupOperations.RequireRoleRights(context, holder);
        }
        else if (name == "owners")
        {
            context.RequireOwnership(holder);
        }
    }
}
