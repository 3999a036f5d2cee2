using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>The delegated permissions that a person's sign-in asks for: the least that all commands together declare to need.</summary>
internal static class LeastScopes
{
    /// <summary>Names, sorted; User.Read with them, by which the tenant's name can be read.</summary>
    internal static IReadOnlyList<string> All { get; } =
    [
        .. PermissionCover
            .Least(CommandNeeds.Commands.Values.SelectMany(CommandNeeds.Of).SelectMany(need => need.Delegated).Append("User.Read"))
            .Order(StringComparer.OrdinalIgnoreCase),
    ];
}
