using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Changes settings of an app: its name, whose accounts may sign in, which tokens it gets, its URLs and notes.</summary>
/// <remarks>
/// <para>-AssignmentRequired, -ServicePrincipalEnabled, -HideApp and -Tag are settings of the enterprise application. They can be set for an app
/// of a vendor's tenant too.</para>
/// <para>What you don't specify stays as it is. A switch is turned off with its value: -AccessTokenIssuance:$false.</para>
/// <para>Redirect URIs are added and removed with Add-AppRedirectUri and Remove-AppRedirectUri, permissions with Add-AppGraphPermission and the
/// like.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Set-VendorAppRegistration -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance</code>
/// <para>Makes the app multitenant and ticks the box for access tokens.</para>
/// </example>
/// <example>
/// <code>Set-VendorAppRegistration Invictus -AccessTokenVersion 2 -LogoutUrl https://dash.example.com/signed-out -Notes 'Ticket 4711'</code>
/// <para>Asks for access tokens of version 2, sets the front-channel logout URL, and notes where the app comes from.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class SetVendorAppRegistrationCommand : AppChangeCmdlet
{
    /// <summary>The new name that people see; 1 to 120 characters. The unique name stays.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("Name")]
    public string? DisplayName { get; set; }

    /// <summary>Whose accounts may sign in.</summary>
    [Parameter]
    [Alias("Audience")]
    [AccountTypes]
    public AppSignInAudience SignInAudience { get; set; }

    /// <summary>Lets the authorization endpoint issue ID tokens (implicit and hybrid flows).</summary>
    [Parameter]
    public SwitchParameter IdTokenIssuance { get; set; }

    /// <summary>Lets the authorization endpoint issue access tokens (implicit flow).</summary>
    [Parameter]
    public SwitchParameter AccessTokenIssuance { get; set; }

    /// <summary>The version of the access tokens for the app's own API: 1 or 2. Apps for personal accounts need 2.</summary>
    [Parameter]
    [ValidateRange(1, 2)]
    public int AccessTokenVersion { get; set; }

    /// <summary>Allows public client flows: the app may sign in users without a secret, by device code for example.</summary>
    [Parameter]
    public SwitchParameter PublicClientFlows { get; set; }

    /// <summary>The home page of the app: an http or https address of up to 255 characters.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? HomePageUrl { get; set; }

    /// <summary>The front-channel logout URL: an https address that Entra calls when the user signs out elsewhere.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LogoutUrl { get; set; }

    /// <summary>The terms of service that the consent page links to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? TermsOfServiceUrl { get; set; }

    /// <summary>The privacy statement that the consent page links to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PrivacyStatementUrl { get; set; }

    /// <summary>Notes for those who manage the app; up to 1,024 characters.</summary>
    [Parameter]
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
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Tag { get; set; } = [];

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        if (SettingParameters.Of(MyInvocation).Count == 0)
        {
            throw RegistrationErrors.SettingMissing();
        }

        SettingRules.Check(SettingParameters.Of(MyInvocation));
        return base.BeginAsync(cancellationToken);
    }

    // Of a vendor's app, the enterprise application is here.
    private protected override bool NeedsApplication => SettingParameters.Of(MyInvocation).Any(item => item.Setting.PutPrincipal is null);

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new SettingsService(Work()).PlanAsync(app, SettingParameters.Of(MyInvocation), cancellationToken);
}
