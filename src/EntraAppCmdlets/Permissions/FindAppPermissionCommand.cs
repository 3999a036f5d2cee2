using System.Management.Automation;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>
/// Finds permissions of Microsoft Graph and other Microsoft APIs in the built-in catalogue, and permissions of any API in the connected tenant.
/// </summary>
/// <remarks>
/// <para>The built-in catalogue needs no connection. With one, the tenant is asked for what the catalogue lacks: an API that it does not hold, or a name
/// that is newer than it. With -Live the tenant alone is asked, and each permission comes with its description.</para>
/// <para>Risk is Critical where the tenant or all data of a service is at stake. Before Grant-AppAdminConsent grants those of them that amount to control of the tenant
/// (RiskSource is ControlsTenant), it asks.</para>
/// </remarks>
/// <example>
/// All application permissions of Microsoft Graph that write groups
/// <code>Find-AppPermission Group*.*Write* -Type Application -Resource 'Microsoft Graph'</code>
/// </example>
/// <example>
/// What a permission allows, in the words of its API
/// <code>Find-AppPermission GroupMember.ReadWrite.All -Resource Graph -Live | Format-List</code>
/// </example>
/// <example>
/// What another app of the tenant exposes
/// <code>Find-AppPermission -Resource 'Invictus API'</code>
/// </example>
/// <example>
/// The least application permission for each of two requests
/// <code>Find-AppPermission -Request 'GET /users', 'POST /groups' -Type Application | Where-Object IsLeast</code>
/// </example>
[Cmdlet(VerbsCommon.Find, "AppPermission", DefaultParameterSetName = ByName)]
[OutputType(typeof(AppPermission), ParameterSetName = [ByName])]
[OutputType(typeof(AppRequestPermission), ParameterSetName = [ByRequest])]
[GraphPermission(
    When = "with -Live, and for an API that is not built in",
    Application = ["Application.Read.All"],
    Delegated = ["Application.Read.All"]
)]
public sealed class FindAppPermissionCommand : ConnectedCmdlet
{
    private const string ByName = "Name";
    private const string ByRequest = "Request";
    private Guid? _api;
    private bool _live;

    /// <summary>Names or ids; names with <c>*</c> for any text and <c>?</c> for any one character. All permissions if left out.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Permission")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AnyPermissionCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>
    /// Requests of Microsoft Graph: a method and a path or URL, such as 'GET /users/{id}'. The version, keys and a query are ignored.
    /// </summary>
    [Parameter(ParameterSetName = ByRequest, Mandatory = true)]
    [ArgumentCompleter(typeof(RequestCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Request { get; set; } = [];

    /// <summary>Delegated or Application; both if left out.</summary>
    [Parameter]
    public AppPermissionType? Type { get; set; }

    /// <summary>The API: its name, a short name such as SharePoint, its application id or URI. All APIs if left out.</summary>
    [Parameter(ParameterSetName = ByName)]
    [Alias("Api")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PermissionResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Only permissions of this risk and higher ones. Those that nobody has rated (Unknown) are included, because they may be as risky.</summary>
    [Parameter]
    public AppPermissionRisk Risk { get; set; }

    /// <summary>Asks the connected tenant instead of the built-in catalogue.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter Live { get; set; }

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == ByRequest)
        {
            return;
        }

        if (Live || Tenant is not null)
        {
            await base.BeginAsync(cancellationToken);
        }

        _live = Live;
        if (Resource is null)
        {
            return;
        }

        _api = PermissionCatalogue.Default.FindResource(Resource)?.AppId;
        if (_api is null && !IsConnected)
        {
            throw PermissionErrors.ApiNotInCatalogue(Resource, PermissionCatalogue.Default.Resources);
        }

        _live = Live || _api is null;
        _api ??= await ApiFinder.FindAsync(Work(), Resource, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var request in Request)
        {
            FindFor(request);
        }

        if (ParameterSetName == ByRequest)
        {
            return;
        }

        foreach (var name in Name)
        {
            try
            {
                PatternOf(name).Check();
                if (_live)
                {
                    await FindLiveAsync(name, _api, cancellationToken);
                }
                else
                {
                    await FindAsync(name, cancellationToken);
                }
            }
            catch (AppException e) when (e.Kind == AppErrorKind.InvalidArgument)
            {
                WriteInputError(e);
            }
        }
    }

    private void FindFor(string text)
    {
        try
        {
            var request = RequestCatalogue.Default.Get(text);
            var found = Enum.GetValues<AppPermissionType>()
                .Where(type => Type is null || type == Type)
                .SelectMany(type => LeastPrivilege.Default.Rank(request, type))
                .ToList();
            if (found.Count == 0)
            {
                Log.Warning($"No {(Type is { } type ? PermissionWords.Of(type) + " " : "")}permission allows {request}.");
            }

            foreach (var permission in found.Where(permission => permission.Risk >= Risk))
            {
                WriteObject(permission);
            }
        }
        catch (AppException e)
        {
            WriteInputError(e);
        }
    }

    private bool IsConnected => Tenant is not null || ConnectionStore.Current.Default is not null;

    private static NamePattern PatternOf(string name) => new(PermissionName.Parse(name).Value);

    private async Task FindAsync(string name, CancellationToken cancellationToken)
    {
        var found = PermissionCatalogue
            .Default.Named(PermissionName.Parse(name).Value, _api)
            .Where(permission => Type is null || permission.Type == Type)
            .ToList();
        if (found.Count > 0 || PatternOf(name).IsPattern)
        {
            Write(found);
        }
        else if (!IsConnected || !await TryFindLiveAsync(name, cancellationToken))
        {
            WriteInputError(PermissionErrors.PermissionNotFound(PermissionCatalogue.Default.Miss(_api, name, Type)));
        }
    }

    /// <summary>Asks the tenant for a name that the catalogue lacks, which an account without the right to read APIs can do without.</summary>
    private async Task<bool> TryFindLiveAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await FindLiveAsync(name, _api ?? PermissionResource.MicrosoftGraphAppId, cancellationToken);
            return true;
        }
        catch (GraphException refused) when (refused.Status == 403)
        {
            Log.Verbose(
                $"The account may not read the permissions of the tenant's APIs: '{name}' was looked for in the built-in catalogue only."
            );
            return false;
        }
    }

    private async Task FindLiveAsync(string name, Guid? api, CancellationToken cancellationToken)
    {
        var permissions = new PermissionService(Work());
        var found = 0;
        ServicePrincipalResource? asked = null;
        if (api is { } only)
        {
            asked = await permissions.LiveAsync(only, cancellationToken);
            Write(asked);
        }
        else
        {
            await foreach (var resource in permissions.ListApisAsync(cancellationToken))
            {
                Write(resource);
            }
        }

        if (found == 0 && !PatternOf(name).IsPattern)
        {
            WriteInputError(
                api is { } appId && appId == _api
                    ? permissions.Missing(appId, asked, name, Type)
                    : PermissionErrors.PermissionNotFound(PermissionCatalogue.Default.Miss(_api, name, Type))
            );
        }

        void Write(ServicePrincipalResource? resource)
        {
            List<AppPermission> fitting = resource is null ? [] : [.. permissions.Search(resource, PatternOf(name), Type)];
            found += fitting.Count;
            this.Write(fitting);
        }
    }

    private void Write(IEnumerable<AppPermission> found)
    {
        foreach (var permission in found.Where(permission => permission.Risk >= Risk))
        {
            WriteObject(permission);
        }
    }
}
