using System.Management.Automation;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Registers an app with its service principal, or finds the app that an earlier run registered.</summary>
/// <remarks>
/// <para>You can run the command again: the unique name makes sure that a second run, or two runs at once, result in one app. The command keeps what
/// the app already has and adds redirect URIs. If other settings differ from the app's, an error lists the differences.</para>
/// <para>The unique name is made from the display name unless you specify -UniqueName. To use an app that was created elsewhere, specify its ID with
/// -AppId.</para>
/// <para>With -Vendor, the name, account types, redirect URIs and token settings come from the vendor's guide. -Vendor also adds parameters for the
/// values that the guide leaves to you. Redirect URIs that you specify are added. Install-VendorApp carries out the rest of the guide too.</para>
/// </remarks>
/// <example>
/// <code>New-VendorAppRegistration 'authentik Entra Provider'</code>
/// <para>Registers a single-tenant app without a redirect URI.</para>
/// </example>
/// <example>
/// <code>New-VendorAppRegistration Invictus -SignInAudience AzureADMultipleOrgs -RedirectUri https://dash.example.com/login -AccessTokenIssuance</code>
/// <para>Registers a multitenant web app with a redirect URI and access tokens for the implicit flow.</para>
/// </example>
/// <example>
/// <code>New-VendorAppRegistration -Vendor Sekoia -Region FRA2</code>
/// <para>Registers the app as Sekoia.io's guide describes, for the region FRA2.</para>
/// </example>
[Cmdlet(
    VerbsCommon.New,
    "VendorAppRegistration",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = NameSet
)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Application Developer"]
)]
public sealed class NewVendorAppRegistrationCommand : ConnectedCmdlet, IDynamicParameters
{
    private const string NameSet = "Name";
    private const string VendorSet = "Vendor";

    private VendorParameters? _parameters;

