using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Compares an app with its vendor's guide and writes one finding for each difference: the actual value, the expected value, and the
/// command that fixes it.</summary>
/// <remarks>
/// <para>It checks the account types, redirect URIs, token settings, exposed scopes, requested permissions, admin consent, the client secret and its
/// expiry, owners and assignments, for what is missing and for what the guide doesn't ask for. Specify the parameters that the app was installed with.</para>
/// <para>It also finds valid secrets, certificates and federated credentials other than the guide's, and scopes and roles that the guide doesn't name.</para>
/// <para>Without -App, it checks the app that Install-VendorApp would find. It changes nothing. If there is no difference, there is no output:
/// -Verbose says so, and -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Test-VendorAppRegistration Sekoia -Region FRA2</code>
/// <para>Writes a finding for each difference between the app Sekoia.io and its guide.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-VendorAppRegistration authentik -Quiet)) { Install-VendorApp authentik }</code>
/// <para>Carries out authentik's guide again if the app differs from it.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "VendorAppRegistration")]
[OutputType(typeof(VendorAppFinding), typeof(bool))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    When = "where the guide has directory roles",
    Application = ["Directory.Read.All or RoleManagement.Read.Directory"],
    Delegated = ["Directory.Read.All or RoleManagement.Read.Directory"]
)]
[GraphPermission(
    When = "where the guide has group memberships",
    Application = ["Directory.Read.All or GroupMember.Read.All"],
    Delegated = ["Directory.Read.All or GroupMember.Read.All"]
)]
public sealed class TestVendorAppRegistrationCommand : ConnectedCmdlet, IDynamicParameters
{
    private VendorParameters? _parameters;

    /// <summary>The vendor. The output of Install-VendorApp supplies it.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The app: the object of an earlier step, an application (client) ID, or a display name. Default: the one that Install-VendorApp would
    /// find.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>Template files or folders to search before ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>The display name that the app was installed with, if it isn't the name in the template.</summary>
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
        _parameters =
            Vendor is null && MyInvocation.ExpectingInput
                ? VendorParameters.Later()
                : VendorParameters.Of(this, Vendor, TemplatePath, null, null);
        return _parameters?.Defined;
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        WorkFor(App);
        var (template, input) = Guide();
        var app = await ResolveAsync(cancellationToken);
        var guide = VendorGuide.Of(template, input, new AppNaming(DisplayName ?? App?.Installation?.DisplayName));
        var exception = new List<AppException>();
        var findings = await new VendorInspector(Work()).InspectAsync(guide, app, exception, cancellationToken);
        if (exception.Count > 0)
        {
            exception.ForEach(WriteInputError);
            return;
        }

        if (findings.Count == 0)
        {
            Log.Verbose(
                $"'{app?.DisplayName ?? guide.Spec.Find<RegistrationSpec>()?.Request.DisplayName ?? template.Title}' is as the guide of {template.Id} says: no findings."
            );
        }

        if (Quiet)
        {
            WriteObject(findings.Count == 0);
        }
        else
        {
            WriteObject(findings, enumerateCollection: true);
        }
    }

    private (VendorTemplate Template, VendorInput Input) Guide()
    {
        var installation = App?.Installation;
        if (Vendor is not null)
        {
            _ = _parameters!.Given();
        }

        var template = Vendor is not null ? _parameters!.Template! : installation?.Template ?? throw GuideErrors.VendorNotGiven();
        var given = _parameters?.Given(template) ?? [];
        installation?.Input.AddTo(given, template);
        return (template, VendorInput.Resolve(template, given, new VendorSettings(Connection).OfTenant));
    }

    private async Task<AppRegistration?> ResolveAsync(CancellationToken cancellationToken)
    {
        if (App is null)
        {
            return null;
        }

        if (App.Registration is { } app)
        {
            return app.IsPlanned ? throw RegistrationErrors.AppPlanned(app) : app;
        }

        return await new RegistrationService(Work()).GetAsync(App, cancellationToken);
    }
}
