using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Carries out a vendor's whole guide: app registration, API, permissions, admin consent, client secret, owners and assignments. Then it
/// tests the sign-in.</summary>
/// <remarks>
/// <para>-Vendor adds parameters for the values that the guide leaves to you, such as host names, regions and options. Tab completes them,
/// (Get-VendorAppTemplate Invictus).Parameters explains them, and Get-Help about_EntraAppCmdlets lists those of all vendors. The output's StepsLeft
/// lists the steps that only a person can do.</para>
/// <para>You can run the command again: it keeps what exists, adds what is missing, and finishes a run that was interrupted. It creates a client
/// secret only if the app has no valid one with the guide's description; -NewSecret always creates one, -NoSecret never does. If a run was
/// interrupted, the value of its secret may be lost: for runs that may be restarted, use -ReplaceSecret. Admin consent is granted only to the
/// permissions that the guide asks for.</para>
/// <para>Each variant of a guide (XSOAR has three) uses its own app. If the app of another variant has the name, the command stops. Use -DisplayName
/// to create another app, or -AppId to use one app for both variants.</para>
/// <para>A guide may ask for several apps, such as an API and its client: (Get-VendorAppTemplate Snowflake-PowerApps).Apps lists them. All of them
/// are planned before the first one is created, and there is an object for each. -DisplayName and -UniqueName name all of them: each name is followed by
/// the app's key.</para>
/// <para>With -KeyVaultName, the client secret is stored in an Azure Key Vault, and the values to hand over contain its address there. A secret is
/// also created if the newest one that this module created isn't in the vault.</para>
/// <para>-WhatIf reads the current state and shows, step by step, what would be sent. It writes the plan as an object.</para>
/// <para>The command asks for confirmation before it grants an application permission or assigns a directory role that amounts to control of the tenant. In a script, use -Confirm:$false. Such a permission has the risk Critical; others that are Critical put the data of a service at stake, and are granted without that question.</para>
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
/// <code>Install-VendorApp Invictus -DashboardHost contoso-invictus.azurewebsites.net -WhatIf -PlanPath ./invictus.plan.json</code>
/// <para>Writes the plan to a file, for somebody to review. Install-VendorApp -PlanPath ./invictus.plan.json carries it out.</para>
/// </example>
/// <example>
/// <code>'authentik', 'Sekoia' | Install-VendorApp</code>
/// <para>Carries out two guides with their default values. To use a vendor's own parameters, specify the vendor on the command line.</para>
/// </example>
/// <example>
/// <code>Install-VendorApp authentik -KeyVaultName contoso-apps | Export-VendorAppSetting</code>
/// <para>Carries out authentik's guide, stores the client secret in a Key Vault, and shows the values to hand over with the secret's address.</para>
/// </example>
/// <example>
/// <code>(Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team').StepsLeft</code>
/// <para>Carries out Sekoia.io's guide, restricts sign-in to one group, and shows what is left to do in Sekoia.io.</para>
/// </example>
[Cmdlet(
    VerbsLifecycle.Install,
    "VendorApp",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    DefaultParameterSetName = VendorSet
)]
[OutputType(typeof(VendorAppInstallation))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(
    When = "where the guide has permissions",
    Application = ["DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    When = "where the guide has application permissions",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
[GraphPermission(When = "where the guide has application permissions of Microsoft Graph", Roles = ["Privileged Role Administrator"])]
[GraphPermission(When = "where owners are named", Application = ["Directory.Read.All"], Delegated = ["Directory.Read.All"])]
[GraphPermission(
    When = "where users are assigned",
    Application = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"]
)]
[GraphPermission(
    When = "where groups are assigned",
    Application = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"]
)]
[GraphPermission(
    When = "where the guide has directory roles",
    Application = ["RoleManagement.ReadWrite.Directory"],
    Delegated = ["RoleManagement.ReadWrite.Directory"],
    Roles = ["Privileged Role Administrator"]
)]
[GraphPermission(
    When = "where the guide has group memberships",
    Application = ["GroupMember.ReadWrite.All"],
    Delegated = ["GroupMember.ReadWrite.All"],
    Roles = ["Groups Administrator"]
)]
[GraphPermission(When = "where settings name users", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(When = "where settings name groups", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class InstallVendorAppCommand : ConnectedCmdlet, IDynamicParameters
{
    private const string VendorSet = "Vendor";
    private const string KeepPlanSet = "VendorAndPlan";
    private const string PlanSet = "Plan";

    private static readonly string[] SettledByPlan =
    [
        nameof(DisplayName),
        nameof(UniqueName),
        nameof(AppId),
        nameof(Restore),
        nameof(NoConsent),
        nameof(NewSecret),
        nameof(ReplaceSecret),
        nameof(NoSecret),
        nameof(ValidForDays),
        nameof(KeyVaultName),
        nameof(KeyVaultSecretName),
        nameof(Role),
        nameof(SkipUnavailableApi),
    ];

    private readonly InstallationRun _run = new();
    private VendorParameters? _parameters;
    private bool _isVendorNamed;
    private VendorGuide? _guide;
    private bool _isPlanKept;
    private GuidePlan? _plan;

    /// <summary>The vendor whose guide is carried out. Get-VendorAppTemplate lists the vendors; you can pipe its objects in.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = VendorSet
    )]
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        ParameterSetName = KeepPlanSet
    )]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [AllowNull]
    [AllowEmptyString]
    [EmptyCell]
    public string Vendor
    {
        get;
        // An empty cell comes as null.
        set => field = value ?? "";
    } = "";

    /// <summary>Template files or folders to search before ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>
    /// Rows of a CSV file: their columns Vendor, Tenant, DisplayName, AppId and KeyVaultName, and columns named as the vendor's parameters. Several values of
    /// one parameter are separated by semicolons. Other columns are ignored, and so are empty cells. For each row there is an object, also if it fails:
    /// Outcome, Error and StepsLeft say what has become of it.
    /// </summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The display name of the app. Default: the name in the template.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [EmptyCell]
    public string? DisplayName
    {
        get;
        // PowerShell turns null into an empty text.
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The unique name by which a second run finds the app. Default: made from the display name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UniqueName { get; set; }

    /// <summary>The application (client) ID of an existing app to use, such as one created in the portal.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    public Guid AppId { get; set; }

    /// <summary>How many days a new secret is valid. Default: as in the template.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int ValidForDays { get; set; }

    /// <summary>Creates a client secret even if there is a valid one.</summary>
    [Parameter]
    public SwitchParameter NewSecret { get; set; }

    /// <summary>
    /// Creates a client secret even if there is a valid one, and removes those that this module created earlier for the same app and description.
    /// Use it for runs that may be interrupted and restarted: the last run leaves one secret, and its output contains it. If an earlier secret is
    /// still valid, the command asks for confirmation; in an unattended script, use -Confirm:$false.
    /// </summary>
    [Parameter]
    public SwitchParameter ReplaceSecret { get; set; }

    /// <summary>
    /// The Azure Key Vault to store the client secret in: its name, or its full address if it is outside the connection's cloud. The output then
    /// contains the secret's address there instead of its value.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("KeyVaultUri", "VaultName")]
    [EmptyCell]
    public string? KeyVaultName
    {
        get;
        set => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The name of the client secret in the vault. Default: made from the app's name, and from the secret's description if that is
    /// different.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? KeyVaultSecretName { get; set; }

    /// <summary>Creates no client secret.</summary>
    [Parameter]
    public SwitchParameter NoSecret { get; set; }

    /// <summary>Doesn't grant admin consent.</summary>
    [Parameter]
    public SwitchParameter NoConsent { get; set; }

    /// <summary>The app role for the users and groups that a vendor's parameter assigns, where the app has roles: its value, name or ID.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Role { get; set; }

    /// <summary>Leaves out the permissions of APIs that the tenant doesn't have. Without it, such an API stops the installation before anything is
    /// made.</summary>
    [Parameter]
    public SwitchParameter SkipUnavailableApi { get; set; }

    /// <summary>Doesn't test the sign-in with the new secret.</summary>
    [Parameter]
    public SwitchParameter NoSignInTest { get; set; }

    /// <summary>Restores a deleted app that has the same unique name. Without it, such an app is an error.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>
    /// A file for the plan. With -WhatIf, the plan is written to it: tenant, vendor, the template's hash, parameters without secrets, and each step. Without
    /// -WhatIf, the plan in it is carried out, and nothing but that: if the tenant or the template has changed so that the plan would be another one, it is
    /// refused with the differences, before anything is sent.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = KeepPlanSet)]
    [Parameter(Mandatory = true, ParameterSetName = PlanSet)]
    [ValidateNotNullOrEmpty]
    public string PlanPath { get; set; } = "";

    private VendorRow? Row => VendorRow.Of(InputObject);

    private protected override bool IsRow => Row is not null;

    private protected override object? CurrentInput => IsRow ? InputObject : Vendor;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _isVendorNamed = Vendor.Length > 0;
        // A vendor of the pipeline, or of the prompt for it, is known later than parameters are bound.
        _parameters = VendorParameters.Of(this, Vendor, TemplatePath ?? TemplatePathsOfPlan(), null, null) ?? VendorParameters.Later();
        return _isVendorNamed || MyInvocation.ExpectingInput ? _parameters.Defined : null;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        (_guide, _plan) = (null, null);
        try
        {
            // PowerShell binds a row without this column as the text of the whole row.
            if (!_isVendorNamed && Row is { } row)
            {
                Vendor = "";
                Vendor = row.Vendor;
            }

            await ProcessOneAsync(cancellationToken);
        }
        catch (Exception error) when (IsRow && !EndsTheCommand(error) && ErrorRecords.From(Explain(error), null) is not null)
        {
            WriteFailed([error]);
        }
    }

    private async Task ProcessOneAsync(CancellationToken cancellationToken)
    {
        var secret = InstallationRun.Secret(NewSecret, ReplaceSecret, NoSecret);
        if (KeyVaultSecretName is not null && KeyVaultName is null)
        {
            throw KeyVaultErrors.KeyVaultSecretNameAlone();
        }

        if (_isVendorNamed && InputObject is { BaseObject: not (PSCustomObject or VendorAppTemplateExport) } stray)
        {
            throw GuideErrors.VendorInputUnused(Vendor, stray.BaseObject);
        }

        var (keepsPlan, planPath) = (ParameterSetName == KeepPlanSet && IsRehearsal, PathOfPlan());
        var reviewed = planPath is null || keepsPlan ? null : PlanFile.Read(planPath);
        reviewed?.CheckTenant(planPath!, Connection.Info);
        if (keepsPlan && _isPlanKept)
        {
            throw PlanErrors.PlanTaken(planPath!);
        }

        var given = _parameters!.Given();
        var template =
            _parameters.Template ?? VendorTemplates.Open(this, TemplatePath ?? reviewed?.TemplatePaths).Get(reviewed?.Vendor ?? Vendor);
        AddRow(template, given);
        if (reviewed is not null)
        {
            Take(reviewed, planPath!, template, given);
        }

        var asked = reviewed?.Options ?? Asked(template, secret);
        var guides = new VendorGuideSet(template, given, new VendorSettings(Connection).OfTenant, asked.Naming);
        CheckNames(guides, asked);
        var options = asked.ToInstall(asked.KeyVaultName is { } vault ? KeyVaultService.Open(Work(), vault) : null);
        var installer = new VendorInstaller(Work());
        // All apps are planned before the first one is made: what is wrong with a later one is known in time.
        var plans = new List<(GuidePlan Plan, VendorAppInstallation Rehearsal)>();
        for (var place = 0; place < guides.Count; place++)
        {
            if (await PlanAsync(installer, guides, place, options, plans.Count == 0, cancellationToken) is not { } plan)
            {
                return;
            }

            plans.Add((plan, installer.Rehearse(plan)));
            guides.Learn(place, plans[place].Rehearsal.App);
        }

        if (guides.Count > 1)
        {
            guides.Check();
        }

        if (planPath is not null)
        {
            var now = PlanFile.Of(plans, asked);
            reviewed?.Check(planPath, now);
            if (keepsPlan)
            {
                now.Write(planPath);
                _isPlanKept = true;
                Log.Verbose($"The plan was written to '{planPath}'.");
            }
        }

        await CarryOutAsync(installer, guides, plans, options, cancellationToken);
    }

    /// <summary>Plans one app; null after errors, which are written.</summary>
    private async Task<GuidePlan?> PlanAsync(
        VendorInstaller installer,
        VendorGuideSet guides,
        int place,
        InstallOptions options,
        bool isFirst,
        CancellationToken cancellationToken
    )
    {
        (_guide, _plan) = (guides.Guide(place), null);
        foreach (var note in isFirst ? _guide.Notes : [])
        {
            Log.Warning(note);
        }

        var errors = new List<AppException>();
        _plan = await installer.PlanAsync(_guide, options, errors, cancellationToken);
        if (_plan is null)
        {
            WriteFailed(errors);
        }

        return _plan;
    }

    /// <summary>Carries out the plan of each app. What comes after an app that was changed is planned again, with what the app has now.</summary>
    private async Task CarryOutAsync(
        VendorInstaller installer,
        VendorGuideSet guides,
        List<(GuidePlan Plan, VendorAppInstallation Rehearsal)> plans,
        InstallOptions options,
        CancellationToken cancellationToken
    )
    {
        var isChanged = false;
        for (var place = 0; place < guides.Count; place++)
        {
            var (plan, rehearsal) = plans[place];
            if (isChanged)
            {
                if (await PlanAsync(installer, guides, place, options, isFirst: false, cancellationToken) is not { } again)
                {
                    return;
                }

                (plan, rehearsal) = (again, installer.Rehearse(again));
            }

            (_guide, _plan) = (plan.Guide, plan);
            if (!plan.HasChanges)
            {
                SayNothingToChange($"'{rehearsal.DisplayName}' has everything that the guide of {guides.Template.Id} asks for already");
                WriteObject(await installer.ApplyAsync(plan, cancellationToken));
                continue;
            }

            if (!Confirmed(InWords(plan, rehearsal), out var isRehearsed))
            {
                if (!isRehearsed)
                {
                    // The apps after it may refer to it.
                    return;
                }

                WriteObject(rehearsal);
                continue;
            }

            if (!isChanged)
            {
                InstallationRun.Check([.. plans.Skip(place)]);
            }

            if (!_run.IsAnswered(this, plan))
            {
                return;
            }

            var installation = await InstallationRun.ApplyAsync(installer, plan, !NoSignInTest, WriteInputError, cancellationToken);
            WriteObject(installation);
            guides.Learn(place, installation.App);
            isChanged = true;
        }
    }

    /// <summary>Refuses what names one app where there are several.</summary>
    private static void CheckNames(VendorGuideSet guides, PlanOptions asked)
    {
        var parameter =
            asked.AppId is not null ? nameof(AppId)
            : asked.KeyVaultSecretName is not null ? nameof(KeyVaultSecretName)
            : null;
        if (guides.Count > 1 && parameter is not null)
        {
            throw GuideErrors.VendorAppsSettled(guides.Template, parameter);
        }
    }

    /// <summary>Writes the errors of an input, and for a row what has become of it.</summary>
    private void WriteFailed(IReadOnlyList<Exception> errors)
    {
        var records = errors.Select(error => ErrorRecords.From(Explain(error), CurrentInput, Refused)).OfType<ErrorRecord>().ToList();
        records.ForEach(WriteError);
        if (IsRow && records.Count > 0)
        {
            WriteObject(
                VendorInstaller.Failed(
                    Vendor,
                    DisplayName,
                    _guide,
                    _plan,
                    ConnectedTenantId ?? Guid.Empty,
                    records[0].FullyQualifiedErrorId.Split(',')[0],
                    string.Join(' ', records.Select(record => record.ErrorDetails?.Message ?? record.Exception.Message))
                )
            );
        }
    }

    /// <summary>Where the template of the plan at hand is; null where a plan is written, or can't be read, which is said when it is carried out.</summary>
    private string[]? TemplatePathsOfPlan()
    {
        try
        {
            return PathOfPlan() is { } path && !IsRehearsal ? PlanFile.Read(path).TemplatePaths : null;
        }
        catch (AppException)
        {
            return null;
        }
    }

    private string? PathOfPlan() => PlanPath.Length == 0 ? null : SessionState.Path.GetUnresolvedProviderPathFromPSPath(PlanPath);

    private PlanOptions Asked(VendorTemplate template, SecretMode secret) =>
        new()
        {
            DisplayName = DisplayName,
            UniqueName = UniqueName,
            AppId = IsBound(nameof(AppId)) ? AppId : AppIdOfRow(template),
            Restore = Restore,
            Consent = !NoConsent,
            Secret = secret,
            ValidForDays = IsBound(nameof(ValidForDays)) ? ValidForDays : null,
            KeyVaultName = KeyVaultName,
            KeyVaultSecretName = KeyVaultSecretName,
            Role = Role,
            SkipUnavailableApi = SkipUnavailableApi,
        };

    /// <summary>The app that a row names by its ID; null where it names none, as a row of an installation that failed does.</summary>
    /// <exception cref="AppException">VendorParameterInvalid.</exception>
    private Guid? AppIdOfRow(VendorTemplate template)
    {
        // An object that came out of a job or a file names the app of its own tenant.
        var text = Deserialized.Read(InputObject) is null ? Row?[nameof(AppId)] : null;
        if (text is null)
        {
            return null;
        }

        return Guid.TryParse(text, out var appId)
            ? appId == Guid.Empty
                ? null
                : appId
            : throw GuideErrors.VendorParameterInvalid(
                template,
                nameof(AppId),
                $"can't be '{text}', which isn't an application (client) ID"
            );
    }

    /// <summary>Takes the parameters of a plan; only secrets, which it doesn't hold, are given beside it.</summary>
    private void Take(PlanFile reviewed, string path, VendorTemplate template, Hashtable given)
    {
        var settled = SettledByPlan.FirstOrDefault(IsBound);
        if (Vendor.Length > 0 && !string.Equals(Vendor, reviewed.Vendor, StringComparison.OrdinalIgnoreCase))
        {
            settled = nameof(Vendor);
        }

        settled ??= template
            .AllParameters()
            .FirstOrDefault(parameter => parameter.Type != TemplateParameterType.Secret && given.ContainsKey(parameter.Name))
            ?.Name;
        if (settled is not null)
        {
            throw PlanErrors.PlanSettled(path, settled);
        }

        foreach (var (name, values) in reviewed.Parameters)
        {
            given[name] = values.ToArray();
        }
    }

    /// <summary>Takes the vendor's parameters from a row; what the command line gives goes first.</summary>
    private void AddRow(VendorTemplate template, Hashtable given)
    {
        if (InputObject is { BaseObject: VendorAppTemplateExport export })
        {
            foreach (DictionaryEntry value in export.Parameters)
            {
                given[value.Key] = given[value.Key] ?? value.Value;
            }

            return;
        }

        Row?.AddTo(template, _isVendorNamed ? Vendor : null, given);
    }

    /// <summary>The guide as a list: for each step what would be sent, what exists, and what is left.</summary>
    private string InWords(GuidePlan plan, VendorAppInstallation rehearsal)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"Carry out the guide of {plan.Guide.Vendor} ({plan.Guide.Template.Guide.Title}) in {Connection.Info}:"
        );
        foreach (var step in rehearsal.Steps)
        {
            InstallationRun.Append(text, step, $"{step.Text}{(step.Details is null ? "" : $" ({step.Details})")}");
        }

        InstallationRun.AppendMissingRights(text, plan);
        return text.ToString();
    }
}
