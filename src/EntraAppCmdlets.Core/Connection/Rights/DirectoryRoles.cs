using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Connection;

/// <summary>The built-in directory roles of Microsoft Entra ID: their names by the ids in tokens, the same in every tenant, and which does for which.</summary>
internal static class DirectoryRoles
{
    internal const string GlobalAdministrator = "Global Administrator";
    internal const string PrivilegedRoleAdministrator = "Privileged Role Administrator";
    internal const string ApplicationAdministrator = "Application Administrator";
    internal const string CloudApplicationAdministrator = "Cloud Application Administrator";
    internal const string ApplicationDeveloper = "Application Developer";

    // Every member's and every app's token holds one of these: nobody assigns them.
    private static readonly HashSet<Guid> OfEverybody =
    [
        new("b79fbf4d-3ef9-4689-8143-76b194e85509"),
        new("0997a1d0-0d1d-4acb-b408-d5ca73121e90"),
    ];

    // learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task, "Enterprise applications" and "Application registrations".
    private static readonly Dictionary<string, string[]> Broader = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApplicationDeveloper] = [CloudApplicationAdministrator, ApplicationAdministrator, GlobalAdministrator],
        [CloudApplicationAdministrator] = [ApplicationAdministrator, GlobalAdministrator],
        [PrivilegedRoleAdministrator] = [GlobalAdministrator],
        ["Groups Administrator"] = ["User Administrator", GlobalAdministrator],
        // Those with microsoft.directory/signInReports/allProperties/read in the list of built-in roles.
        ["Reports Reader"] =
        [
            "Security Reader",
            "Security Operator",
            "Security Administrator",
            "Global Reader",
            CloudApplicationAdministrator,
            ApplicationAdministrator,
            GlobalAdministrator,
        ],
    };

    /// <summary>The roles that a token tells of; one that is not built in (a custom role) by its id.</summary>
    internal static IReadOnlyList<string> NamesOf(IEnumerable<Guid> ids) =>
        ids.Where(id => !OfEverybody.Contains(id))
            .Select(id => BuiltInRoles.Names.GetValueOrDefault(id, id.ToString()))
            .Distinct()
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToArray();

    /// <summary>The role that gives what is needed: itself, or a broader one; null if none does.</summary>
    internal static string? Find(string need, IReadOnlyCollection<string> held) =>
        PermissionNeed.Find(need, held, name => Broader.GetValueOrDefault(name, []));

    /// <summary>The roles to ask for, so that all needs are met: of alternatives the first, and none that another one gives already.</summary>
    internal static IReadOnlyList<string> Least(IEnumerable<string> needs) => PermissionNeed.Least(needs, Find);
}
