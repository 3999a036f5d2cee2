using System.Management.Automation;
using EntraAppCmdlets.Permissions;

namespace EntraAppCmdlets;

/// <summary>Adds permissions of Microsoft Graph to those that an app requests.</summary>
/// <remarks>
/// <para>What the app requests already stays. Requesting is not granting: Grant-AppAdminConsent does that.</para>
/// <para>Every name is checked before anything of the pipeline is sent; a wrong one is told with the nearest names.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration authentik | Add-AppGraphPermission -Application Group.Create, User.ReadWrite.All -Delegated User.Read</code>
/// <para>Adds two application permissions and a delegated one.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "AppGraphPermission", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.ReadWrite.OwnedBy"], Delegated = ["Application.ReadWrite.All"], Role = "Application Administrator")]
public sealed class AddAppGraphPermissionCommand : AppCmdlet
{
    private IReadOnlyList<AppRequestedPermission> _wanted = [];

    /// <summary>Names of application permissions: what the app may do as itself.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphApplicationPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Application { get; set; } = [];

    /// <summary>Names of delegated permissions: what the app may do on behalf of a signed-in user.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GraphDelegatedPermissionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Delegated { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task BeginAsync(CancellationToken cancellationToken)
    {
        await base.BeginAsync(cancellationToken);
        if (Application.Length + Delegated.Length == 0)
            throw AppErrors.PermissionMissing();
        var permissions = new PermissionService(Work());
        var trouble = new List<AppException>();
        var graph = PermissionResource.MicrosoftGraphAppId;
        _wanted =
        [
            .. await permissions.ResolveAsync(graph, Application, AppPermissionType.Application, trouble, cancellationToken),
            .. await permissions.ResolveAsync(graph, Delegated, AppPermissionType.Delegated, trouble, cancellationToken),
        ];
        foreach (var error in trouble.SkipLast(1))
            WriteTrouble(error);
        if (trouble.Count > 0)
            throw trouble[^1];
    }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var permissions = new PermissionService(Work());
        var plan = await permissions.PlanAddAsync(app, _wanted, cancellationToken);
        var there = _wanted.Count - plan.Added.Count;
        if (plan.Added.Count == 0)
        {
            Log.Verbose($"'{app.DisplayName}' requests {string.Join(", ", _wanted)} already; nothing to change.");
            WriteObject(app with { Permissions = plan.All });
        }
        else if (Confirmed(app.DisplayName, [$"add {string.Join(", ", plan.Added.Select(item => $"{item} ({item.Type.ToString().ToLowerInvariant()})"))}{(there > 0 ? $"; {there} of {_wanted.Count} are there already" : "")}"], out var rehearsal))
        {
            WriteObject(await permissions.ApplyAsync(plan, cancellationToken));
        }
        else if (rehearsal)
        {
            WriteObject(app with { Permissions = plan.All });
        }
    }
}
