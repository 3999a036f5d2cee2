namespace EntraAppCmdlets.Model;

/// <summary>What came of looking a name up: exactly one of the two is there.</summary>
/// <param name="Permission">The permission; null if none has that name and type.</param>
/// <param name="Miss">Why none was found, and what comes near; null if it was found.</param>
internal readonly record struct PermissionAnswer(AppPermission? Permission, PermissionMiss? Miss);

/// <summary>A permission that was asked for and isn't there.</summary>
internal sealed record PermissionMiss
{
    /// <summary>The name as it was given.</summary>
    public required string Name { get; init; }

    /// <summary>The type that was wanted; null if either would have done.</summary>
    public required AppPermissionType? Type { get; init; }

    /// <summary>The name of the API, its application id where the catalogue doesn't know it; null if any would have done.</summary>
    public required string? Resource { get; init; }

    /// <summary>Whether the catalogue holds that API: if not, only the tenant can tell.</summary>
    public required bool ResourceKnown { get; init; }

    /// <summary>The permission of the same name in the other type; null without one.</summary>
    public AppPermission? OtherType { get; init; }

    /// <summary>The API that the name itself gave (<c>https://outlook.office365.com/Mail.Read</c>) where that is another one; null otherwise.</summary>
    public string? OtherResource { get; init; }

    /// <summary>The names that were given in one string; empty if it is a single name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether the API has it, but has taken it out of use.</summary>
    public bool Disabled { get; init; }

    /// <summary>Permissions of that name or id of other APIs, those of the wanted type first.</summary>
    public IReadOnlyList<AppPermission> Elsewhere { get; init; } = [];

    /// <summary>Permissions of the wanted type and API with a similar name, nearest first.</summary>
    public IReadOnlyList<AppPermission> Nearest { get; init; } = [];

    /// <summary>Whether the catalogue knows what was meant. Of any other name or ID, the tenant may know more: Microsoft adds permissions to its APIs.</summary>
    public bool IsSlip =>
        Names.Count > 1
        || OtherResource is not null
        || OtherType is not null
        || Nearest.Any(near => IsSlipOf(near.Name, PermissionName.Parse(Name).Value));

    // The end of a name is what most people forget: "Directory.Read" for "Directory.Read.All".
    private static bool IsSlipOf(string name, string asked) =>
        name.StartsWith($"{asked}.", StringComparison.OrdinalIgnoreCase) || Misspelling.Of(asked, [name]).Count > 0;
}
