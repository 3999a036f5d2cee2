using System.Security;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using EntraAppCmdlets.SignIn;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.Identity;

/// <summary>The ways to sign in of Azure.Identity. Each call makes a credential of its own, whose tokens are in memory only.</summary>
public sealed class AzureIdentityProvider : IIdentityProvider
{
    // The app under which Microsoft's own Graph tools sign people in; it is in every tenant and may ask for any delegated permission.
    private const string GraphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

    private readonly Uri _authority;
    private readonly bool _customAuthority;
    private readonly HttpMessageHandler? _transport;

    /// <summary>A provider for one cloud.</summary>
    /// <param name="authority">The sign-in service's base address; https for all ways that speak to it themselves.</param>
    /// <param name="customAuthority">Whether the service's own instance discovery knows nothing of that address.</param>
    /// <param name="transport">What carries the requests; null for the library's own. Not disposed here.</param>
    public AzureIdentityProvider(Uri authority, bool customAuthority, HttpMessageHandler? transport)
    {
        this._authority = authority;
        this._customAuthority = customAuthority;
        this._transport = transport;
    }

    /// <inheritdoc/>
    public TokenFunction ManagedIdentity(string? clientId, string? resourceId) =>
        Function(
            SignInKind.ManagedIdentity,
            () =>
                new ManagedIdentityCredential(
                    Options(
                        new ManagedIdentityCredentialOptions(
                            clientId is not null ? ManagedIdentityId.FromUserAssignedClientId(clientId)
                            : resourceId is not null ? ManagedIdentityId.FromUserAssignedResourceId(new ResourceIdentifier(resourceId))
                            : ManagedIdentityId.SystemAssigned
                        )
                    )
                )
        );

    /// <inheritdoc/>
    public TokenFunction AzurePipelines(string tenantId, string clientId, string serviceConnectionId, SecureString systemAccessToken) =>
        Function(
            SignInKind.AzurePipelines,
            () =>
                new AzurePipelinesCredential(
                    tenantId,
                    clientId,
                    serviceConnectionId,
                    SecureText.Reveal(systemAccessToken),
                    Options(new AzurePipelinesCredentialOptions { DisableInstanceDiscovery = _customAuthority })
                )
        );

    /// <inheritdoc/>
    public TokenFunction AzureCli(string? tenantId) =>
        Function(SignInKind.AzureCli, () => new AzureCliCredential(Options(new AzureCliCredentialOptions { TenantId = tenantId })));

    /// <inheritdoc/>
    public TokenFunction AzurePowerShell(string? tenantId) =>
        Function(
            SignInKind.AzurePowerShell,
            () => new AzurePowerShellCredential(Options(new AzurePowerShellCredentialOptions { TenantId = tenantId }))
        );

    /// <inheritdoc/>
    public TokenFunction Environment() =>
        Function(
            SignInKind.Environment,
            () => new EnvironmentCredential(Options(new EnvironmentCredentialOptions { DisableInstanceDiscovery = _customAuthority }))
        );

    /// <inheritdoc/>
    public TokenFunction InteractiveBrowser(string? tenantId, string? clientId, IReadOnlyList<string> scopes, string? loginHint) =>
        PersonFunction(
            SignInKind.InteractiveBrowser,
            () =>
                new InteractiveBrowserCredential(
                    Options(
                        new InteractiveBrowserCredentialOptions
                        {
                            TenantId = tenantId,
                            ClientId = clientId ?? GraphCommandLineTools,
                            LoginHint = loginHint,
                            DisableInstanceDiscovery = _customAuthority,
                            DisableAutomaticAuthentication = true,
                        }
                    )
                ),
            (credential, context, cancellationToken) => credential.AuthenticateAsync(context, cancellationToken),
            scopes
        );

