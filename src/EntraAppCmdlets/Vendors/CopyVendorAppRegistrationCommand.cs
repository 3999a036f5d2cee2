using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Copies an app to another connected tenant: its registration, API, app roles, permissions, admin consent, claims, owners and assignments,
/// with a new client secret.</summary>
/// <remarks>
/// <para>The app is read as Export-VendorAppTemplate reads it, and made in the other tenant as Install-VendorApp does it. There, this needs the same
/// permissions as Install-VendorApp. You can run the command again: it keeps what exists, adds what is missing, and finishes a run that was
/// interrupted.</para>
/// <para>A user is found by the sign-in name: alex@contoso.com becomes alex@fabrikam.com where these are the default domains of the two tenants.
/// Groups are found by name. With -Map, you name others, or leave some out. Everybody who doesn't exist there is named in an error, and nothing is
/// sent.</para>
/// <para>What can't be copied is listed before anything is sent, and remains a step for a person in the output: certificates, several secrets, and
/// what this module doesn't know. The values of secrets are never read.</para>
/// <para>-WhatIf reads both tenants and shows, step by step, what would be sent. It writes the plan as an object.</para>
/// <para>The command asks for confirmation before it grants an application permission or assigns a directory role that amounts to control of the tenant. In a script, use -Confirm:$false. Such a permission has the risk Critical; others that are Critical put the data of a service at stake, and are granted without that question.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Grafana | Copy-VendorAppRegistration -To fabrikam.onmicrosoft.com -WhatIf</code>
/// <para>Shows what copying the app would send, and what can't be copied.</para>
/// </example>
/// <example>
/// <code>Copy-VendorAppRegistration -To $prod -App Grafana -Map @{ 'Test team' = 'Operations'; 'grafana.test.contoso.com' = 'grafana.contoso.com'; 'intern@contoso.com' = $null }</code>
/// <para>Copies the app with another group and host name, and leaves out one user.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "VendorAppRegistration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(VendorAppInstallation))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"]
)]
[GraphPermission(
    When = "where users own the app or are assigned to it",
    Application = ["User.ReadBasic.All"],
    Delegated = ["User.ReadBasic.All"]
)]
public sealed class CopyVendorAppRegistrationCommand : AppCmdlet
{
    private readonly InstallationRun _run = new();
    private SecretMode _secret;
    private CommandContext? _to;
    private bool _isInOther;

    /// <summary>The tenant to copy the app to, out of those that are connected: its id, default domain or name, or the object that Connect-AppTenant
    /// and Get-AppTenant write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNull]
    public AppTenantReference To { get; set; } = null!;

    /// <summary>Users, groups and host names of the app, and what takes their place in the other tenant; $null leaves a user or group out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNull]
    public IDictionary Map { get; set; } = new Hashtable();

    /// <summary>The display name of the copy. Default: the name of the app.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DisplayName { get; set; }

    /// <summary>Creates a client secret even if the copy has a valid one.</summary>
    [Parameter]
    public SwitchParameter NewSecret { get; set; }

    /// <summary>
    /// Creates a client secret even if the copy has a valid one, and removes those that this module created earlier for the same app and description.
    /// Use it for runs that may be interrupted and restarted. If an earlier secret is still valid, the command asks for confirmation; in an unattended
    /// script, use -Confirm:$false.
    /// </summary>
    [Parameter]
    public SwitchParameter ReplaceSecret { get; set; }

    /// <summary>Creates no client secret.</summary>
    [Parameter]
    public SwitchParameter NoSecret { get; set; }

    /// <summary>How many days a new secret is valid. Default: as many as that of the app.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; }

    /// <summary>The Azure Key Vault to store the client secret in: its name, or its full address if it is outside the cloud of the other tenant.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>Doesn't grant admin consent.</summary>
    [Parameter]
    public SwitchParameter NoConsent { get; set; }

    /// <summary>Leaves out the permissions of APIs that the other tenant doesn't have. Without it, such an API stops the copy before anything is made.</summary>
    [Parameter]
    public SwitchParameter SkipUnavailableApi { get; set; }

    /// <summary>Doesn't test the sign-in with the new secret.</summary>
    [Parameter]
    public SwitchParameter NoSignInTest { get; set; }

    /// <summary>Restores a deleted app of the other tenant that has the same unique name. Without it, such an app is an error.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    private protected override bool NeedsApplication => false;

    // A refusal names what is missing in the tenant that refused.
    private protected override (Type Command, TenantConnection? Connection) Acting =>
        _isInOther ? (typeof(InstallVendorAppCommand), _to?.Connection) : base.Acting;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        _secret = InstallationRun.Secret(NewSecret, ReplaceSecret, NoSecret);
        _to = new CommandContext(To.Find(ConnectionStore.Current), Log);
        await base.BeginAsync(cancellationToken);
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        _isInOther = false;
        var (from, to) = (Work(), _to!);
        var copier = new AppCopier(from, to);
        copier.Check(app);
        var options = new InstallOptions(
            !NoConsent,
            _secret,
            IsBound(nameof(ValidForDays)) ? ValidForDays : null,
            KeyVaultName is null ? null : KeyVaultService.Open(to, KeyVaultName),
            SkipUnavailableApi: SkipUnavailableApi
        );
        var errors = new List<AppException>();
        var copy = await copier.PlanAsync(
            app,
            Map,
            new AppNaming(DisplayName, Restore: Restore),
            options,
            errors,
            () => _isInOther = true,
            cancellationToken
        );
        if (copy is null)
        {
            errors.ForEach(WriteInputError);
            return;
        }

        foreach (var gap in copy.NotCopied)
        {
            Log.Warning($"Not copied of '{app.DisplayName}': {gap}");
        }

        await CarryOutAsync(copy, new VendorInstaller(to), cancellationToken);
    }

    private async Task CarryOutAsync(AppCopy copy, VendorInstaller installer, CancellationToken cancellationToken)
    {
        var plan = copy.Plan;
        var rehearsal = installer.Rehearse(plan);
        if (!plan.HasChanges)
        {
            SayNothingToChange($"'{copy.App.DisplayName}' is in {plan.Work.Connection.Info} already");
            WriteObject(await installer.ApplyAsync(plan, cancellationToken));
            return;
        }

        if (!Confirmed(InWords(copy, rehearsal), out var isRehearsed))
        {
            if (isRehearsed)
            {
                WriteObject(rehearsal);
            }

            return;
        }

        InstallationRun.Check([(plan, rehearsal)]);
        if (_run.IsAnswered(this, plan))
        {
            WriteObject(await InstallationRun.ApplyAsync(installer, plan, !NoSignInTest, WriteInputError, cancellationToken));
        }
    }

    /// <summary>The copy as a list: for each step what would be sent, what exists, and what isn't copied.</summary>
    private string InWords(AppCopy copy, VendorAppInstallation rehearsal)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Copy {copy.App} from {Connection.Info} to {copy.Plan.Work.Connection.Info}:");
        foreach (var step in rehearsal.Steps.Where(step => step.State != VendorAppStepState.ForPerson))
        {
            InstallationRun.Append(text, step, step.Details ?? step.Text);
        }

        foreach (var gap in copy.NotCopied)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  not   {gap}");
        }

        InstallationRun.AppendMissingRights(text, copy.Plan);
        return text.ToString();
    }
}
