using System.Management.Automation;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>Adds permissions of any API to those that an app requests: of Microsoft's APIs, of another app of the tenant, or of the app itself.</summary>
/// <remarks>
/// <para>The command keeps the permissions that the app already requests. Requesting a permission doesn't grant it: run Grant-AppAdminConsent next.</para>
/// <para>Names are looked up in the built-in catalogue, then in the tenant. If a name is wrong, the error lists the closest matches and nothing is
/// sent.</para>
/// <para>The portal's "My APIs" are the apps of the tenant: -Api takes their name, application ID or object. 'self' is the app itself.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppApiPermission -Api SharePoint -Application Sites.Read.All</code>
/// <para>Adds an application permission of SharePoint.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppApiScope -Scope Api.Access | Add-AppApiPermission -Api self -Delegated Api.Access</code>
/// <para>Exposes a scope and lets the app itself request it, as guides with a website and an API in one app ask for.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration 'Invictus API' | Add-AppApiPermission -App 'Invictus dashboard' -Delegated Api.Access</code>
/// <para>Takes the API from the pipeline and adds its scope to another app.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppApiPermission", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppApiPermissionCommand : AddPermissionCmdlet
{
    private readonly Dictionary<(Guid TenantId, string Api), IReadOnlyList<AppRequestedPermission>> _resolved = [];

    /// <summary>
    /// The API: a name or short name such as SharePoint, an application id, a URI such as https://vault.azure.net, the object of an app, or 'self'
    /// for the app itself. From the pipeline where -App is given.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Resource")]
    [ArgumentCompleter(typeof(ApiCompleter))]
    [ValidateNotNull]
    public AppReference Api { get; set; } = null!;

    /// <summary>Names or IDs of application permissions: what the app may do as itself, without a signed-in user.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names or IDs of delegated permissions: what the app may do on behalf of a signed-in user.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Application.Length + Delegated.Length == 0)
        {
            throw PermissionErrors.PermissionMissing();
        }

        await base.BeginAsync(cancellationToken);
    }

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        // Given on the command line, it is the same for every app: its names are checked before anything of the pipeline is sent.
        if (IsBound(nameof(Api)) && !IsSelf(null))
        {
            await ResolveAsync(cancellationToken);
        }
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        Api.CheckNamed();
        if (Api.Registration is { } api && api.TenantId != app.TenantId)
        {
            throw RegistrationErrors.AppOfOtherTenant(api, app.TenantId);
        }

        var wanted = IsSelf(app)
            ? await NamedPermissions.ResolveAsync(Work(), app, Application, Delegated, WriteInputError, cancellationToken)
            : await ResolveAsync(cancellationToken);
        await AddAsync(app, wanted, cancellationToken);
    }

    private bool IsSelf(AppRegistration? app) => Api.IsSelf || (app is not null && Api.AppId == app.AppId);

    private async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(CancellationToken cancellationToken)
    {
        var key = Api.AppId?.ToString() ?? Api.DisplayName!;
        if (!_resolved.TryGetValue((Connection.TenantId, key), out var wanted))
        {
            wanted = Api.Registration is { } app
                ? await NamedPermissions.ResolveAsync(Work(), app, Application, Delegated, WriteInputError, cancellationToken)
                : await NamedPermissions.ResolveAsync(
                    Work(),
                    await ApiFinder.FindAsync(Work(), key, cancellationToken),
                    Application,
                    Delegated,
                    WriteInputError,
                    cancellationToken
                );
            _resolved[(Connection.TenantId, key)] = wanted;
        }

        return wanted;
    }
}
