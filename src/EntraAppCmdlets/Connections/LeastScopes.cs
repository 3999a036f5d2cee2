using System.Reflection;

namespace EntraAppCmdlets;

/// <summary>The delegated permissions that a person's sign-in asks for: the least that all commands together declare to need.</summary>
internal static class LeastScopes
{
    /// <summary>Names, sorted; User.Read with them, by which the tenant's name can be read.</summary>
    internal static IReadOnlyList<string> All { get; } = Find();

    private static List<string> Find()
    {
        var declared = typeof(LeastScopes).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttribute<GraphPermissionAttribute>()?.Delegated ?? [])
            .Append("User.Read")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Who may write may read.
        return [.. declared.Where(name => !declared.Contains(name.Replace(".Read.", ".ReadWrite.", StringComparison.Ordinal)) || !name.Contains(".Read.", StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase)];
    }
}
