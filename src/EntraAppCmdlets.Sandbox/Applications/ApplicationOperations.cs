using System.Text.Json;
using EntraAppCmdlets.Sandbox.Credentials;
using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Applications;

/// <summary>Application registrations.</summary>
internal static class ApplicationOperations
{
    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "applications", Operation.ReadApplications, context => context.List(All(context), "applications"))
            .Map("GET", "applications/$count", Operation.ReadApplications, context => context.CountOf(All(context)))
            .Map("POST", "applications", Operation.WriteApplications, Create)
            .MapEntity("applications/{}", Operation.ReadApplications, Types.Application, Require, "applications")
            .Map("PATCH", "applications/{}", Operation.WriteApplications, Update)
            .Map("DELETE", "applications/{}", Operation.WriteApplications, Delete);

    /// <summary>The application that the path names by its id, appId or uniqueName.</summary>
    public static Document Require(GraphContext context) =>
        context.Require(context.Store.Applications, context.Keys[0], "appId", "uniqueName");

    private static ListSource All(GraphContext context) => ListSource.Of(context.Store.Applications, context.Now, DirectoryStore.IsAlive);

    private static Reply Create(GraphContext context)
    {
        var application = New(context, context.Body, uniqueName: null);
        return context.Entity(application, "applications", 201, context.LocationOf(application));
    }

    private static Reply Update(GraphContext context)
    {
        var key = context.Keys[0];
        if (string.Equals(key.KeyName, "uniqueName", StringComparison.OrdinalIgnoreCase) && context.Prefers("create-if-missing"))
        {
            // An upsert is decided where the names are kept, whatever replicas show: that is what makes it safe to repeat.
            if (context.Store.Applications.Where("uniqueName", key.Text).FirstOrDefault() is not { } held)
            {
                var created = New(context, context.Body, key.Text);
                return context.Settings.UpsertReturnsBody
                    ? context.Entity(created, "applications", 201, context.LocationOf(created))
                    : Reply.NoContent with
                    {
                        Location = context.LocationOf(created),
                    };
            }

            return DirectoryStore.IsAlive(held) ? Patch(context, held, held) : throw GraphErrors.AlreadyExists("uniqueName");
        }

        var shown = Require(context);
        return Patch(context, shown, context.Latest(shown));
    }

    private static Reply Patch(GraphContext context, Document shown, Document before)
    {
        context.RequireOwnership(before);
        if (LinkOperations.Binds(context.Body, Types.Application, "owners") || context.Body.TryFind("owners", out _))
        {
            throw GraphErrors.Refused("A change set cannot include changes to more than '1' source resources.");
        }

        var after = KeyRules.Complete(context, before, WithRedirectSettings(DocumentReader.Update(context.Body, before)));
        ApplicationRules.Check(context, before, shown, after);
        context.Change.Put(context.Store.Applications, after);
        PasswordOperations.ForgetRemoved(context, before, after);
        foreach (var principal in context.Store.ServicePrincipals.Where("appId", after.Text("appId")))
        {
            context.Change.Put(context.Store.ServicePrincipals, ServicePrincipalMirror.Of(after, principal));
        }

        return Reply.NoContent;
    }

    private static Reply Delete(GraphContext context)
    {
        var application = context.Latest(Require(context));
        context.RequireOwnership(application);
        if (!DirectoryStore.IsAlive(application))
        {
            throw GraphErrors.NotFound(context.Key(0));
        }

        context.Change.Put(context.Store.Applications, application.With(("deletedDateTime", TenantState.Second(context.Now))));
        foreach (var principal in context.Store.ServicePrincipals.Where("appId", application.Text("appId")).Where(DirectoryStore.IsAlive))
        {
            context.Change.Put(context.Store.ServicePrincipals, principal.With(("deletedDateTime", TenantState.Second(context.Now))));
        }

        return Reply.NoContent;
    }

    private static Document New(GraphContext context, JsonElement body, string? uniqueName)
    {
        var sent = DocumentReader.Create(body, Types.Application);
        if (uniqueName is not null && sent.Text("uniqueName") is { } other && other != uniqueName)
        {
            throw GraphErrors.InvalidValue("uniqueName", sent.Type);
        }

        var audience = sent.Text("signInAudience") ?? context.Settings.DefaultSignInAudience;
        var application = sent.With(
            ("id", context.Tenant.Ids.Next()),
            ("appId", context.Tenant.Ids.Next()),
            ("createdByAppId", context.Caller.AppId),
            ("createdDateTime", TenantState.Second(context.Now)),
            ("publisherDomain", context.Tenant.DomainName),
            ("signInAudience", audience),
            ("uniqueName", uniqueName ?? sent.Text("uniqueName"))
        );
        if (ApplicationRules.AllowsPersonalAccounts(application) && application.One("api")!["requestedAccessTokenVersion"] is null)
        {
            application = application.With(("api", application.One("api")!.With(("requestedAccessTokenVersion", 2))));
        }

        application = KeyRules.Complete(context, before: null, WithRedirectSettings(application));
        ApplicationRules.Check(context, before: null, shown: null, application);
        ObjectQuota.Check(context);
        context.Change.Put(context.Store.Applications, application);
        LinkOperations.Bind(context, application);
        // Whoever may write only what it owns is given what it makes; so is a user.
        var owner = context.Caller.User ?? (context.Caller.OwnedOnly ? context.Caller.ServicePrincipal : null);
        if (owner is not null && !LinkOperations.Binds(body, Types.Application, "owners"))
        {
            context.Change.Put(context.Store.Links, DirectoryStore.NewLink("owners", application.Id, owner));
        }

        return application;
    }

    /// <summary>The service keeps one setting for each redirect URI of the web platform.</summary>
    private static Document WithRedirectSettings(Document application)
    {
        var web = application.One("web")!;
        var given = web.Many("redirectUriSettings").ToDictionary(each => each.Text("uri") ?? "", each => each, StringComparer.Ordinal);
        return application.With(
            (
                "web",
                web.With(
                    (
                        "redirectUriSettings",
                        web.Texts("redirectUris")
                            .Select(uri => given.GetValueOrDefault(uri) ?? Types.RedirectUriSettings.Empty.With(("uri", uri)))
                    )
                )
            )
        );
    }
}
