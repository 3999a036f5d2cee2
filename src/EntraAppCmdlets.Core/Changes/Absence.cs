using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Changes;

/// <summary>What was named to be removed and isn't there.</summary>
/// <param name="Errors">Names that are likely misspelt, or that nothing can have: nothing is removed then.</param>
/// <param name="Warnings">Other names, which may have been removed before: the rest is removed.</param>
internal sealed record Absence(IReadOnlyList<AppException> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>All that was named is there.</summary>
    public static Absence None { get; } = new([], []);

    /// <summary>Tells misspelt names from those of things that are not there any more.</summary>
    /// <param name="app">The app.</param>
    /// <param name="what">What is named, such as "redirect URI".</param>
    /// <param name="missing">The names that the app doesn't have.</param>
    /// <param name="existing">Those that it has.</param>
    /// <param name="misspelt">Makes the error for a name that reads like others.</param>
    public static Absence Of(
        AppRegistration app,
        string what,
        IEnumerable<string> missing,
        IReadOnlyCollection<string> existing,
        Func<AppRegistration, string, IReadOnlyList<string>, AppException> misspelt
    )
    {
        var errors = new List<AppException>();
        var warnings = new List<string>();
        foreach (var name in missing.Distinct(StringComparer.Ordinal))
        {
            var several = Misspelling.Split(name).Where(part => existing.Contains(part, StringComparer.OrdinalIgnoreCase)).ToList();
            var near = several.Count > 0 ? several : Misspelling.Of(name, existing);
            if (near.Count > 0)
            {
                errors.Add(misspelt(app, name, near));
            }
            else
            {
                warnings.Add($"'{app.DisplayName}' has no {what} '{name}'; there is nothing to remove.");
            }
        }

        return new Absence(errors, warnings);
    }

    /// <summary>Both together.</summary>
    public Absence And(Absence other) => new([.. Errors, .. other.Errors], [.. Warnings, .. other.Warnings]);
}
