using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>Exports the values that a vendor's product asks for, under the vendor's own names: as objects, text, or a file.</summary>
/// <remarks>
/// <para>Pipe the output of Install-VendorApp or New-AppClientSecret: it contains the secret. The value of an older secret can't be read back.</para>
/// <para>A secret is a SecureString in objects and is left out of text and files, unless you specify -IncludeSecret. Only its owner can read the
/// file. An existing file is replaced only with -Force.</para>
/// <para>Before an earlier command in the pipeline creates a secret, everything that could stop the export is checked: the folder, an existing file,
/// the file extension, the format, the vendor and its parameters. With -Path, all apps of a pipeline are written to the same file. JSON has an
/// object for each app; the other formats can hold several apps if no name occurs twice. The file is written again after each app, so that it holds
/// every secret created even if the pipeline stops.</para>
/// <para>A secret in a Key Vault is exported as a reference: Bicep and deployment parameters get a Key Vault reference; JSON and environment files
/// get its address.</para>
/// </remarks>
/// <example>
/// <code>Install-VendorApp authentik | Export-VendorAppSetting</code>
/// <para>Shows the values for authentik's provider.</para>
/// </example>
/// <example>
/// <code>$secret | Export-VendorAppSetting -Vendor Invictus -Path ./main.bicepparam -IncludeSecret</code>
/// <para>Writes a Bicep parameter file for the deployment of Invictus, with the secret. Only the file's owner can read it.</para>
/// </example>
/// <example>
/// <code>Export-VendorAppSetting Sekoia -Format Json</code>
/// <para>Writes the values of the app that Install-VendorApp has registered as JSON text, without a secret.</para>
/// </example>
[Cmdlet(VerbsData.Export, "VendorAppSetting", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(VendorAppSetting), typeof(string), typeof(FileInfo))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
[GraphPermission(When = "where settings name users", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(When = "where settings name groups", Application = ["GroupMember.Read.All"], Delegated = ["GroupMember.Read.All"])]
public sealed class ExportVendorAppSettingCommand : AppCmdlet, IDynamicParameters, ISecretTaker
{
    private readonly List<SettingSection> _written = [];
    private readonly List<SettingSection> _promised = [];
    private VendorParameters? _parameters;
    private string? _file;
    private AppSettingFormat? _format;
    private IDisposable? _awaiting;

    /// <summary>The users and groups that the command line names.</summary>
    private readonly Dictionary<string, Guid> _principals = new(StringComparer.OrdinalIgnoreCase);
    private VendorGuideSet? _guides;

    /// <summary>The vendor. The output of Install-VendorApp supplies it.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The app: the object of an earlier step, an application (client) ID, or a display name. Default: the one that Install-VendorApp would find for
    /// -Vendor, or all of them if the guide asks for several. Rows of a CSV file give it by their columns AppId or DisplayName.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public override AppReference App { get; set; } = null!;

    /// <summary>Template files or folders to search before ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>Writes text in this format instead of objects. Default with -Path: the format of the file extension (.json, .parameters.json, .env
    /// or .bicepparam).</summary>
    [Parameter]
    public AppSettingFormat Format { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter]
    [Alias("OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Includes secrets, as plain text.</summary>
    [Parameter]
    [Alias("AsPlainText")]
    public SwitchParameter IncludeSecret { get; set; }

    /// <summary>The Bicep file that a Bicep parameter file is for, as it is written in that file. Default: main.bicep.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string BicepFile { get; set; } = "main.bicep";

    /// <summary>The resource ID of the Key Vault that holds the secret, for the references in Bicep and deployment parameters. Without it, they
    /// contain placeholders.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public string? KeyVaultResourceId { get; set; }

    private protected override bool NeedsApplication => false;

    // On screen a planned app is recognizable; in a file it would be taken for a real one.
    private protected override bool TakesPlanned => Path is null;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _parameters =
            Vendor is null && MyInvocation.ExpectingInput
                ? VendorParameters.Later()
                : VendorParameters.Of(this, Vendor, TemplatePath, null, null);
        return _parameters?.Defined;
    }

    /// <summary>What was piped in is the target of an error: a secret in it is shown this once, and must not be lost with a file that can't be
    /// written.</summary>
    private protected override object? CurrentInput => App?.Installation ?? App?.Secret ?? base.CurrentInput;

    /// <summary>Whether text is written rather than objects.</summary>
    private bool IsText => _file is not null || _format is not null;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (KeyVaultResourceId is not null)
        {
            KeyVaultReference.Check(KeyVaultResourceId);
        }

        if (IsBound(nameof(Format)))
        {
            _format = Format;
        }

        if (Path is not null)
        {
            _file = GetUnresolvedProviderPathFromPSPath(Path);
            SettingFile.Check(_file, Force);
            _format = SettingFile.FormatFor(_file, _format);
            if (!IsRehearsal)
            {
                SettingFile.TryFolder(_file);
            }
        }

        if (Vendor is not null)
        {
            _ = _parameters!.Given();
            if (_format is { } format)
            {
                SettingFile.CheckFormat(_parameters.Template!, format);
            }

            await FindPrincipalsAsync(_parameters.Template!, _parameters.Given(), cancellationToken);
            if (_parameters.Template!.Apps.Count > 0)
            {
                _guides = GuidesOfVendor();
                await _guides.FindAsync(Work(), cancellationToken);
            }
        }
        else if (App is null && !MyInvocation.ExpectingInput)
        {
            throw GuideErrors.VendorNotGiven();
        }

        _awaiting = SecretHandover.Await(this);
    }

    /// <summary>Finds the users and groups that the settings name, so that their object IDs are handed over.</summary>
    /// <exception cref="AppException">PrincipalNotFound and the like.</exception>
    private async Task FindPrincipalsAsync(VendorTemplate template, Hashtable given, CancellationToken cancellationToken)
    {
        foreach (var own in template.Each)
        {
            var errors = new List<AppException>();
            var found = await SettingPrincipals.FindAsync(
                Work(),
                own,
                name => VendorInput.TextsOf(template, given, name),
                errors,
                cancellationToken
            );
            if (errors.Count > 0)
            {
                throw errors[0];
            }

            foreach (var (name, id) in found)
            {
                _principals[name] = id;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (App is not null)
        {
            await base.ProcessAsync(cancellationToken);
            return;
        }

        var guides = _guides ?? GuidesOfVendor();
        for (var place = 0; place < guides.Count; place++)
        {
            App = new AppReference(await guides.GetInstalledAsync(Work(), place, cancellationToken));
            await base.ProcessAsync(cancellationToken);
        }
    }

    private VendorGuideSet GuidesOfVendor() =>
        new(_parameters!.Template!, _parameters.Given(), new VendorSettings(Connection).OfTenant, new AppNaming(), complete: false);

    /// <inheritdoc/>
    void ISecretTaker.Check(AppReference coming)
    {
        var app = coming.Registration!;
        if (app.TenantId != Connection.TenantId)
        {
            throw RegistrationErrors.AppOfOtherTenant(app, Connection.TenantId);
        }

        var section = Section(coming, app);
        if (_file is null)
        {
            return;
        }

        CheckSharing(section, [.. _written, .. _promised]);
        _promised.Add(section);
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var section = Section(App, app);
        // The object may be older than a later step of the guide: a secret holds its app as it was when the secret was made.
        if (!app.IsPlanned && section.Settings.Any(setting => setting is { Value: null, IsSecret: false, From: null }))
        {
            section = Section(App, await RefreshedAsync(app, cancellationToken));
        }

        if (!IsText)
        {
            WriteObject(IncludeSecret ? section.Settings.Select(Plain) : section.Settings, enumerateCollection: true);
            return;
        }

        var hasSecret = section.Settings.Any(setting => setting is { IsSecret: true, Value: not null });
        if (hasSecret && !IncludeSecret)
        {
            Log.Warning($"The secret of '{app.DisplayName}' is left out; -IncludeSecret writes it.");
        }

        if (
            IncludeSecret
            && !app.IsPlanned
            && section.Settings.FirstOrDefault(setting => setting is { IsSecret: true, Value: null, KeyVaultSecretId: null }) is { } unknown
        )
        {
            Log.Warning(
                $"The output has no value for {unknown.Name} of '{app.DisplayName}': Entra shows the value of a secret only once. Pipe a secret that was just created (New-AppClientSecret, Install-VendorApp -ReplaceSecret)."
            );
        }

        if (
            KeyVaultResourceId is null
            && _format is AppSettingFormat.BicepParam or AppSettingFormat.ArmParameters
            && section.Settings.Any(setting => setting.KeyVaultSecretId is not null)
        )
        {
            Log.Warning("The reference to the Key Vault lacks its subscription and resource group; -KeyVaultResourceId writes them.");
        }

        if (_file is null)
        {
            WriteObject(SettingFile.Text([section], _format!.Value, IncludeSecret, BicepFile, KeyVaultResourceId));
            return;
        }

        _promised.RemoveAll(section.IsSameAs);
        CheckSharing(section, _written);
        if (
            !Confirmed(
                _file,
                [
                    $"write {section.Settings.Count} settings of '{app.DisplayName}' as {_format}{(hasSecret && IncludeSecret ? ", the secret among them" : "")}{(_written.Count == 0 && File.Exists(_file) ? ", over the file that is there" : "")}",
                ],
                out _
            )
        )
        {
            return;
        }
        // Whole with each app: a pipeline that is stopped has lost nothing.
        SettingFile.Write(
            _file,
            SettingFile.Text([.. _written, section], _format!.Value, IncludeSecret, BicepFile, KeyVaultResourceId),
            Force || _written.Count > 0
        );
        _written.Add(section);
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        // The provider's item, whose view shows the file's mode and owner.
        if (_written.Count > 0)
        {
            WriteObject(
                InvokeProvider.Item.Get([$"Microsoft.PowerShell.Core\\FileSystem::{_file}"], force: true, literalPath: true),
                enumerateCollection: true
            );
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _awaiting?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Refuses an app whose settings nobody could tell apart in the file from those of another.</summary>
    private void CheckSharing(SettingSection section, IReadOnlyList<SettingSection> others)
    {
        foreach (var other in others)
        {
            if (other.IsSameAs(section))
            {
                throw SettingErrors.SettingsCollide(_file!, section, other, null);
            }

            if (section.CollidesWith(other, _format!.Value) is { } name)
            {
                throw SettingErrors.SettingsCollide(_file!, section, other, name);
            }
        }
    }

    /// <summary>The app as it is now; as it was where that can't be read, because the secret must be handed over in any case.</summary>
    private async Task<AppRegistration> RefreshedAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        try
        {
            return await new AppReader(Work()).RefreshAsync(app, cancellationToken);
        }
        catch (Exception refusal) when (refusal is GraphException or SignInException && App.Secret is not null)
        {
            WriteInputError(refusal);
            return app;
        }
    }

    /// <summary>The settings of an app, if they can be handed over as asked.</summary>
    private SettingSection Section(AppReference reference, AppRegistration app)
    {
        var installation = reference.Installation;
        var template = Vendor is not null ? _parameters!.Template! : installation?.Template ?? throw GuideErrors.VendorNotGiven();
        if (installation is not null && installation.Template.Id != template.Id)
        {
            throw SettingErrors.SettingsOfOtherVendor(template.Id, installation);
        }

        var given = _parameters?.Given(template) ?? [];
        installation?.Input.AddTo(given, template);
        var names = new VendorSettings(Connection);
        VendorInput input;
        if (installation is null && _guides is not null)
        {
            template = template.Each[_guides.PlacesOf(app)[0]];
            input = _guides.InputOf(template);
        }
        else
        {
            template = installation?.Template.Key is null ? template : installation.Template;
            input = VendorInput.Resolve(template, given, names.OfTenant, complete: false, installation?.Input.Apps);
        }

        if (installation is not null)
        {
            input.Know(installation.Input.Principals);
        }

        input.Know(_principals);
        if (_format is { } format)
        {
            SettingFile.CheckFormat(template, format);
        }

        if (IsText && VendorSettings.Lacking(template, input) is { } lacking)
        {
            throw GuideErrors.VendorParameterMissing(template, lacking, []);
        }

        return new SettingSection(
            template.Id,
            app.DisplayName,
            app.IsPlanned ? Guid.Empty : app.AppId,
            names.Of(template, input, app, reference.Secret, installation?.KeyVaultSecretId)
        );
    }

    private static VendorAppSetting Plain(VendorAppSetting setting) =>
        setting.Value is SecureString secret ? setting with { Value = new NetworkCredential("", secret).Password } : setting;
}
