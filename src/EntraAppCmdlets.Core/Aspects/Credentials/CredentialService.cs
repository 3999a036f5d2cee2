using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>What an app proves itself with, of all kinds together: listed and removed.</summary>
internal sealed class CredentialService(CommandContext work)
{
    private const string Properties = "id,appId,displayName,passwordCredentials,keyCredentials";

    private readonly ApplicationEditor _application = new(work);

    /// <summary>The credentials of an app, as they will be read once this connection's own writes are everywhere.</summary>
    /// <param name="app">The app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="federated">Whether its federated ones are wanted, which the application itself doesn't tell.</param>
    public async Task<IReadOnlyList<AppCredential>> GetAsync(
        AppRegistration app,
        CancellationToken cancellationToken,
        bool federated = true
    )
    {
        if (app.IsPlanned)
        {
            return app.Known.Credentials;
        }

        var now = work.Clock.GetUtcNow();
        var known = work.IsFresh(app);
        List<GraphRequest> requests = [];
        if (!known)
        {
            requests.Add(ReadRequest(app));
        }

        if (federated)
        {
            requests.Add(new FederatedCredentialService(work).ReadRequest(app));
        }

        var answers = requests.Count == 0 ? [] : await work.ReadAsync(app, requests, cancellationToken).ConfigureAwait(false);
        var own = known
            ? app.Known.Credentials.Where(credential => credential.Kind != AppCredentialKind.Federated)
            : RegistrationMap.Credentials(answers[0].Read(ResourceJson.Default.ApplicationResource), now);
        var others = federated
            ? answers[^1]
                .Read(ResourceJson.Default.GraphPageFederatedCredentialResource)
                .Value.Select(item => FederatedCredentialService.ToCredential(app, item))
            : [];
        return work.Recent.Apply(app.AppId, nameof(AppRegistration.Credentials), own.Concat(others), credential => credential.KeyId);
    }

    private GraphRequest ReadRequest(AppRegistration app) =>
        work.AmongOthers(
            app.AppId,
            GraphRequest
                .Get(Query($"applications/{app.Id}").Select(Properties))
                .Describe($"read the credentials of '{app.DisplayName}'")
                .LooksUp("applications", "id", app.Id!.Value, Properties)
        );

    /// <inheritdoc cref="PlanRemoveAsync(AppRegistration, Func{IReadOnlyList{AppCredential}, IEnumerable{AppCredential}}, string, CancellationToken, IReadOnlyList{string})"/>
    public Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        Func<AppCredential, bool> unwanted,
        string what,
        CancellationToken cancellationToken
    ) => PlanRemoveAsync(app, all => all.Where(unwanted), what, cancellationToken);

    /// <summary>Says what removing credentials would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="unwanted">Which ones of those that the app has.</param>
    /// <param name="what">What was asked for and not found: "secret 'x'".</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="names">The descriptions and ids by which they were named, for the names that no credential has; patterns don't count.</param>
    public async Task<AppChange> PlanRemoveAsync(
        AppRegistration app,
        Func<IReadOnlyList<AppCredential>, IEnumerable<AppCredential>> unwanted,
        string what,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? names = null
    )
    {
        var plannedAt = _application.Now;
        var all = await GetAsync(app, cancellationToken).ConfigureAwait(false);
        var removed = unwanted(all).ToList();
        var writes = new List<AppWrite>();
        foreach (var credential in removed)
        {
            if (credential.Kind == AppCredentialKind.Secret)
            {
                writes.Add(Write(SecretService.RemoveRequest(app, credential.KeyId), credential));
            }
            else if (credential.Kind == AppCredentialKind.Federated)
            {
                writes.Add(Write(FederatedCredentialService.RemoveRequest(app, credential), credential));
            }
        }

        if (
            removed.Where(credential => credential.Kind == AppCredentialKind.Certificate).Select(credential => credential.KeyId).ToList() is
            { Count: > 0 } certificates
        )
        {
            writes.Add(await new CertificateService(work).RemoveWriteAsync(app, certificates, cancellationToken).ConfigureAwait(false));
        }

        return new AppChange(
            app,
            app with
            {
                Credentials = [.. all.Except(removed)],
                FederatedRead = true,
            },
            cancel => PlanRemoveAsync(app, unwanted, what, cancel, names)
        )
        {
            PlannedAt = plannedAt,
            Words = removed.Count == 0 ? [] : [$"remove {string.Join(", ", removed)}{AppChange.Staying(all.Count - removed.Count)}"],
            NoChangeReason = $"'{app.DisplayName}' has no {what}",
            Absence = Missing(app, all, removed, names ?? []),
            Writes = writes,
        };

        AppWrite Write(GraphRequest request, AppCredential credential) =>
            new(request, _ => ApplicationEditor.RememberCredentials(work, app, [], [credential.KeyId]));
    }

    /// <summary>Removes credentials that were read; those that are gone are no error.</summary>
    public AppChange Removing(AppRegistration app, IReadOnlyList<AppCredential> removed)
    {
        var after = app with { Credentials = [.. app.Known.Credentials.Except(removed)] };
        // Each one is looked for when it is removed.
        return new(app, after, _ => Task.FromResult(Removing(app, removed)))
        {
            PlannedAt = null,
            What = $"remove credentials of '{app.DisplayName}'",
            Words = [.. removed.Select(credential => $"remove {credential}")],
            Send = async cancel =>
            {
                var secrets = removed.Where(credential => credential.Kind == AppCredentialKind.Secret).ToList();
                foreach (var secret in secrets)
                {
                    await new SecretService(work).RemoveAsync(app, secret.KeyId, cancel).ConfigureAwait(false);
                }

                var others = removed.Except(secrets).Select(credential => credential.KeyId).ToHashSet();
                if (others.Count > 0)
                {
                    var change = await PlanRemoveAsync(app, credential => others.Contains(credential.KeyId), "of them", cancel)
                        .ConfigureAwait(false);
                    if (change.Words.Count > 0)
                    {
                        await change.ApplyAsync(work, cancel).ConfigureAwait(false);
                    }
                }

                return after;
            },
        };
    }

    private static Absence Missing(
        AppRegistration app,
        IReadOnlyList<AppCredential> all,
        List<AppCredential> removed,
        IReadOnlyList<string> names
    )
    {
        var absence = Absence.Of(
            app,
            "credential",
            names.Where(name => !all.Any(credential => IsNamed(credential, name))),
            [.. all.Select(credential => credential.DisplayName).OfType<string>()],
            CredentialErrors.CredentialNotFound
        );
        // There, but of another kind than was asked for, or not expired.
        string[] others =
        [
            .. names.Where(name =>
                all.Any(credential => IsNamed(credential, name)) && !removed.Exists(credential => IsNamed(credential, name))
            ),
        ];
        return absence with
        {
            Warnings =
            [
                .. absence.Warnings,
                .. others.Select(name =>
                    $"The credential '{name}' of '{app.DisplayName}' is not of what was asked for; it is not removed."
                ),
            ],
        };
    }

    private static bool IsNamed(AppCredential credential, string name) =>
        string.Equals(credential.DisplayName ?? "", name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(credential.KeyId.ToString(), name, StringComparison.OrdinalIgnoreCase);
}
