namespace HelpBuilder.Commands;

/// <summary>A parameter of a compiled cmdlet.</summary>
internal sealed record Parameter
{
    /// <summary>Its name, without the hyphen.</summary>
    public required string Name { get; init; }

    /// <summary>The class that declares it, which may be a base class; null for what PowerShell itself adds.</summary>
    public required string? DeclaringClass { get; init; }

    /// <summary>The type of its property.</summary>
    public required ClrType Type { get; init; }

    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The values of an enumeration or of a closed list; empty if any value may be given.</summary>
    public IReadOnlyList<string> AcceptedValues { get; init; } = [];

    /// <summary>Whether it takes patterns.</summary>
    public bool SupportsWildcards { get; init; }

    /// <summary>How it is used, once for each set that names it.</summary>
    public required IReadOnlyList<ParameterUse> Uses { get; init; }

    /// <summary>What it is for, where no comment says it: a parameter of a vendor's template.</summary>
    public IReadOnlyList<string> Description { get; init; } = [];

    /// <summary>How a set uses it; null if it is not in that set.</summary>
    public ParameterUse? UseIn(string set) =>
        Uses.FirstOrDefault(use => use.Set == set) ?? Uses.FirstOrDefault(use => use.Set == Command.AllSets);
}
