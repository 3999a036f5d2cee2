using System.Globalization;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Persistence;

/// <summary>Documents as the tenant's file holds them: whole, but without what is as it is by default.</summary>
internal static class StateJson
{
    public static void Write(Utf8JsonWriter json, Document document)
    {
        json.WriteStartObject();
        foreach (var property in document.Type.Properties)
        {
            if (document.IsDeferred(property) || Document.Same(document[property], property.Default))
            {
                continue;
            }

            json.WritePropertyName(property.Name);
            WriteValue(json, document[property]);
        }

        json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">The JSON isn't of that type; the message names the place in it.</exception>
    public static Document Read(JsonElement json, StructuredType type, string place)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{place} must be an object.");
        }

        var values = type.Empty.CopyValues();
        foreach (var member in json.EnumerateObject())
        {
            var at = $"{place}.{member.Name}";
            var property = type.Find(member.Name) ?? throw new InvalidDataException($"{at} is not known.");
            values[property.Slot] = ReadValue(member.Value, property, at);
        }

        return new Document(type, values);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case Document document:
                Write(json, document);
                break;
            case object[] items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    WriteValue(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                DocumentWriter.WriteValue(json, value);
                break;
        }
    }

    private static object? ReadValue(JsonElement json, Property property, string place)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!property.IsCollection)
        {
            return ReadItem(json, property, place);
        }

        return json.ValueKind == JsonValueKind.Array
            ? json.EnumerateArray().Select((item, number) => ReadItem(item, property, $"{place}[{number}]")).ToArray()
            : throw new InvalidDataException($"{place} must be an array.");
    }

    private static object ReadItem(JsonElement json, Property property, string place) =>
        property.Kind switch
        {
            PropertyKind.Complex => Read(json, property.ComplexType!, place),
            PropertyKind.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            PropertyKind.Integer when json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) => number,
            PropertyKind.Instant
                when json.ValueKind == JsonValueKind.String
                    && DateTimeOffset.TryParse(
                        json.GetString(),
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.AssumeUniversal,
                        out var instant
                    ) => instant,
            PropertyKind.Text or PropertyKind.Guid or PropertyKind.Binary when json.ValueKind == JsonValueKind.String => json.GetString()!,
            _ => throw new InvalidDataException($"{place} must be of type {property.EdmName}."),
        };
}
