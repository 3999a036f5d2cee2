using System.Globalization;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>Writes documents as the service writes them.</summary>
internal static class DocumentWriter
{
    public static void WriteObject(Utf8JsonWriter json, Document document)
    {
        json.WriteStartObject();
        WriteProperties(json, document, selected: null);
        json.WriteEndObject();
    }

    /// <summary>All that the service returns by default, or what was selected, in the order of the type.</summary>
    public static void WriteProperties(Utf8JsonWriter json, Document document, Selection? selected)
    {
        foreach (var property in selected?.Of(document.Type) ?? document.Type.Shown)
        {
            json.WritePropertyName(property.JsonName);
            WriteValue(json, document[property]);
        }
    }

    public static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(Format(instant));
                break;
            case Document document:
                WriteObject(json, document);
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
                throw new InvalidOperationException($"A document holds a value of type {value.GetType()}, which has no form in JSON.");
        }
    }

    /// <summary>ISO 8601 in UTC, with a fraction only where there is one.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
