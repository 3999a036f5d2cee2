using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>Clients that get tokens for an app's scopes without anybody being asked for consent (<c>preAuthorizedApplications</c>).</summary>
internal sealed class AuthorizedClientService(CommandContext work)
{
    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what authorizing them would change.</summary>
    /// <param name="app">The app whose scopes they get.</param>
    /// <param name="clients">The application (client) IDs of the clients, of this tenant or not.</param>
    /// <param name="scopes">The names of the scopes; empty for all that are enabled.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AppException">ApiScopeMissing, ApiScopeNotFound.</exception>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<Guid> clients,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var all = now.Known.AuthorizedClients;
        var words = new List<string>();
        foreach (var client in clients)
        {
            var (after, added) = Authorize(now with { AuthorizedClients = all }, client, scopes);
            if (added.Count > 0)
            {
                words.Add(InWords(client, added));
            }
            else if (MayBeOverwritten(work, now, client))
            {
                words.Add(InWords(client, after.First(item => item.AppId == client).Scopes));
            }

            all = after;
        }

        return new AppChange(app, now with { AuthorizedClients = all }, cancel => PlanAddAsync(app, clients, scopes, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{app.DisplayName}' has authorized {string.Join(", ", clients)} already",
            Writes = Write(work, now, all) is { } write ? [write] : [],
        };
    }

    /// <summary>The clients of an app once one of them is authorized too, and the scopes that it lacks.</summary>
    /// <param name="app">The app.</param>
    /// <param name="client">The application (client) ID of the client.</param>
    /// <param name="scopes">The names of the scopes; empty for all that are enabled.</param>
    /// <exception cref="AppException">ApiScopeMissing, ApiScopeNotFound.</exception>
    public static (IReadOnlyList<AppAuthorizedClient> All, IReadOnlyList<AppApiScope> Added) Authorize(
        AppRegistration app,
        Guid client,
        IReadOnlyList<string> scopes
    )
    {
        var wanted =
            scopes.Count == 0
                ? app.Known.ApiScopes.Where(scope => scope.IsEnabled).ToList()
                : [.. scopes.Select(name => Find(app, name) ?? throw ExposedApiErrors.ApiScopeNotFound(app, name))];
        if (wanted.Count == 0)
        {
            throw ExposedApiErrors.ApiScopeMissing(app);
        }

        var all = app.Known.AuthorizedClients;
        var there = all.FirstOrDefault(item => item.AppId == client);
        var added = wanted.Where(scope => there?.ScopeIds.Contains(scope.Id) != true).ToList();
        if (added.Count == 0)
        {
            return (all, []);
        }

        var result = Client(app, client, [.. there?.ScopeIds ?? [], .. added.Select(scope => scope.Id)]);
        return (there is null ? [.. all, result] : [.. all.Select(item => item == there ? result : item)], added);
    }

    /// <summary>An authorization, in words.</summary>
    public static string InWords(Guid client, IEnumerable<object> scopes) =>
        $"authorize the client {client} for {string.Join(", ", scopes)}";

