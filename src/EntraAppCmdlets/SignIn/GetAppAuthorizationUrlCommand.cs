using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Gives the address at which a user signs in to an app and consents, after which the browser comes back with a code.</summary>
/// <remarks>
/// <para>Nothing is sent. The redirect URI is checked against those of the app, because the sign-in page would refuse any other. A random state is
/// part of the
/// address; Receive-AppAuthorizationCode takes an answer only with the same.</para>
/// <para>The code of a web app is usually redeemed by the vendor's server, which knows the app's secret and nothing else: so PKCE is left out for it unless
/// -Pkce is given. Single-page and public-client redirect URIs get it always; the verifier stays in the object as a SecureString.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration XSOAR | Get-AppAuthorizationUrl -Scope offline_access, Directory.AccessAsUser.All</code>
/// <para>Gives the address that the guide of Cortex XSOAR has people put together by hand.</para>
/// </example>
/// <example>
/// <code>(Get-AppAuthorizationUrl Dashboard -RedirectUri http://localhost:8400 -Prompt select_account -LoginHint alex.weber@contoso.com).Url</code>
/// <para>Gives the address alone, for a redirect URI of this machine.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppAuthorizationUrl")]
[OutputType(typeof(AppAuthorizationUrl))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppAuthorizationUrlCommand : AppCmdlet
{
    /// <summary>Where the user is sent afterwards: one of the app's redirect URIs. Default: the only one it has. On this machine any port will do.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppRedirectUriCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RedirectUri { get; set; }

    /// <summary>What to ask for. A name alone is a permission of Microsoft Graph; a scope of another API, or of the app itself, has its Application ID URI
    /// before it, such as api://11111111-2222-3333-4444-555555555555/Orders.Read. Default: openid, profile, offline_access, and what the app requests of Microsoft Graph as delegated permissions.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConsentScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>The API to ask for at version 1.0 of the endpoint, which knows no scopes. Default there: Microsoft Graph. Implies -Version v1.0.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TokenResourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Resource { get; set; }

    /// <summary>A value of your own that is returned unchanged. Default: a random value.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? State { get; set; }

    /// <summary>A value that is returned inside the ID token. Default: a random value if an ID token is requested.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Nonce { get; set; }

    /// <summary>What shall come back. Default: code.</summary>
    [Parameter]
    [ValidateSet("code", "id_token", "token", "code id_token", "code token", "id_token token", "code id_token token")]
    public string ResponseType { get; set; } = "code";

    /// <summary>How it shall come back. Default: query for a code, fragment for tokens.</summary>
    [Parameter]
    [ValidateSet("query", "fragment", "form_post")]
    public string? ResponseMode { get; set; }

    /// <summary>Uses PKCE (S256). Default: for single-page and public-client redirect URIs only.</summary>
    [Parameter]
    public SwitchParameter Pkce { get; set; }

    /// <summary>What the page shall ask the user, whatever it knows already.</summary>
    [Parameter]
    [ValidateSet("login", "none", "consent", "select_account", "admin_consent")]
    public string? Prompt { get; set; }

    /// <summary>The sign-in name to begin with.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <summary>The domain of the users, which takes them to their own sign-in page at once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DomainHint { get; set; }

    /// <summary>Where users sign in: a tenant's id or domain, or common, organizations or consumers for a multitenant app. Default: the connected
    /// tenant.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SignInTenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SignInTenant { get; set; }

    /// <summary>The version of the endpoint. Default: v2.0.</summary>
    [Parameter]
    [ValidateSet("v1.0", "v2.0")]
    public string? Version { get; set; }

    private protected override bool NeedsApplication => false;

    private protected override bool TakesPlanned => true;

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            Log.Verbose($"'{app.DisplayName}' has no ID in a rehearsal; there is no address yet.");
            return;
        }

        var request = new AuthorizationRequest
        {
            RedirectUri = RedirectUri,
            Scopes =
            [
                .. Scope
                    .SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            Resource = Resource,
            State = State,
            Nonce = Nonce,
            ResponseType = ResponseType,
            ResponseMode = ResponseMode,
            Pkce = Given(Pkce, nameof(Pkce)),
            Prompt = Prompt,
            LoginHint = LoginHint,
            DomainHint = DomainHint,
            SignInTenant = SignInTenant,
            V1 = Version is null ? Resource is not null : Version == "v1.0",
        };
        app = await new AppReader(Work()).KnowingAsync(App, app, RedirectUri, cancellationToken);
        var url = request.ToUrl(app, Connection.Cloud);
        foreach (var warning in request.ScopeWarnings(app))
        {
            Log.Warning(warning);
        }

        WriteObject(url);
    }
}
