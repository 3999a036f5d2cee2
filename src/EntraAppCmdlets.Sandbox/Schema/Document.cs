namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>
/// An object of the tenant at one moment: unchangeable, so that a request can keep what it has read while others write.
/// A value is null, text, boolean, integer, instant, another document, an array of these, or a <see cref="Lazy{T}"/> of an array.
/// </summary>
internal sealed class Document
{
    // A tenant may hold millions of documents: each has the values only that differ from the defaults.
    private readonly Layout _layout;
    private readonly object?[] _values;

    /// <summary>An object with all its values, one for each property of the type.</summary>
    public Document(StructuredType type, ReadOnlySpan<object?> values) => (_layout, _values) = Layout.Of(type, values);

    public StructuredType Type => _layout.Type;

    public string Id => Text("id")!;

    public object? this[Property property] => Held(property) is var value && value is Lazy<object[]> deferred ? deferred.Value : value;

    /// <summary>Whether the value is one that its owner makes when asked, the same in every tenant.</summary>
    public bool IsDeferred(Property property) => Held(property) is Lazy<object[]>;

    public object? this[string name] => this[Type[name]];

    public string? Text(string name) => (string?)this[name];

    public bool Flag(string name) => this[name] is true;

    public DateTimeOffset? Instant(string name) => (DateTimeOffset?)this[name];

    public Document? One(string name) => (Document?)this[name];

    public IEnumerable<string> Texts(string name) => ((object[]?)this[name] ?? []).Cast<string>();

    public IEnumerable<Document> Many(string name) => ((object[]?)this[name] ?? []).Cast<Document>();

    /// <summary>The same object with other values under the names given.</summary>
    public Document With(params ReadOnlySpan<(string Name, object? Value)> changes)
    {
        var values = CopyValues();
        foreach (var (name, value) in changes)
        {
            values[Type[name].Slot] = value is IEnumerable<Document> many and not object[] ? many.ToArray<object>() : value;
        }

        return new Document(Type, values);
    }

    /// <summary>A copy of the raw values, one for each property of the type, for a reader that fills several of them.</summary>
    public object?[] CopyValues()
    {
        var values = new object?[Type.Properties.Count];
        for (var slot = 0; slot < values.Length; slot++)
        {
            values[slot] = Held(Type.Properties[slot]);
        }

        return values;
    }

    /// <summary>Equal in every value, however deep.</summary>
    public static bool Same(object? left, object? right) =>
        (left, right) switch
        {
            (Lazy<object[]> lazy, _) => Same(lazy.Value, right),
            (_, Lazy<object[]> lazy) => Same(left, lazy.Value),
            (Document one, Document other) => one.Type == other.Type
                && one.Type.Properties.All(property => Same(one.Held(property), other.Held(property))),
            (object[] one, object[] other) => one.Length == other.Length && one.Zip(other).All(pair => Same(pair.First, pair.Second)),
            _ => Equals(left, right),
        };

    private object? Held(Property property) => _layout.PlaceOf(property.Slot) is >= 0 and var place ? _values[place] : property.Default;
}
