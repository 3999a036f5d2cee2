using System.Xml.Linq;

namespace EntraAppCmdlets.Sandbox.Tests.Schema;

/// <summary>The published schema, as far as answers are held against it.</summary>
internal sealed class CsdlModel
{
    private readonly Dictionary<string, XElement> _types;

    private CsdlModel(XDocument document) =>
        _types = document
            .Descendants()
            .Where(each => each.Name.LocalName is "EntityType" or "ComplexType" or "EnumType")
            .ToDictionary(each => "microsoft.graph." + each.Attribute("Name")!.Value, StringComparer.Ordinal);

    public static CsdlModel Load(string path) => new(XDocument.Load(path));

    public bool Knows(string type) => _types.ContainsKey(type);

    public bool IsEnumName(string type) => Knows(type) && IsEnum(type);

    public bool IsEnum(string type) => _types[type].Name.LocalName == "EnumType";

    public IReadOnlySet<string> MembersOf(string type) =>
        _types[type]
            .Elements()
            .Where(each => each.Name.LocalName == "Member")
            .Select(each => each.Attribute("Name")!.Value)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The properties of a type and of those that it is derived from: name, type, whether null is allowed.</summary>
    public IReadOnlyDictionary<string, (string Type, bool Nullable)> PropertiesOf(string type)
    {
        var properties = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        for (var at = (string?)type; at is not null; at = Full(_types[at].Attribute("BaseType")?.Value))
        {
            foreach (var property in _types[at].Elements().Where(each => each.Name.LocalName == "Property"))
            {
                properties.TryAdd(
                    property.Attribute("Name")!.Value,
                    (Full(property.Attribute("Type")!.Value)!, property.Attribute("Nullable")?.Value != "false")
                );
            }
        }

        return properties;
    }

    public IReadOnlySet<string> NavigationsOf(string type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = (string?)type; at is not null; at = Full(_types[at].Attribute("BaseType")?.Value))
        {
            names.UnionWith(
                _types[at]
                    .Elements()
                    .Where(each => each.Name.LocalName == "NavigationProperty")
                    .Select(each => each.Attribute("Name")!.Value)
            );
        }

        return names;
    }

    private static string? Full(string? name) =>
        name
            ?.Replace("graph.", "microsoft.graph.", StringComparison.Ordinal)
            .Replace("microsoft.microsoft.", "microsoft.", StringComparison.Ordinal);
}
