using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Roles;

/// <summary>Directory roles: their definitions, who is assigned them, and the older form in which they are objects with members.</summary>
internal static class RoleOperations
{
    private const string Definitions = "roleManagement/directory/roleDefinitions";
    private const string Assignments = "roleManagement/directory/roleAssignments";

    public static void Map(RouteTable routes)
    {
        routes
            .Map(
                "GET",
                Definitions,
                Operation.ReadRoles,
                context => context.List(ListSource.Of(context.Store.RoleDefinitions, context.Now, static _ => true), Definitions)
            )
            .Map("POST", Definitions, Operation.WriteRoles, Create)
            .MapEntity(Definitions + "/{}", Operation.ReadRoles, Types.RoleDefinition, Definition, Definitions)
            .Map("PATCH", Definitions + "/{}", Operation.WriteRoles, Update)
            .Map("DELETE", Definitions + "/{}", Operation.WriteRoles, Delete)
            .Map(
                "GET",
                Assignments,
                Operation.ReadRoles,
                context => context.List(ListSource.Of(context.Store.RoleAssignments, context.Now, IsAlive(context)), Assignments)
            )
            .Map(
                "GET",
                Assignments + "/$count",
                Operation.ReadRoles,
                context => context.CountOf(ListSource.Of(context.Store.RoleAssignments, context.Now, IsAlive(context)))
            )
            .Map("POST", Assignments, Operation.WriteRoles, Assign)
            .MapEntity(Assignments + "/{}", Operation.ReadRoles, Types.RoleAssignment, Assignment, Assignments)
            .Map("DELETE", Assignments + "/{}", Operation.WriteRoles, Unassign)
            .Map(
                "GET",
                "directoryRoles",
                Operation.ReadRoles,
                context => context.List(ListSource.Of(context.Store.DirectoryRoles, context.Now, static _ => true), "directoryRoles")
            )
            .Map("POST", "directoryRoles", Operation.WriteRoles, Activate)
            .MapEntity("directoryRoles/{}", Operation.ReadRoles, Types.DirectoryRole, Role, "directoryRoles")
            .Map("POST", "directoryRoles/{}/members/$ref", Operation.WriteRoles, AddMember)
            .Map("DELETE", "directoryRoles/{}/members/{}/$ref", Operation.WriteRoles, RemoveMember)
            .Map("GET", "directoryRoleTemplates", Operation.ReadRoles, Templates)
            .Map("GET", "directoryRoleTemplates/{}", Operation.ReadRoles, context => Template(context, Find(context, context.Key(0))));
        LinkOperations.MapRead(routes, "directoryRoles", "members", Operation.ReadRoles, Role);
    }

    private static Func<Document, bool> IsAlive(GraphContext context) =>
        assignment => context.Store.FindObject(assignment.Text("principalId")!, context.Now) is not null;

    private static Document Role(GraphContext context) => context.Require(context.Store.DirectoryRoles, context.Keys[0], "roleTemplateId");

    private static Document Definition(GraphContext context) => Find(context, context.Key(0));

    private static Document Find(GraphContext context, string id) =>
        context.Store.RoleDefinitions.Find(id, context.Now) ?? throw GraphErrors.NotFound(id);

    private static Document Assignment(GraphContext context) =>
        context.Store.RoleAssignments.Find(context.Key(0), context.Now) is { } found && IsAlive(context)(found)
            ? found
            : throw GraphErrors.NotFound(context.Key(0));

    private static Reply Create(GraphContext context)
    {
        var id = context.Tenant.Ids.Next();
        var sent = DocumentReader.Create(context.Body, Types.RoleDefinition);
        var definition = sent.With(
            ("id", id),
            ("templateId", sent.Text("templateId") ?? id),
            ("resourceScopes", (object[])[RoleBooks.WholeTenant])
        );
        Check(context, definition);
        context.Change.Put(context.Store.RoleDefinitions, definition);
        return context.Entity(definition, Definitions, 201, $"{context.Root}/{Definitions}/{id}");
    }

    private static Reply Update(GraphContext context)
    {
        var before = RequireCustom(context);
        var after = DocumentReader.Update(context.Body, before);
        Check(context, after);
        context.Change.Put(context.Store.RoleDefinitions, after);
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var definition = RequireCustom(context);
        if (context.Store.RoleAssignments.Where("roleDefinitionId", definition.Id).Any())
        {
            throw GraphErrors.Refused("The role definition can't be deleted while it is assigned.");
        }

        context.Change.Remove(context.Store.RoleDefinitions, definition.Id);
        return Reply.NoContent;
    }

    private static Document RequireCustom(GraphContext context)
    {
        var definition = Definition(context);
        return definition.Flag("isBuiltIn")
            ? throw GraphErrors.Refused("The request is not allowed: a built-in role can't be changed.")
            : context.Store.RoleDefinitions.Find(definition.Id) ?? definition;
    }

    private static void Check(GraphContext context, Document definition)
    {
        if (string.IsNullOrWhiteSpace(definition.Text("displayName")))
        {
            throw GraphErrors.InvalidValue("displayName", definition.Type);
        }

        if (
            definition
                .Many("rolePermissions")
                .SelectMany(each => each.Texts("allowedResourceActions"))
                .FirstOrDefault(action => !action.StartsWith("microsoft.", StringComparison.OrdinalIgnoreCase)) is
            { } unknown
        )
        {
            throw GraphErrors.Refused($"The action '{unknown}' is not a valid resource action.");
        }

        if (
            context
                .Store.RoleDefinitions.All()
                .Any(each =>
                    each.Document.Id != definition.Id
                    && string.Equals(each.Document.Text("displayName"), definition.Text("displayName"), StringComparison.OrdinalIgnoreCase)
                )
        )
        {
            throw GraphErrors.Conflict();
        }
    }

