using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Makes the service principals of apps: of this tenant's, and of those that are registered elsewhere.</summary>
internal sealed class ServicePrincipalService(CommandContext work)
{
    /// <summary>The tag by which the portal's list of enterprise applications shows a service principal.</summary>
    public const string EnterpriseApplicationTag = "WindowsAzureActiveDirectoryIntegratedApp";

    private GraphClient Graph => work.Graph;

    /// <summary>Makes the service principal of an app whose application object is in its vendor's tenant (or of one of this tenant that has none
    /// yet).</summary>
    /// <exception cref="AppException">VendorAppNotFound.</exception>
    public async Task<AppRegistration> AddVendorAppAsync(
        AppRegistration app,
        CancellationToken cancellationToken,
        IReadOnlyList<(AppSetting Setting, object? Value)>? settings = null
    )
    {
        ServicePrincipalResource principal;
        try
        {
            principal = await EnsureAsync(app.AppId, app.DisplayName, ours: app.Id is not null, cancellationToken, listed: true, settings)
                .ConfigureAwait(false);
        }
        catch (GraphException error) when (app.Id is null && error.Status == 400 && ReplicationErrors.ServicePrincipalCreate(error))
        {
            throw RegistrationErrors.VendorAppNotFound(app.AppId, error);
        }

        var known = app.Id is null ? RegistrationMap.ToRegistration(principal, work.TenantId) : app;
        return RegistrationMap.WithServicePrincipal(known, principal) with { Permissions = app.Permissions };
    }

    /// <summary>Makes sure that the app of this id has a service principal here. Safe to repeat, and to run twice at once.</summary>
    /// <param name="appId">The application (client) ID.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="ours">Whether the app was made in this tenant: it may be too young to be seen, and belongs into the portal's list.</param>
    /// <param name="listed">Whether it belongs into the portal's list though it was made elsewhere.</param>
    /// <param name="settings">Settings that a new one has from the start; one that is there keeps its own.</param>
    public async Task<ServicePrincipalResource> EnsureAsync(
        Guid appId,
        string name,
        bool ours,
        CancellationToken cancellationToken,
        bool listed = false,
        IReadOnlyList<(AppSetting Setting, object? Value)>? settings = null
    )
    {
        var body = NewServicePrincipal(settings ?? [], ours || listed);
        body.AppId = appId;
        // A POST, not an upsert: one that is there keeps its tags. Its appId is unique, so a repeat can't make a second one.
        var create = GraphRequest
            .Post("servicePrincipals", body, ResourceJson.Default.ServicePrincipalResource, PriorState.Nothing)
            .Idempotent()
            .Describe($"create the service principal of '{name}'");
        var principal = await Graph
            .UntilVisibleAsync(
                $"create the service principal of '{name}'",
                async cancel =>
                {
                    var answer = await Graph.TrySendAsync(create, cancel).ConfigureAwait(false);
                    if (answer.IsSuccess)
                    {
                        return answer.Read(ResourceJson.Default.ServicePrincipalResource);
                    }
                    // Another run made it at the same moment, or an answer was lost.
                    if (answer.Status == 409 && !ReplicationErrors.ServicePrincipalCreate(answer.ToException()))
                    {
                        return await Graph
                            .SendAsync(
                                new AppReader(work).ReadServicePrincipal(appId),
                                ResourceJson.Default.ServicePrincipalResource,
                                cancel
                            )
                            .ConfigureAwait(false);
                    }

                    throw answer.ToException();
                },
                error =>
                    (ours && ReplicationErrors.ServicePrincipalCreate(error))
                    || ReplicationErrors.Concurrency(error)
                    || ReplicationErrors.Read(error),
                cancellationToken
            )
            .ConfigureAwait(false);
        work.Recent.RecordTouched(appId);
        return principal;
    }

    private static ServicePrincipalResource NewServicePrincipal(IReadOnlyList<(AppSetting Setting, object? Value)> settings, bool listed)
    {
        var expected = settings.Aggregate(
            new AppRegistration
            {
                DisplayName = "",
                AppId = Guid.Empty,
                TenantId = Guid.Empty,
                Tags = listed ? [EnterpriseApplicationTag] : [],
            },
            (app, item) => item.Setting.With(app, item.Value)
        );
        var body = new ServicePrincipalResource { Tags = expected.Tags is { Count: > 0 } tags ? [.. tags] : null };
        foreach (var (setting, _) in settings)
        {
            setting.PutPrincipal?.Invoke(body, expected);
        }

        return body;
    }
}
