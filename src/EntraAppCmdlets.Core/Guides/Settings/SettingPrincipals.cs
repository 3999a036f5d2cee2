using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>The users and groups that settings name: tokens contain their object IDs, and so vendors ask for these.</summary>
internal static class SettingPrincipals
{
    /// <summary>Finds those that the settings of an app name, and lets the values of the parameters know their object IDs.</summary>
    /// <param name="work">The running command.</param>
    /// <param name="template">The template of the app.</param>
    /// <param name="input">The values of its parameters.</param>
    /// <param name="errors">Takes PrincipalNotFound and the like for each one that can't be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task FindAsync(
        CommandContext work,
        VendorTemplate template,
        VendorInput input,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var names = (
            from setting in template.Settings
            where input.Holds(setting.When)
            from placeholder in Placeholder.NamesIn(setting.Value ?? "")
            let parameter = input.PrincipalIn(placeholder)
            where parameter is not null
            from name in input.ValuesOf(parameter)
            select new PrincipalQuery(name)
        ).ToList();
        var found = new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase);
        await new PrincipalService(work, found)
            .ResolveAsync(
                [.. names.DistinctBy(query => query.Text, StringComparer.OrdinalIgnoreCase)],
                [PrincipalKind.User, PrincipalKind.Group, PrincipalKind.ServicePrincipal],
                "be named in settings",
                errors,
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var (name, principal) in found)
        {
            input.Know(name, principal.Id);
        }
    }
}
