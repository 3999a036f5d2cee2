namespace HelpBuilder.Commands;

/// <summary>What a command declares to need in Microsoft Graph, in one of its attributes.</summary>
/// <param name="Condition">When, in words; null for always.</param>
/// <param name="Application">The permissions of an app.</param>
/// <param name="Delegated">The permissions on behalf of a user.</param>
/// <param name="Roles">The directory roles of that user.</param>
internal sealed record NeededPermission(
    string? Condition,
    IReadOnlyList<string> Application,
    IReadOnlyList<string> Delegated,
    IReadOnlyList<string> Roles
)
{
    /// <summary>All of them as paragraphs of the help, what is always needed first.</summary>
    public static IEnumerable<string> Paragraphs(IEnumerable<NeededPermission> needs) =>
        needs.OrderBy(need => need.Condition is not null).Select(need => need.Paragraph);

    private string Paragraph
    {
        get
        {
            var when = Condition is null ? "In Microsoft Graph" : $"{char.ToUpperInvariant(Condition[0])}{Condition[1..]},";
            var permissions =
                Application.Count == 0 && Delegated.Count == 0 ? null
                : Application.SequenceEqual(Delegated) ? $"{Named("permission", Application)}, application or delegated"
                : $"{Named("application permission", Application)}, or {Named("delegated permission", Delegated)}";
            var roles = Roles.Count == 0 ? null : Named("directory role", Roles);
            return permissions is null
                ? $"{when} a signed-in user requires {roles}."
                : $"{when} the command requires {permissions}.{(roles is null ? "" : $" A signed-in user also requires {roles}.")}";
        }
    }

    private static string Named(string kind, IReadOnlyList<string> names) =>
        $"the {kind}{(names.Count > 1 ? "s" : "")} {string.Join(" and ", names.Select(name => names.Count > 1 && name.Contains(" or ", StringComparison.Ordinal) ? $"({name})" : name))}";
}
