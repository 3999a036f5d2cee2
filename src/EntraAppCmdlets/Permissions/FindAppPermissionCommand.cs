using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>
/// Finds permissions of Microsoft Graph and other Microsoft APIs in the built-in catalogue. Needs no connection.
/// </summary>
/// <example>
/// All application permissions of Microsoft Graph that write groups
/// <code>Find-AppPermission Group*.*Write* -Type Application -Resource 'Microsoft Graph'</code>
/// </example>
/// <example>
/// What a permission allows
/// <code>Find-AppPermission GroupMember.ReadWrite.All | Format-List</code>
/// </example>
[Cmdlet(VerbsCommon.Find, "AppPermission")]
[OutputType(typeof(AppPermission))]
public sealed class FindAppPermissionCommand : PSCmdlet
{
    private Guid? resourceAppId;

    /// <summary>Names, with <c>*</c> for any text and <c>?</c> for any one character. All permissions if left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Permission")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AnyPermissionCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Delegated or Application; both if left out.</summary>
    [Parameter]
    public AppPermissionType? Type { get; set; }

    /// <summary>The API: its name, a short name such as SharePoint, or its application id. All APIs if left out.</summary>
    [Parameter]
    [Alias("Api")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PermissionResourceCompleter))]
    public string? Resource { get; set; }

    /// <summary>Only permissions that a security review rates at least so risky.</summary>
    [Parameter]
    public AppPermissionRisk Risk { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Resource is null)
        {
            return;
        }

        resourceAppId = PermissionCatalogue.Default.FindResource(Resource)?.AppId;
        if (resourceAppId is null)
        {
            ThrowTerminatingError(ErrorRecords.From(AppErrors.ApiNotInCatalogue(Resource, PermissionCatalogue.Default.Resources), GetType(), Resource)!);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            Find(name);
        }
    }

    private void Find(string name)
    {
        var found = false;
        foreach (var permission in PermissionCatalogue.Default.Search(PermissionName.Parse(name).Value, resourceAppId, Type))
        {
            found = true;
            if (permission.Risk >= Risk)
            {
                WriteObject(permission);
            }
        }

        if (!found && !name.AsSpan().ContainsAny('*', '?'))
        {
            WriteError(ErrorRecords.From(AppErrors.PermissionNotFound(PermissionCatalogue.Default.Miss(resourceAppId, name, Type)), GetType(), name)!);
        }
    }
}
