using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.SignIn;

/// <summary>Signs in as an app, as the vendor's product will, and says what came of it.</summary>
internal sealed class SignInTest(CommandContext work)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan SlowestLook = TimeSpan.FromSeconds(5);

    /// <summary>Asks for a token until there is one that carries all that was granted, or a refusal that waiting doesn't resolve.</summary>
    /// <param name="app">The app.</param>
    /// <param name="proof">What it proves itself with.</param>
    /// <param name="scope">What for; null for Microsoft Graph.</param>
    /// <param name="madeJustNow">Whether the credential may be too young to be known everywhere.</param>
    /// <param name="timeout">The longest time to wait; null for the connection's replication timeout.</param>
    public Task<AppSignInResult> RunAsync(
        AppRegistration app,
        ClientProof proof,
        string? scope,
        bool madeJustNow,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    )
    {
        var expected = scope is null
            ? app
                .Known.Permissions.Where(permission =>
                    permission is { Consented: true, Type: AppPermissionType.Application, Name: not null }
                    && permission.ResourceAppId == PermissionResource.MicrosoftGraphAppId
                )
                .Select(permission => permission.Name!)
                .ToList()
            : [];
        scope ??= work.Connection.Cloud.GraphScope;
        return RunAsync(
            app,
            cancel => Endpoint.WithProofAsync(app.TenantId.ToString(), app.AppId.ToString(), proof, scope, cancel),
            proof.Kind,
            expected,
            madeJustNow,
            timeout,
            cancellationToken
        );
    }

    /// <summary>Redeems the code of a user's sign-in, which spends it.</summary>
    /// <param name="app">The app.</param>
    /// <param name="code">The code.</param>
    /// <param name="proof">What the app proves itself with; null for a public client.</param>
    /// <param name="madeJustNow">Whether the credential may be too young to be known everywhere: it is refused before the code is looked at.</param>
    /// <param name="timeout">The longest time to wait; null for the connection's replication timeout.</param>
    public Task<AppSignInResult> RunAsync(
        AppRegistration app,
        AppAuthorizationCode code,
        ClientProof? proof,
        bool madeJustNow,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    ) => RunAsync(app, cancel => Endpoint.WithCodeAsync(code, proof, cancel), proof?.Kind, [], madeJustNow, timeout, cancellationToken);

    private async Task<AppSignInResult> RunAsync(
        AppRegistration app,
        Func<CancellationToken, Task<AccessToken>> fetch,
        AppCredentialKind? kind,
        List<string> expected,
        bool madeJustNow,
        TimeSpan? timeout,
        CancellationToken cancellationToken
    )
    {
        var window = timeout ?? work.Connection.Pipeline.Options.ReplicationTimeout;
        var what = $"sign in as '{app.DisplayName}'";
        var started = work.Clock.GetTimestamp();
        var shown = false;
        try
        {
            for (var pause = FirstLook; ; pause = pause * 1.5 < SlowestLook ? pause * 1.5 : SlowestLook)
            {
                var (result, why) = await AttemptAsync(app, fetch, kind, expected, madeJustNow, cancellationToken).ConfigureAwait(false);
                var elapsed = work.Clock.GetElapsedTime(started);
                if (why is null || elapsed >= window)
                {
                    return result with { Elapsed = elapsed };
                }

                pause = pause < window - elapsed ? pause : window - elapsed;
                work.Log.Verbose($"{why}; another attempt to {what} in {Duration.InWords(pause)}");
                shown = true;
                await Countdown.RunAsync(work.Clock, pause, work.Log, what, why, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (shown)
            {
                work.Log.Progress(new ActivityProgress(what, "", Completed: true));
            }
        }
    }

    /// <summary>One attempt, and why another one may do better.</summary>
    private async Task<(AppSignInResult Result, string? Why)> AttemptAsync(
        AppRegistration app,
        Func<CancellationToken, Task<AccessToken>> fetch,
        AppCredentialKind? kind,
        List<string> expected,
        bool madeJustNow,
        CancellationToken cancellationToken
    )
    {
        var none = new AppSignInResult
        {
            Succeeded = false,
            DisplayName = app.DisplayName,
            AppId = app.AppId,
            TenantId = app.TenantId,
            CredentialKind = kind,
        };
        try
        {
            var token = await fetch(cancellationToken).ConfigureAwait(false);
            // Some APIs give tokens that only they can read: that there is one is all that can be said then.
            if (!JwtClaims.TryRead(token.Token, out var claims))
            {
                return (none with { Succeeded = true, ExpiresOn = token.ExpiresOn, IdTokenClaims = JwtClaims.All(token.IdToken) }, null);
            }

            var identity = token.IdToken is { } idToken && JwtClaims.TryRead(idToken, out var ofUser) ? ofUser : null;
            var missing = expected.Except(claims.Roles, StringComparer.OrdinalIgnoreCase).ToList();
            var result = none with
            {
                Succeeded = true,
                TenantId = claims.TenantId ?? app.TenantId,
                UserName = claims.UserName ?? identity?.UserName,
                Audience = claims.Audience,
                Roles = claims.Roles,
                Scopes = claims.Scopes,
                Groups = identity is { Groups.Count: > 0 } ? identity.Groups : claims.Groups,
                MissingRoles = missing,
                Claims = JwtClaims.All(token.Token),
                IdTokenClaims = JwtClaims.All(token.IdToken),
                ExpiresOn = token.ExpiresOn,
            };
            return (result, missing.Count == 0 ? null : $"The token does not carry {string.Join(", ", missing)} yet");
        }
        catch (SignInException refusal)
        {
            var result = none with
            {
                ErrorCode = refusal.Code ?? refusal.Error,
                Error = refusal.Description,
                Cure = refusal.Cure,
                CorrelationId = refusal.CorrelationId,
            };
            // A credential, an app or a service principal that the sign-in service has not heard of yet.
            var early =
                (madeJustNow && IsUnknownCredential(refusal.Code))
                || (refusal.Code is "AADSTS700016" or "AADSTS7000229" && (madeJustNow || work.Recent.Touched(app.AppId)));
            return (result, early ? $"The sign-in service does not know the {Word(kind)} yet" : null);
        }
    }

    private TokenEndpointClient Endpoint => work.Connection.TokenEndpoint(work.Log);

    /// <summary>What is answered to a secret, a certificate or a foreign token that the service has not heard of (yet).</summary>
    private static bool IsUnknownCredential(string? code) =>
        code is "AADSTS7000215" or "AADSTS700027" or "AADSTS70021" or "AADSTS700211" or "AADSTS700212" or "AADSTS700213";

    private static string Word(AppCredentialKind? kind) =>
        kind switch
        {
            AppCredentialKind.Secret => "secret",
            AppCredentialKind.Certificate => "certificate",
            AppCredentialKind.Federated => "federated credential",
            _ => "app",
        };
}
