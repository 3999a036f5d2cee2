namespace EntraAppCmdlets;

/// <summary>Something that an app has and a template can't say, so that a copy of the app lacks it.</summary>
public sealed record AppCaptureGap
{
    /// <summary>The property or entry.</summary>
    public required string Property { get; init; }

    /// <summary>What it is.</summary>
    public required string Value { get; init; }

    /// <summary>Why it isn't in the template, or what to do instead.</summary>
    public required string Reason { get; init; }

    /// <summary>The property with its value and the reason.</summary>
    public override string ToString() => $"{Property} ({Value}): {Reason}";
}
