using System.Management.Automation;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Compares an app with another app, with a template, or with an earlier export, and writes one row for each difference.</summary>
/// <remarks>
/// <para>It compares the account types, redirect URIs, settings, the exposed API, permissions, admin consent, claims, client secrets by description
/// and lifetime, owners and assignments, whichever side has more. IDs are left out: those of the apps, their objects, scopes and credentials, and of
/// the tenants. Where a text names the tenant's ID or default domain, or the application ID, it is compared as {tenant.id}, {tenant.domain} and
/// {app.appId}. The names of two apps of one tenant aren't compared.</para>
/// <para>Of two apps, what a template can't say is compared too, such as tags. Compared with a template, it is left out, and a warning names
/// it.</para>
/// <para>To compare with a template, give the parameters that the app was installed with. A file of Export-VendorAppTemplate -IncludeValue has
/// them. Test-VendorAppRegistration checks an app against its vendor's guide instead, and names the commands that correct it.</para>
/// <para>It changes nothing. If there is no difference, there is no output: -Verbose says so, and -Quiet writes True.</para>
/// </remarks>
/// <example>
/// <code>Compare-VendorAppRegistration -App Grafana -With 'Grafana test'</code>
/// <para>Compares the app Grafana with the app Grafana test.</para>
/// </example>
/// <example>
/// <code>Compare-VendorAppRegistration -App Grafana -With Grafana -WithTenant fabrikam.onmicrosoft.com -Quiet</code>
/// <para>Writes whether the app is the same in two connected tenants.</para>
/// </example>
/// <example>
/// <code>Compare-VendorAppRegistration Grafana -TemplatePath ./grafana.json</code>
/// <para>Writes what has changed since the app was exported with its values.</para>
/// </example>
[Cmdlet(VerbsData.Compare, "VendorAppRegistration", DefaultParameterSetName = OfApp)]
[OutputType(typeof(VendorAppDifference), typeof(bool))]
[GraphPermission(
    Application = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"],
    Delegated = ["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All", "RoleManagement.Read.Directory"]
)]
[GraphPermission(
    When = "where users own the app or are assigned to it",
    Application = ["User.ReadBasic.All"],
    Delegated = ["User.ReadBasic.All"]
)]
public sealed class CompareVendorAppRegistrationCommand : AppCmdlet, IDynamicParameters
{
    private const string OfApp = "App";
    private const string OfTemplate = "Template";

    private VendorParameters? _parameters;
    private (TenantConnection Connection, AppCapture Capture)? _other;

    /// <summary>The other app: the object of an earlier step, an application (client) ID, or a display name.</summary>
    [Parameter(Position = 0, ParameterSetName = OfApp)]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNull]
    public AppReference? With { get; set; }

    /// <summary>The tenant of the other app, out of those that are connected. Default: the tenant that the object of -With was read from,
    /// else that of the app.</summary>
    [Parameter(ParameterSetName = OfApp)]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNull]
    public AppTenantReference? WithTenant { get; set; }

    /// <summary>The template to compare with. Default: the one in the file of -TemplatePath.</summary>
    [Parameter(ParameterSetName = OfTemplate)]
    [ArgumentCompleter(typeof(VendorCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vendor { get; set; }

    /// <summary>The file of a template or of an earlier export; or files and folders to search for the template of -Vendor before
    /// ENTRAAPP_TEMPLATE_PATH and the module's templates.</summary>
    [Parameter(ParameterSetName = OfTemplate)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string[]? TemplatePath { get; set; }

    /// <summary>Writes True if there is no difference, else False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override bool NeedsApplication => false;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        _parameters = VendorParameters.Of(this, Vendor ?? VendorTemplates.VendorIn(this, TemplatePath), TemplatePath, OfTemplate, null);
        return _parameters?.Defined;
    }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // Before anything is sent.
        if (With is null)
        {
            _ = (_parameters ?? throw CaptureErrors.ComparisonNotGiven()).Given();
        }

        return base.BeginAsync(cancellationToken);
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var guide = With is null ? await GuideAsync(app, cancellationToken) : null;
        var capture = await new AppCapturer(Work()).CaptureAsync(app, cancellationToken);
        var (with, differences) = guide is null ? Differences(capture, await OtherAsync(cancellationToken)) : Differences(capture, guide);
        if (differences.Count == 0)
        {
            Log.Verbose($"'{app.DisplayName}' and {with} are alike: no differences.");
        }

        if (Quiet)
        {
            WriteObject(differences.Count == 0);
            return;
        }

        WriteObject(
            differences.Select(difference => new VendorAppDifference
            {
                DisplayName = capture.App.DisplayName,
                AppId = capture.App.AppId,
                With = with,
                Property = difference.Property,
                Left = difference.Left,
                Right = difference.Right,
            }),
            enumerateCollection: true
        );
    }

    private static (string With, IReadOnlyList<SpecDifference> Differences) Differences(AppCapture capture, AppCapture other)
    {
        var isSameTenant = capture.Tenant.TenantId == other.Tenant.TenantId;
        return (
            other.App.ToString(),
            [
                .. SpecComparison
                    .Compare([.. capture.Facts(), .. capture.OtherFacts()], [.. other.Facts(), .. other.OtherFacts()])
                    .Where(difference => !isSameTenant || difference.Property != nameof(AppRegistration.DisplayName)),
            ]
        );
    }

    private (string With, IReadOnlyList<SpecDifference> Differences) Differences(AppCapture capture, VendorGuide guide)
    {
        if (capture.Gaps.Count > 0)
        {
            Log.Warning(
                $"A template can't say {string.Join(", ", capture.Gaps.Select(gap => gap.Property).Distinct())} of '{capture.App.DisplayName}': not compared."
            );
        }

        return (
            $"the template {guide.Vendor}",
            SpecComparison.Compare(capture.Facts(), SpecComparison.Neutral(guide.Spec.Facts(), capture.Tenant, capture.App.AppId))
        );
    }

    private async Task<VendorGuide> GuideAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var guides = new VendorGuideSet(
            _parameters!.Template!,
            _parameters.Given(),
            new VendorSettings(Connection).OfTenant,
            new AppNaming()
        );
        await guides.FindAsync(Work(), cancellationToken);
        return guides.Guide(guides.PlacesOf(app)[0]);
    }

    /// <summary>The other app, read once for all apps of the pipeline.</summary>
    private async Task<AppCapture> OtherAsync(CancellationToken cancellationToken)
    {
        var connection = OtherConnection();
        if (_other is { } known && known.Connection == connection)
        {
            return known.Capture;
        }

        var work = connection == Connection ? Work() : new CommandContext(connection, Log);
        var app = await FindAsync(With!, work, cancellationToken);
        var capture = await new AppCapturer(work).CaptureAsync(app, cancellationToken);
        _other = (connection, capture);
        return capture;
    }

    private TenantConnection OtherConnection()
    {
        if (With!.Tenant is { } tenant)
        {
            throw ConnectionErrors.TenantIsNoApp(tenant);
        }

        var connection =
            WithTenant?.Find(ConnectionStore.Current)
            ?? (With.TenantId is { } id ? ConnectionStore.Current.Find(id.ToString()) : null)
            ?? Connection;
        return With.TenantId is { } own && own != connection.TenantId
            ? throw (
                With.Registration is { } app
                    ? RegistrationErrors.AppOfOtherTenant(app, connection.TenantId)
                    : RegistrationErrors.AppOfOtherTenant(With.ToString(), own, connection.TenantId)
            )
            : connection;
    }
}
