using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>A client that an app authorizes.</summary>
/// <param name="AppId">Its application (client) ID.</param>
/// <param name="Scopes">The names of the scopes; empty for all.</param>
/// <param name="Step">The step that asks for it, if it has one of its own.</param>
internal sealed record WantedClient(Guid AppId, IReadOnlyList<string> Scopes, string? Step);

/// <summary>What an app exposes: its Application ID URI, its scopes, and the clients that are authorized for them. Others shall not be there.</summary>
internal sealed record ExposedApiSpec : SpecPart
{
    /// <summary>The scopes; their ids are made when they are added.</summary>
    public IReadOnlyList<AppApiScope> Scopes { get; init; } = [];

    /// <summary>The steps of the scopes that have one of their own, in the order of the scopes.</summary>
    public IReadOnlyList<string?> ScopeSteps { get; init; } = [];

    /// <summary>The clients that get tokens for the scopes without anybody being asked for consent.</summary>
    public IReadOnlyList<WantedClient> Clients { get; init; } = [];

    /// <summary>Stands for the application (client) ID, which is not known before the app is made.</summary>
    public const string AppId = "{app.appId}";

    /// <summary>The Application ID URI, with <see cref="AppId"/> in it; null for none.</summary>
    public string? IdentifierUri { get; init; }

    /// <summary>The Application ID URI of an app.</summary>
    public string? IdentifierUriOf(Guid appId) => IdentifierUri?.Replace(AppId, appId.ToString(), StringComparison.OrdinalIgnoreCase);

    public override AppAspect Begin() => new ExposedApiAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec)
    {
        if (IdentifierUri is not null)
        {
            yield return new(nameof(AppRegistration.IdentifierUris), IdentifierUri, "none");
        }

        foreach (var scope in Scopes)
        {
            yield return new($"scope {scope.Value}", $"exposed, consent by {scope.Consent}", "not exposed");
            foreach (
                var (name, text) in new[]
                {
                    (nameof(scope.AdminConsentDisplayName), scope.AdminConsentDisplayName),
                    (nameof(scope.AdminConsentDescription), scope.AdminConsentDescription),
                    (nameof(scope.UserConsentDisplayName), scope.UserConsentDisplayName),
                    (nameof(scope.UserConsentDescription), scope.UserConsentDescription),
                }
            )
            {
                if (!string.IsNullOrEmpty(text))
                {
                    yield return new($"{name} of scope {scope.Value}", text, "none");
                }
            }
        }

        foreach (
            var client in Clients.Concat(
                spec.Companions.Where(other => other.AuthorizedFor.Count > 0)
                    .Select(other => new WantedClient(other.App.AppId, other.AuthorizedFor, null))
            )
        )
        {
            var scopes = client.Scopes.Count > 0 ? client.Scopes : Scopes.Select(scope => scope.Value);
            yield return new(
                $"client {client.AppId}",
                $"authorized for {string.Join(", ", scopes.Order(StringComparer.Ordinal))}",
                "not authorized"
            );
        }
    }
}

/// <inheritdoc cref="ExposedApiSpec"/>
internal sealed class ExposedApiAspect(ExposedApiSpec spec) : AppAspect
{
    /// <summary>The scopes that the app does not have, or has disabled, with the ids that they get or have.</summary>
    public IReadOnlyList<AppApiScope> Missing { get; private set; } = [];

    /// <summary>The clients that others have authorized and that the tenant doesn't have.</summary>
    private HashSet<Guid> _unknown = [];

    // One that was deleted stays authorized; so does an app of Microsoft that the tenant doesn't have yet.
    public override IEnumerable<Func<CommandContext, Task>> LookForUsers(AppPlan plan, CancellationToken cancellationToken) =>
        OtherClients(plan).Any() ? [async side => _unknown = await UnknownAsync(plan, side, cancellationToken).ConfigureAwait(false)] : [];

