namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>The properties that a client has selected, by the names that the types write.</summary>
internal sealed class Selection(IReadOnlySet<string> names)
{
    // A list mostly has objects of one type: what it shows of them is found once, not for each.
    private (StructuredType Type, Property[] Properties)? _last;

    public int Count => names.Count;

    public bool Contains(string name) => names.Contains(name);

    /// <summary>The same, and one more.</summary>
    public Selection And(string name) => new(new HashSet<string>(names, StringComparer.Ordinal) { name });

    /// <summary>The selected properties that a type has, in its order.</summary>
    public IReadOnlyList<Property> Of(StructuredType type)
    {
        if (_last is not { } last || last.Type != type)
        {
            _last = last = (type, [.. type.Properties.Where(property => !property.Is(Traits.Internal) && names.Contains(property.Name))]);
        }

        return last.Properties;
    }
}
