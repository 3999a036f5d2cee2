using System.Runtime.CompilerServices;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Finds and reads apps: registrations with their service principals, and enterprise applications.</summary>
internal sealed class AppReader(CommandContext work)
{
    private readonly PermissionCatalogue _catalogue = PermissionCatalogue.Default;

    private GraphClient Graph => work.Graph;

    /// <summary>The app of this application (client) ID, object ID, or name that looks like one; a vendor's app is found by its service principal.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    /// <param name="appId">The id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="text">The id as it was given, which may also be an app's name.</param>
    public async Task<AppRegistration> GetAsync(Guid appId, CancellationToken cancellationToken, string? text = null) =>
        await FindAsync(appId, cancellationToken).ConfigureAwait(false)
        ?? await new AppSuggestions(work).ByOtherIdAsync(appId, text, cancellationToken).ConfigureAwait(false);

    /// <summary>The app of exactly this display name.</summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public async Task<AppRegistration> GetAsync(string displayName, CancellationToken cancellationToken) =>
        await FindAsync(displayName, cancellationToken).ConfigureAwait(false)
        ?? throw await new AppSuggestions(work).OfAsync(displayName, cancellationToken).ConfigureAwait(false);

    /// <summary>The app of exactly this display name, or null.</summary>
    /// <exception cref="AppException">AppAmbiguous.</exception>
    public async Task<AppRegistration?> FindAsync(string displayName, CancellationToken cancellationToken)
    {
        var found = await FindByNameAsync(displayName, cancellationToken).ConfigureAwait(false);
        return found switch
        {
            [] => null,
            [var only] => only,
            _ => throw RegistrationErrors.AppAmbiguous(displayName, found),
        };
    }

    /// <summary>The app of this application (client) ID, or null.</summary>
    public async Task<AppRegistration?> FindAsync(Guid appId, CancellationToken cancellationToken)
    {
        var answers = await Graph
            .BatchAsync([ReadApplication(appId), ReadServicePrincipal(appId)], cancellationToken)
            .ConfigureAwait(false);
        return ToRegistration(
            answers[0].FindOrThrow(ResourceJson.Default.ApplicationResource),
            answers[1].FindOrThrow(ResourceJson.Default.ServicePrincipalResource)
        );
    }

    /// <summary>The app as the directory has it now, as opposed to one from a pipeline: waits while it is too new to be visible.</summary>
    public async Task<AppRegistration> RefreshAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        // What this connection has deleted is not waited for.
        if (!work.Recent.Touched(app.AppId) || work.Recent.DeletedHere(app.AppId))
        {
            return await GetAsync(app.AppId, cancellationToken).ConfigureAwait(false);
        }

