using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>The delegated permissions that an app exposes as an API.</summary>
internal sealed class ScopeService(CommandContext work)
{
    private static readonly Entitlements<AppApiScope> Rules = new(
        scope => scope.Id,
        scope => scope.IsEnabled,
        scope => scope with { IsEnabled = false }
    );

    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what adding them would change. If a scope exists, only the values specified change.</summary>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        IReadOnlyList<ScopeRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var words = new List<string>();
        var warnings = new List<string>();
        var writes = new List<AppWrite>();
        var expected = now;
        // Others name a scope by the URI of its app, so that comes first.
        if (now.Known.IdentifierUris.Count == 0)
        {
            var uri = IdentifierUriService.DefaultFor(now);
            expected = now with { IdentifierUris = [uri] };
            words.Add($"set the Application ID URI {IdentifierUriService.InWords(now, [uri])}");
            writes.Add(new IdentifierUriService(work).Write(now, expected, [uri], []));
        }

        var scopes = now.Known.ApiScopes.ToList();
        var ends = new List<ScopeRequest>();
        foreach (var request in requests)
        {
            var place = scopes.FindIndex(scope => Same(scope.Value, request.Value));
            // A scope and a role of one name are one permission, by one id.
            var scope =
                place >= 0
                    ? request.On(scopes[place])
                    : request.New(
                        now,
                        now.Known.AppRoles.FirstOrDefault(role => Same(role.Value, request.Value))?.Id
                            ?? PermissionId.For(now, request.Value)
                    );
            if (place < 0 || work.Recent.MayBeOverwritten(app.AppId, nameof(app.ApiScopes), scopes[place].Id))
            {
                words.Add($"add the scope '{scope}' ({InWords(scope)})");
            }
            else if (scope != scopes[place])
            {
                words.Add($"change the scope '{scope}' ({InWords(scope)}{(scopes[place].IsEnabled ? "; it is disabled meanwhile" : "")})");
            }

            if (place >= 0 && !scope.IsEnabled && request.IsEnabled is null)
            {
                warnings.Add($"The scope '{scope}' of '{app.DisplayName}' is there but disabled; -Disabled:$false enables it.");
            }

            if (place < 0)
            {
                scopes.Add(scope);
            }
            else
            {
                scopes[place] = scope;
            }
            // A plan made anew must not take the state between two writes for the wish.
            ends.Add(request with { IsEnabled = scope.IsEnabled });
        }

        writes.AddRange(Writes(now, now.Known.ApiScopes, scopes));
        return new AppChange(app, expected with { ApiScopes = scopes }, cancel => PlanAddAsync(app, ends, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            Warnings = warnings,
            NoChangeReason =
                $"'{app.DisplayName}' has the scope{(requests.Count > 1 ? "s" : "")} {string.Join(", ", requests.Select(request => request.Value))} already",
            Writes = writes,
            Explain = error => IdentifierUriService.Explain(error, expected.Known.IdentifierUris),
        };
    }

    /// <summary>Says what removing them would change. Clients that were authorized for them lose that first.</summary>
    public async Task<AppChange> PlanRemoveAsync(AppRegistration app, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var plannedAt = _application.Now;
        var now = await _application.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = now.Known.ApiScopes.Where(scope => names.Any(name => Same(scope.Value, name))).ToList();
        var kept = now.Known.ApiScopes.Except(removed).ToList();
        var writes = new List<AppWrite>();
        var words = new List<string>();
        var clients = AuthorizedClientService.Without(now.Known.AuthorizedClients, [.. removed.Select(scope => scope.Id)]);
        if (AuthorizedClientService.Write(work, now, clients) is { } authorized)
        {
            words.Add(
                $"take the authorization for {string.Join(", ", removed)} from {string.Join(", ", now.Known.AuthorizedClients.Except(clients).Select(client => client.AppId))}"
            );
            writes.Add(authorized);
        }

        if (removed.Count > 0)
        {
            words.Add(
                $"remove the scope{(removed.Count > 1 ? "s" : "")} {string.Join(", ", removed)}, disabled first{AppChange.Staying(kept.Count)}"
            );
        }

        writes.AddRange(Writes(now, now.Known.ApiScopes, kept));
        return new AppChange(app, now with { ApiScopes = kept, AuthorizedClients = clients }, cancel => PlanRemoveAsync(app, names, cancel))
        {
            PlannedAt = plannedAt,
            Words = words,
            NoChangeReason = $"'{app.DisplayName}' has no scope {string.Join(", ", names)}",
            Absence = Absence.Of(
                app,
                "scope",
                names.Where(name => !removed.Exists(scope => Same(scope.Value, name))),
                [.. now.Known.ApiScopes.Select(scope => scope.Value)],
                ExposedApiErrors.ApiScopeNotFound
            ),
            Writes = writes,
        };
    }

    private IEnumerable<AppWrite> Writes(AppRegistration app, IReadOnlyList<AppApiScope> now, IReadOnlyList<AppApiScope> wanted)
    {
        var before = app;
        foreach (
            var step in Rules.Steps(
                [.. now.Where(scope => !work.Recent.MayBeOverwritten(app.AppId, nameof(app.ApiScopes), scope.Id))],
                wanted
            )
        )
        {
            yield return ApplicationEditor.Patch(
                before,
                new ApplicationResource { Api = new ApiApplicationResource { Scopes = [.. step.All.Select(RegistrationMap.FromScope)] } },
                $"change the scopes of '{app.DisplayName}'",
                () =>
                {
                    _application.Remember(app, nameof(app.ApiScopes), scope => scope.Id, step.Written, step.Removed);
                    work.Recent.RecordWhole(app.AppId, nameof(app.ApiScopes), step.All.Select(scope => scope.Id));
                }
            );
            before = app with { ApiScopes = step.All };
        }
    }

    private static string InWords(AppApiScope scope) =>
        (scope.Consent == AppScopeConsent.AdminsAndUsers ? "admins and users may consent" : "admins may consent")
        + (scope.IsEnabled ? "" : ", disabled");

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
