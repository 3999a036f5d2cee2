namespace EntraAppCmdlets.Connection;

/// <summary>What a command needs, always or under one condition. A need may name alternatives, "A or B", the usual one first.</summary>
/// <param name="Condition">When, in words that follow the need ("with -Live"); null for always.</param>
/// <param name="Parameters">The parameters by which the condition comes about: with none of them given it does not hold. Empty where other things decide.</param>
/// <param name="Application">The permissions of an app that is signed in as itself.</param>
/// <param name="Delegated">The permissions of an app that a user is signed in to.</param>
/// <param name="Roles">The directory roles of that user.</param>
internal sealed record PermissionNeed(
    string? Condition,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<string> Application,
    IReadOnlyList<string> Delegated,
    IReadOnlyList<string> Roles
)
{
    /// <summary>The permissions of one type.</summary>
    public IReadOnlyList<string> Of(AppPermissionType type) => type is AppPermissionType.Application ? Application : Delegated;

    /// <summary>The alternatives of one need.</summary>
    public static string[] Alternatives(string need) => need.Split(" or ");

    /// <summary>What gives a need: one of its alternatives, or one that is broader; null if nothing does.</summary>
    public static string? Find(string need, IReadOnlyCollection<string> there, Func<string, IReadOnlyList<string>> broaderThan) =>
        Alternatives(need)
            .SelectMany(name => broaderThan(name).Prepend(name))
            .FirstOrDefault(name => there.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>What to ask for, so that all needs are met: of alternatives the first, and none that another one gives already.</summary>
    public static IReadOnlyList<string> Least(IEnumerable<string> needs, Func<string, IReadOnlyCollection<string>, string?> find)
    {
        var asked = new List<string>();
        // What leaves no choice decides what is still open where there is one.
        foreach (var need in needs.OrderBy(need => Alternatives(need).Length))
        {
            if (find(need, asked) is null)
            {
                asked.Add(Alternatives(need)[0]);
            }
        }

        return asked.FindAll(name => find(name, asked.FindAll(other => other != name)) is null);
    }

    /// <summary>Whether it can matter to a run with these parameters.</summary>
    public bool Concerns(IEnumerable<string> given) =>
        Parameters.Count == 0 || Parameters.Intersect(given, StringComparer.OrdinalIgnoreCase).Any();
}
