using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that add to the permissions that an app requests.</summary>
public abstract class AddPermissionCmdlet : AppCmdlet
{
    /// <summary>Adds permissions to those that are requested already, and writes the app.</summary>
    private protected async Task AddAsync(AppRegistration app, IReadOnlyList<AppRequestedPermission> wanted, CancellationToken cancellationToken)
    {
        var permissions = new PermissionService(Work());
        var plan = await permissions.PlanAddAsync(app, wanted, cancellationToken);
        var there = wanted.Count - plan.Added.Count;
        if (plan.Added.Count == 0)
        {
            Log.Verbose($"'{app.DisplayName}' requests {string.Join(", ", wanted)} already; nothing to change.");
            WriteObject(app with { Permissions = plan.All });
        }
        else if (Confirmed(app.DisplayName, [$"{Words(plan.Added)}{(there > 0 ? $"; {there} of {wanted.Count} are there already" : "")}"], out var rehearsal))
        {
            WriteObject(await permissions.ApplyAsync(plan, cancellationToken));
        }
        else if (rehearsal)
        {
            WriteObject(app with { Permissions = plan.All });
        }
    }

    /// <summary>What would be added, in words; the API is named where it is not Microsoft Graph.</summary>
    private static string Words(IReadOnlyList<AppRequestedPermission> added) => "add " + string.Join(", ", added.Select(item =>
        $"{item} ({PermissionWords.Of(item.Type)}{(item.ResourceAppId == PermissionResource.MicrosoftGraphAppId ? "" : $", {item.ResourceName ?? item.ResourceAppId.ToString()}")})"));
}