        return await Graph
            .UntilVisibleAsync(
                $"read '{app.DisplayName}'",
                async cancel =>
                {
                    var answers = await Graph
                        .BatchAsync([ApplicationEditor.ReadApplication(Key("appId", app.AppId)), ReadServicePrincipal(app.AppId)], cancel)
                        .ConfigureAwait(false);
                    return ToRegistration(
                        answers[0].OrThrow().Read(ResourceJson.Default.ApplicationResource),
                        answers[1].OrThrow().Read(ResourceJson.Default.ServicePrincipalResource)
                    )!;
                },
                ReplicationErrors.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Every app of exactly this display name, vendors' apps included.</summary>
    /// <param name="displayName">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="kinds">Which kinds; null for whatever a name can mean without more being said.</param>
    public async Task<IReadOnlyList<AppRegistration>> FindByNameAsync(
        string displayName,
        CancellationToken cancellationToken,
        IReadOnlyCollection<AppKind>? kinds = null
    )
    {
        var answers = await Graph
            .BatchAsync(
                [
                    GraphRequest
                        .Get(Query("applications").Filter(Equal("displayName", displayName)).Select(ApplicationResource.Select))
                        .Describe($"look for the app '{displayName}'"),
                    GraphRequest
                        .Get(Query("servicePrincipals").Filter(Equal("displayName", displayName)).Select(ServicePrincipalResource.Select))
                        .Describe($"look for the enterprise application '{displayName}'"),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var applications = answers[0].OrThrow().Read(ResourceJson.Default.GraphPageApplicationResource).Value;
        var principals = answers[1].OrThrow().Read(ResourceJson.Default.GraphPageServicePrincipalResource).Value;
        var result = new List<AppRegistration>();
        foreach (var application in applications)
        {
            if (kinds?.Contains(AppKind.Registration) == false)
            {
                break;
            }

            var principal = principals.Find(item => item.AppId == application.AppId);
            if (principal is null && applications.Count == 1)
            {
                principal = await Graph
                    .FindAsync(
                        ReadServicePrincipal(application.AppId!.Value),
                        ResourceJson.Default.ServicePrincipalResource,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }

            result.Add(ToRegistration(application, principal)!);
        }

        result.AddRange(
            principals
                .Where(principal =>
                    kinds is null ? EnterpriseApps.IsListed(principal) : kinds.Contains(EnterpriseApps.KindOf(principal, work.TenantId))
                )
                .Where(principal =>
                    applications.TrueForAll(item => item.AppId != principal.AppId) && principal.AppOwnerOrganizationId != work.TenantId
                )
                .Select(principal => ToRegistration(null, principal)!)
        );
        return result;
    }

    /// <summary>The apps of the tenant, as the pages arrive: registrations without their service principals, then enterprise applications.</summary>
    /// <param name="startsWith">Only names that begin so; null for all.</param>
    /// <param name="kinds">Which kinds.</param>
    public async IAsyncEnumerable<AppRegistration> ListAsync(
        string? startsWith,
        IReadOnlyCollection<AppKind> kinds,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (kinds.Contains(AppKind.Registration))
        {
            await foreach (var app in ListRegistrationsAsync(startsWith, cancellationToken).ConfigureAwait(false))
            {
                yield return app;
            }
        }

        if (kinds.All(kind => kind == AppKind.Registration))
        {
            yield break;
        }

        var query = Query("servicePrincipals").Select(ServicePrincipalResource.Select).Top(999);
        if (!string.IsNullOrEmpty(startsWith))
        {
            query = query.Filter(StartsWith("displayName", startsWith));
        }

        var request = GraphRequest.Get(query).Describe("list the enterprise applications");
        await foreach (
            var principal in Graph
                .ListAsync(request, ResourceJson.Default.GraphPageServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (EnterpriseApps.KindOf(principal, work.TenantId) is var kind && kind != AppKind.Registration && kinds.Contains(kind))
            {
                yield return ToRegistration(null, principal)!;
            }
        }
    }

    private async IAsyncEnumerable<AppRegistration> ListRegistrationsAsync(
        string? startsWith,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = Query("applications").Select(ApplicationResource.Select).Top(999);
        if (!string.IsNullOrEmpty(startsWith))
        {
            query = query.Filter(StartsWith("displayName", startsWith));
        }

        var request = GraphRequest.Get(query).Describe("list the apps");
        await foreach (
            var application in Graph
                .ListAsync(request, ResourceJson.Default.GraphPageApplicationResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            yield return ToRegistration(application, null)!;
        }
    }

    /// <summary>The app of a unique name, or null.</summary>
    public async Task<AppRegistration?> FindByUniqueNameAsync(string uniqueName, CancellationToken cancellationToken)
    {
        var own = await Graph
            .FindAsync(
                ApplicationEditor.ReadApplication(Key("uniqueName", uniqueName)),
                ResourceJson.Default.ApplicationResource,
                cancellationToken
            )
            .ConfigureAwait(false);
        return own is null ? null : await WithServicePrincipalAsync(ToRegistration(own, null)!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The app with its service principal, read where the object does not tell it (one of a list); alone if it has none.</summary>
    public async Task<AppRegistration> WithServicePrincipalAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId is not null || app.IsPlanned)
        {
            return app;
        }

        var own = await Graph
            .FindAsync(ReadServicePrincipal(app.AppId), ResourceJson.Default.ServicePrincipalResource, cancellationToken)
            .ConfigureAwait(false);
        return RegistrationMap.WithServicePrincipal(app, own);
    }

    /// <summary>The app with its service principal as it is now.</summary>
    /// <exception cref="AppException">ServicePrincipalMissing.</exception>
    public async Task<AppRegistration> ReadServicePrincipalAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return app;
        }

        var request = ReadServicePrincipal(app.AppId);
        var own = await work.ReadAsync(
                app,
                cancel => Graph.FindAsync(request, ResourceJson.Default.ServicePrincipalResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        return own is null ? throw RegistrationErrors.ServicePrincipalMissing(app) : RegistrationMap.WithServicePrincipal(app, own);
    }

    private GraphRequest ReadApplication(Guid appId) =>
        work.AmongOthers(
            appId,
            ApplicationEditor.ReadApplication(Key("appId", appId)).LooksUp("applications", "appId", appId, ApplicationResource.Select)
        );

    /// <summary>Asks for the service principal of an app, together with what else asks for apps by their IDs.</summary>
    public GraphRequest ReadServicePrincipal(Guid appId) =>
        work.AmongOthers(
            appId,
            GraphRequest
                .Get(Query($"servicePrincipals{Key("appId", appId)}").Select(ServicePrincipalResource.Select))
                .Describe("read the service principal")
                .LooksUp("servicePrincipals", "appId", appId, ServicePrincipalResource.Select)
        );

    /// <summary>The app of what was read of it; null if nothing was there.</summary>
    public AppRegistration? ToRegistration(ApplicationResource? application, ServicePrincipalResource? principal) =>
        (application, principal) switch
        {
            ({ } app, _) => RegistrationMap.ToRegistration(app, principal, work.TenantId, _catalogue, work.Clock.GetUtcNow()),
            (null, { } own) => RegistrationMap.ToRegistration(own, work.TenantId),
            _ => null,
        };
}
