namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>
/// Which properties of a type a document holds values of: all others have their defaults. Documents that hold the same ones share a layout,
/// so that a property that nobody sets costs nothing in any of them.
/// </summary>
internal sealed class Layout
{
    private const sbyte Absent = -1;

    private readonly sbyte[] _places;

    private Layout(StructuredType type, UInt128 held)
    {
        Type = type;
        _places = new sbyte[type.Properties.Count];
        for (var slot = 0; slot < _places.Length; slot++)
        {
            _places[slot] = (held >> slot & UInt128.One) == UInt128.Zero ? Absent : (sbyte)Count++;
        }
    }

    /// <summary>How many properties a type may have.</summary>
    public const int MaximumSlots = 127;

    public StructuredType Type { get; }

    /// <summary>How many values a document of this layout holds.</summary>
    public int Count { get; }

    /// <summary>Where the value of a slot is; negative: the property has its default.</summary>
    public int PlaceOf(int slot) => _places[slot];

    /// <summary>The layout for an object's values, one for each slot, and those of them that it holds.</summary>
    public static (Layout Layout, object?[] Held) Of(StructuredType type, ReadOnlySpan<object?> values)
    {
        var held = UInt128.Zero;
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (!IsDefault(values[slot], type.Properties[slot].Default))
            {
                held |= UInt128.One << slot;
            }
        }

        var layout = type.Layouts.GetOrAdd(held, static (held, type) => new Layout(type, held), type);
        var packed = layout.Count == 0 ? [] : new object?[layout.Count];
        for (var slot = 0; slot < values.Length; slot++)
        {
            if (layout.PlaceOf(slot) is >= 0 and var place)
            {
                packed[place] = values[slot];
            }
        }

        return (layout, packed);
    }

    private static bool IsDefault(object? value, object? fallback) =>
        ReferenceEquals(value, fallback)
        || (value, fallback) switch
        {
            (bool or string, _) => value.Equals(fallback),
            (object[] { Length: 0 }, object[] { Length: 0 }) => true,
            _ => false,
        };
}
