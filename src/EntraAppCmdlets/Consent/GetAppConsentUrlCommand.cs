using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Gives the address at which an administrator consents to an app for the whole tenant, for administrators who don't run this
/// module.</summary>
/// <remarks>
/// <para>Nothing is sent. Version 2.0 asks for the scopes that are given, by default all that the app requests of Microsoft Graph; version 1.0
/// for all that it requests. A vendor's app that is not in the tenant yet gets its service principal with the consent.</para>
/// <para>The redirect URI is checked against those of the app; those of a vendor's app can't be read here, so that it must be given.</para>
/// </remarks>
/// <example>
/// <code>(Get-VendorAppRegistration Auth0 | Get-AppConsentUrl).Url</code>
/// <para>Gives the address to send to the administrator.</para>
/// </example>
/// <example>
/// <code>Get-AppConsentUrl 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e -RedirectUri https://connector.fabrikam.example/callback -Version v1.0</code>
/// <para>Gives the address for a vendor's own app.</para>
/// </example>
/// <seealso cref="GrantAppAdminConsentCommand"/>
/// <seealso cref="NewVendorServicePrincipalCommand"/>
[Cmdlet(VerbsCommon.Get, "AppConsentUrl")]
[OutputType(typeof(AppConsentUrl))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppConsentUrlCommand : ConnectedCmdlet
{
    /// <summary>The app: the object of an earlier step, an application (client) ID (of a vendor's app, too), or a display name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference App { get; set; } = null!;

    /// <summary>What to consent to, for version 2.0. Default: all that the app requests of Microsoft Graph (.default).</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConsentScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    /// <summary>Where the administrator is sent afterwards: one of the app's redirect URIs. Default: the only one it has.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppRedirectUriCompleter))]
    [ValidateNotNullOrEmpty]
    public string? RedirectUri { get; set; }

    /// <summary>A value of your own that is returned unchanged. Default: a random value.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? State { get; set; }

    /// <summary>The tenant to consent for: its id or domain, or organizations for that of whoever signs in to a multitenant app. Default: the
    /// connected tenant.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SignInTenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SignInTenant { get; set; }

    /// <summary>The version of the endpoint. Default: v2.0.</summary>
    [Parameter]
    [ValidateSet("v1.0", "v2.0")]
    public string Version { get; set; } = "v2.0";

    private protected override object? CurrentInput => App?.Registration ?? (object?)App?.ToString();

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        var app = await FindAsync(cancellationToken);
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
            State = State,
            SignInTenant = SignInTenant,
            V1 = Version == "v1.0",
        };
        WriteObject(request.ToConsentUrl(app, Connection.Cloud));
    }

    private async Task<AppRegistration> FindAsync(CancellationToken cancellationToken)
    {
        var apps = new AppReader(Work());
        if (App.Registration is { } known)
        {
            return await apps.KnowingAsync(App, known, RedirectUri, cancellationToken);
        }

        if (App is not { AppId: { } appId, IsObjectId: false })
        {
            return await apps.GetAsync(App, cancellationToken);
        }
        // A vendor's app comes into the tenant by this very consent.
        return await apps.FindAsync(appId, cancellationToken)
            ?? new AppRegistration
            {
                DisplayName = appId.ToString(),
                AppId = appId,
                TenantId = Connection.TenantId,
            };
    }
}
