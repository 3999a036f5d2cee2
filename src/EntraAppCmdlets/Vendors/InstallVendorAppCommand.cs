using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Carries out a vendor's whole guide: registration, API, permissions, consent, secret, owners and access, and proves the sign-in.</summary>
/// <remarks>
/// <para>What the guide leaves to the customer (host names, regions, options) are parameters that come with the vendor: Tab completes them,
/// (Get-VendorAppTemplate Invictus).Parameters explains them, and Get-Help about_EntraAppCmdlets lists those of all vendors. The steps that only a person can do are in StepsLeft of the output.</para>
/// <para>It can be repeated: what is there stays, what is missing is added, and a run that was interrupted is finished by the next one. A client secret is
/// made when the app has no valid one of the guide's description, since an older one can't be read back; -NewSecret makes one in any case,
/// -NoSecret in none. Whether anybody holds the secret of a run that was cut off, the directory does not tell: a run that may be started again says
/// -ReplaceSecret. Consent is given to what the guide asks for and to nothing else.</para>
/// <para>Each variant of a guide (XSOAR has three) is for an app of its own: where the app of another variant has the name, the command stops. -AppId carries out
/// both on one app, -DisplayName makes another.</para>
/// <para>With -KeyVaultName the client secret goes into an Azure Key Vault, and the values to hand over name its address there. One is made also if the
/// newest that this module has made never came to the vault.</para>
/// <para>-WhatIf reads what is there and shows the guide step by step, with what would be sent; it writes the plan as an object.</para>
/// </remarks>
/// <example>
/// <code>Install-VendorApp authentik</code>
/// <para>Carries out authentik's guide.</para>
/// </example>
/// <example>
/// <code>Install-VendorApp Invictus -DashboardHost contoso-invictus.azurewebsites.net -Owner alex.weber@contoso.com -WhatIf</code>
/// <para>Shows what carrying out the guide of Invictus would send.</para>
/// </example>
/// <example>
/// <code>'authentik', 'Sekoia' | Install-VendorApp</code>
/// <para>Carries out two guides, each with what it takes by default: a vendor's own parameters go with a vendor that is named on the command line.</para>
/// </example>
/// <example>
/// <code>Install-VendorApp authentik -KeyVaultName contoso-apps | Export-VendorAppSetting</code>
/// <para>Carries out authentik's guide, puts the client secret into a Key Vault, and shows the values to hand over with the secret's address there.</para>
/// </example>
/// <example>
/// <code>(Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team').StepsLeft</code>
/// <para>Carries out Sekoia.io's guide, lets a group in only, and shows what is left to do in Sekoia.io.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Install, "VendorApp", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(VendorAppInstallation))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Roles = ["Cloud Application Administrator"])]
[GraphPermission(When = "where the guide has permissions", Application = ["DelegatedPermissionGrant.ReadWrite.All"], Delegated = ["DelegatedPermissionGrant.ReadWrite.All"])]
[GraphPermission(When = "where the guide has application permissions", Application = ["AppRoleAssignment.ReadWrite.All"], Delegated = ["AppRoleAssignment.ReadWrite.All"])]
[GraphPermission(When = "where the guide has application permissions of Microsoft Graph", Roles = ["Privileged Role Administrator"])]
[GraphPermission(When = "where the app is there already", Application = ["Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"], Delegated = ["Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"])]
[GraphPermission(When = "where owners are named", Application = ["Directory.Read.All"], Delegated = ["Directory.Read.All"])]
[GraphPermission(When = "where users are let in", Application = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"], Delegated = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"])]
[GraphPermission(When = "where groups are let in", Application = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"], Delegated = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"])]
public sealed class InstallVendorAppCommand : ConnectedCmdlet, IDynamicParameters
{
    private readonly ControlQuestion _control = new();
    private readonly LiveSecretQuestion _liveSecrets = new();
    private VendorParameters? _parameters;
    private bool _isVendorNamed;

    /// <summary>The vendor whose guide is carried out; Get-VendorAppTemplate lists them, and its objects can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string Vendor { get; set; } = "";

    /// <summary>Template files, or folders of them, to look at before those of ENTRAAPP_TEMPLATE_PATH and of the module.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>
    /// Rows of a CSV file: their columns Vendor and DisplayName, and columns named as the vendor's parameters. Several values of one parameter are separated by semicolons.
    /// Other columns are ignored, and so are empty cells.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The name of the app that people see. Default: the template's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DisplayName { get; set; }

    /// <summary>The name under which a second run finds the app. Default: made of the display name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UniqueName { get; set; }

    /// <summary>The application (client) ID of an app made by other means, to go on with.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    public Guid AppId { get; set; }

    /// <summary>How many days a new secret lives. Default: the template's.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; }

    /// <summary>Makes a client secret even if there is a valid one.</summary>
    [Parameter]
    public SwitchParameter NewSecret { get; set; }

    /// <summary>
    /// Makes a client secret even if there is a valid one, and removes those that this module has made for the same app and description before. For
    /// runs that may be cut off and started again: the one that ends leaves one secret, and holds it. If one of them is valid, there is a question first; a
    /// script that nobody watches says -Confirm:$false.
    /// </summary>
    [Parameter]
    public SwitchParameter ReplaceSecret { get; set; }

    /// <summary>
    /// The Azure Key Vault that the client secret is put into: its name, or its whole address for one outside of the connection's cloud. The output
    /// then has the secret's address there instead of its text.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVaultUri", "VaultName")]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultName { get; set; }

    /// <summary>The name of the client secret in the vault. Default: made of the app's name, and of the secret's description where that is another.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultSecretName { get; set; }

    /// <summary>Makes no client secret.</summary>
    [Parameter]
    public SwitchParameter NoSecret { get; set; }

