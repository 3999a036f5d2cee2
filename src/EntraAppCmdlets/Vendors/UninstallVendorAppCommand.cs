using System.Management.Automation;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Takes back what Install-VendorApp has made for a vendor's guide: admin consent, assignments, owners, the client secret, and the app.</summary>
/// <remarks>
/// <para>Specify the parameters that the app was installed with: they say which owners and assignments the guide has made. The app is found by its unique
/// name, even if it was renamed.</para>
/// <para>What the guide doesn't ask for was added by others: further secrets, certificates and federated credentials, redirect URIs, scopes, roles, claims,
/// permissions, consent, owners and assignments, and permissions of the app's API that other apps were granted. If there is anything of it, an error lists
/// it, and nothing is removed. With -Force, it is removed together with the app. The same applies to an app that was not created by Install-VendorApp but used with its -AppId. Whoever creates an app owns it: unless that
/// is the account that is signed in, the error lists that owner too.</para>
/// <para>If the guide asks for several apps, all of them are removed, the last one first. With -App, or apps from the
/// pipeline, those are removed, unless another app of the guide still uses the API of one: remove that app too, or specify -Force.</para>
/// <para>The app can be restored for 30 days (Restore-VendorAppRegistration), without its consent, its owners and assignments of the guide, and its secret,
/// unless -Permanent is specified. Of an app that the vendor has registered in its own tenant, the service principal is removed. A client secret in an
/// Azure Key Vault stays there, but is no longer valid.</para>
/// <para>You can run the command again: it finishes a run that was interrupted. If the tenant doesn't have the app, a warning says so.</para>
/// </remarks>
/// <example>
/// <code>Uninstall-VendorApp authentik -WhatIf</code>
/// <para>Shows what would be removed, step by step.</para>
/// </example>
/// <example>
/// <code>Uninstall-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team'</code>
/// <para>Takes back an installation that was made with these parameters.</para>
/// </example>
/// <example>
/// <code>$installation = Install-VendorApp authentik; $installation | Uninstall-VendorApp -Permanent -Confirm:$false</code>
/// <para>Carries out a guide, and takes it back without a trace and without a question.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Uninstall, "VendorApp", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.ReadWrite.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(
    When = "where consent was granted",
    Application = ["DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    When = "where consent to application permissions was granted",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
[GraphPermission(When = "where owners are named", Application = ["User.ReadBasic.All"], Delegated = ["User.ReadBasic.All"])]
[GraphPermission(
    When = "where users are assigned",
    Application = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All"]
)]
[GraphPermission(
    When = "where groups are assigned",
    Application = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All", "GroupMember.Read.All"]
)]
[GraphPermission(
    When = "where the guide has directory roles",
    Application = ["RoleManagement.ReadWrite.Directory"],
    Delegated = ["RoleManagement.ReadWrite.Directory"],
    Roles = ["Privileged Role Administrator"]
)]
[GraphPermission(
    When = "where the guide has group memberships",
    Application = ["GroupMember.ReadWrite.All"],
    Delegated = ["GroupMember.ReadWrite.All"],
    Roles = ["Groups Administrator"]
)]
public sealed class UninstallVendorAppCommand : InstalledAppCmdlet, IRemoval
{
    private readonly List<(AppTenant Tenant, AppReference App, VendorGuideSet Guides, IReadOnlyList<int> Places)> _waiting = [];

    /// <summary>The unique name that the app was installed with. Default: made from the display name.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UniqueName { get; set; }

    /// <summary>Removes the app for good, even one that is deleted already: it can't be restored, and its unique name is free at once.</summary>
    [Parameter]
    public SwitchParameter Permanent { get; set; }

    /// <summary>Removes the app together with what others have added to it. It doesn't suppress the confirmation: use -Confirm:$false for that.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the app as it was. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AppNaming Naming => new(DisplayName ?? Installed?.DisplayName, UniqueName ?? Installed?.UniqueName);

    private protected override Task ProcessAsync(
        VendorGuideSet guides,
        AppRegistration? app,
        IReadOnlyList<int> places,
        CancellationToken cancellationToken
    )
    {
        // The API comes from an installation before its client: whether both go is known when the last input is.
        if (MyInvocation.ExpectingInput && app is not null && guides.Count > 1)
        {
            _waiting.Add((Connection.Info, App!, guides, places));
            return Task.CompletedTask;
        }

        return RemoveAsync(guides, app, places, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var together in _waiting.GroupBy(input => (input.Tenant.TenantId, input.Guides.Template.Id, input.Guides.Names)))
        {
            App = together.Last().App;
            try
            {
                WorkIn(together.Last().Tenant);
                IReadOnlyList<int> places = [.. together.SelectMany(input => input.Places).Distinct().Order()];
                await RemoveAsync(together.Last().Guides, null, places, cancellationToken);
            }
            catch (Exception error) when (!EndsTheCommand(error) && ErrorRecords.From(Explain(error), CurrentInput) is not null)
            {
                WriteInputError(error);
            }
        }
    }

    private async Task RemoveAsync(
        VendorGuideSet guides,
        AppRegistration? app,
        IReadOnlyList<int> places,
        CancellationToken cancellationToken
    )
    {
        var uninstaller = new VendorUninstaller(Work());
        var plans = new List<UninstallPlan>();
        // An app goes before those that it refers to.
        foreach (var place in places.Reverse())
        {
            // An app that stays uses what goes, as any other app does.
            var plan = await uninstaller.PlanAsync(
                guides.Guide(place, beside: places),
                app ?? guides.AppAt(place),
                Permanent,
                cancellationToken
            );
            if (plan.App is null)
            {
                Log.Warning($"The tenant doesn't have {plan.InWords}; there is nothing to remove.");
                continue;
            }

            VendorUninstaller.Check(plan, Force);
            plans.Add(plan);
        }

        if (plans.Count == 0)
        {
            return;
        }

        var words = string.Join(Environment.NewLine, plans.Select(plan => InWords(plan, plan.App!)));
        if (Confirmed(words, out var isRehearsed))
        {
            foreach (var plan in plans)
            {
                PassOn(await uninstaller.ApplyAsync(plan, Force, cancellationToken));
            }
        }
        else if (isRehearsed)
        {
            plans.ForEach(plan => PassOn(plan.App));
        }
    }

    private string InWords(UninstallPlan plan, AppRegistration app) =>
        string.Join(
            $"{Environment.NewLine}  ",
            [
                $"Take back the guide of {plan.Guide.Vendor} from {app} in {Connection.Info}:",
                .. plan.Steps,
                .. plan.Extras.Select(extra => $"with it goes {extra}"),
            ]
        );
}