    private static Reply Assign(GraphContext context)
    {
        var sent = DocumentReader.Create(context.Body, Types.RoleAssignment);
        if (sent.Text("appScopeId") is not null || sent.Text("condition") is not null)
        {
            throw GraphErrors.Refused("A role assignment of the directory takes neither an appScopeId nor a condition.");
        }

        var assignment = Prepare(
            context,
            Find(context, sent.Text("roleDefinitionId")!),
            sent.Text("principalId")!,
            sent.Text("directoryScopeId")
        );
        return context.Entity(assignment, Assignments, 201, $"{context.Root}/{Assignments}/{assignment.Id}");
    }

    private static Document Prepare(GraphContext context, Document definition, string principalId, string? scope)
    {
        var principal = context.Store.FindObject(principalId, context.Now) ?? throw GraphErrors.NotFound(principalId);
        if (principal.Type != Types.User && principal.Type != Types.Group && principal.Type != Types.ServicePrincipal)
        {
            throw GraphErrors.Refused($"A role can't be assigned to an object of type '{principal.Type.DirectoryName}'.");
        }

        if (principal.Type == Types.Group && !principal.Flag("isAssignableToRole"))
        {
            throw GraphErrors.Refused("The group can't be assigned a role: its property isAssignableToRole is not true.");
        }

        CheckScope(context, scope);
        var assignment = RoleBooks.NewAssignment(definition.Id, principal.Id, scope!);
        if (context.Store.RoleAssignments.Find(assignment.Id) is not null)
        {
            throw GraphErrors.Conflict();
        }

        if (RoleBooks.Activated(context.Tenant, definition.Id) is { } role)
        {
            context.Change.Put(context.Store.DirectoryRoles, role);
        }

        return context.Change.Put(context.Store.RoleAssignments, assignment);
    }

    /// <summary>The scope is the whole tenant, or an application or enterprise application.</summary>
    private static void CheckScope(GraphContext context, string? scope)
    {
        if (scope is null)
        {
            throw GraphErrors.MissingProperty("directoryScopeId", Types.RoleAssignment);
        }

        if (
            scope != RoleBooks.WholeTenant
            && (
                !scope.StartsWith('/')
                || !Guid.TryParse(scope[1..], out var id)
                || context.Store.FindObject(id.ToString(), context.Now) is not { } target
                || (target.Type != Types.Application && target.Type != Types.ServicePrincipal)
            )
        )
        {
            throw GraphErrors.InvalidValue("directoryScopeId", Types.RoleAssignment);
        }
    }

    private static Reply Unassign(GraphContext context)
    {
        context.Change.Remove(context.Store.RoleAssignments, Assignment(context).Id);
        return Reply.NoContent;
    }

    private static Reply Activate(GraphContext context)
    {
        var templateId = DocumentReader.Create(context.Body, Types.DirectoryRole).Text("roleTemplateId")!;
        if (!DirectoryRoles.NamesOf([templateId]).Any())
        {
            throw GraphErrors.NotFound(templateId);
        }

        var role = RoleBooks.Activated(context.Tenant, templateId) ?? throw GraphErrors.Conflict();
        context.Change.Put(context.Store.DirectoryRoles, role);
        return context.Entity(role, "directoryRoles", 201, context.LocationOf(role));
    }

    private static Reply AddMember(GraphContext context)
    {
        var role = Role(context);
        var definition = Find(context, role.Text("roleTemplateId")!);
        var member = LinkOperations.RequireReference(context);
        if (context.Store.RoleAssignments.Find(RoleBooks.NewAssignment(definition.Id, member.Id, RoleBooks.WholeTenant).Id) is not null)
        {
            throw GraphErrors.LinkExists("members");
        }

        Prepare(context, definition, member.Id, RoleBooks.WholeTenant);
        return Reply.NoContent;
    }

    private static Reply RemoveMember(GraphContext context)
    {
        var id = LinkOperations.RequireId(context.Key(1));
        var assignment = RoleBooks.NewAssignment(Role(context).Text("roleTemplateId")!, id, RoleBooks.WholeTenant);
        if (
            context.Store.RoleAssignments.Find(assignment.Id, context.Now) is null
            || context.Store.RoleAssignments.Find(assignment.Id) is null
        )
        {
            throw GraphErrors.NotFound(id);
        }

        context.Change.Remove(context.Store.RoleAssignments, assignment.Id);
        return Reply.NoContent;
    }

    private static Reply Templates(GraphContext context) =>
        Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#directoryRoleTemplates");
            json.WriteStartArray("value");
            foreach (var definition in RoleBooks.BuiltIn)
            {
                json.WriteStartObject();
                WriteTemplate(json, definition);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static Reply Template(GraphContext context, Document definition) =>
        Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#directoryRoleTemplates/$entity");
            WriteTemplate(json, definition);
            json.WriteEndObject();
        });

    private static void WriteTemplate(System.Text.Json.Utf8JsonWriter json, Document definition)
    {
        json.WriteString("id", definition.Id);
        json.WriteNull("deletedDateTime");
        json.WriteString("description", definition.Text("description"));
        json.WriteString("displayName", definition.Text("displayName"));
    }
}
