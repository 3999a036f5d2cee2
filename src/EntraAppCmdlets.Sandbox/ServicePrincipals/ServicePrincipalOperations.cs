using System.Text.Json;
using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.ServicePrincipals;

/// <summary>Service principals: an application's presence in this tenant, its own or a vendor's.</summary>
internal static class ServicePrincipalOperations
{
    private const int MaximumName = 120;

    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "servicePrincipals", Operation.ReadServicePrincipals, context => context.List(All(context), "servicePrincipals"))
            .Map("GET", "servicePrincipals/$count", Operation.ReadServicePrincipals, context => context.CountOf(All(context)))
            .Map("POST", "servicePrincipals", Operation.WriteServicePrincipals, Create)
            .MapEntity("servicePrincipals/{}", Operation.ReadServicePrincipals, Types.ServicePrincipal, Require, "servicePrincipals")
            .Map("PATCH", "servicePrincipals/{}", Operation.WriteServicePrincipals, Update)
            .Map("DELETE", "servicePrincipals/{}", Operation.WriteServicePrincipals, Delete);

    /// <summary>The service principal that the path names by its id or appId.</summary>
    public static Document Require(GraphContext context) => context.Require(context.Store.ServicePrincipals, context.Keys[0], "appId");

    private static ListSource All(GraphContext context) =>
        ListSource.Of(context.Store.ServicePrincipals, context.Now, DirectoryStore.IsAlive);

    private static Reply Create(GraphContext context)
    {
        var principal = New(context, context.Body, DocumentReader.Create(context.Body, Types.ServicePrincipal));
        return context.Entity(principal, "servicePrincipals", 201, context.LocationOf(principal));
    }

    private static Reply Update(GraphContext context)
    {
        var key = context.Keys[0];
        if (string.Equals(key.KeyName, "appId", StringComparison.OrdinalIgnoreCase) && context.Prefers("create-if-missing"))
        {
            if (context.Store.ServicePrincipals.Where("appId", key.Text).FirstOrDefault(DirectoryStore.IsAlive) is { } held)
            {
                return Patch(context, held);
            }

            var sent = DocumentReader.Update(context.Body, Types.ServicePrincipal.Empty.With(("appId", key.Text)));
            var created = New(context, context.Body, sent);
            return context.Settings.UpsertReturnsBody
                ? context.Entity(created, "servicePrincipals", 201, context.LocationOf(created))
                : Reply.NoContent with
                {
                    Location = context.LocationOf(created),
                };
        }

        return Patch(context, context.Latest(Require(context)));
    }

    private static Reply Patch(GraphContext context, Document before)
    {
        context.RequireOwnership(before);
        if (LinkOperations.Binds(context.Body, Types.ServicePrincipal, "owners"))
        {
            throw GraphErrors.Refused("A change set cannot include changes to more than '1' source resources.");
        }

        var after = KeyRules.Complete(context, before, DocumentReader.Update(context.Body, before));
        Check(after);
        context.Change.Put(context.Store.ServicePrincipals, after);
        PasswordOperations.ForgetRemoved(context, before, after);
        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var principal = context.Latest(Require(context));
        context.RequireOwnership(principal);
        if (!DirectoryStore.IsAlive(principal))
        {
            throw GraphErrors.NotFound(context.Key(0));
        }

        context.Change.Put(context.Store.ServicePrincipals, principal.With(("deletedDateTime", TenantState.Second(context.Now))));
        return Reply.NoContent;
    }

    private static Document New(GraphContext context, JsonElement body, Document sent)
    {
        var appId = sent.Text("appId")!;
        var application = context.Store.Applications.Where("appId", appId, context.Now).FirstOrDefault(DirectoryStore.IsAlive);
        var foreign = application is null ? context.Tenant.OtherTenantApps.GetValueOrDefault(appId) : null;
        if (application is null && foreign is null)
        {
            throw GraphErrors.Refused(
                $"The appId '{appId}' of the service principal does not reference a valid application object.",
                new ErrorDetail(
                    "NoBackingApplicationObject",
                    $"The appId '{appId}' of the service principal does not reference a valid application object.",
                    "appId"
                )
            );
        }

        if (context.Store.ServicePrincipals.Where("appId", appId).Any(DirectoryStore.IsAlive))
        {
            throw GraphErrors.SameKey(
                $"The service principal cannot be created, updated, or restored because the service principal name {appId} is already in use."
            );
        }

        if (
            context.Caller.OwnedOnly
            && (application is null || !context.Store.Linked("owners", application.Id).Any(owner => owner.Id == context.Caller.Principal))
        )
        {
            throw new GraphException(
                403,
                "Authorization_RequestDenied",
                "When using this permission, the backing application of the service principal being created must in the local tenant"
            );
        }

        var named = body.TryFind("displayName", out var name) && name.ValueKind == JsonValueKind.String;
        var basis = sent.With(
            ("id", context.Tenant.Ids.Next()),
            ("appId", appId.ToLowerInvariant()),
            ("createdByAppId", context.Caller.AppId),
            ("createdDateTime", TenantState.Second(context.Now)),
            ("appOwnerOrganizationId", foreign?.OwnerTenantId ?? context.Tenant.TenantId)
        );
        // A change of the application that replicas do not show yet reaches the service principal as well: nothing would bring it there later.
        var principal = application is not null ? ServicePrincipalMirror.Of(context.Latest(application), basis) : foreign!.Principal(basis);
        if (named)
        {
            principal = principal.With(("displayName", name.GetString()));
        }

        principal = KeyRules.Complete(context, before: null, principal);
        Check(principal);
        context.Change.Put(context.Store.ServicePrincipals, principal);
        LinkOperations.Bind(context, principal);
        if (
            (context.Caller.User ?? (context.Caller.OwnedOnly ? context.Caller.ServicePrincipal : null)) is { } owner
            && !LinkOperations.Binds(body, Types.ServicePrincipal, "owners")
        )
        {
            context.Change.Put(context.Store.Links, DirectoryStore.NewLink("owners", principal.Id, owner));
        }

        return principal;
    }

    private static void Check(Document principal)
    {
        if (string.IsNullOrWhiteSpace(principal.Text("displayName")))
        {
            throw GraphErrors.InvalidValue("displayName", principal.Type);
        }

        if (principal.Text("displayName")!.Length > MaximumName)
        {
            throw GraphErrors.TooLong("displayName", principal.Type, MaximumName);
        }

        if (principal.Text("preferredSingleSignOnMode") is { } mode and not ("password" or "saml" or "notSupported" or "oidc"))
        {
            throw GraphErrors.InvalidValue("preferredSingleSignOnMode", principal.Type);
        }
    }
}
