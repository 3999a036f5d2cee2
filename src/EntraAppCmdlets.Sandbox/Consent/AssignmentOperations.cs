using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Consent;

/// <summary>App roles that users, groups and service principals have been assigned; for the last they are application permissions.</summary>
internal static class AssignmentOperations
{
    private static readonly string DefaultAccess = Guid.Empty.ToString();

    public static void Map(RouteTable routes)
    {
        foreach (
            var (collection, write, remove, find) in new (string, Operation, Operation, Func<GraphContext, Document>)[]
            {
                ("users", Operation.WriteUserAssignments, Operation.WriteUserAssignments, UserOperations.Require),
                ("groups", Operation.WriteUserAssignments, Operation.WriteUserAssignments, GroupOperations.Require),
                ("servicePrincipals", Operation.WriteAssignments, Operation.RemoveAssignments, ServicePrincipalOperations.Require),
            }
        )
        {
            Map(routes, collection, "appRoleAssignments", "principalId", write, remove, find);
        }

        Map(
            routes,
            "servicePrincipals",
            "appRoleAssignedTo",
            "resourceId",
            Operation.WriteAssignments,
            Operation.RemoveAssignments,
            ServicePrincipalOperations.Require
        );
        foreach (var method in new[] { "GET", "PATCH", "POST", "DELETE" })
        {
            routes.Map(
                method,
                "appRoleAssignments",
                Operation.Anything,
                static _ => throw GraphErrors.Refused("Direct queries to this resource type are not supported.")
            );
            routes.Map(
                method,
                "appRoleAssignments/{}",
                Operation.Anything,
                static _ => throw GraphErrors.Refused("Direct queries to this resource type are not supported.")
            );
        }
    }

    /// <summary>The assignments of a principal, or to a resource, whose other end is there.</summary>
    public static IEnumerable<Document> Of(DirectoryStore store, string end, string id, DateTimeOffset? at) =>
        store.Assignments.Where(end, id, at).Where(IsAlive(store, at));

    private static void Map(
        RouteTable routes,
        string collection,
        string name,
        string end,
        Operation write,
        Operation remove,
        Func<GraphContext, Document> find
    ) =>
        routes
            .Map(
                "GET",
                $"{collection}/{{}}/{name}",
                Operation.ReadAssignments,
                context =>
                {
                    var holder = find(context);
                    return context.List(Source(context, end, holder), $"{collection}('{holder.Id}')/{name}");
                }
            )
            .Map(
                "GET",
                $"{collection}/{{}}/{name}/$count",
                Operation.ReadAssignments,
                context => context.CountOf(Source(context, end, find(context)))
            )
            .Map(
                "POST",
                $"{collection}/{{}}/{name}",
                write,
                context => Create(context, end, find(context), $"{collection}('{{0}}')/{name}")
            )
            .Map(
                "GET",
                $"{collection}/{{}}/{name}/{{}}",
                Operation.ReadAssignments,
                context =>
                {
                    var holder = find(context);
                    return context.Entity(
                        Require(context, end, holder, static id => GraphErrors.NotFound(id)),
                        $"{collection}('{holder.Id}')/{name}"
                    );
                }
            )
            .Map(
                "PATCH",
                $"{collection}/{{}}/{name}/{{}}",
                write,
                static _ => throw GraphErrors.Refused("Invalid resource identifier for EntitlementGrant.")
            )
            .Map(
                "DELETE",
                $"{collection}/{{}}/{name}/{{}}",
                remove,
                context =>
                {
                    var assignment = Require(
                        context,
                        end,
                        find(context),
                        static _ => GraphErrors.Refused("EntitlementGrant being updated or deleted is not found.")
                    );
                    context.Change.Remove(context.Store.Assignments, assignment.Id);
                    return Reply.NoContent;
                }
            );

    private static ListSource Source(GraphContext context, string end, Document holder) =>
        ListSource.Of(context.Store.Assignments, end, holder.Id, context.Now, IsAlive(context.Store, context.Now));

    private static Func<Document, bool> IsAlive(DirectoryStore store, DateTimeOffset? at) =>
        assignment =>
            store.ServicePrincipals.Find(assignment.Text("resourceId")!, at) is { } resource
            && DirectoryStore.IsAlive(resource)
            && store.FindObject(assignment.Text("principalId")!, at) is not null;

    private static Document Require(GraphContext context, string end, Document holder, Func<string, GraphException> otherwise)
    {
        var id = context.Key(1);
        return context.Store.Assignments.Find(id, context.Now) is { } found && found.Text(end) == holder.Id ? found : throw otherwise(id);
    }

