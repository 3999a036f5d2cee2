using System.Management.Automation;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds a vendor's multitenant app to the tenant: creates its service principal (enterprise application), and grants consent on
/// request.</summary>
/// <remarks>
/// <para>The application object stays in the vendor's tenant. What the app requests can't be read here: name its permissions as the vendor's guide
/// lists them. They are granted with -GrantConsent, or by piping the app to Grant-AppAdminConsent. The other way is to open the address that
/// Get-AppConsentUrl gives, which shows what the vendor has registered.</para>
/// <para>An existing service principal stays as it is.</para>
/// <para>The command asks for confirmation before it grants an application permission that amounts to control of the tenant. In a script, use -Confirm:$false. Such a permission has the risk Critical; others that are Critical put the data of a service at stake, and are granted without that question.</para>
/// </remarks>
/// <example>
/// <code>New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e -Application User.Read.All, Group.Read.All -GrantConsent</code>
/// <para>Brings a vendor's app in and grants it two application permissions of Microsoft Graph.</para>
/// </example>
/// <example>
/// <code>New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e | Get-AppConsentUrl -RedirectUri https://connector.fabrikam.example/callback</code>
/// <para>Brings a vendor's app in and gives the address at which an administrator sees and grants what it requests.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "VendorServicePrincipal", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.All"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(
    With = ["GrantConsent"],
    Application = ["DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    With = ["GrantConsent"],
    When = "with -GrantConsent for application permissions",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
[GraphPermission(
    With = ["GrantConsent"],
    When = "with -GrantConsent for application permissions of Microsoft Graph",
    Roles = ["Privileged Role Administrator"]
)]
public sealed class NewVendorServicePrincipalCommand : ConnectedCmdlet
{
    private readonly ControlQuestion _control = new();
    private IReadOnlyList<AppRequestedPermission> _named = [];

    /// <summary>The application (client) ID of the vendor's app, as its guide tells it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [Alias("ClientId", "ApplicationId")]
    public Guid AppId { get; set; }

    /// <summary>Names of the application permissions that the app needs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names of the delegated permissions that the app needs.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <summary>The API whose permissions are named: its name, a short name such as SharePoint, or its application id. Default: Microsoft
    /// Graph.</summary>
    [Parameter]
    [Alias("Resource")]
    [ArgumentCompleter(typeof(PermissionResourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Api { get; set; }

    /// <summary>Grants the named permissions for the whole tenant.</summary>
    [Parameter]
    public SwitchParameter GrantConsent { get; set; }

    private protected override object? CurrentInput => AppId;

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (GrantConsent && Application.Length + Delegated.Length == 0)
        {
            throw PermissionErrors.PermissionMissing();
        }

        Guid? api = Api is null ? null : await ApiFinder.FindAsync(Work(), Api, cancellationToken);
        _named = await NamedPermissions.ResolveAsync(Work(), api, Application, Delegated, WriteInputError, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var apps = new AppReader(Work());
        var consent = new ConsentService(Work());
        var found = await apps.FindAsync(AppId, cancellationToken);
        var app =
            found
            ?? new AppRegistration
            {
                DisplayName = AppId.ToString(),
                AppId = AppId,
                TenantId = Connection.TenantId,
                IsPlanned = true,
            };
        // What it requests is in its publisher's tenant: known is only what was named.
        if (_named.Count > 0)
        {
            app = app with { Permissions = [.. app.Known.Permissions.Concat(_named).DistinctBy(permission => permission.Key)] };
        }

        var state = GrantConsent ? await consent.ReadAsync(app, _named, cancellationToken) : null;
        var change = new Change<AppRegistration>(app)
        {
            Words =
            [
                .. app.ServicePrincipalId is null ? (string[])["create the service principal of the app"] : [],
                .. state is { Missing.Count: > 0 } ? (string[])[ConsentService.InWords(state.Missing)] : [],
            ],
            NoChangeReason = $"'{app.DisplayName}' is there already{(state is null ? "" : " with consent")}",
            Send = cancel => SendAsync(consent, app, cancel),
        };
        if (change.Words.Count == 0 && state is not null)
        {
            change = change with { Expected = state.Done };
        }

        await CarryOutAsync(
            app.DisplayName,
            change,
            cancellationToken,
            isMeant: () => state is null || _control.IsAnswered(this, app, state.Missing)
        );
    }

    private async Task<AppRegistration> SendAsync(ConsentService consent, AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.ServicePrincipalId is null)
        {
            app = await new ServicePrincipalService(Work()).AddVendorAppAsync(app, cancellationToken);
        }

        if (!GrantConsent)
        {
            return app;
        }

        var consenting = await consent.PlanAsync(app, _named, cancellationToken);
        return consenting.Words.Count == 0 ? consenting.Expected : await consenting.ApplyAsync(Work(), cancellationToken);
    }
}