    /// <summary>The display name; 1 to 120 characters. Default with -Vendor: the name in the template.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = NameSet
    )]
    [Parameter(ParameterSetName = VendorSet)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Name")]
    [AllowEmptyString]
    public string DisplayName { get; set; } = "";

    /// <summary>The vendor whose guide the registration follows. Get-VendorAppTemplate lists the vendors.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VendorSet)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>Template files or folders to search before ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter(ParameterSetName = VendorSet)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>Whose accounts may sign in. Default: those of this tenant only (AzureADMyOrg).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Audience")]
    [AccountTypes]
    public AppSignInAudience SignInAudience { get; set; }

    /// <summary>Redirect URIs of a web application. https, or http on localhost; no fragment; up to 256 characters.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
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

    /// <summary>Lets the authorization endpoint issue ID tokens (implicit and hybrid flows).</summary>
    [Parameter]
    public SwitchParameter IdTokenIssuance { get; set; }

    /// <summary>Lets the authorization endpoint issue access tokens (implicit flow).</summary>
    [Parameter]
    public SwitchParameter AccessTokenIssuance { get; set; }

    /// <summary>The version of the access tokens for the app's own API: 1 or 2. Apps for personal accounts need 2.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 2)]
    public int AccessTokenVersion { get; set; }

    /// <summary>Allows public client flows: the app may sign in users without a secret, by device code for example.</summary>
    [Parameter]
    public SwitchParameter PublicClientFlows { get; set; }

    /// <summary>The home page of the app: an http or https address of up to 255 characters.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? HomePageUrl { get; set; }

    /// <summary>The front-channel logout URL: an https address that Entra calls when the user signs out elsewhere.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LogoutUrl { get; set; }

    /// <summary>The terms of service that the consent page links to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TermsOfServiceUrl { get; set; }

    /// <summary>The privacy statement that the consent page links to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PrivacyStatementUrl { get; set; }

    /// <summary>Notes for those who manage the app; up to 1,024 characters.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Notes { get; set; }

    /// <summary>Locks the sensitive properties of the app's service principals in other tenants (app instance property lock).</summary>
    [Parameter]
    public SwitchParameter PropertyLock { get; set; }

    /// <summary>Lets only assigned users, groups and apps get a token.</summary>
    [Parameter]
    public SwitchParameter AssignmentRequired { get; set; }

    /// <summary>Lets users sign in to the enterprise application; -ServicePrincipalEnabled:$false disables it.</summary>
    [Parameter]
    public SwitchParameter ServicePrincipalEnabled { get; set; }

    /// <summary>Hides the app from users in My Apps and the Office 365 launcher.</summary>
    [Parameter]
    public SwitchParameter HideApp { get; set; }

    /// <summary>Tags for the enterprise application, added to those that it has.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Tag { get; set; } = [];

    /// <summary>The name under which a second run finds the app; it can't be changed later. Letters, digits, '-', '_' and '.'. Default: made of the display name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? UniqueName { get; set; }

    /// <summary>The application (client) ID of an existing app to use, such as one created in the portal.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    public Guid AppId { get; set; }

    /// <summary>Restores a deleted app that has the same unique name. Without it, such an app is an error.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    private protected override object? CurrentInput => Vendor ?? DisplayName;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        // A template's redirect URI is given by the parameter of that name that is there already.
        _parameters = VendorParameters.Of(
            this,
            Vendor,
            TemplatePath,
            VendorSet,
            (template, parameter) => template.IsOfRegistration(parameter.Name) && parameter.Name != nameof(RedirectUri)
        );
        return _parameters?.Defined;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var request = _parameters is null ? Request(RegistrationRules.CheckDisplayName(DisplayName)) : RequestOf(_parameters);
        var registrations = new RegistrationService(Work());
        var plan = await registrations.PlanAsync(request, cancellationToken);
        await CarryOutAsync(request.DisplayName, registrations.Registering(plan), cancellationToken);
    }

    /// <summary>What the guide asks for, with what was given besides.</summary>
    private RegistrationRequest RequestOf(VendorParameters parameters)
    {
        var given = parameters.Given();
        var template = parameters.Template!;
        if (template.IsOfRegistration(nameof(RedirectUri)) && RedirectUri.Length > 0)
        {
            given[nameof(RedirectUri)] = RedirectUri;
        }

        var spec = VendorGuide.Of(
            template,
            VendorInput.Resolve(template, given, new VendorSettings(Connection).OfTenant),
            new AppNaming(IsBound(nameof(DisplayName)) ? DisplayName : null)
        );
        var guide = spec.Spec.Find<RegistrationSpec>()?.Request ?? throw GuideErrors.VendorAppIsTheVendors(template.Id);
        var own = Request(guide.DisplayName);
        return own with
        {
            UniqueName = own.UniqueNameChosen ? own.UniqueName : guide.UniqueName,
            Variant = guide.Variant,
            SignInAudience = own.SignInAudience ?? guide.SignInAudience,
            RedirectUris = [.. guide.RedirectUris.Union(own.RedirectUris)],
            IdTokenIssuance = own.IdTokenIssuance ?? guide.IdTokenIssuance,
            AccessTokenIssuance = own.AccessTokenIssuance ?? guide.AccessTokenIssuance,
            Settings =
            [
                .. own.Settings.UnionBy(guide.Settings.Concat(spec.Spec.Find<ServicePrincipalSpec>()!.Settings), item => item.Setting),
            ],
        };
    }

    private RegistrationRequest Request(string name) =>
        new()
        {
            DisplayName = name,
            UniqueName = UniqueName is null ? RegistrationRules.DefaultUniqueName(name) : RegistrationRules.CheckUniqueName(UniqueName),
            UniqueNameChosen = UniqueName is not null,
            AdoptAppId = IsBound(nameof(AppId)) ? AppId : null,
            SignInAudience = IsBound(nameof(SignInAudience)) ? SignInAudience : null,
            RedirectUris =
            [
                .. RedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.Web)),
                .. SpaRedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.Spa)),
                .. PublicClientRedirectUri.Select(uri => RedirectUriRules.CheckRedirectUri(uri, AppPlatform.PublicClient)),
            ],
            IdTokenIssuance = Given(IdTokenIssuance, nameof(IdTokenIssuance)),
            AccessTokenIssuance = Given(AccessTokenIssuance, nameof(AccessTokenIssuance)),
            Settings = SettingParameters.Of(
                MyInvocation,
                besides: [AppSetting.DisplayName, AppSetting.SignInAudience, AppSetting.IdTokenIssuance, AppSetting.AccessTokenIssuance]
            ),
            Restore = Restore,
        };
}
