using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>Groups.</summary>
internal static class GroupOperations
{
    private const int MaximumName = 256;

    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "groups", Operation.ReadGroups, context => context.List(All(context), "groups"))
            .Map("GET", "groups/$count", Operation.ReadGroups, context => context.CountOf(All(context)))
            .Map("POST", "groups", Operation.WriteGroups, Create)
            .MapEntity("groups/{}", Operation.ReadGroups, Types.Group, Require, "groups")
            .Map("PATCH", "groups/{}", Operation.WriteGroups, Update)
            .Map("DELETE", "groups/{}", Operation.WriteGroups, Delete)
            .Map("POST", "groups/{}/renew", Operation.WriteGroups, Renew);

    public static Document Require(GraphContext context) => context.Require(context.Store.Groups, context.Keys[0], "uniqueName");

    private static ListSource All(GraphContext context) => ListSource.Of(context.Store.Groups, context.Now, DirectoryStore.IsAlive);

    private static Reply Create(GraphContext context)
    {
        var sent = DocumentReader.Create(context.Body, Types.Group);
        var unified = sent.Texts("groupTypes").Contains("Unified", StringComparer.OrdinalIgnoreCase);
        var group = sent.With(
            ("id", context.Tenant.Ids.Next()),
            ("createdDateTime", TenantState.Second(context.Now)),
            ("renewedDateTime", TenantState.Second(context.Now)),
            ("mail", sent.Flag("mailEnabled") ? $"{sent.Text("mailNickname")}@{context.Tenant.DomainName}" : null),
            ("visibility", sent.Text("visibility") ?? (unified ? "Public" : null))
        );
        Check(group);
        RequireRoleRights(context, group);
        if (!unified && group.Flag("mailEnabled"))
        {
            throw GraphErrors.Refused(
                "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set."
            );
        }

        if (group.Text("uniqueName") is { } name && context.Store.Groups.Where("uniqueName", name).Any())
        {
            throw GraphErrors.AlreadyExists("uniqueName");
        }

        group = group.With(("securityIdentifier", SecurityIdentifier(group.Id)));
        context.Change.Put(context.Store.Groups, group);
        LinkOperations.Bind(context, group);
        return context.Entity(group, "groups", 201, context.LocationOf(group));
    }

    /// <summary>Refuses to change a group that can be assigned directory roles to whoever may not assign them.</summary>
    public static void RequireRoleRights(GraphContext context, Document group)
    {
        if (group.Flag("isAssignableToRole") && !RequiredPermissions.Allows(Operation.WriteRoles, context.Caller))
        {
            throw GraphErrors.Denied();
        }
    }

    /// <summary>The directory derives the security identifier from the object id.</summary>
    public static string SecurityIdentifier(string id)
    {
        var bytes = new Guid(id).ToByteArray();
        return $"S-1-12-1-{BitConverter.ToUInt32(bytes, 0)}-{BitConverter.ToUInt32(bytes, 4)}-{BitConverter.ToUInt32(bytes, 8)}-{BitConverter.ToUInt32(bytes, 12)}";
    }

    private static Reply Update(GraphContext context)
    {
        var before = context.Latest(Require(context));
        RequireRoleRights(context, before);
        var group = DocumentReader.Update(context.Body, before);
        Check(group);
        context.Change.Put(context.Store.Groups, group);
        LinkOperations.Bind(context, group);
        return Reply.NoContent;
    }

    private static Reply Renew(GraphContext context)
    {
        var group = context.Latest(Require(context));
        context.Change.Put(context.Store.Groups, group.With(("renewedDateTime", TenantState.Second(context.Now))));
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var group = context.Latest(Require(context));
        RequireRoleRights(context, group);
        var unified = group.Texts("groupTypes").Contains("Unified", StringComparer.OrdinalIgnoreCase);
        if (unified)
        {
            context.Change.Put(context.Store.Groups, group.With(("deletedDateTime", TenantState.Second(context.Now))));
        }
        else
        {
            // Security groups are gone at once, and with them what they were part of.
            DeletedItemOperations.Purge(context.Store, context.Change, group);
        }

        return Reply.NoContent;
    }

    private static void Check(Document group)
    {
        if (string.IsNullOrWhiteSpace(group.Text("displayName")))
        {
            throw GraphErrors.InvalidValue("displayName", group.Type);
        }

        if (group.Text("displayName")!.Length > MaximumName)
        {
            throw GraphErrors.TooLong("displayName", group.Type, MaximumName);
        }

        if (
            group.Text("mailNickname") is not { Length: > 0 and <= 64 } nickname
            || nickname.Any(letter => char.IsWhiteSpace(letter) || "@()\\[]\";:<>,".Contains(letter, StringComparison.Ordinal))
        )
        {
            throw GraphErrors.InvalidValue("mailNickname", group.Type);
        }
    }
}
