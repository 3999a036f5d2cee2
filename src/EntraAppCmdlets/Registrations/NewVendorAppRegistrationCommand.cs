using System.Management.Automation;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Registers an app with its service principal, or finds the one that an earlier run has registered.</summary>
/// <remarks>
/// <para>Registering is repeatable: the app is made under a unique name, so that a second run, or two at once, end in one app. What the app
/// has already stays; redirect URIs are added. Settings that contradict those of the app are refused with a list of the differences.</para>
/// <para>The unique name is made of the display name unless -UniqueName gives another. An app that was made by other means is taken up with -AppId.</para>
/// </remarks>
/// <example>
/// <code>New-VendorAppRegistration 'authentik Entra Provider'</code>
/// <para>Registers a single-tenant app without a redirect URI.</para>
/// </example>
/// <example>
/// <code>New-VendorAppRegistration Invictus -SignInAudience AzureADMultipleOrgs -RedirectUri https://dash.example.com/login -AccessTokenIssuance</code>
/// <para>Registers a multitenant web app with a redirect URI and access tokens of the implicit flow.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Role = "Application Developer")]
public sealed class NewVendorAppRegistrationCommand : ConnectedCmdlet
{
    /// <summary>The name that people see; 1 to 120 characters.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [AllowEmptyString]
    public string DisplayName { get; set; } = "";

    /// <summary>Whose accounts may sign in. Default: those of this tenant only (AzureADMyOrg).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Audience")]
    public AppSignInAudience SignInAudience { get; set; }

    /// <summary>Redirect URIs of a web application. https, or http on localhost; no fragment; up to 256 characters.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("WebRedirectUri")]
    public string[] RedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a single-page application.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] SpaRedirectUri { get; set; } = [];

    /// <summary>Redirect URIs of a mobile or desktop application; schemes of their own are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] PublicClientRedirectUri { get; set; } = [];

    /// <summary>Lets the authorization endpoint issue ID tokens (implicit and hybrid flows).</summary>
    [Parameter]
    public SwitchParameter IdTokenIssuance { get; set; }

    /// <summary>Lets the authorization endpoint issue access tokens (implicit flow).</summary>
    [Parameter]
    public SwitchParameter AccessTokenIssuance { get; set; }

    /// <summary>The name under which a second run finds the app; it can't be changed later. Letters, digits, '-', '_' and '.'. Default: made of the display name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? UniqueName { get; set; }

    /// <summary>The application (client) ID of an app made by other means, to go on with.</summary>
    [Parameter]
    public Guid AppId { get; set; }

    /// <summary>Brings back a deleted app of the same unique name instead of refusing.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    private protected override object? CurrentInput => DisplayName;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var name = RegistrationRules.CheckDisplayName(DisplayName);
        var request = new RegistrationRequest
        {
            DisplayName = name,
            UniqueName = UniqueName is null ? RegistrationRules.DefaultUniqueName(name) : RegistrationRules.CheckUniqueName(UniqueName),
            UniqueNameChosen = UniqueName is not null,
            AdoptAppId = IsBound(nameof(AppId)) ? AppId : null,
            SignInAudience = IsBound(nameof(SignInAudience)) ? SignInAudience : null,
            RedirectUris =
            [
                .. RedirectUri.Select(uri => RegistrationRules.CheckRedirectUri(uri, AppPlatform.Web)),
                .. SpaRedirectUri.Select(uri => RegistrationRules.CheckRedirectUri(uri, AppPlatform.Spa)),
                .. PublicClientRedirectUri.Select(uri => RegistrationRules.CheckRedirectUri(uri, AppPlatform.PublicClient)),
            ],
            IdTokenIssuance = Given(IdTokenIssuance, nameof(IdTokenIssuance)),
            AccessTokenIssuance = Given(AccessTokenIssuance, nameof(AccessTokenIssuance)),
            Restore = Restore,
        };

        var registrations = new RegistrationService(Work());
        var plan = await registrations.PlanAsync(request, cancellationToken);
        if (plan is { Existing: { } there, Changes.Count: 0 })
        {
            Log.Verbose($"'{there.DisplayName}' ({there.AppId}) is there already; nothing to change.");
            WriteObject(there);
        }
        else if (Confirmed(name, plan.Changes, out var rehearsal))
        {
            WriteObject(await registrations.ApplyAsync(plan, cancellationToken));
        }
        else if (rehearsal)
        {
            WriteObject(plan.Expected(Connection.TenantId));
        }
    }
}
