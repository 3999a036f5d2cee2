using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>The users and groups that settings name: tokens contain their object IDs, and so vendors ask for these.</summary>
internal static class SettingPrincipals
{
    /// <summary>The object IDs of those that the settings of an app name, by the texts that name them.</summary>
    /// <param name="work">The running command.</param>
    /// <param name="template">The template of the app.</param>
    /// <param name="values">The values of a parameter.</param>
    /// <param name="errors">Takes PrincipalNotFound and the like for each one that can't be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyDictionary<string, Guid>> FindAsync(
        CommandContext work,
        VendorTemplate template,
        Func<string, IEnumerable<string>> values,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var named = template
            .Settings.SelectMany(setting => Placeholder.NamesIn(setting.Value ?? ""))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names =
            from parameter in template.Parameters
            where parameter.Type == TemplateParameterType.Principal
            where named.Contains(parameter.Name) || named.Contains($"{parameter.Name}{Placeholder.IdOfPrincipal}")
            from name in values(parameter.Name)
            select name;
        var found = new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase);
        await new PrincipalService(work, found)
            .ResolveAsync(
                [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new PrincipalQuery(name))],
                [PrincipalKind.User, PrincipalKind.Group, PrincipalKind.ServicePrincipal],
                "be named in settings",
                errors,
                cancellationToken
            )
            .ConfigureAwait(false);
        return found.ToDictionary(item => item.Key, item => item.Value.Id, StringComparer.OrdinalIgnoreCase);
    }
}
