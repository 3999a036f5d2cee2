using System.Management.Automation;
using System.Net;
using System.Security;
using EntraAppCmdlets.Registrations;
using EntraAppCmdlets.Vendors;

namespace EntraAppCmdlets;

/// <summary>Hands over the values that a vendor's product asks for, under the vendor's own names: as objects, as text, or as a file.</summary>
/// <remarks>
/// <para>Pipe the output of Install-VendorApp or New-AppClientSecret: it brings the secret. The text of an older secret can't be read back.</para>
/// <para>A secret stays a SecureString in objects, and is left out of text and files, unless -IncludeSecret is given. A file is readable by its owner
/// alone, and one that is there is replaced with -Force only.</para>
/// </remarks>
/// <example>
/// <code>Install-VendorApp authentik | Export-VendorAppSetting</code>
/// <para>Shows the values for authentik's provider.</para>
/// </example>
/// <example>
/// <code>$secret | Export-VendorAppSetting -Vendor Invictus -Path ./main.bicepparam -IncludeSecret</code>
/// <para>Writes a Bicep parameter file for the deployment of Invictus, with the secret, for its owner alone.</para>
/// </example>
/// <example>
/// <code>Export-VendorAppSetting Sekoia.io -Vendor Sekoia -Format Json</code>
/// <para>Writes the values of an app that is there as JSON text, without a secret.</para>
/// </example>
[Cmdlet(VerbsData.Export, "VendorAppSetting", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(VendorAppSetting), typeof(string), typeof(FileInfo))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class ExportVendorAppSettingCommand : AppCmdlet, IDynamicParameters
{
    private VendorParameters? _parameters;

    /// <summary>The vendor. The output of Install-VendorApp brings its own.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>Template files, or folders of them, to look at before those of ENTRAAPP_TEMPLATE_PATH and of the module.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>Writes text in this form instead of objects. With -Path the form follows from the file's ending, else it is the vendor's usual one.</summary>
    [Parameter]
    public AppSettingFormat Format { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter]
    [Alias("OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hands over secrets too, as plain text.</summary>
    [Parameter]
    [Alias("AsPlainText")]
    public SwitchParameter IncludeSecret { get; set; }

    /// <summary>The Bicep file that a Bicep parameter file is for, as it is written in that file. Default: main.bicep.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string BicepFile { get; set; } = "main.bicep";

    private protected override bool NeedsApplication => false;

    // Shown, a planned app is told from a real one; in a file it would be taken for one.
    private protected override bool TakesPlanned => Path is null;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _parameters = VendorParameters.Of(this, Vendor, TemplatePath, null, null);
        return _parameters?.Defined;
    }

    /// <summary>What was piped in is the target of an error: a secret in it is shown this once, and must not be lost with a file that can't be written.</summary>
    private protected override object? CurrentInput => App?.Installation ?? App?.Secret ?? base.CurrentInput;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        // Before a command in front of this one makes a secret.
        if (Path is not null)
            SettingFile.Check(GetUnresolvedProviderPathFromPSPath(Path), Force);
        _ = _parameters?.Given();
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var settings = Settings(app, out var template);
        // The object may be older than a later step of the guide: a secret holds its app as it was when the secret was made.
        if (!app.IsPlanned && settings.Any(setting => setting is { Value: null, IsSecret: false, From: null }))
            settings = Settings(await new RegistrationService(Work()).RefreshAsync(app, cancellationToken), out template);
        if (Path is null && !IsBound(nameof(Format)))
        {
            WriteObject(IncludeSecret ? settings.Select(Plain) : settings, enumerateCollection: true);
            return;
        }

        var path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
        var usual = template.Formats.Count > 0 ? template.Formats[0] : AppSettingFormat.Json;
        var format = IsBound(nameof(Format)) ? Format : SettingFile.FormatOf(path!) ?? usual;
        if (template.Formats.Count > 0 && !template.Formats.Contains(format))
            throw AppErrors.SettingFormatUnsuitable(template.Id, format, template.Formats);
        var text = SettingFile.Text(settings, format, IncludeSecret, BicepFile);
        var hasSecret = settings.Any(setting => setting is { IsSecret: true, Value: not null });
        if (hasSecret && !IncludeSecret)
            Log.Verbose("The secret is left out; -IncludeSecret writes it.");
        if (path is null)
        {
            WriteObject(text);
        }
        else if (Confirmed(path, [$"write {settings.Count} settings of '{app.DisplayName}' as {format}{(hasSecret && IncludeSecret ? ", the secret among them" : "")}{(File.Exists(path) && Force ? ", over the file that is there" : "")}"], out _))
        {
            SettingFile.Write(path, text, Force);
            WriteObject(new FileInfo(path));
        }
    }

    private IReadOnlyList<VendorAppSetting> Settings(AppRegistration app, out VendorTemplate template)
    {
        if (_parameters is null)
        {
            if (App.Installation is not { } installation)
                throw AppErrors.VendorNotGiven();
            template = installation.Template;
            return installation.Settings;
        }

        var given = _parameters.Given();
        template = _parameters.Template!;
        if (App.Installation is { } carriedOut && carriedOut.Template.Id == template.Id)
        {
            foreach (var (name, values) in carriedOut.Input.Values)
            {
                if (!given.ContainsKey(name))
                    given[name] = values;
            }
        }

        var names = new VendorSettings(Connection);
        return names.Of(template, VendorInput.Resolve(template, given, names.OfTenant, complete: false), app, App.Secret);
    }

    private static VendorAppSetting Plain(VendorAppSetting setting) =>
        setting.Value is SecureString secret ? setting with { Value = new NetworkCredential("", secret).Password } : setting;
}
