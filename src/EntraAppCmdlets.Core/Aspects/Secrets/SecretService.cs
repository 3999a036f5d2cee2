using System.Xml;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>Client secrets: made so that none is lost and none is left that nobody knows.</summary>
internal sealed class SecretService(CommandContext work)
{
    private GraphClient Graph => work.Graph;

    /// <summary>A line that loses answer after answer shall not fill the app with secrets.</summary>
    private const int MostLost = 3;

    /// <summary>
    /// Makes a secret. Its id is chosen here, so that one whose answer was lost on the way can be identified: it is removed, and
    /// another is made.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="displayName">The description.</param>
    /// <param name="start">When it begins.</param>
    /// <param name="end">When it ends.</param>
    /// <param name="replace">
    /// Whether the secrets that this module made before for the same description go: those of runs that were cut off before they could hand them
    /// over, and those that were handed over. Nobody else's.
    /// </param>
    /// <param name="place">Where in a vault it is put, before any older one goes; null where the caller gets its text.</param>
    /// <param name="cancellationToken">Ends it, also during a wait.</param>
    /// <exception cref="AppException">SecretLifetimeForbidden, SecretNotAllowed, SecretLifetimeInvalid.</exception>
    public async Task<AppClientSecret> CreateAsync(
        AppRegistration app,
        string displayName,
        DateTimeOffset start,
        DateTimeOffset end,
        bool replace,
        KeyVaultPlace? place,
        CancellationToken cancellationToken
    )
    {
        if (end <= start)
        {
            throw SecretErrors.SecretLifetimeInvalid(start, end);
        }

        var lost = new List<Guid>();
        PasswordCredentialResource made;
        GraphResponse? seen;
        try
        {
            (made, seen) = await MakeAsync(app, displayName, start, end, replace, lost, cancellationToken).ConfigureAwait(false);
        }
        catch (GraphException error) when (lost.Count > 0)
        {
            throw SecretErrors.SecretMayBeLost(app.DisplayName, displayName, lost, error);
        }

        var credential = RegistrationMap.Credentials(
            new ApplicationResource
            {
                AppId = app.AppId,
                DisplayName = app.DisplayName,
                PasswordCredentials = [made],
            },
            work.Clock.GetUtcNow()
        )[0];
        ApplicationEditor.RememberCredentials(work, app, [credential]);
        var secret = new AppClientSecret
        {
            AppId = app.AppId,
            TenantId = app.TenantId,
            KeyId = credential.KeyId,
            DisplayName = made.DisplayName ?? displayName,
            StartDateTime = made.StartDateTime ?? start,
            EndDateTime = made.EndDateTime ?? end,
            Hint = made.Hint,
            SecretText = SecureText.Hide(made.SecretText ?? throw new InvalidDataException("Graph gave a secret without its text.")),
            App = app with { Credentials = [.. app.Known.Credentials, credential] },
        };
        if (place is not null)
        {
            secret = await place.KeepAsync(secret, cancellationToken).ConfigureAwait(false);
        }

        if (replace)
        {
            await RemoveEarlierAsync(app, secret.KeyId, seen, id => IsReplaced(id, secret.KeyId, app, displayName), cancellationToken)
                .ConfigureAwait(false);
        }

        return secret;
    }

    /// <summary>A secret as a rehearsal shows it.</summary>
    public static AppClientSecret Planned(AppRegistration app, string name, DateTimeOffset start, DateTimeOffset end) =>
        new()
        {
            App = app,
            AppId = app.AppId,
            TenantId = app.TenantId,
            KeyId = Guid.Empty,
            DisplayName = name,
            StartDateTime = start,
            EndDateTime = end,
        };

