using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Compares a live app with its vendor's guide, and writes one finding for each difference: what is, what should be, and the command that mends it.</summary>
/// <remarks>
/// <para>It looks at the account types, redirect URIs, token boxes, exposed scopes, requested permissions, consent, the secret and its end, owners, and who is
/// let in; at what is missing and at what is there beyond the guide. Give the parameters that the app was installed with.</para>
/// <para>It also finds valid secrets, certificates and federated credentials beside the one of the guide, and scopes and roles that the guide does not name.</para>
/// <para>Without -App it takes the app that Install-VendorApp would find. Nothing is changed. If all is well, there is no output: -Verbose says so, and
/// -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Test-VendorAppRegistration Sekoia -Region FRA2</code>
/// <para>Writes a finding for each difference between the app Sekoia.io and its guide; nothing if there is none.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-VendorAppRegistration authentik -Quiet)) { Install-VendorApp authentik }</code>
/// <para>Carries out authentik's guide again where the app is not as it says.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "VendorAppRegistration")]
[OutputType(typeof(VendorAppFinding), typeof(bool))]
[GraphPermission(Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"], Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"])]
public sealed class TestVendorAppRegistrationCommand : ConnectedCmdlet, IDynamicParameters
{
    private VendorParameters? _parameters;

    /// <summary>The vendor. The output of Install-VendorApp brings its own.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The app: the object of an earlier step, an application (client) ID, or a display name. Default: the one that Install-VendorApp would find.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>Template files, or folders of them, to look at before those of ENTRAAPP_TEMPLATE_PATH and of the module.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>The display name that the app was installed with, where it is not the template's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DisplayName { get; set; }

    /// <summary>Writes True if there is no difference, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override object? CurrentInput => App?.ToString() ?? Vendor;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _parameters = Vendor is null && MyInvocation.ExpectingInput ? VendorParameters.Later() : VendorParameters.Of(this, Vendor, TemplatePath, null, null);
        return _parameters?.Defined;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        var (template, input) = Guide();
        var app = await ResolveAsync(cancellationToken);
        var design = AppSpec.Of(template, input, new AppNaming(DisplayName ?? App?.Installation?.DisplayName));
        var trouble = new List<AppException>();
        var findings = await new VendorInspector(Work()).InspectAsync(design, app, trouble, cancellationToken);
        if (trouble.Count > 0)
        {
            trouble.ForEach(WriteInputError);
            return;
        }

        if (findings.Count == 0)
            Log.Verbose($"'{app?.DisplayName ?? design.Registration?.DisplayName ?? template.Title}' is as the guide of {template.Id} says: no findings.");
        if (Quiet)
            WriteObject(findings.Count == 0);
        else
            WriteObject(findings, enumerateCollection: true);
    }

    private (VendorTemplate Template, VendorInput Input) Guide()
    {
        var installation = App?.Installation;
        if (Vendor is not null)
            _ = _parameters!.Given();
        var template = Vendor is not null ? _parameters!.Template! : installation?.Template ?? throw GuideErrors.VendorNotGiven();
        var given = _parameters?.Given(template) ?? [];
        installation?.Input.AddTo(given, template);
        return (template, VendorInput.Resolve(template, given, new VendorSettings(Connection).OfTenant));
    }

    private async Task<AppRegistration?> ResolveAsync(CancellationToken cancellationToken)
    {
        if (App is null)
            return null;
        if (App.Registration is { } app)
            return app.IsPlanned ? throw RegistrationErrors.AppPlanned(app) : app;

        return await new RegistrationService(Work()).GetAsync(App, cancellationToken);
    }
}