    /// <summary>Leaves admin consent to somebody else.</summary>
    [Parameter]
    public SwitchParameter NoConsent { get; set; }

    /// <summary>The app role for the users and groups that a vendor's parameter assigns, where the app has roles: its value, name or ID.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Role { get; set; }

    /// <summary>Leaves out the permissions of APIs that the tenant doesn't have. Without it, such an API stops the installation before anything is made.</summary>
    [Parameter]
    public SwitchParameter SkipUnavailableApi { get; set; }

    /// <summary>Does not sign in with the new secret at the end.</summary>
    [Parameter]
    public SwitchParameter NoSignInTest { get; set; }

    /// <summary>Brings back a deleted app of the same unique name instead of refusing.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    private protected override object? CurrentInput => Vendor;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _isVendorNamed = Vendor.Length > 0;
        // A vendor of the pipeline, or of the prompt for it, is known later than parameters are bound.
        _parameters = VendorParameters.Of(this, Vendor, TemplatePath, null, null) ?? VendorParameters.Later();
        return _isVendorNamed || MyInvocation.ExpectingInput ? _parameters.Defined : null;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if ((NewSecret || ReplaceSecret) && NoSecret)
            throw GuideErrors.SecretWantedAndNot();
        if (KeyVaultSecretName is not null && KeyVaultName is null)
            throw KeyVaultErrors.KeyVaultSecretNameAlone();
        if (_isVendorNamed && InputObject is { BaseObject: not PSCustomObject } stray)
            throw GuideErrors.VendorInputUnused(Vendor, stray.BaseObject);
        var given = _parameters!.Given();
        var template = _parameters.Template ?? VendorTemplates.Open(this, TemplatePath).Get(Vendor);
        AddRow(template, given);
        var input = VendorInput.Resolve(template, given, new VendorSettings(Connection).OfTenant);
        var design = AppSpec.Of(template, input, new AppNaming(DisplayName, UniqueName, IsBound(nameof(AppId)) ? AppId : null, Restore));
        var order = new InstallOptions(
            !NoConsent,
            ReplaceSecret ? VendorSecretMode.Replace : NewSecret ? VendorSecretMode.Always : NoSecret ? VendorSecretMode.Never : VendorSecretMode.IfMissing,
            IsBound(nameof(ValidForDays)) ? ValidForDays : null,
            KeyVaultName is null ? null : KeyVaultService.Open(Work(), KeyVaultName),
            KeyVaultSecretName,
            Role,
            SkipUnavailableApi);
        foreach (var note in design.Notes)
            Log.Warning(note);

        var installer = new VendorInstaller(Work());
        var trouble = new List<AppException>();
        if (await installer.PlanAsync(design, order, trouble, cancellationToken) is not { } plan)
        {
            trouble.ForEach(WriteInputError);
            return;
        }

        var rehearsal = installer.Rehearse(plan);
        if (!plan.Book.HasChanges)
        {
            Log.Verbose($"Everything that the guide of {template.Id} asks for is there already; nothing to change.");
            WriteObject(await installer.ApplyAsync(plan, cancellationToken));
        }
        else if (ShouldProcess(InWords(plan, rehearsal), $"{InWords(plan, rehearsal)}{Environment.NewLine}Go on?", "Confirm", out var reason))
        {
            if (plan.MakesSecret)
                SecretHandover.Check(new AppReference(rehearsal));
            if (_control.IsAnswered(this, plan.App, plan.MissingConsent) && _liveSecrets.IsAnswered(this, plan.App, plan.ReplacedSecrets))
                await InstallAsync(installer, plan, cancellationToken);
        }
        else if (reason == ShouldProcessReason.WhatIf)
        {
            WriteObject(rehearsal);
        }
    }

    /// <summary>Takes the vendor's parameters from a row; what the command line gives goes first.</summary>
    private void AddRow(VendorTemplate template, Hashtable given)
    {
        if (InputObject is not { BaseObject: PSCustomObject })
            return;
        foreach (var parameter in template.AllParameters().Where(parameter => !given.ContainsKey(parameter.Name)))
        {
            if (InputObject.Properties[parameter.Name]?.Value is { } value && value.ToString() is { Length: > 0 } text)
                given[parameter.Name] = parameter.List && value is string ? text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : value;
        }
    }

    private async Task InstallAsync(VendorInstaller installer, VendorPlan plan, CancellationToken cancellationToken)
    {
        var installation = await installer.ApplyAsync(plan, cancellationToken);
        try
        {
            if (!NoSignInTest)
                installation.SignIn = await installer.ProveAsync(plan, installation, cancellationToken);
        }
        catch (Exception refusal) when (refusal is SignInException or AppException)
        {
            // The secret is shown this once: what else goes wrong must not lose it.
            WriteInputError(refusal);
        }

        if (installation.SignIn is { Succeeded: false } failed)
            Log.Warning($"Everything is in place, but the sign-in as '{installation.DisplayName}' failed: {failed.ErrorCode} {failed.Error} {failed.Cure}");
        WriteObject(installation);
    }

    /// <summary>The guide as a list: what would be sent for each step, what is there, and what is left.</summary>
    private string InWords(VendorPlan plan, VendorAppInstallation rehearsal)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Carry out the guide of {plan.Design.Vendor} ({plan.Design.Template.Guide.Title}) in {Connection.Info}:");
        foreach (var step in rehearsal.Steps)
        {
            var mark = step.State switch
            {
                VendorAppStepState.Planned => "do   ",
                VendorAppStepState.ForPerson => "you  ",
                VendorAppStepState.LeftOut => "skip ",
                _ => "there",
            };
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {mark} {step.Guide}: {step.Text}{(step.Details is null ? "" : $" ({step.Details})")}");
        }

        return text.ToString();
    }
}
