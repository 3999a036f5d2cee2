using System.Management.Automation;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Adds roles that an app defines, for users and groups, for applications, or for both.</summary>
/// <remarks>
/// <para>A role for applications is an application permission of the app's API: others request it with Add-AppApiPermission. A role for users and groups
/// is given with Add-AppAssignment.</para>
/// <para>If the role exists, only the values you specify change. Entra requires it to be disabled briefly while they do.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Add-AppRole -Value Dashboard.Read -DisplayName Readers -Description 'May read the dashboard.'</code>
/// <para>Adds a role for users and groups.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppRole Viewer, Editor, Admin</code>
/// <para>Adds three roles for users and groups, each shown by its value.</para>
/// </example>
/// <example>
/// <code>$app | Add-AppRole -Value Import.Write -AllowedMemberType User, Application</code>
/// <para>Adds a role for users, groups and applications.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class AddAppRoleCommand : AppChangeCmdlet
{
    /// <summary>The values of the roles, as they appear in a token; up to 249 letters, digits and signs without spaces.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Value { get; set; } = [];

    /// <summary>The name that people see, of each role that is given. Default: the value.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 120)]
    public string? DisplayName { get; set; }

    /// <summary>What the role allows. Default: its name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateLength(1, 1000)]
    public string? Description { get; set; }

    /// <summary>Who may hold it. Default for a new role: users and groups.</summary>
    [Parameter]
    [Alias("AllowedMemberTypes")]
    [ValidateNotNullOrEmpty]
    public AppRoleMemberType[]? AllowedMemberType { get; set; }

    /// <summary>Takes the role out of use without removing it; -Disabled:$false puts it into use again.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var value in Value)
        {
            Entitlements<AppRole>.CheckValue(value, RoleService.MaximumValue);
        }

        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new RoleService(Work()).PlanAddAsync(
            app,
            [
                .. Value
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(value => new RoleRequest
                    {
                        Value = value,
                        DisplayName = DisplayName,
                        Description = Description,
                        AllowedMemberTypes = AllowedMemberType,
                        IsEnabled = !Given(Disabled, nameof(Disabled)),
                    }),
            ],
            cancellationToken
        );
}
