using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.Json;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Connection;

/// <summary>JSON as objects of the base library: an object is a list of its properties in their order, an array a list, a value a text, a number, a Boolean or null.</summary>
internal static class JsonShape
{
    private const int DeepestLevel = 64;

    /// <summary>The value of some JSON. Dates stay the text that they are.</summary>
    public static object? Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Select(property => KeyValuePair.Create(property.Name, Read(property.Value)))
                .ToArray(),
            JsonValueKind.Array => json.EnumerateArray().Select(Read).ToArray(),
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number => json.TryGetInt64(out var whole) ? whole
            : json.TryGetDecimal(out var exact) ? exact
            : json.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>A value as JSON in UTF-8. A SecureString becomes its text.</summary>
    /// <exception cref="ArgumentException">It is nested too deeply, often because it holds itself.</exception>
    public static byte[] Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, 0);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, object? value, int level)
    {
        if (level > DeepestLevel)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"it has more than {DeepestLevel} levels"));
        }

        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case SecureString secret:
                writer.WriteStringValue(SecureText.Reveal(secret));
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case DateTime time:
                writer.WriteStringValue(time);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time);
                break;
            case double or float:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable<KeyValuePair<string, object?>> properties:
                writer.WriteStartObject();
                foreach (var (name, inner) in properties)
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner, level + 1);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item, level + 1);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