    private async Task<HashSet<Guid>> UnknownAsync(AppPlan plan, CommandContext side, CancellationToken cancellationToken)
    {
        var clients = OtherClients(plan).Select(client => client.AppId).ToList();
        var answers = await side
            .Graph.BatchAsync(
                [
                    .. clients.Select(client => ApplicationEditor.ReadApplication(Key("appId", client))),
                    .. clients.Select(client =>
                        GraphRequest
                            .Get(Query($"servicePrincipals{Key("appId", client)}").Select(ServicePrincipalResource.Select))
                            .Describe("read the service principal of an authorized client")
                    ),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        var registered = answers.Take(clients.Count);
        var enterprise = answers.Skip(clients.Count);
        return
        [
            .. from item in clients.Zip(registered, enterprise)
            where item.Second.Status == 404 && item.Third.Status == 404
            select item.First,
        ];
    }

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        Missing =
        [
            .. from scope in spec.Scopes
            let there = plan.App.Known.ApiScopes.FirstOrDefault(item => Same(item.Value, scope.Value))
            where there is not { IsEnabled: true }
            select there is null ? scope with { Id = PermissionId.For(plan.App, scope.Value) } : there with { IsEnabled = true },
        ];
        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (spec.IdentifierUri is null)
        {
            yield break;
        }

        var uri =
            plan.App.IdentifierUris is [var first, ..] ? first
            : plan.IsThere ? spec.IdentifierUriOf(plan.App.AppId)
            : "api://<application ID>";
        yield return PlannedStep.Added(spec.Step, plan.App.Known.IdentifierUris.Count > 0, $"the Application ID URI {uri}");
        foreach (var (scope, step) in spec.Scopes.Zip(spec.ScopeSteps))
        {
            var consent = scope.Consent == AppScopeConsent.AdminsAndUsers ? "admins and users can consent" : "admins can consent";
            yield return PlannedStep.Added(
                step ?? spec.Step,
                Missing.All(missing => !Same(missing.Value, scope.Value)),
                $"the scope {scope.Value} ({consent})"
            );
        }

        var after = Apply(plan, plan.App, done: false);
        foreach (var client in spec.Clients)
        {
            var lacking = AuthorizedClientService
                .Authorize(plan.App with { ApiScopes = after.ApiScopes }, client.AppId, client.Scopes)
                .Added;
            yield return lacking.Count == 0
                ? PlannedStep.AlreadyDone(client.Step ?? spec.Step, $"the client {client.AppId} is authorized already")
                : PlannedStep.Change(client.Step ?? spec.Step, AuthorizedClientService.InWords(client.AppId, lacking));
        }
    }

    public override void Complete(AppPlan plan, ApplicationAddition addition)
    {
        var (app, work) = (addition.App, plan.Work);
        // Scopes are named under the Application ID URI, which comes first therefore.
        if (app.Known.IdentifierUris.Count == 0 && spec.IdentifierUriOf(app.AppId) is { } uri)
        {
            addition.AddFirst(
                new ApplicationResource { IdentifierUris = [uri] },
                $"set the Application ID URI of '{app.DisplayName}'",
                () => work.Recent.Record<string>(app.AppId, nameof(app.IdentifierUris), [uri])
            );
            addition.After = addition.After with { IdentifierUris = [uri] };
        }

        var scopes = Missing
            .Where(scope =>
                !app.Known.ApiScopes.Contains(scope) || work.Recent.MayBeOverwritten(app.AppId, nameof(app.ApiScopes), scope.Id)
            )
            .ToList();
        if (scopes.Count > 0)
        {
            AddScopes(work, addition, scopes);
        }

        // The service takes a client only for scopes that are there already.
        var after = addition.After;
        var clients = Authorized(after).Known.AuthorizedClients;
        if (AuthorizedClientService.Write(work, after, clients) is { } write)
        {
            addition.AddLast(write);
            addition.After = after with { AuthorizedClients = clients };
        }
    }

    private static void AddScopes(CommandContext work, ApplicationAddition addition, List<AppApiScope> scopes)
    {
        var app = addition.App;
        // One that is enabled takes the place of what it was.
        IReadOnlyList<AppApiScope> all =
        [
            .. app.Known.ApiScopes.Where(there => scopes.TrueForAll(scope => scope.Id != there.Id)),
            .. scopes,
        ];
        addition.After = addition.After with { ApiScopes = all };
        addition.Add(
            "scopes",
            patch => (patch.Api ??= new ApiApplicationResource()).Scopes = [.. all.Select(RegistrationMap.FromScope)],
            () =>
            {
                new ApplicationEditor(work).Remember(app, nameof(app.ApiScopes), scope => scope.Id, scopes);
                work.Recent.RecordWhole(app.AppId, nameof(app.ApiScopes), all.Select(scope => scope.Id));
            }
        );
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        done
            ? app
            : Authorized(
                app with
                {
                    ApiScopes = [.. app.Known.ApiScopes.ExceptBy(Missing.Select(scope => scope.Id), scope => scope.Id), .. Missing],
                }
            );

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        if (plan.Origin.IsForeign)
        {
            yield break;
        }

        var app = plan.App;
        if (spec.IdentifierUriOf(app.AppId) is { } uri && app.Known.IdentifierUris.Count == 0)
        {
            yield return new(
                VendorAppCheck.IdentifierUriMissing,
                VendorAppSeverity.Error,
                "IdentifierUris",
                uri,
                "none",
                $"Set-AppIdentifierUri -App {app.AppId} -IdentifierUri {Quoted(uri)}"
            );
        }

        foreach (var scope in spec.Scopes)
        {
            var property = $"scope {scope.Value}";
            var fix = $"Add-AppApiScope -App {app.AppId} -Scope {Quoted(scope.Value)}";
            if (app.Known.ApiScopes.FirstOrDefault(there => Same(there.Value, scope.Value)) is not { } there)
            {
                yield return new(
                    VendorAppCheck.ScopeMissing,
                    VendorAppSeverity.Error,
                    property,
                    "exposed",
                    "missing",
                    $"{fix} -Consent {scope.Consent}{Texts(scope)}"
                );
                continue;
            }

            if (!there.IsEnabled)
            {
                yield return new(
                    VendorAppCheck.ScopeDisabled,
                    VendorAppSeverity.Error,
                    property,
                    "enabled",
                    "disabled",
                    $"{fix} -Disabled:$false"
                );
            }

            if (there.Consent != scope.Consent)
            {
                yield return new(
                    VendorAppCheck.ScopeConsent,
                    VendorAppSeverity.Error,
                    property,
                    scope.Consent.ToString(),
                    there.Consent.ToString(),
                    $"{fix} -Consent {scope.Consent}"
                );
            }

            if (there.AdminConsentDisplayName is null or "" || there.AdminConsentDescription is null or "")
            {
                yield return new(
                    VendorAppCheck.ScopeText,
                    VendorAppSeverity.Information,
                    property,
                    "a title and a text for the consent page",
                    "none",
                    $"{fix}{Texts(scope)}"
                );
            }
        }

        foreach (var scope in app.Known.ApiScopes.Where(there => spec.Scopes.All(scope => !Same(scope.Value, there.Value))))
        {
            yield return new(
                VendorAppCheck.ScopeExtra,
                VendorAppSeverity.Warning,
                $"scope {scope.Value}",
                "not exposed",
                "exposed",
                $"Remove-AppApiScope -App {app.AppId} -Scope {Quoted(scope.Value)}"
            );
        }

        foreach (var difference in OfClients(plan))
        {
            yield return difference;
        }
    }

    public override IEnumerable<string> Properties => ["identifierUris", "api/oauth2PermissionScopes", "api/preAuthorizedApplications"];

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Origin.IsForeign)
        {
            return Task.FromResult<SpecPart>(new ExposedApiSpec());
        }

