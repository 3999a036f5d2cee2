namespace HelpBuilder.Commands;

/// <summary>One compiled cmdlet.</summary>
internal sealed record Command
{
    /// <summary>The set of a parameter that belongs to every set.</summary>
    public const string AllSets = "__AllParameterSets";

    /// <summary>Get, New, Add.</summary>
    public required string Verb { get; init; }

    /// <summary>What follows the hyphen.</summary>
    public required string Noun { get; init; }

    /// <summary>The class, with its namespace.</summary>
    public required string ClassName { get; init; }

    /// <summary>Whether the class can be derived from.</summary>
    public required bool IsSealed { get; init; }

    /// <summary>Whether PowerShell can make one.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>Whether it knows -WhatIf and -Confirm.</summary>
    public required bool SupportsShouldProcess { get; init; }

    /// <summary>The set that is taken when the arguments fit several; null if the class names none.</summary>
    public required string? DefaultSet { get; init; }

    /// <summary>What it says that it writes.</summary>
    public required IReadOnlyList<ClrType> OutputTypes { get; init; }

    /// <summary>Its parameters with those of its base classes, -WhatIf and -Confirm included, those of every command not.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Whether it takes every parameter of a vendor's template beside its own. New-VendorAppRegistration takes only those of the registration.</summary>
    public bool TakesVendorParameters { get; init; }

    /// <summary>The parameters that vendors' templates bring; none unless it takes them.</summary>
    public IReadOnlyList<Parameter> VendorParameters { get; init; } = [];

    /// <summary>What it declares to need in Microsoft Graph.</summary>
    public IReadOnlyList<NeededPermission> Needs { get; init; } = [];

    /// <summary>As one types it.</summary>
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter sets, the default one first. A command without named sets has the one of all parameters.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            string[] named =
            [
                .. Parameters.SelectMany(parameter => parameter.Uses).Select(use => use.Set).Where(set => set != AllSets).Distinct(),
            ];
            return DefaultSet is null
                ? named.Length == 0
                    ? [AllSets]
                    : named
                : [DefaultSet, .. named.Where(set => set != DefaultSet)];
        }
    }

    /// <summary>All parameters by name, those of vendors' templates included.</summary>
    public IEnumerable<Parameter> ParametersByName =>
        Parameters.Concat(VendorParameters).OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What it takes from the pipeline as a whole object.</summary>
    public IEnumerable<ClrType> Inputs =>
        Parameters
            .Where(parameter => parameter.Uses.Any(use => use.FromPipeline))
            .Select(parameter => parameter.Type.Value)
            .DistinctBy(type => type.QualifiedName);

    /// <summary>The parameters of a set in the order that PowerShell writes them: by position, then what must be given, then the rest.</summary>
    public IEnumerable<(Parameter Parameter, ParameterUse Use)> InSyntaxOf(string set) =>
        from parameter in Parameters
        let use = parameter.UseIn(set)
        where use is not null
        orderby use.Position ?? int.MaxValue, !use.IsMandatory, parameter.DeclaringClass is null
        select (parameter, use);

    /// <summary>How all sets use a parameter. It must be given only if every set asks for it, and takes what any set takes.</summary>
    public ParameterUse Together(Parameter parameter)
    {
        ParameterUse[] uses = [.. Sets.Select(parameter.UseIn).OfType<ParameterUse>()];
        return new(
            AllSets,
            uses.Select(use => use.Position).Distinct().Count() == 1 ? uses[0].Position : null,
            uses.Length == Sets.Count && Array.TrueForAll(uses, use => use.IsMandatory),
            Array.Exists(uses, use => use.FromPipeline),
            Array.Exists(uses, use => use.FromPipelineByName),
            Array.Exists(uses, use => use.FromRemaining)
        );
    }
}