    /// <inheritdoc/>
    public TokenFunction DeviceCode(
        string? tenantId,
        string? clientId,
        IReadOnlyList<string> scopes,
        Func<Uri, string, string, DateTimeOffset, CancellationToken, Task> show
    ) =>
        PersonFunction(
            SignInKind.DeviceCode,
            () =>
                new DeviceCodeCredential(
                    Options(
                        new DeviceCodeCredentialOptions
                        {
                            TenantId = tenantId,
                            ClientId = clientId ?? GraphCommandLineTools,
                            DisableInstanceDiscovery = _customAuthority,
                            DisableAutomaticAuthentication = true,
                            DeviceCodeCallback = (code, cancellationToken) =>
                                show(code.VerificationUri, code.UserCode, code.Message, code.ExpiresOn, cancellationToken),
                        }
                    )
                ),
            (credential, context, cancellationToken) => credential.AuthenticateAsync(context, cancellationToken),
            scopes
        );

    private T Options<T>(T options)
        where T : TokenCredentialOptions
    {
        if (_authority.Scheme == Uri.UriSchemeHttps)
        {
            options.AuthorityHost = _authority;
        }
        else if (options is not (ManagedIdentityCredentialOptions or AzureCliCredentialOptions or AzurePowerShellCredentialOptions))
        {
            throw new SignInException(
                "EndpointInvalid",
                $"This way to sign in needs https, which {_authority.GetLeftPart(UriPartial.Authority)} is not.",
                "Use the https address of the sign-in service; over http on this machine an access token or a credential of an app works."
            );
        }

        // The library would write requests to the process' event source, tenant and client ids among them.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.IsTelemetryEnabled = false;
        if (_transport is not null)
        {
            options.Transport = new HttpClientTransport(_transport);
        }

        return options;
    }

    // The credential is made at the first fetch, so that a value it refuses is an error of the sign-in like any other.
    private TokenFunction Function(SignInKind kind, Func<TokenCredential> make)
    {
        var credential = new Lazy<TokenCredential>(make);
        return (scope, renew, cancellationToken) =>
            GuardAsync(kind, () => FetchAsync(credential.Value, kind, [scope], renew, cancellationToken), cancellationToken);
    }

    // A person is asked once, by the command that signs in. Later commands renew in silence, or say that it is time to sign
    // in again: a browser that opens by itself in the middle of a script would be answered by nobody.
    private TokenFunction PersonFunction<T>(
        SignInKind kind,
        Func<T> make,
        Func<T, TokenRequestContext, CancellationToken, Task> authenticate,
        IReadOnlyList<string> scopes
    )
        where T : TokenCredential
    {
        var credential = new Lazy<T>(make);
        var signedIn = false;
        return (scope, renew, cancellationToken) =>
            GuardAsync(
                kind,
                async () =>
                {
                    // The permissions are those of one API; for another one the sign-in's own consent must do.
                    var api = scope[..(scope.LastIndexOf('/') + 1)];
                    var own = scopes.Where(asked => asked.StartsWith(api, StringComparison.OrdinalIgnoreCase)).ToArray();
                    string[] asked = own.Length > 0 ? own : [scope];
                    if (!signedIn)
                    {
                        await authenticate(credential.Value, new TokenRequestContext(asked), cancellationToken).ConfigureAwait(false);
                        signedIn = true;
                    }

                    return await FetchAsync(credential.Value, kind, asked, renew, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken
            );
    }

    private static async ValueTask<(string Token, DateTimeOffset ExpiresOn)> FetchAsync(
        TokenCredential credential,
        SignInKind kind,
        string[] scopes,
        bool renew,
        CancellationToken cancellationToken
    )
    {
        var context = new TokenRequestContext(scopes, claims: renew && kind.TakesClaims ? IssuedFromNowOn() : null);
        var token = await credential.GetTokenAsync(context, cancellationToken).ConfigureAwait(false);
        return (token.Token, token.ExpiresOn);
    }

    private async ValueTask<(string Token, DateTimeOffset ExpiresOn)> GuardAsync(
        SignInKind kind,
        Func<ValueTask<(string Token, DateTimeOffset ExpiresOn)>> fetch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await fetch().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && SignInFailure.Of(e, kind, _authority.Host) is { } failure)
        {
            throw failure;
        }
    }

    // What the service itself sends when it wants a newer token: with claims in the request, no cached token is taken.
    private static string IssuedFromNowOn()
    {
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds();
        return $$"""{"access_token":{"nbf":{"essential":true,"value":"{{since}}"} } }""";
    }
}