    /// <summary>Waits until the token endpoint accepts a secret just made.</summary>
    /// <exception cref="AppException">SecretNotAccepted: it is still refused at the end of the window for replication, or for another reason.</exception>
    public async Task UntilAcceptedAsync(AppClientSecret secret, CancellationToken cancellationToken)
    {
        if (secret.StartDateTime > work.Clock.GetUtcNow())
        {
            work.Log.Verbose($"{secret} begins on {secret.StartDateTime.UtcDateTime:u} only; it can't be tried before.");
            return;
        }

        var text = await KeyVaultService.TextOfAsync(work, secret, cancellationToken).ConfigureAwait(false);
        var result = await new SignInTest(work)
            .RunAsync(secret.App, text!, work.Connection.Cloud.GraphScope, madeJustNow: true, null, cancellationToken)
            .ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw SecretErrors.SecretNotAccepted(secret, result);
        }
    }

    /// <summary>Removes a secret; one that is gone is no error.</summary>
    public async Task RemoveAsync(AppRegistration app, Guid keyId, CancellationToken cancellationToken)
    {
        var what = $"remove the secret {keyId} of '{app.DisplayName}'";
        await Graph
            .UntilVisibleAsync(
                what,
                async cancel =>
                {
                    var answer = await Graph.TrySendAsync(RemoveRequest(app, keyId), cancel).ConfigureAwait(false);
                    // "Not found" means gone, or too young: what this connection has just made, and what a read shows, is there.
                    return
                        answer.IsSuccess
                        || (
                            ReplicationErrors.PasswordUnknown(answer.ToException())
                            && !IsYoung()
                            && !(await ReadIdsAsync(app, cancel).ConfigureAwait(false)).Contains(keyId)
                        )
                        ? true
                        : throw answer.ToException();
                },
                ReplicationErrors.PasswordRemove,
                cancellationToken
            )
            .ConfigureAwait(false);
        ApplicationEditor.RememberCredentials(work, app, [], [keyId]);

        bool IsYoung() =>
            work
                .Recent.Apply<AppCredential, Guid>(app.AppId, nameof(AppRegistration.Credentials), [], item => item.KeyId)
                .Any(item => item.KeyId == keyId);
    }

    public static GraphRequest RemoveRequest(AppRegistration app, Guid keyId) =>
        GraphRequest
            .Post(
                $"applications/{app.Id}/removePassword",
                new RemovePasswordRequest { KeyId = keyId },
                ResourceJson.Default.RemovePasswordRequest,
                PriorState.Lost(IrreversibleWrite.SecretRemoved)
            )
            .Idempotent()
            .Describe($"remove the secret {keyId} of '{app.DisplayName}'");

    /// <summary>Whether a new secret takes the place of another one.</summary>
    public static bool IsReplaced(Guid keyId, Guid made, AppRegistration app, string displayName) =>
        SecretId.IsOurs(keyId, app.AppId, displayName) && SecretId.IsOlder(keyId, made);

    private async Task<(PasswordCredentialResource Made, GraphResponse? Seen)> MakeAsync(
        AppRegistration app,
        string displayName,
        DateTimeOffset start,
        DateTimeOffset end,
        bool replace,
        List<Guid> lost,
        CancellationToken cancellationToken
    )
    {
        var what = $"make the secret '{displayName}' of '{app.DisplayName}'";
        var (made, seen) = await Graph
            .UntilVisibleAsync(
                what,
                async cancel =>
                {
                    // A line that gives no answers at all gets no further attempt: an answer to a read says that it holds again.
                    if (lost.Count > 0)
                    {
                        await Graph.SendAsync(ReadIds(app).Describe(what), cancel).ConfigureAwait(false);
                    }

                    return await AttemptAsync(app, displayName, start, end, replace, lost, cancel).ConfigureAwait(false);
                },
                error => (error.OutcomeUnknown && lost.Count < MostLost) || ReplicationErrors.ApplicationWrite(error),
                cancellationToken
            )
            .ConfigureAwait(false);

        if (lost.Count > 0)
        {
            // If that fails, the value of this one is lost too, and the error names it with the others.
            HashSet<Guid> gone = [.. lost];
            lost.Add(made.KeyId!.Value);
            await RemoveEarlierAsync(app, made.KeyId.Value, seen, gone.Contains, cancellationToken).ConfigureAwait(false);
        }

        return (made, seen);
    }

    /// <summary>Removes secrets of earlier attempts or runs, once the new one shows: then those do too.</summary>
    private async Task RemoveEarlierAsync(
        AppRegistration app,
        Guid made,
        GraphResponse? seen,
        Func<Guid, bool> unwanted,
        CancellationToken cancellationToken
    )
    {
        var there = await UntilSeenAsync(app, made, seen, cancellationToken).ConfigureAwait(false);
        foreach (var gone in there.Where(unwanted))
        {
            await RemoveAsync(app, gone, cancellationToken).ConfigureAwait(false);
            work.Log.Verbose($"Removed the secret {gone} of '{app.DisplayName}', which an earlier attempt or run had made.");
        }
    }

    private async Task<(PasswordCredentialResource Made, GraphResponse? Seen)> AttemptAsync(
        AppRegistration app,
        string displayName,
        DateTimeOffset start,
        DateTimeOffset end,
        bool replace,
        List<Guid> lost,
        CancellationToken cancellationToken
    )
    {
        var keyId = SecretId.New(app.AppId, displayName, work.Clock.GetUtcNow());
        var add = GraphRequest
            .Post(
                $"applications/{app.Id}/addPassword",
                new AddPasswordRequest
                {
                    PasswordCredential = new PasswordCredentialResource
                    {
                        KeyId = keyId,
                        DisplayName = displayName,
                        StartDateTime = start,
                        EndDateTime = end,
                    },
                },
                ResourceJson.Default.AddPasswordRequest,
                PriorState.Nothing
            )
            .Describe($"make the secret '{displayName}' of '{app.DisplayName}'");
        try
        {
            // The state afterwards is read in the same round trip.
            var answers = await Graph
                .BatchAsync(replace ? [add, ReadIds(app)] : [add], cancellationToken, sequential: true)
                .ConfigureAwait(false);
            if (!answers[0].IsSuccess)
            {
                throw answers[0].ToException();
            }

            return (answers[0].Read(ResourceJson.Default.PasswordCredentialResource), answers.ElementAtOrDefault(1));
        }
        catch (GraphException error)
        {
            if (error.OutcomeUnknown)
            {
                lost.Add(keyId);
            }

            await ExplainAsync(error, app, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private static GraphRequest ReadIds(AppRegistration app) =>
        GraphRequest
            .Get(Query($"applications/{app.Id}").Select("id", "passwordCredentials"))
            .Describe($"look for older secrets of '{app.DisplayName}'");

    private async Task<IReadOnlyList<Guid>> ReadIdsAsync(AppRegistration app, CancellationToken cancellationToken) =>
        Ids(await Graph.SendAsync(ReadIds(app), cancellationToken).ConfigureAwait(false));

    private static IReadOnlyList<Guid> Ids(GraphResponse answer) =>
        [.. (answer.Read(ResourceJson.Default.ApplicationResource).PasswordCredentials ?? []).Select(secret => secret.KeyId ?? Guid.Empty)];

    /// <summary>The ids of all secrets, once the new one is among them: those that were made before it then are too.</summary>
    private async Task<IReadOnlyList<Guid>> UntilSeenAsync(
        AppRegistration app,
        Guid made,
        GraphResponse? seen,
        CancellationToken cancellationToken
    )
    {
        if (seen is { IsSuccess: true } && Ids(seen) is var first && first.Contains(made))
        {
            return first;
        }

        var what = $"see the new secret of '{app.DisplayName}'";
        return await Graph
            .UntilVisibleAsync(
                what,
                async cancel =>
                {
                    var there = await ReadIdsAsync(app, cancel).ConfigureAwait(false);
                    return there.Contains(made) ? there : throw GraphException.NotYetVisible(what, "the directory does not show it yet.");
                },
                error => ReplicationErrors.NotYetVisible(error) || ReplicationErrors.Read(error),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Turns a refusal by the tenant's policy into what the person can do about it.</summary>
    private async Task ExplainAsync(GraphException error, AppRegistration app, CancellationToken cancellationToken)
    {
        if (IsPolicy("CredentialTypeNotAllowedAsPerAppPolicy"))
        {
            throw SecretErrors.SecretNotAllowed(app.DisplayName, error);
        }

        if (IsPolicy("CredentialInvalidLifetimeAsPerAppPolicy"))
        {
            throw SecretErrors.SecretLifetimeForbidden(
                app.DisplayName,
                await LongestLifetimeAsync(cancellationToken).ConfigureAwait(false),
                error
            );
        }

        bool IsPolicy(string code) =>
            string.Equals(error.Code, code, StringComparison.OrdinalIgnoreCase)
            || error.Details.Any(detail => string.Equals(detail.Code, code, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The longest life that the tenant's policy allows a secret; null if it has no such limit or may not be read.</summary>
    public async Task<TimeSpan?> LongestLifetimeAsync(CancellationToken cancellationToken)
    {
        // Reading the policy needs a permission of its own; without it the error doesn't contain the number.
        var answer = await Graph
            .TrySendAsync(
                GraphRequest.Get("policies/defaultAppManagementPolicy").Describe("read the tenant's policy for secrets"),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            return null;
        }

        var policy = answer.Read(ResourceJson.Default.AppManagementPolicyResource);
        var limits =
            from restriction in policy.ApplicationRestrictions?.PasswordCredentials ?? []
            where
                string.Equals(restriction.RestrictionType, "passwordLifetime", StringComparison.OrdinalIgnoreCase)
                && !string.Equals(restriction.State, "disabled", StringComparison.OrdinalIgnoreCase)
                && restriction.MaxLifetime is not null
            select XmlConvert.ToTimeSpan(restriction.MaxLifetime!);
        return limits.Cast<TimeSpan?>().Min();
    }
}
