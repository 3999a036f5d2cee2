using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Reports;

/// <summary>
/// Reads all apps of a tenant in bulk: five lists side by side in pages of 999, instead of requests for each app. The service adds at most 20 owners or assignments to an
/// object of a list; those of an object that has as many are read by themselves, 20 objects in a round trip.
/// </summary>
/// <remarks>
/// Memory is bounded by the number of service principals and of different grants (about 8 KB for each service principal, measured): these are kept as names and numbers, because
/// apps refer to each other. Applications, which are by far larger, pass through in pages, of which at most three are held.
/// </remarks>
internal sealed class TenantInventory(CommandContext work)
{
    private const int PageSize = 999;
    private const string Applications = "app registrations";
    private const string Principals = "enterprise applications";
    private const string Assignments = "assignments";
    private const string Federated = "federated credentials";
    private const string Owners = $"owners($select={OwnerResource.Select})";

    private readonly ConcurrentQueue<AppException> _missing = [];
    private readonly Dictionary<Guid, InventoryPrincipal> _principals = [];
    private readonly InventoryGrants _grants = new();
    private readonly SignInActivities _signIns = new(work);
    private IReadOnlyList<string>? _domains;
    private int _namelessOwners;

    private GraphClient Graph => work.Graph;

    /// <summary>Whether the last sign-ins are of interest: their report needs a licence and a right of its own.</summary>
    public bool WithSignIns { get; init; } = true;

    /// <summary>Whether it is of interest which redirect URIs are on the tenant's verified domains: reading these needs a right of its own.</summary>
    public bool WithDomains { get; init; } = true;

    /// <summary>Whether federated credentials are wanted: they take a request for each app, 20 of them in a round trip.</summary>
    public bool WithFederated { get; init; }

    /// <summary>What could not be read so far, although the rest could: an error for each.</summary>
    public IEnumerable<AppException> TakeMissing()
    {
        while (_missing.TryDequeue(out var error))
        {
            yield return error;
        }
    }

