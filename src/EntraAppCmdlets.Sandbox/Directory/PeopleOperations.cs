using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>What is done with users besides writing their properties: managers, passwords, sessions, and guests who are invited.</summary>
internal static class PeopleOperations
{
    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "users/{}/manager", Operation.ReadUsers, Manager)
            .Map("GET", "users/{}/manager/{cast}", Operation.ReadUsers, Manager)
            .Map("GET", "users/{}/manager/$ref", Operation.ReadUsers, ManagerReference)
            .Map("PUT", "users/{}/manager/$ref", Operation.WriteUsers, SetManager)
            .Map("DELETE", "users/{}/manager/$ref", Operation.WriteUsers, RemoveManager)
            .Map("POST", "users/{}/changePassword", Operation.WriteUserPassword, ChangePassword)
            .Map("POST", "users/{}/revokeSignInSessions", Operation.WriteUsers, RevokeSessions)
            .Map("POST", "invitations", Operation.InviteGuests, Invite);

    public static void MapBeta(RouteTable routes) => routes.Map("POST", "users/validatePassword", Operation.ReadUsers, ValidatePassword);

    private static Document RequireManager(GraphContext context) =>
        context.Store.Linked("manager", UserOperations.Require(context).Id, context.Now).FirstOrDefault()
        ?? throw new GraphException(
            404,
            "Request_ResourceNotFound",
            "Resource 'manager' does not exist or one of its queried reference-property objects are not present."
        );

    private static Reply Manager(GraphContext context)
    {
        var manager = RequireManager(context);
        return context.Keys.Count > 1 && !Casts.Of(context.Key(1)).Keeps(manager)
            ? throw GraphErrors.NotFound("manager")
            : context.Entity(manager, "directoryObjects");
    }

    private static Reply ManagerReference(GraphContext context)
    {
        var manager = RequireManager(context);
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#$ref");
            json.WriteString("@odata.id", context.LocationOf(manager));
            json.WriteEndObject();
        });
    }

    private static Reply SetManager(GraphContext context)
    {
        var user = UserOperations.Require(context);
        LinkOperations.Replace(context, "manager", user, LinkOperations.RequireReference(context));
        return Reply.NoContent;
    }

    private static Reply RemoveManager(GraphContext context)
    {
        var user = UserOperations.Require(context);
        var link =
            context.Store.Links.Find(DirectoryStore.LinkId("manager", user.Id, RequireManager(context).Id))
            ?? throw GraphErrors.LinkMissing("manager");
        context.Change.Remove(context.Store.Links, link.Id);
        return Reply.NoContent;
    }

    private static Reply ChangePassword(GraphContext context)
    {
        var user = context.Latest(UserOperations.Require(context));
        if (context.Caller.User != user.Id)
        {
            throw GraphErrors.Denied();
        }

        var (before, after) = (Text(context, "currentPassword"), Text(context, "newPassword"));
        if (!UserPasswords.IsPassword(context, user, before))
        {
            throw GraphErrors.Refused(
                "The specified password does not match the current one.",
                new ErrorDetail("InvalidPassword", "The current password is wrong.", "currentPassword")
            );
        }

        UserPasswords.Set(context, user, after);
        context.Change.Put(context.Store.Users, user.With(("lastPasswordChangeDateTime", TenantState.Second(context.Now))));
        return Reply.NoContent;
    }

    private static Reply RevokeSessions(GraphContext context)
    {
        var user = context.Latest(UserOperations.Require(context));
        context.Change.Put(context.Store.Users, user.With(("signInSessionsValidFromDateTime", context.Now)));
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#Edm.Boolean");
            json.WriteBoolean("value", true);
            json.WriteEndObject();
        });
    }

    private static Reply ValidatePassword(GraphContext context)
    {
        var reason = UserPasswords.WhyNot(Text(context, "password"), userPrincipalName: null, strong: true);
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#microsoft.graph.passwordValidationInformation");
            json.WriteBoolean("isValid", reason is null);
            json.WriteStartArray("validationResults");
            json.WriteStartObject();
            json.WriteString("ruleName", "password_policy");
            json.WriteBoolean("validationPassed", reason is null);
            json.WriteString("message", reason ?? "");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Invite(GraphContext context)
    {
        var sent = DocumentReader.Create(context.Body, Types.Invitation);
        var address = sent.Text("invitedUserEmailAddress")!;
        var parts = address.Split('@');
        if (
            parts.Length != 2
            || parts[0].Length == 0
            || Uri.CheckHostName(parts[1]) != UriHostNameType.Dns
            || !parts[1].Contains('.', StringComparison.Ordinal)
        )
        {
            throw GraphErrors.InvalidValue("invitedUserEmailAddress", Types.Invitation);
        }

        if (
            !Uri.TryCreate(sent.Text("inviteRedirectUrl"), UriKind.Absolute, out var redirect) || redirect.Scheme is not ("http" or "https")
        )
        {
            throw GraphErrors.InvalidValue("inviteRedirectUrl", Types.Invitation);
        }

        if (sent.Text("invitedUserType") is not ("Guest" or "Member"))
        {
            throw GraphErrors.InvalidValue("invitedUserType", Types.Invitation);
        }

        if (context.Store.Domains.Find(parts[1]) is not null)
        {
            throw GraphErrors.Refused("The invited user already exists in the directory or is an address of one of its verified domains.");
        }

        var guest = Guest(context, sent, address, parts);
        var invitation = sent.With(
            ("id", context.Tenant.Ids.Next()),
            ("status", "PendingAcceptance"),
            (
                "inviteRedeemUrl",
                $"{context.Origin}/redeem?rd={Uri.EscapeDataString(redirect.AbsoluteUri)}&tenant={context.Tenant.TenantId}&user={guest.Id}"
            ),
            ("invitedUser", Types.Invitation["invitedUser"].ComplexType!.Empty.With(("id", guest.Id)))
        );
        return context.Entity(invitation, "invitations", 201, $"{context.Root}/invitations/{invitation.Id}");
    }

    /// <summary>Who was invited before is not made again.</summary>
    private static Document Guest(GraphContext context, Document invitation, string address, string[] parts)
    {
        var principalName = $"{parts[0]}_{parts[1]}#EXT#@{context.Tenant.DomainName}";
        if (context.Store.Users.Where("userPrincipalName", principalName).FirstOrDefault(DirectoryStore.IsAlive) is { } known)
        {
            return known;
        }

        var now = TenantState.Second(context.Now);
        return context.Change.Put(
            context.Store.Users,
            Types.User.Empty.With(
                ("id", context.Tenant.Ids.Next()),
                ("displayName", invitation.Text("invitedUserDisplayName") ?? parts[0]),
                ("mail", address),
                ("mailNickname", $"{parts[0]}_{parts[1]}#EXT#"),
                ("userPrincipalName", principalName),
                ("userType", invitation.Text("invitedUserType")),
                ("creationType", "Invitation"),
                ("externalUserState", "PendingAcceptance"),
                ("externalUserStateChangeDateTime", now),
                ("createdDateTime", now),
                ("otherMails", (object[])[address])
            )
        );
    }

    private static string Text(GraphContext context, string name) =>
        context.Body.TryFind(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw GraphErrors.Refused($"The parameter '{name}' is required.");
}
