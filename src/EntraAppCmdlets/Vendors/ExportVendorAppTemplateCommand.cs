using System.Collections.Specialized;
using System.Management.Automation;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Exports an app as a template, from which Install-VendorApp makes an equal app in this or another tenant.</summary>
/// <remarks>
/// <para>The template holds the registration with its redirect URIs and settings, the API that it exposes, permissions and admin consent, claims,
/// owners, assignments, and that it has a client secret: never the value of a secret.</para>
/// <para>Host names, users and groups become parameters of the template. The ID and the default domain of the tenant are filled in anew in each
/// tenant. Everything else stays. The output's Parameters holds the values of this app, and InstallCommand is the command that installs an equal
/// one. With -IncludeValue, the file holds the values too, so that it can be installed and compared without parameters.</para>
/// <para>What a template can't say is listed in the output's NotCaptured, and is left as a step for a person when the template is installed.
/// Policies, Conditional Access and provisioning of the app are not read.</para>
/// <para>With -Path, only the owner of the file can read it. An existing file is replaced only with -Force. If -Path is a folder, each app is
/// written to a file of its own.</para>
/// </remarks>
/// <example>
/// <code>$export = Export-VendorAppTemplate Grafana -Path ./grafana.json; $values = $export.Parameters; Install-VendorApp Grafana -TemplatePath ./grafana.json @values -DisplayName 'Grafana test'</code>
/// <para>Exports an app and installs a second one of the same kind.</para>
/// </example>
/// <example>
/// <code>Export-VendorAppTemplate Grafana -Path ./grafana.json | Install-VendorApp -Tenant fabrikam.onmicrosoft.com -WhatIf</code>
/// <para>Shows what installing an equal app in another connected tenant would send.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration | Export-VendorAppTemplate -Path ./apps -IncludeValue -Force</code>
/// <para>Writes the template of every app to a folder, with the values of today, so that Compare-VendorAppRegistration finds what changes.</para>
/// </example>
[Cmdlet(VerbsData.Export, "VendorAppTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(VendorAppTemplateExport))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"]
)]
[GraphPermission(
    When = "where users own the app or are assigned to it",
    Application = ["User.ReadBasic.All"],
    Delegated = ["User.ReadBasic.All"]
)]
public sealed class ExportVendorAppTemplateCommand : AppCmdlet
{
    private readonly HashSet<string> _written = new(StringComparer.OrdinalIgnoreCase);
    private string? _place;

    /// <summary>The file to write, or a folder that gets a file for each app.</summary>
    [Parameter]
    [Alias("OutFile")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>How commands name the template. Default: made from the app's name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>Writes the values of this app into the template: host names, users and groups. They are taken where a parameter isn't given.</summary>
    [Parameter]
    public SwitchParameter IncludeValue { get; set; }

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool NeedsApplication => false;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (Path is null)
        {
            return;
        }

        _place = GetUnresolvedProviderPathFromPSPath(Path);
        var isFolder = Directory.Exists(_place);
        if (!isFolder)
        {
            SettingFile.Check(_place, Force);
        }

        if (!IsRehearsal)
        {
            SettingFile.TryFolder(isFolder ? System.IO.Path.Combine(_place, "template.json") : _place);
        }
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var capture = await new AppCapturer(Work()).CaptureAsync(app, cancellationToken);
        var export = TemplateExport.Of(capture, Vendor, Work().Clock.GetUtcNow(), new VendorSettings(Connection).OfTenant);
        var file = FileOf(export.Template.Id);
        if (file is not null)
        {
            if (_written.Contains(file))
            {
                throw CaptureErrors.TemplateFileTaken(file, app);
            }

            SettingFile.Check(file, Force);
            var words =
                $"write the template '{export.Template.Id}' of '{app.DisplayName}'{(export.NotCaptured.Count > 0 ? $", without {export.NotCaptured.Count} of its properties" : "")}{(File.Exists(file) ? ", over the file that is there" : "")}";
            if (!Confirmed(file, [words], out _))
            {
                return;
            }

            SettingFile.Write(file, export.Text(IncludeValue), Force);
            _written.Add(file);
        }

        foreach (var gap in export.NotCaptured)
        {
            Log.Verbose($"Not captured of '{app.DisplayName}': {gap}");
        }

        if (export.NotCaptured.Count > 0)
        {
            Log.Warning(
                $"The template of '{app.DisplayName}' doesn't say {string.Join(", ", export.NotCaptured.Select(gap => gap.Property).Distinct())}. NotCaptured of the output explains it."
            );
        }

        WriteObject(Output(capture, export, file));
    }

    private string? FileOf(string id) =>
        _place is null ? null
        : Directory.Exists(_place) ? System.IO.Path.Combine(_place, $"{id.ToLowerInvariant()}.json")
        : _place;

    private VendorAppTemplateExport Output(AppCapture capture, TemplateExport export, string? file)
    {
        var parameters = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in export.Template.Parameters)
        {
            var values = CopyValues.Texts(export.Template, parameter).ToArray();
            parameters[parameter.Name] = parameter.List ? values : values[0];
        }

        var template = export.Template with { NamedFile = file ?? "<file>" };
        var input = VendorInput.Resolve(template, new OrderedDictionary(), new VendorSettings(Connection).OfTenant);
        return new VendorAppTemplateExport
        {
            Vendor = template.Id,
            DisplayName = capture.App.DisplayName,
            AppId = capture.App.AppId,
            TenantId = capture.App.TenantId,
            Path = file,
            Parameters = parameters,
            NotCaptured = export.NotCaptured,
            InstallCommand = VendorGuide.Of(template, input, new AppNaming()).InstallCommand(),
            Json = export.Text(IncludeValue),
        };
    }
}
