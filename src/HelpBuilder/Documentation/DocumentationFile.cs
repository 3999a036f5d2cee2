using System.Xml.Linq;

namespace HelpBuilder.Documentation;

/// <summary>The documentation comments that the compiler wrote beside the assemblies.</summary>
internal sealed class DocumentationFile
{
    private readonly Dictionary<string, XElement> _members;

    /// <summary>Reads some files; what the first says of a member counts.</summary>
    public DocumentationFile(IEnumerable<string> paths) =>
        _members = paths
            .SelectMany(path => XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member"))
            .DistinctBy(member => (string)member.Attribute("name")!)
            .ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>What is said of a class; null if nothing is.</summary>
    public XElement? OfType(string name) => _members.GetValueOrDefault($"T:{name.Replace('+', '.')}");

    /// <summary>What is said of a value of an enumeration; null if nothing is.</summary>
    public XElement? OfField(string type, string name) => _members.GetValueOrDefault($"F:{type.Replace('+', '.')}.{name}");

    /// <summary>What is said of a property; null if nothing is.</summary>
    /// <param name="type">The class that declares it, without type arguments.</param>
    /// <param name="name">Its name.</param>
    public XElement? OfProperty(string type, string name) => _members.GetValueOrDefault($"P:{type.Replace('+', '.')}.{name}");
}
