using System.Globalization;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>
/// Reads what a client sent into documents, by the rules of the types: unknown names, wrong types, read-only and write-once
/// properties are refused with the service's own errors. Complex values are merged, collections replaced.
/// </summary>
internal static class DocumentReader
{
    /// <summary>A new object: defaults, and what was sent.</summary>
    public static Document Create(JsonElement body, StructuredType type)
    {
        var document = Read(body, type, type.Empty, creating: true);
        foreach (var property in type.Properties)
        {
            if (property.Is(Traits.Required) && !(body.TryFind(property.Name, out var given) && given.ValueKind != JsonValueKind.Null))
            {
                throw GraphErrors.MissingProperty(property.Name, type);
            }
        }

        return document;
    }

    /// <summary>An object as it is, with what was sent.</summary>
    public static Document Update(JsonElement body, Document existing) => Read(body, existing.Type, existing, creating: false);

    private static Document Read(JsonElement body, StructuredType type, Document basis, bool creating)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw GraphErrors.UnexpectedNode(NodeName(body), "StartObject");
        }

        var values = basis.CopyValues();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            if (Annotations.IsAnnotation(member.Name))
            {
                Annotations.Check(member, type);
                continue;
            }

            if (type.FindByClient(member.Name) is not { } property)
            {
                throw type.IsEntity ? GraphErrors.InvalidProperty(member.Name) : GraphErrors.UnknownProperty(member.Name, type);
            }

            if (!seen.Add(property.Name))
            {
                throw GraphErrors.BadRequest(
                    $"Multiple properties with the name '{member.Name}' were detected in the payload. A property must not be given twice."
                );
            }

            if (property.Is(Traits.Ignored))
            {
                continue;
            }

            var value = ReadValue(member.Value, property, basis[property]);
            if (property.Is(Traits.ReadOnly) || (property.Is(Traits.WriteOnce) && !creating))
            {
                if (!creating && Document.Same(value, basis[property]))
                {
                    continue;
                }

                throw GraphErrors.ReadOnly(property, type);
            }

            values[property.Slot] = value;
        }

        return new Document(type, values);
    }

    private static object? ReadValue(JsonElement json, Property property, object? existing)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            if (property.IsCollection && !property.Is(Traits.Nullable))
            {
                return Array.Empty<object>();
            }

            return property.Kind == PropertyKind.Complex && !property.Is(Traits.Nullable) ? property.Default
                : property.Is(Traits.Nullable) || property.IsCollection ? null
                : throw GraphErrors.NullValue(property);
        }

        if (!property.IsCollection)
        {
            return ReadItem(json, property, existing as Document);
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw GraphErrors.UnexpectedNode(NodeName(json), "StartArray");
        }

        var items = new List<object>();
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Null)
            {
                throw GraphErrors.NullValue(property);
            }

            items.Add(ReadItem(item, property, existing: null)!);
        }

        return items.ToArray();
    }

    private static object? ReadItem(JsonElement json, Property property, Document? existing)
    {
        switch (property.Kind)
        {
            case PropertyKind.Complex:
                var type = property.ComplexType!;
                var document = Read(json, type, existing ?? type.Empty, creating: existing is null);
                if (
                    existing is null
                    && type.Properties.FirstOrDefault(each => each.Is(Traits.Required) && document[each] is null) is { } missing
                )
                {
                    throw GraphErrors.MissingProperty(missing.Name, type);
                }

                return document;
            case PropertyKind.Boolean:
                return json.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? json.GetBoolean()
                    : throw GraphErrors.WrongType(property, NodeName(json));
            case PropertyKind.Integer:
                return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number)
                    ? number
                    : throw GraphErrors.WrongType(property, NodeName(json));
            case PropertyKind.Instant:
                return TryReadInstant(json, out var instant) ? instant : throw GraphErrors.WrongType(property, NodeName(json));
            case PropertyKind.Guid:
                return json.ValueKind == JsonValueKind.String && Guid.TryParse(json.GetString(), out var id)
                    ? id.ToString()
                    : throw GraphErrors.WrongType(property, NodeName(json));
            default:
                return json.ValueKind == JsonValueKind.String ? json.GetString() : throw GraphErrors.WrongType(property, NodeName(json));
        }
    }

    private static bool TryReadInstant(JsonElement json, out DateTimeOffset instant)
    {
        instant = default;
        return json.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(
                json.GetString(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant
            );
    }

    private static string NodeName(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => "StartObject",
            JsonValueKind.Array => "StartArray",
            _ => "PrimitiveValue",
        };
}