    /// <summary>Says what taking the authorization away would change.</summary>
    /// <param name="app">The app whose scopes they have.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="scopes">The names of the scopes; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        IReadOnlyList<Guid> clients,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        return Removing(await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false), clients, scopes, plannedAt);
    }

    /// <summary>Takes the authorization away from clients of an app that was just read.</summary>
    /// <param name="now">The app.</param>
    /// <param name="clients">The clients.</param>
    /// <param name="scopes">The names of the scopes; empty for all.</param>
    /// <param name="plannedAt">When it was read, by the clock's timestamp.</param>
    public AppChange Removing(AppRegistration now, IReadOnlyList<Guid> clients, IReadOnlyList<string> scopes, long plannedAt)
    {
        var kept = new List<AppAuthorizedClient>();
        var words = new List<string>();
        foreach (var client in now.Known.AuthorizedClients)
        {
            List<Guid> removed = !clients.Contains(client.AppId)
                ? []
                :
                [
                    .. client.ScopeIds.Where(
                        (_, i) => scopes.Count == 0 || scopes.Contains(client.Scopes[i], StringComparer.OrdinalIgnoreCase)
                    ),
                ];
            if (removed.Count > 0)
            {
                words.Add(
                    $"take the authorization for {string.Join(", ", Client(now, client.AppId, removed).Scopes)} from the client {client.AppId}"
                );
            }

            kept.AddRange(removed.Count == 0 ? [client] : Without([client], removed));
        }

        return new AppChange(now, now with { AuthorizedClients = kept }, cancel => PlanRemoveAsync(now, clients, scopes, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{now.DisplayName}' has not authorized {string.Join(", ", clients)}",
            Absence = Missing(now, clients, scopes),
            Writes = Write(work, now, kept) is { } write ? [write] : [],
        };
    }

    /// <summary>Clients that are not authorized, and scopes that the app doesn't expose or that none of the clients is authorized for.</summary>
    private static Absence Missing(AppRegistration app, IReadOnlyList<Guid> clients, IReadOnlyList<string> scopes)
    {
        var authorized = app.Known.AuthorizedClients.Where(client => clients.Contains(client.AppId)).ToList();
        var absence = Absence.Of(
            app,
            "scope",
            scopes.Where(name => Find(app, name) is null),
            [.. app.Known.ApiScopes.Select(scope => scope.Value)],
            ExposedApiErrors.ApiScopeNotFound
        );
        return absence with
        {
            Warnings =
            [
                .. absence.Warnings,
                .. clients
                    .Except(authorized.Select(client => client.AppId))
                    .Select(client => $"'{app.DisplayName}' has not authorized the client {client}; there is nothing to remove."),
                .. from name in scopes
                where
                    authorized.Count > 0
                    && Find(app, name) is not null
                    && !authorized.Exists(client => client.Scopes.Contains(name, StringComparer.OrdinalIgnoreCase))
                select $"'{app.DisplayName}' has not authorized {string.Join(", ", clients)} for the scope '{name}'; there is nothing to remove.",
            ],
        };
    }

    /// <summary>The clients without some scopes; one that has none left is no client any more.</summary>
    public static IReadOnlyList<AppAuthorizedClient> Without(
        IReadOnlyList<AppAuthorizedClient> clients,
        IReadOnlyCollection<Guid> scopeIds
    ) =>
        [
            .. from client in clients
            let kept = Enumerable.Range(0, client.ScopeIds.Count).Where(i => !scopeIds.Contains(client.ScopeIds[i])).ToList()
            where kept.Count > 0
            select kept.Count == client.ScopeIds.Count
                ? client
                : client with
                {
                    ScopeIds = [.. kept.Select(i => client.ScopeIds[i])],
                    Scopes = [.. kept.Select(i => client.Scopes[i])],
                },
        ];

    /// <summary>The request that changes the current state to the wanted one; null if they are the same.</summary>
    public static AppWrite? Write(CommandContext work, AppRegistration now, IReadOnlyList<AppAuthorizedClient> wanted)
    {
        List<AppAuthorizedClient> written =
        [
            .. wanted.Except(now.Known.AuthorizedClients.Where(client => !MayBeOverwritten(work, now, client.AppId))),
        ];
        List<Guid> removed = [.. now.Known.AuthorizedClients.Select(client => client.AppId).Except(wanted.Select(client => client.AppId))];
        return written.Count + removed.Count == 0
            ? null
            : ApplicationEditor.Patch(
                now,
                new ApplicationResource
                {
                    Api = new ApiApplicationResource { PreAuthorizedApplications = [.. wanted.Select(RegistrationMap.FromClient)] },
                },
                $"change the authorized clients of '{now.DisplayName}'",
                () =>
                {
                    new ApplicationEditor(work).Remember(now, nameof(now.AuthorizedClients), client => client.AppId, written, removed);
                    work.Recent.RecordWhole(now.AppId, nameof(now.AuthorizedClients), wanted.Select(client => client.AppId));
                }
            );
    }

    private static bool MayBeOverwritten(CommandContext work, AppRegistration app, Guid client) =>
        work.Recent.MayBeOverwritten(app.AppId, nameof(app.AuthorizedClients), client);

    private static AppApiScope? Find(AppRegistration app, string name) =>
        app.Known.ApiScopes.FirstOrDefault(scope => string.Equals(scope.Value, name, StringComparison.OrdinalIgnoreCase));

    private static AppAuthorizedClient Client(AppRegistration app, Guid appId, IReadOnlyList<Guid> scopeIds) =>
        new()
        {
            AppId = appId,
            ScopeIds = scopeIds,
            Scopes = [.. scopeIds.Select(id => app.Known.ApiScopes.FirstOrDefault(scope => scope.Id == id)?.Value ?? id.ToString())],
        };
}
