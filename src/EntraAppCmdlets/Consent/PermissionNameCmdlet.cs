using System.Management.Automation;
using EntraAppCmdlets.Aspects.Permissions;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that work on the permissions of an app, all of them or those that are named.</summary>
public abstract class PermissionNameCmdlet : AppWriteCmdlet
{
    /// <summary>Names or ids of application permissions.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names or ids of delegated permissions.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OwnDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <summary>The API whose permissions are named: its name, a short name such as SharePoint, or its application id. Default: Microsoft Graph.</summary>
    [Parameter]
    [Alias("Resource")]
    [ArgumentCompleter(typeof(ApiCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Api { get; set; }

    private protected override bool NeedsApplication => false;

    /// <summary>The names that were given, each with its type.</summary>
    private protected IReadOnlyList<(string Name, AppPermissionType Type)> Names =>
        [
            .. Application.Select(name => (name, AppPermissionType.Application)),
            .. Delegated.Select(name => (name, AppPermissionType.Delegated)),
        ];

    /// <summary>The API that was named; null if none was.</summary>
    private protected Guid? NamedApi { get; private set; }

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Api is not null)
        {
            NamedApi = await ApiFinder.FindAsync(Work(), Api, cancellationToken);
        }
    }
}
