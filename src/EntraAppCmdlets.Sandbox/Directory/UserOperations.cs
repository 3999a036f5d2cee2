using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>Users.</summary>
internal static class UserOperations
{
    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "users", Operation.ReadUsers, context => context.List(All(context), "users"))
            .Map("GET", "users/$count", Operation.ReadUsers, context => context.CountOf(All(context)))
            .Map("POST", "users", Operation.WriteUsers, Create)
            .MapEntity("users/{}", Operation.ReadUsers, Types.User, Require, "users")
            .Map("PATCH", "users/{}", Operation.WriteUsers, Update)
            .Map("DELETE", "users/{}", Operation.WriteUsers, Delete);

    /// <summary>The user that the path names by id or user principal name.</summary>
    public static Document Require(GraphContext context)
    {
        var key = context.Keys[0];
        if (key.KeyName is null or "" && !Guid.TryParse(key.Text, out _))
        {
            return context.Store.Users.Where("userPrincipalName", key.Text, context.Now).FirstOrDefault(DirectoryStore.IsAlive)
                ?? throw GraphErrors.NotFound(key.Text);
        }

        return context.Require(context.Store.Users, key, "userPrincipalName");
    }

    private static ListSource All(GraphContext context) => ListSource.Of(context.Store.Users, context.Now, DirectoryStore.IsAlive);

    private static Reply Create(GraphContext context)
    {
        var sent = DocumentReader.Create(context.Body, Types.User);
        if (sent.One("passwordProfile")?.Text("password") is not { Length: > 0 } || sent.Text("mailNickname") is not { Length: > 0 })
        {
            throw GraphErrors.Refused(
                "One or more property values specified are invalid.",
                new ErrorDetail("MissingValue", "passwordProfile.password and mailNickname are required.", "passwordProfile")
            );
        }

        var user = sent.With(("id", context.Tenant.Ids.Next()), ("createdDateTime", TenantState.Second(context.Now)));
        return context.Entity(Keep(context, user), "users", 201, context.LocationOf(user));
    }

    private static Reply Update(GraphContext context)
    {
        Keep(context, DocumentReader.Update(context.Body, context.Latest(Require(context))));
        return Reply.NoContent;
    }

    private static Document Keep(GraphContext context, Document user)
    {
        Check(context, user);
        var kept = context.Change.Put(context.Store.Users, UserPasswords.Keep(context, user));
        LinkOperations.Bind(context, kept);
        return kept;
    }

    private static Reply Delete(GraphContext context)
    {
        context.Change.Put(
            context.Store.Users,
            context.Latest(Require(context)).With(("deletedDateTime", TenantState.Second(context.Now)))
        );
        return Reply.NoContent;
    }

    private static void Check(GraphContext context, Document user)
    {
        if (string.IsNullOrWhiteSpace(user.Text("displayName")))
        {
            throw GraphErrors.InvalidValue("displayName", user.Type);
        }

        var name = user.Text("userPrincipalName") ?? "";
        var at = name.LastIndexOf('@');
        if (at <= 0 || context.Store.Domains.Find(name[(at + 1)..]) is null)
        {
            throw GraphErrors.Refused(
                "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
                new ErrorDetail("InvalidValue", "The domain is not verified.", "userPrincipalName")
            );
        }

        if (
            user.Text("passwordPolicies") is { } policies
            && policies
                .Split(',', StringSplitOptions.TrimEntries)
                .Any(each => each is not ("None" or "DisablePasswordExpiration" or "DisableStrongPassword"))
        )
        {
            throw GraphErrors.InvalidValue("passwordPolicies", user.Type);
        }

        if (context.Store.Users.Where("userPrincipalName", name).Any(other => other.Id != user.Id && DirectoryStore.IsAlive(other)))
        {
            throw GraphErrors.AlreadyExists("userPrincipalName");
        }
    }
}
