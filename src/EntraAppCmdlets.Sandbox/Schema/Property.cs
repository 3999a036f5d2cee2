using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>One property of a type: its name, what it holds, and what may be done with it.</summary>
internal sealed class Property(
    string name,
    PropertyKind kind,
    bool isCollection,
    StructuredType? complexType,
    Traits traits,
    object? fallback
)
{
    public string Name { get; } = name;

    /// <summary>The name as JSON has it.</summary>
    public JsonEncodedText JsonName { get; } = JsonEncodedText.Encode(name, JsonForm.Options.Encoder);

    public PropertyKind Kind { get; } = kind;

    public bool IsCollection { get; } = isCollection;

    public StructuredType? ComplexType { get; } = complexType;

    public Traits Traits { get; } = traits;

    /// <summary>What a new object has where nothing was given.</summary>
    public object? Default { get; } = fallback;

    public int Slot { get; internal set; }

    public bool Is(Traits trait) => (Traits & trait) == trait;

    public string EdmName =>
        Kind switch
        {
            PropertyKind.Text => "Edm.String",
            PropertyKind.Boolean => "Edm.Boolean",
            PropertyKind.Integer => "Edm.Int32",
            PropertyKind.Guid => "Edm.Guid",
            PropertyKind.Instant => "Edm.DateTimeOffset",
            PropertyKind.Binary => "Edm.Binary",
            _ => ComplexType!.FullName,
        };
}
