namespace EntraAppCmdlets.Undo;

/// <summary>A value of an object: a property, or one entry of a list. Lists are compared and set back entry by entry, which leaves everybody else's entries alone.</summary>
/// <param name="Property">The property, such as <c>web.redirectUris</c>; empty for the existence of the object itself.</param>
/// <param name="Entry">What tells the entry from others; null for a property that is no list.</param>
internal readonly record struct ValuePath(string Property, string? Entry = null)
{
    /// <summary>Whether the object exists.</summary>
    public static ValuePath Existence { get; } = new("");

    /// <summary>The property of the object that it is part of.</summary>
    public string Root => Property.Split('.')[0];

    /// <inheritdoc/>
    public override string ToString() => Entry is null ? Property : $"{Property} ({Entry})";
}