    private static Reply Create(GraphContext context, string end, Document holder, string set)
    {
        if (context.Body.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            throw GraphErrors.UnexpectedNode("StartArray", "StartObject");
        }

        foreach (var name in new[] { "principalId", "resourceId", "appRoleId" })
        {
            if (!context.Body.TryFind(name, out var given) || given.ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                throw GraphErrors.Refused(
                    "One or more properties are invalid.",
                    new ErrorDetail("MissingValue", $"A value is required for property '{name}'.", name)
                );
            }
        }

        var sent = DocumentReader.Create(context.Body, Types.AppRoleAssignment);
        var (principalId, resourceId, roleId) = (sent.Text("principalId")!, sent.Text("resourceId")!, sent.Text("appRoleId")!);
        if (sent.Text(end) != holder.Id)
        {
            throw GraphErrors.NotAReference();
        }

        // An application's object id instead of its service principal's, or an object that has not arrived yet.
        var principal = context.Store.FindObject(principalId, context.Now);
        var resource = context.Store.ServicePrincipals.Find(resourceId, context.Now);
        if (
            principal is null
            || (principal.Type != Types.User && principal.Type != Types.Group && principal.Type != Types.ServicePrincipal)
            || resource is null
            || !DirectoryStore.IsAlive(resource)
        )
        {
            throw GraphErrors.NotAReference();
        }

        CheckRole(principal, resource, roleId);
        // An application permission of Graph is more than those may give who administer applications.
        if (
            principal.Type == Types.ServicePrincipal
            && resource.Text("appId") == Seeding.OtherTenantApps.MicrosoftGraph
            && !RequiredPermissions.Allows(Operation.ConsentToGraph, context.Caller)
        )
        {
            throw GraphErrors.Denied();
        }

        if (principal.Type == Types.Group && !context.Settings.GroupAssignment)
        {
            throw GraphErrors.Refused(
                "Groups are not available for assignment due to your Active Directory plan level. You can assign individual users to the application."
            );
        }

        if (principal.Type == Types.Group && !principal.Flag("securityEnabled"))
        {
            throw GraphErrors.Refused("Invalid principal: only security-enabled groups can be assigned to an application.");
        }

        if (
            context
                .Store.Assignments.Where("principalId", principalId)
                .Any(other => other.Text("resourceId") == resourceId && other.Text("appRoleId") == roleId)
        )
        {
            throw GraphErrors.Refused(
                principal.Type == Types.ServicePrincipal
                    ? "Permission being assigned already exists on the object"
                    : "EntitlementGrant entry already exists.",
                new ErrorDetail("InvalidUpdate", "The assignment is there already.", "appRoleId")
            );
        }

        var assignment = sent.With(
            ("id", ObjectIds.Compose(principalId, context.Tenant.Ids.Next())),
            ("createdDateTime", TenantState.Second(context.Now)),
            ("principalDisplayName", principal.Text("displayName")),
            ("principalType", principal.Type.DirectoryName),
            ("resourceDisplayName", resource.Text("displayName"))
        );
        context.Change.Put(context.Store.Assignments, assignment);
        return context.Entity(
            assignment,
            string.Format(System.Globalization.CultureInfo.InvariantCulture, set, holder.Id),
            201,
            $"{context.Origin}/v2/{context.Tenant.TenantId}/directoryObjects/{principalId}/Microsoft.DirectoryServices.AppRoleAssignment/{assignment.Id}"
        );
    }

    private static void CheckRole(Document principal, Document resource, string roleId)
    {
        var role = resource.Many("appRoles").FirstOrDefault(each => each.Text("id") == roleId);
        var kind = principal.Type == Types.ServicePrincipal ? "Application" : "User";
        if (roleId == DefaultAccess)
        {
            // Default access is for resources without roles of that kind.
            if (!resource.Many("appRoles").Any(each => each.Flag("isEnabled") && each.Texts("allowedMemberTypes").Contains(kind)))
            {
                return;
            }

            throw NotFound();
        }

        if (role is null || !role.Flag("isEnabled") || !role.Texts("allowedMemberTypes").Contains(kind))
        {
            throw NotFound();
        }

        GraphException NotFound() =>
            GraphErrors.Refused(
                $"Permission being assigned was not found on application '{resource.Text("appId")}'.",
                new ErrorDetail(
                    "InvalidUpdate",
                    $"Permission being assigned was not found on application '{resource.Text("appId")}'.",
                    "appRoleId"
                )
            );
    }
}
