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

    public static void Map(RouteTable routes)
    {
        Map(routes, "applications", "owners", Operation.ReadApplications, Operation.AddOwners, Operation.WriteApplications, ApplicationOperations.Require);
        Map(routes, "servicePrincipals", "owners", Operation.ReadServicePrincipals, Operation.AddOwners, Operation.WriteServicePrincipals, ServicePrincipalOperations.Require);
        Map(routes, "groups", "owners", Operation.ReadGroups, Operation.WriteGroups, Operation.WriteGroups, GroupOperations.Require);
        Map(routes, "groups", "members", Operation.ReadGroups, Operation.WriteMembers, Operation.WriteMembers, GroupOperations.Require);
        MapRead(routes, "groups", "transitiveMembers", Operation.ReadGroups, GroupOperations.Require);
        MapRead(routes, "groups", "memberOf", Operation.ReadGroups, GroupOperations.Require);
        MapRead(routes, "groups", "transitiveMemberOf", Operation.ReadGroups, GroupOperations.Require);
        foreach (var name in new[] { "memberOf", "transitiveMemberOf", "ownedObjects", "createdObjects", "ownedDevices", "registeredDevices" })
        {
            MapRead(routes, "users", name, Operation.ReadUsers, UserOperations.Require);
        }

        foreach (var name in new[]
        {
            "memberOf", "transitiveMemberOf", "ownedObjects", "createdObjects", "federatedIdentityCredentials", "appManagementPolicies", "claimsMappingPolicies",
            "delegatedPermissionClassifications", "endpoints", "homeRealmDiscoveryPolicies", "tokenIssuancePolicies", "tokenLifetimePolicies",
        })
        {
            MapRead(routes, "servicePrincipals", name, Operation.ReadServicePrincipals, ServicePrincipalOperations.Require);
        }

        foreach (var name in new[] { "extensionProperties", "appManagementPolicies", "tokenIssuancePolicies", "tokenLifetimePolicies", "homeRealmDiscoveryPolicies" })
        {
            MapRead(routes, "applications", name, Operation.ReadApplications, ApplicationOperations.Require);
        }
    }

    /// <summary>The ids that references name; a reference is the address of an object.</summary>
    public static IReadOnlyList<string> ReadReferences(JsonElement references)
    {
        if (references.ValueKind != JsonValueKind.Array)
        {
            throw GraphErrors.UnexpectedNode("PrimitiveValue", "StartArray");
        }

        return [.. references.EnumerateArray().Select(ReadReference)];
    }

    /// <summary>The id of an object that may own others: a user or a service principal.</summary>
    public static string RequireOwner(GraphContext context, string id)
    {
        var owner = context.Store.FindObject(id, context.Now) ?? throw GraphErrors.NotFound(id);
        return owner.Type == Types.User || owner.Type == Types.ServicePrincipal
            ? owner.Id
            : throw GraphErrors.Refused($"Unsupported directory object class '{owner.Type.DirectoryName}' in resource identifier for reference 'owners'.");
    }

    private static void Map(RouteTable routes, string collection, string name, Operation read, Operation add, Operation remove, Func<GraphContext, Document> find)
    {
        MapRead(routes, collection, name, read, find);
        routes
            .Map("GET", $"{collection}/{{}}/{name}/$ref", read, context => References(context, name, find(context)))
            .Map("POST", $"{collection}/{{}}/{name}/$ref", add, context => Add(context, name, find(context)))
            .Map("DELETE", $"{collection}/{{}}/{name}/{{}}/$ref", remove, context => Remove(context, name, find(context)))
            .Map("DELETE", $"{collection}/{{}}/{name}/{{}}", remove, static _ => throw GraphErrors.Refused("Write requests are only supported on contained entities"));
    }

    private static void MapRead(RouteTable routes, string collection, string name, Operation read, Func<GraphContext, Document> find) => routes
        .Map("GET", $"{collection}/{{}}/{name}", read, context => List(context, name, find(context), only: null))
        .Map("GET", $"{collection}/{{}}/{name}/$count", read, context => context.CountOf(Source(context, name, find(context), only: null)))
        .Map("GET", $"{collection}/{{}}/{name}/{{cast}}", read, context => List(context, name, find(context), context.Key(1)))
        .Map("GET", $"{collection}/{{}}/{name}/{{cast}}/$count", read, context => context.CountOf(Source(context, name, find(context), context.Key(1))));

    private static ListSource Source(GraphContext context, string name, Document holder, string? only)
    {
        var found = Navigation.Follow(context, holder, name).Found;
        if (only is null)
        {
            return ListSource.Of([Types.User, .. Types.DirectoryObjects.Except([Types.User])], found);
        }

        var type = Types.DirectoryObjects.FirstOrDefault(each => string.Equals(each.FullName, only, StringComparison.OrdinalIgnoreCase));
        return ListSource.Of([type ?? Types.User], found.Where(each => each.Type == type));
    }

    private static Reply List(GraphContext context, string name, Document holder, string? only) => only is null
        ? context.List(Source(context, name, holder, only), "directoryObjects", typed: true)
        : context.List(Source(context, name, holder, only), Source(context, name, holder, only).Types[0].Name + "s");

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
                json.WriteString("@odata.id", $"{context.Origin}/v2/{context.Tenant.TenantId}/directoryObjects/{each.Id}/Microsoft.DirectoryServices.{each.Type.DirectoryName}");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Add(GraphContext context, string name, Document holder)
    {
        if (name == "owners")
        {
            context.RequireOwnership(holder);
        }

        if (context.Body.ValueKind != JsonValueKind.Object || !context.Body.TryGetProperty("@odata.id", out var reference))
        {
            throw GraphErrors.BadRequest("Unable to read JSON request payload: the property '@odata.id' is required.");
        }

        var id = ReadReference(reference);
        id = name == "owners" ? RequireOwner(context, id) : (context.Store.FindObject(id, context.Now) ?? throw GraphErrors.NotFound(id)).Id;
        var linkId = DirectoryStore.LinkId(name, holder.Id, id);
        if (context.Store.Links.Find(linkId) is not null)
        {
            throw GraphErrors.LinkExists(name);
        }

        var owners = context.Store.Links.Where("source", holder.Id).Count(link => link.Text("kind") == "owners");
        if (name == "owners" && owners >= MaximumOwners)
        {
            throw new GraphException(403, "Directory_QuotaExceeded",
                $"Unable to perform operation as '{owners + 1}' would exceed the maximum quota count '{MaximumOwners}' for forward-link 'owners'.");
        }

        context.Change.Put(context.Store.Links, DirectoryStore.NewLink(name, holder.Id, id));
        return Reply.NoContent;
    }

    private static Reply Remove(GraphContext context, string name, Document holder)
    {
        if (name == "owners")
        {
            context.RequireOwnership(holder);
        }

        var id = context.Key(1);
        if (!Guid.TryParse(id, out var parsed))
        {
            throw GraphErrors.InvalidId(id);
        }

        var linkId = DirectoryStore.LinkId(name, holder.Id, parsed.ToString());
        if (context.Store.Links.Find(linkId, context.Now) is null || context.Store.Links.Find(linkId) is null)
        {
            throw GraphErrors.NotFound(id);
        }

        context.Change.Remove(context.Store.Links, linkId);
        return Reply.NoContent;
    }

    private static string ReadReference(JsonElement reference)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        var path = Uri.TryCreate(text, UriKind.Absolute, out var address) && !text.StartsWith('/') ? address.AbsolutePath : text;
        // ".../directoryObjects/{id}", ".../users/{id}", and with the directory's own type behind it.
        var parts = path.Split(['/', '(', ')', '\''], StringSplitOptions.RemoveEmptyEntries);
        return parts.LastOrDefault(part => Guid.TryParse(part, out _)) is { } id
            ? new Guid(id).ToString()
            : throw GraphErrors.Refused($"Invalid URL format specified in @odata.bind or @odata.id: '{text}'.");
    }
}
