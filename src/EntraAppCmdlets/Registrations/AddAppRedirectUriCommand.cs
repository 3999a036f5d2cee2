using System.Management.Automation;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds redirect URIs to those that an app has: the addresses that the sign-in page may send a user back to.</summary>
/// <remarks>
/// <para>An address belongs to one platform: web (a server that keeps a secret), single-page application, or public client. Entra compares
/// addresses character by character.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppRedirectUri -RedirectUri https://dash.example.com/login, https://dash.example.com/oauth2/callback</code>
/// <para>Adds two redirect URIs of the web platform; those that are there stay.</para>
/// </example>
/// <example>
/// <code>Import-Csv apps.csv | Add-AppRedirectUri</code>
/// <para>Adds one redirect URI for each row of a file with the columns AppId and RedirectUri.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppRedirectUri", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppRedirectUriCommand : AppChangeCmdlet
{
    /// <summary>Redirect URIs of a web application. https, or http on localhost; no fragment; up to 256 characters.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("WebRedirectUri")]
    public string[] RedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a single-page application.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] SpaRedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a mobile or desktop application; schemes of their own are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string[] PublicClientRedirectUri { get; set; } = [];

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRedirectUri> wanted =
        [
            .. RedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.Web)),
            .. SpaRedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.Spa)),
            .. PublicClientRedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.PublicClient)),
        ];
        return wanted.Count == 0
            ? throw RedirectUriErrors.RedirectUriMissing()
            : new RedirectUriService(Work()).PlanAddAsync(app, wanted, cancellationToken);
    }
}