        var app = plan.App;
        foreach (var other in app.Known.IdentifierUris.Skip(1))
        {
            plan.Lacks(nameof(app.IdentifierUris), other, "A template sets one Application ID URI. Add it with Set-AppIdentifierUri.");
        }

        foreach (var scope in app.Known.ApiScopes.Where(scope => !scope.IsEnabled))
        {
            plan.Lacks($"scope {scope.Value}", "disabled", "A template makes enabled scopes. Add it with Add-AppApiScope -Disabled.");
        }

        IReadOnlyList<AppApiScope> scopes = [.. app.Known.ApiScopes.Where(scope => scope.IsEnabled)];
        var clients = app.Known.AuthorizedClients.ToLookup(client =>
            client.AppId != app.AppId && client.ScopeIds.Any() && client.ScopeIds.All(id => scopes.Any(scope => scope.Id == id))
        );
        foreach (var client in clients[false])
        {
            plan.Lacks(
                $"client {client.AppId}",
                $"authorized for {string.Join(", ", client.Scopes)}",
                "A template authorizes other apps, for enabled scopes. Add it with Add-AppAuthorizedClient."
            );
        }

        var first = app.Known.IdentifierUris is [var uri, ..] ? uri : null;
        return Task.FromResult<SpecPart>(
            new ExposedApiSpec
            {
                // Scopes are named under a URI; without one, an app gets the usual one.
                IdentifierUri =
                    first?.Replace(app.AppId.ToString(), ExposedApiSpec.AppId, StringComparison.OrdinalIgnoreCase)
                    ?? (scopes.Count > 0 ? $"api://{ExposedApiSpec.AppId}" : null),
                Scopes = scopes,
                ScopeSteps = [.. scopes.Select(_ => (string?)null)],
                Clients = [.. clients[true].Select(client => new WantedClient(client.AppId, client.Scopes, null))],
            }
        );
    }

    private IEnumerable<AppDifference> OfClients(AppPlan plan)
    {
        var app = plan.App;
        // The scopes that are missing are differences of their own.
        foreach (
            var client in spec.Clients.Where(client => client.Scopes.All(name => app.Known.ApiScopes.Any(scope => Same(scope.Value, name))))
        )
        {
            if (
                app.Known.ApiScopes.Any(scope => scope.IsEnabled)
                && AuthorizedClientService.Authorize(app, client.AppId, client.Scopes).Added is { Count: > 0 } lacking
            )
            {
                yield return new(
                    VendorAppCheck.AuthorizedClientMissing,
                    VendorAppSeverity.Error,
                    $"client {client.AppId}",
                    $"authorized for {string.Join(", ", lacking)}",
                    "not authorized",
                    $"Add-AppAuthorizedClient -App {app.AppId} -Client {client.AppId}{(client.Scopes.Count == 0 ? "" : $" -Scope {string.Join(", ", client.Scopes.Select(Quoted))}")}"
                );
            }
        }

        foreach (var client in OtherClients(plan))
        {
            yield return new(
                VendorAppCheck.AuthorizedClientExtra,
                VendorAppSeverity.Warning,
                $"client {client.AppId}",
                "not authorized",
                $"authorized for {string.Join(", ", client.Scopes)}{(_unknown.Contains(client.AppId) ? "; no app in the tenant has this ID" : "")}",
                $"Remove-AppAuthorizedClient -App {app.AppId} -Client {client.AppId}"
            );
        }
    }

    /// <summary>The clients that nobody has asked for.</summary>
    private IEnumerable<AppAuthorizedClient> OtherClients(AppPlan plan) =>
        plan.App.Known.AuthorizedClients.ExceptBy(
            spec.Clients.Select(client => client.AppId)
                .Concat(plan.Spec.Companions.Where(other => other.AuthorizedFor.Count > 0).Select(other => other.App.AppId)),
            there => there.AppId
        );

    /// <summary>The app with the clients authorized.</summary>
    private AppRegistration Authorized(AppRegistration app) =>
        spec.Clients.Aggregate(
            app,
            (all, client) => all with { AuthorizedClients = AuthorizedClientService.Authorize(all, client.AppId, client.Scopes).All }
        );

    private static string Texts(AppApiScope scope) =>
        $" -AdminConsentDisplayName {Quoted(scope.AdminConsentDisplayName ?? "")} -AdminConsentDescription {Quoted(scope.AdminConsentDescription ?? "")}"
        + (scope.UserConsentDisplayName is null ? "" : $" -UserConsentDisplayName {Quoted(scope.UserConsentDisplayName)}")
        + (scope.UserConsentDescription is null ? "" : $" -UserConsentDescription {Quoted(scope.UserConsentDescription)}");

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
