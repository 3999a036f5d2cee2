using System.Xml;
using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Registrations;
using EntraAppCmdlets.SignIn;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Credentials;

/// <summary>Client secrets: made so that none is lost and none is left that nobody knows.</summary>
internal sealed class SecretService(TenantWork work)
{
    private GraphClient Graph => work.Graph;

    /// <summary>
    /// Makes a secret. Its id is chosen here, so that one whose answer was lost on the way can be told from all others: it is removed, and
    /// another is made.
    /// </summary>
    /// <exception cref="AppException">SecretLifetimeForbidden, SecretNotAllowed, SecretLifetimeInvalid.</exception>
    public async Task<AppClientSecret> CreateAsync(AppRegistration app, string displayName, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        if (end <= start)
            throw AppErrors.SecretLifetimeInvalid(start, end);
        var lost = new List<Guid>();
        var made = await Graph.UntilVisibleAsync($"make the secret '{displayName}' of '{app.DisplayName}'", async cancel =>
        {
            var keyId = Guid.NewGuid();
            var request = GraphRequest.Post($"applications/{app.Id}/addPassword",
                    new AddPasswordRequest { PasswordCredential = new PasswordCredentialResource { KeyId = keyId, DisplayName = displayName, StartDateTime = start, EndDateTime = end } },
                    ResourceJson.Default.AddPasswordRequest)
                .Describe($"make the secret '{displayName}' of '{app.DisplayName}'");
            try
            {
                return await Graph.SendAsync(request, ResourceJson.Default.PasswordCredentialResource, cancel).ConfigureAwait(false);
            }
            catch (GraphException error)
            {
                if (error.OutcomeUnknown)
                    lost.Add(keyId);
                await ExplainAsync(error, app, cancel).ConfigureAwait(false);
                throw;
            }
        }, error => error.OutcomeUnknown || TooEarly.ApplicationWrite(error), cancellationToken).ConfigureAwait(false);

        var credential = RegistrationMap.Credentials(new ApplicationResource { AppId = app.AppId, DisplayName = app.DisplayName, PasswordCredentials = [made] }, work.Clock.GetUtcNow())[0];
        CredentialService.Remember(work, app, [credential]);
        if (lost.Count > 0)
            await RemoveLostAsync(app, made.KeyId!.Value, lost, cancellationToken).ConfigureAwait(false);

        return new AppClientSecret
        {
            AppId = app.AppId,
            TenantId = app.TenantId,
            KeyId = credential.KeyId,
            DisplayName = made.DisplayName ?? displayName,
            StartDateTime = made.StartDateTime ?? start,
            EndDateTime = made.EndDateTime ?? end,
            Hint = made.Hint,
            SecretText = SecureText.Hide(made.SecretText ?? throw new InvalidDataException("Graph gave a secret without its text.")),
            App = app with { Credentials = [.. app.Credentials, credential] },
        };
    }

    /// <summary>Removes a secret; one that is gone is no error.</summary>
    public async Task RemoveAsync(AppRegistration app, Guid keyId, CancellationToken cancellationToken)
    {
        var request = RemoveRequest(app, keyId);
        await Graph.UntilVisibleAsync($"remove the secret {keyId} of '{app.DisplayName}'", async cancel =>
        {
            var answer = await Graph.TrySendAsync(request, cancel).ConfigureAwait(false);
            if (answer.IsSuccess)
                return true;
            var error = answer.ToException();
            // "Not found" right after it was made means too early; for an older one it means that it is gone.
            return TooEarly.PasswordRemove(error) && !TooEarly.ApplicationWrite(error) && !work.Recent.Touched(app.AppId) ? true : throw error;
        }, TooEarly.PasswordRemove, cancellationToken).ConfigureAwait(false);
        CredentialService.Remember(work, app, [], [keyId]);
    }

    public static GraphRequest RemoveRequest(AppRegistration app, Guid keyId) =>
        GraphRequest.Post($"applications/{app.Id}/removePassword", new RemovePasswordRequest { KeyId = keyId }, ResourceJson.Default.RemovePasswordRequest)
            .Idempotent().Describe($"remove the secret {keyId} of '{app.DisplayName}'");

    /// <summary>Once the new secret can be seen, so can those that were made before it: what is there of them is removed.</summary>
    private async Task RemoveLostAsync(AppRegistration app, Guid made, List<Guid> lost, CancellationToken cancellationToken)
    {
        var read = GraphRequest.Get(Query($"applications/{app.Id}").Select("id", "passwordCredentials")).Describe($"look for secrets of '{app.DisplayName}' whose answer was lost");
        var there = await Graph.UntilVisibleAsync($"see the new secret of '{app.DisplayName}'", async cancel =>
        {
            var application = await Graph.SendAsync(read, ResourceJson.Default.ApplicationResource, cancel).ConfigureAwait(false);
            var keys = (application.PasswordCredentials ?? []).Select(secret => secret.KeyId ?? Guid.Empty).ToHashSet();
            return keys.Contains(made) ? keys : throw NotYetVisible(app);
        }, TooEarly.Read, cancellationToken).ConfigureAwait(false);
        foreach (var keyId in lost.Where(there.Contains))
        {
            await RemoveAsync(app, keyId, cancellationToken).ConfigureAwait(false);
            work.Log.Verbose($"Removed the secret {keyId} of '{app.DisplayName}', whose text was lost on the way.");
        }
    }

    private static GraphException NotYetVisible(AppRegistration app) =>
        new(new GraphFailure($"see the new secret of '{app.DisplayName}'", GraphErrorCode.ResourceNotFound, "the directory does not show it yet") { Status = 404 });

    /// <summary>Turns a refusal by the tenant's policy into what the person can do about it.</summary>
    private async Task ExplainAsync(GraphException error, AppRegistration app, CancellationToken cancellationToken)
    {
        if (IsPolicy("CredentialTypeNotAllowedAsPerAppPolicy"))
            throw AppErrors.SecretNotAllowed(app.DisplayName, error);
        if (IsPolicy("CredentialInvalidLifetimeAsPerAppPolicy"))
            throw AppErrors.SecretLifetimeForbidden(app.DisplayName, await LongestLifetimeAsync(cancellationToken).ConfigureAwait(false), error);

        bool IsPolicy(string code) => string.Equals(error.Code, code, StringComparison.OrdinalIgnoreCase) || error.Details.Any(detail => string.Equals(detail.Code, code, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<TimeSpan?> LongestLifetimeAsync(CancellationToken cancellationToken)
    {
        // Reading the policy needs a permission of its own; without it the refusal is told without the number.
        var answer = await Graph.TrySendAsync(GraphRequest.Get("policies/defaultAppManagementPolicy").Describe("read the tenant's policy for secrets"), cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
            return null;
        var policy = answer.Read(ResourceJson.Default.AppManagementPolicyResource);
        var limits = from restriction in policy.ApplicationRestrictions?.PasswordCredentials ?? []
                     where string.Equals(restriction.RestrictionType, "passwordLifetime", StringComparison.OrdinalIgnoreCase)
                         && !string.Equals(restriction.State, "disabled", StringComparison.OrdinalIgnoreCase)
                         && restriction.MaxLifetime is not null
                     select XmlConvert.ToTimeSpan(restriction.MaxLifetime!);
        return limits.Cast<TimeSpan?>().Min();
    }
}