    /// <summary>The apps as they become known: registrations first, then what has an enterprise application only.</summary>
    /// <param name="includeMicrosoft">Whether Microsoft's own applications are wanted too.</param>
    /// <param name="cancellationToken">Ends all reads.</param>
    /// <exception cref="GraphException">A list failed for good or was refused; what was written before is not all.</exception>
    public async IAsyncEnumerable<AppInventoryItem> ReadAsync(
        bool includeMicrosoft,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var progress = new ReadProgress(work.Log, work.Clock, "read the apps of the tenant");
        var pages = Channel.CreateBounded<GraphPage<ApplicationResource>>(1);
        var assigned = new ConcurrentQueue<ServicePrincipalResource>();
        var applications = Reading(cancel => ReadApplicationsAsync(pages.Writer, progress, cancel));
        Task[] tables =
        [
            Reading(cancel => ReadPrincipalsAsync(progress, cancel)),
            Reading(cancel => ReadAssignedAsync(assigned, progress, cancel)),
            Reading(cancel => ReadGrantsAsync(progress, cancel)),
            Reading(cancel => WithSignIns ? _signIns.ReadAsync(progress, cancel) : Task.CompletedTask),
            Reading(cancel => ReadTenantAsync(progress, cancel)),
        ];
        try
        {
            await AllAsync(tables, applications).ConfigureAwait(false);
            await CountAssignedAsync(assigned, progress, cancellationToken).ConfigureAwait(false);
            await CompleteOwnersAsync(
                    "servicePrincipals",
                    [.. _principals.Values.Where(principal => IsCut(principal.Owners))],
                    principal => principal.Id,
                    principal => principal.DisplayName,
                    (principal, owners) => principal.Owners = owners,
                    cancellationToken
                )
                .ConfigureAwait(false);

            var permissions = new InventoryPermissions(_grants, _principals, PermissionCatalogue.Default);
            var byAppId = _principals.Values.GroupBy(item => item.AppId).ToDictionary(same => same.Key, same => same.First());
            await foreach (var page in pages.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await CompleteOwnersAsync(
                        "applications",
                        page.Value.FindAll(application => IsCut(application.Owners)),
                        application => application.Id!.Value,
                        application => application.DisplayName ?? "",
                        (application, owners) => application.Owners = owners,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                var federated = WithFederated ? await FederatedAsync(page.Value, progress, cancellationToken).ConfigureAwait(false) : [];
                foreach (var application in page.Value)
                {
                    var principal = byAppId.GetValueOrDefault(application.AppId ?? Guid.Empty);
                    principal?.IsWritten = true;
                    var item = Item(application, principal, permissions);
                    yield return federated.TryGetValue(item.AppId, out var own)
                        ? item with
                        {
                            Credentials = [.. item.Credentials ?? [], .. own],
                        }
                        : item;
                }
            }

            await applications.ConfigureAwait(false);
            foreach (
                var principal in _principals.Values.Where(item => !item.IsWritten && (includeMicrosoft || item.Kind != AppKind.Microsoft))
            )
            {
                yield return Item(principal, permissions);
            }

            if (_namelessOwners > 0)
            {
                work.Log.Warning(
                    $"The sign-in may not read users: {_namelessOwners} owners have an ID and no name. It takes the permission User.Read.All."
                );
            }
        }
        finally
        {
            // No read goes on once nobody waits for it; what went wrong with one was thrown above.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([applications, .. tables]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // One that fails ends the others, so that a refusal is shown at once.
        async Task Reading(Func<CancellationToken, Task> read)
        {
            try
            {
                await read(stop.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                pages.Writer.TryComplete(error);
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Waits for the tables. If anything fails, the error is that of the read that failed, not of those that were ended because of it.</summary>
    private static async Task AllAsync(Task[] tables, Task applications)
    {
        try
        {
            await Task.WhenAll(tables).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll([.. tables, applications]).ConfigureAwait(false);
        }
    }

    private async Task ReadApplicationsAsync(
        ChannelWriter<GraphPage<ApplicationResource>> pages,
        ReadProgress progress,
        CancellationToken cancellationToken
    )
    {
        var request = GraphRequest
            .Get(Query("applications").Select(ApplicationResource.SelectForInventory).Expand(Owners).Top(PageSize))
            .Describe("list the app registrations");
        await foreach (
            var page in Graph
                .PagesAsync(request, ResourceJson.Default.GraphPageApplicationResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            progress.Add(page.Value.Count, Applications);
            await pages.WriteAsync(page, cancellationToken).ConfigureAwait(false);
        }

        pages.Complete();
    }

    private async Task ReadPrincipalsAsync(ReadProgress progress, CancellationToken cancellationToken)
    {
        var request = GraphRequest
            .Get(Query("servicePrincipals").Select(ServicePrincipalResource.SelectForInventory).Expand(Owners).Top(PageSize))
            .Describe("list the enterprise applications");
        await foreach (
            var page in Graph
                .PagesAsync(request, ResourceJson.Default.GraphPageServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            progress.Add(page.Value.Count, Principals);
            foreach (var item in page.Value)
            {
                var principal = new InventoryPrincipal(item, work.TenantId, work.Clock.GetUtcNow());
                _principals[principal.Id] = principal;
            }
        }
    }

    /// <summary>The assignments to each app or API, as far as they come with the list: whoever has more than these is read by itself.</summary>
    private async Task ReadAssignedAsync(
        ConcurrentQueue<ServicePrincipalResource> assigned,
        ReadProgress progress,
        CancellationToken cancellationToken
    )
    {
        var request = GraphRequest
            .Get(
                Query("servicePrincipals")
                    .Select("id")
                    .Expand("appRoleAssignedTo($select=principalId,principalType,appRoleId)")
                    .Top(PageSize)
            )
            .Describe("list the assignments to enterprise applications");
        await foreach (
            var page in Graph
                .PagesAsync(request, ResourceJson.Default.GraphPageServicePrincipalResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            progress.Add(page.Value.Sum(item => item.AppRoleAssignedTo?.Count ?? 0), Assignments);
            foreach (var item in page.Value.Where(item => item.AppRoleAssignedTo is { Count: > 0 }))
            {
                assigned.Enqueue(item);
            }
        }
    }

    private async Task ReadGrantsAsync(ReadProgress progress, CancellationToken cancellationToken)
    {
        var request = GraphRequest.Get(Query("oauth2PermissionGrants").Top(PageSize)).Describe("list the delegated grants");
        await foreach (
            var page in Graph
                .PagesAsync(request, ResourceJson.Default.GraphPagePermissionGrantResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            progress.Add(page.Value.Count, "grants");
            page.Value.ForEach(_grants.Add);
        }
    }

    /// <summary>How much there is to read, and the tenant's domains.</summary>
    private async Task ReadTenantAsync(ReadProgress progress, CancellationToken cancellationToken)
    {
        GraphRequest[] domains = WithDomains
            ? [GraphRequest.Get(Query("organization").Select("id", "verifiedDomains")).Describe("read the tenant's verified domains")]
            : [];
        var answers = await Graph
            .BatchAsync([Count("applications"), Count("servicePrincipals"), .. domains], cancellationToken)
            .ConfigureAwait(false);
        foreach (var (answer, part) in answers.Take(2).Zip([Applications, Principals]))
        {
            // A number that isn't known is missing in the progress alone.
            if (
                answer.IsSuccess
                && long.TryParse(
                    Encoding.UTF8.GetString(answer.Body.Span).Trim('"'),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var total
                )
            )
            {
                progress.Expect(total, part);
            }
        }

        if (!WithDomains)
        {
            return;
        }

        if (answers[2].IsSuccess)
        {
            _domains =
            [
                .. answers[2]
                    .Read(ResourceJson.Default.GraphPageOrganizationResource)
                    .Value.SelectMany(organization => organization.VerifiedDomains ?? [])
                    .Select(domain => domain.Name)
                    .OfType<string>(),
            ];
        }
        else
        {
            work.Log.Warning($"Which redirect URIs are on verified domains is unknown. {answers[2].ToException().Message}");
        }

        static GraphRequest Count(string collection) =>
            GraphRequest.Get($"{collection}/$count").WithHeader("ConsistencyLevel", "eventual").Describe($"count the {collection}");
    }

    private async Task CountAssignedAsync(
        ConcurrentQueue<ServicePrincipalResource> assigned,
        ReadProgress progress,
        CancellationToken cancellationToken
    )
    {
        var more = new List<InventoryPrincipal>();
        foreach (var item in assigned)
        {
            // One that came in after the other list isn't part of this inventory.
            if (!_principals.TryGetValue(item.Id ?? Guid.Empty, out var principal))
            {
                continue;
            }

            if (item.AppRoleAssignedTo!.Count >= GraphLookup.MostRelated)
            {
                more.Add(principal);
            }
            else
            {
                item.AppRoleAssignedTo.ForEach(assignment => _grants.Add(principal, assignment));
            }
        }

        await EachAsync(
                more,
                principal =>
                    GraphRequest
                        .Get(Query($"servicePrincipals/{principal.Id}/appRoleAssignedTo").Top(PageSize))
                        .Describe($"read the assignments to '{principal.DisplayName}'"),
                ResourceJson.Default.GraphPageAppRoleAssignmentResource,
                (principal, assignments) =>
                {
                    foreach (var assignment in assignments)
                    {
                        _grants.Add(principal, assignment);
                    }

                    progress.Add(assignments.Count, Assignments);
                },
                (principal, error) =>
                {
                    principal.Assigned = null;
                    _missing.Enqueue(
                        InventoryErrors.InventoryIncomplete(
                            principal.AppId,
                            $"who is assigned to '{principal.DisplayName}', and which apps have its permissions",
                            error
                        )
                    );
                },
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task CompleteOwnersAsync<T>(
        string collection,
        IReadOnlyList<T> holders,
        Func<T, Guid> idOf,
        Func<T, string> nameOf,
        Action<T, List<OwnerResource>?> set,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var owners = new Dictionary<object, List<OwnerResource>>(ReferenceEqualityComparer.Instance);
        foreach (var holder in holders)
        {
            owners[holder] = [];
        }

        await EachAsync(
                holders,
                holder =>
                    GraphRequest
                        .Get(Query($"{collection}/{idOf(holder)}/owners").Select(OwnerResource.Select.Split(',')).Top(PageSize))
                        .Describe($"read the owners of '{nameOf(holder)}'"),
                ResourceJson.Default.GraphPageOwnerResource,
                (holder, page) => owners[holder].AddRange(page),
                (holder, error) =>
                {
                    owners.Remove(holder);
                    set(holder, null);
                    _missing.Enqueue(InventoryErrors.InventoryIncomplete(idOf(holder), $"the owners of '{nameOf(holder)}'", error));
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var holder in holders.Where(owners.ContainsKey))
        {
            set(holder, owners[holder]);
        }
    }

    /// <summary>The federated credentials of a page of applications, by application (client) ID; those that can't be read are missing.</summary>
    private async Task<Dictionary<Guid, List<AppCredential>>> FederatedAsync(
        List<ApplicationResource> applications,
        ReadProgress progress,
        CancellationToken cancellationToken
    )
    {
        var credentials = new FederatedCredentialService(work);
        var found = new Dictionary<Guid, List<AppCredential>>();
        await EachAsync(
                [
                    .. applications.Select(application =>
                        RegistrationMap.ToRegistration(
                            application,
                            null,
                            work.TenantId,
                            PermissionCatalogue.Default,
                            work.Clock.GetUtcNow()
                        )
                    ),
                ],
                credentials.ReadRequest,
                ResourceJson.Default.GraphPageFederatedCredentialResource,
                (app, page) =>
                {
                    if (!found.TryGetValue(app.AppId, out var own))
                    {
                        found[app.AppId] = own = [];
                    }

                    own.AddRange(page.Select(item => FederatedCredentialService.ToCredential(app, item)));
                    progress.Add(page.Count, Federated);
                },
                (app, error) =>
                {
                    found.Remove(app.AppId);
                    _missing.Enqueue(
                        InventoryErrors.InventoryIncomplete(app.AppId, $"the federated credentials of '{app.DisplayName}'", error)
                    );
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return found;
    }

    /// <summary>Reads a list of each of many objects, the first pages of 20 in a round trip.</summary>
    private async Task EachAsync<T, TItem>(
        IReadOnlyList<T> holders,
        Func<T, GraphRequest> request,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<GraphPage<TItem>> type,
        Action<T, List<TItem>> take,
        Action<T, GraphException> fail,
        CancellationToken cancellationToken
    )
    {
        foreach (var some in holders.Chunk(GraphBatch.Largest * GraphBatch.MostAtOnce))
        {
            var requests = some.Select(request).ToList();
            var answers = await Graph.BatchAsync(requests, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < some.Length; i++)
            {
                try
                {
                    if (!answers[i].IsSuccess)
                    {
                        throw answers[i].ToException();
                    }

                    await foreach (var page in Graph.PagesAsync(requests[i], type, cancellationToken, answers[i]).ConfigureAwait(false))
                    {
                        take(some[i], page.Value);
                    }
                }
                catch (GraphException error)
                {
                    fail(some[i], error);
                }
            }
        }
    }

    private static bool IsCut(IReadOnlyCollection<OwnerResource>? owners) => owners?.Count >= GraphLookup.MostRelated;

    private AppInventoryItem Item(ApplicationResource application, InventoryPrincipal? principal, InventoryPermissions permissions)
    {
        var app = RegistrationMap.ToRegistration(application, null, work.TenantId, PermissionCatalogue.Default, work.Clock.GetUtcNow());
        return Common(principal, app.AppId, app.DisplayName) with
        {
            Kind = AppKind.Registration,
            Id = app.Id,
            CreatedDateTime = app.CreatedDateTime,
            PublisherDomain = application.PublisherDomain,
            VerifiedPublisher = application.VerifiedPublisher?.DisplayName,
            OwnerTenantId = work.TenantId,
            SignInAudience = app.SignInAudience,
            Owners = OwnersOf(app.AppId, app.DisplayName, application.Owners, principal is null ? [] : principal.Owners),
            Credentials = app.Known.Credentials,
            Permissions = permissions.Of(application.RequiredResourceAccess ?? [], principal),
            ApiScopes = [.. app.Known.ApiScopes.Select(scope => scope.Value)],
            AppRoles = [.. app.Known.AppRoles.Select(role => role.ToString())],
            RedirectUris = app.Known.RedirectUris,
            UnverifiedRedirectHosts = Unverified(app.Known.RedirectUris),
            IdTokenIssuance = app.IdTokenIssuance,
            AccessTokenIssuance = app.AccessTokenIssuance,
            PublicClientFlows = app.PublicClientFlows,
        };
    }

    private AppInventoryItem Item(InventoryPrincipal principal, InventoryPermissions permissions)
    {
        AppRedirectUri[] uris = [.. principal.ReplyUrls.Select(uri => new AppRedirectUri(uri, AppPlatform.Web))];
        return Common(principal, principal.AppId, principal.DisplayName) with
        {
            // One of this tenant whose registration is gone is left as an enterprise application.
            Kind = principal.Kind == AppKind.Registration ? AppKind.Enterprise : principal.Kind,
            CreatedDateTime = principal.CreatedDateTime,
            VerifiedPublisher = principal.VerifiedPublisher,
            OwnerTenantId = principal.OwnerTenantId,
            SignInAudience = Enum.TryParse<AppSignInAudience>(principal.SignInAudience, ignoreCase: true, out var audience)
                ? audience
                : null,
            Owners = OwnersOf(principal.AppId, principal.DisplayName, [], principal.Owners),
            Permissions = permissions.Of(null, principal),
            ApiScopes = [.. principal.Scopes.Values],
            AppRoles = [.. principal.Roles.Values],
            RedirectUris = uris,
            UnverifiedRedirectHosts = Unverified(uris),
        };
    }

    /// <summary>What the service principal and the report of sign-ins tell of every app.</summary>
    private AppInventoryItem Common(InventoryPrincipal? principal, Guid appId, string displayName)
    {
        var (last, state) = _signIns.Of(appId);
        return new AppInventoryItem
        {
            DisplayName = displayName,
            AppId = appId,
            Kind = AppKind.Registration,
            TenantId = work.TenantId,
            ServicePrincipalId = principal?.Id,
            Enabled = principal?.Enabled,
            ServicePrincipalCredentials = principal?.Credentials,
            AssignmentRequired = principal?.AssignmentRequired,
            AssignedUsers = principal?.Assigned?.Users,
            AssignedGroups = principal?.Assigned?.Groups,
            AssignedApps = principal?.Assigned?.Apps,
            LastSignInDateTime = last,
            LastSignInState = state,
        };
    }

    private AppOwner[]? OwnersOf(
        Guid appId,
        string displayName,
        List<OwnerResource>? ofApplication,
        IReadOnlyList<OwnerResource>? ofPrincipal
    )
    {
        if (ofApplication is null || ofPrincipal is null)
        {
            return null;
        }

        if (ofApplication.Count + ofPrincipal.Count == 0)
        {
            return [];
        }

        AppOwner[] owners =
        [
            .. from side in new (IReadOnlyList<OwnerResource>, AppOwnerTarget)[]
            {
                (ofApplication, AppOwnerTarget.Application),
                (ofPrincipal, AppOwnerTarget.ServicePrincipal),
            }
            from owner in side.Item1
            group (owner, side.Item2) by owner.Id ?? Guid.Empty into same
            let first = same.First().owner
            select new AppOwner
            {
                Id = same.Key,
                DisplayName = first.DisplayName,
                UserPrincipalName = first.UserPrincipalName,
                Enabled = first.AccountEnabled,
                Kind = first.Type switch
                {
                    "#microsoft.graph.user" => "User",
                    "#microsoft.graph.servicePrincipal" => "ServicePrincipal",
                    _ => null,
                },
                Target = same.Aggregate((AppOwnerTarget)0, (all, item) => all | item.Item2),
                AppId = appId,
                AppDisplayName = displayName,
            },
        ];
        _namelessOwners += owners.Count(owner => owner is { Kind: "User", DisplayName: null, UserPrincipalName: null });
        return owners;
    }

    /// <summary>The hosts that are on none of the tenant's domains; the machine of the user isn't on one either, and none is needed for it.</summary>
    private IReadOnlyList<string>? Unverified(IReadOnlyList<AppRedirectUri> uris) =>
        _domains is null
            ? null
            :
            [
                .. uris.Select(uri =>
                        Uri.TryCreate(uri.Uri.Replace("*", "wildcard", StringComparison.Ordinal), UriKind.Absolute, out var address)
                            ? address
                            : null
                    )
                    .Where(address => address is { IsLoopback: false, Scheme: "http" or "https" })
                    .Select(address => address!.Host.Replace("wildcard", "*", StringComparison.Ordinal))
                    .Where(host =>
                        !_domains.Any(domain =>
                            host.Equals(domain, StringComparison.OrdinalIgnoreCase)
                            || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)
                        )
                    )
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];
}
