using System.Collections.Concurrent;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>An entity or complex type: its properties in the order in which the service writes them.</summary>
internal sealed class StructuredType
{
    private readonly List<Property> _properties = [];
    private readonly Dictionary<string, Property> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Property> _byAnyCase = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, NavigationProperty> _navigations = new(StringComparer.OrdinalIgnoreCase);
    private Document? _empty;
    private Property[]? _shown;

    public StructuredType(string name, bool isEntity = false)
    {
        Name = name;
        IsEntity = isEntity;
    }

    public string Name { get; }

    public bool IsEntity { get; }

    public string FullName => "microsoft.graph." + Name;

    /// <summary>The directory's own name of the type, as its errors use it: "Application".</summary>
    public string DirectoryName => char.ToUpperInvariant(Name[0]) + Name[1..];

    public IReadOnlyList<Property> Properties => _properties;

    /// <summary>What the service returns where nothing was selected.</summary>
    public IReadOnlyList<Property> Shown =>
        _shown ??= [.. _properties.Where(property => !property.Is(Traits.Internal) && !property.Is(Traits.OnSelect))];

    /// <summary>The layouts that documents of this type have, by the slots that they hold.</summary>
    public ConcurrentDictionary<UInt128, Layout> Layouts { get; } = new();

    /// <summary>What <c>$expand</c> and path segments may follow from objects of this type.</summary>
    public IReadOnlyCollection<NavigationProperty> Navigations => _navigations.Values;

    /// <summary>An object of which nothing has been said: every property has its default.</summary>
    public Document Empty => _empty ??= new Document(this, [.. _properties.Select(property => property.Default)]);

    public Property? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A property as clients name it, in bodies and queries: without regard to case.</summary>
    public Property? FindByClient(string name) =>
        _byAnyCase.GetValueOrDefault(name) is { } found && !found.Is(Traits.Internal) ? found : null;

    /// <summary>A relation as clients name it.</summary>
    public NavigationProperty? Navigation(string name) => _navigations.GetValueOrDefault(name);

    public Property this[string name] => _byName[name];

    public StructuredType Text(string name, Traits traits = Traits.None, string? fallback = null) =>
        Add(name, PropertyKind.Text, false, null, traits, fallback);

    public StructuredType Texts(string name, Traits traits = Traits.None) => Add(name, PropertyKind.Text, true, null, traits, Many(traits));

    public StructuredType Flag(string name, Traits traits = Traits.None, bool? fallback = false) =>
        Add(name, PropertyKind.Boolean, false, null, traits, fallback);

    public StructuredType Number(string name, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Integer, false, null, traits | Traits.Nullable, null);

    public StructuredType Id(string name, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Guid, false, null, traits | Traits.Nullable, null);

    public StructuredType Ids(string name, Traits traits = Traits.None) => Add(name, PropertyKind.Guid, true, null, traits, Many(traits));

    public StructuredType Instant(string name, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Instant, false, null, traits | Traits.Nullable, null);

    public StructuredType Binary(string name, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Binary, false, null, traits | Traits.Nullable, null);

    /// <summary>A complex value that is always there.</summary>
    public StructuredType One(string name, StructuredType type, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Complex, false, type, traits, type.Empty);

    /// <summary>A complex value that is null until it is set.</summary>
    public StructuredType Maybe(string name, StructuredType type, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Complex, false, type, traits | Traits.Nullable, null);

    public StructuredType Many(string name, StructuredType type, Traits traits = Traits.None) =>
        Add(name, PropertyKind.Complex, true, type, traits, Many(traits));

    /// <summary>Relations to directory objects of several types.</summary>
    public StructuredType To(params string[] navigations) => ToMany(NavigationProperty.AnyObject, navigations);

    /// <summary>Relations to several objects of one type.</summary>
    public StructuredType ToMany(string target, params string[] navigations)
    {
        foreach (var name in navigations)
        {
            _navigations.Add(name, new NavigationProperty(name, target, IsCollection: true, IsBindable: false));
        }

        return this;
    }

    /// <summary>Relations to directory objects that a body may bind.</summary>
    public StructuredType Bound(params string[] navigations)
    {
        foreach (var name in navigations)
        {
            _navigations.Add(name, new NavigationProperty(name, NavigationProperty.AnyObject, IsCollection: true, IsBindable: true));
        }

        return this;
    }

    /// <summary>A relation to one object.</summary>
    public StructuredType ToOne(string name, string target = NavigationProperty.AnyObject, bool bound = false)
    {
        _navigations.Add(name, new NavigationProperty(name, target, IsCollection: false, bound));
        return this;
    }

    private static object[]? Many(Traits traits) => (traits & Traits.Nullable) != 0 ? null : [];

    private StructuredType Add(string name, PropertyKind kind, bool isCollection, StructuredType? type, Traits traits, object? fallback)
    {
        if (kind == PropertyKind.Boolean && fallback is null)
        {
            traits |= Traits.Nullable;
        }
        else if (kind == PropertyKind.Text && !isCollection)
        {
            traits |= Traits.Nullable;
        }

        if (_properties.Count == Layout.MaximumSlots)
        {
            throw new InvalidOperationException($"The type {Name} has more properties than a layout can tell apart.");
        }

        var property = new Property(name, kind, isCollection, type, traits, fallback) { Slot = _properties.Count };
        _properties.Add(property);
        _byName.Add(name, property);
        _byAnyCase.Add(name, property);
        return this;
    }
}
