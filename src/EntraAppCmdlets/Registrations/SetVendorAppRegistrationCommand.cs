using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Changes settings of an app: its name, whose accounts may sign in, and which tokens the authorization endpoint may issue.</summary>
/// <remarks>
/// <para>What is not given stays as it is. A switch is turned off with its value: -AccessTokenIssuance:$false.</para>
/// <para>Redirect URIs are added and removed with Add-AppRedirectUri and Remove-AppRedirectUri, permissions with Add-AppGraphPermission and the like.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Set-VendorAppRegistration -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance</code>
/// <para>Makes the app multitenant and ticks the box for access tokens.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
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

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        string[] settings = [nameof(DisplayName), nameof(SignInAudience), nameof(IdTokenIssuance), nameof(AccessTokenIssuance)];
        if (!settings.Any(IsBound))
            throw RegistrationErrors.SettingMissing();
        if (DisplayName is not null)
            RegistrationRules.CheckDisplayName(DisplayName);
        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new SettingsService(Work()).PlanAsync(
            app,
            new SettingsRequest(
                DisplayName, IsBound(nameof(SignInAudience)) ? SignInAudience : null,
                Given(IdTokenIssuance, nameof(IdTokenIssuance)), Given(AccessTokenIssuance, nameof(AccessTokenIssuance))),
            cancellationToken);
}
