using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Tokens in the form of RFC 7519.</summary>
internal static class Jwt
{
    public static string Sign(Action<Utf8JsonWriter> claims)
    {
        var key = SigningKey.Instance;
        var head = Part(json =>
        {
            json.WriteString("typ", "JWT");
            json.WriteString("alg", "RS256");
            json.WriteString("x5t", key.Id);
            json.WriteString("kid", key.Id);
        });
        var text = head + "." + Part(claims);
        return text + "." + Base64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>The parts of a token without a judgement on them; null where it isn't one.</summary>
    public static SignedToken? Read(string token)
    {
        var parts = token.Split('.');
        if (
            parts.Length != 3
            || !Base64Url.TryDecode(parts[0], out var head)
            || !Base64Url.TryDecode(parts[1], out var claims)
            || !Base64Url.TryDecode(parts[2], out var signature)
        )
        {
            return null;
        }

        try
        {
            var header = JsonDocument.Parse(head).RootElement;
            var body = JsonDocument.Parse(claims).RootElement;
            return header.ValueKind == JsonValueKind.Object && body.ValueKind == JsonValueKind.Object
                ? new SignedToken(header, body, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? Text(this JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A time in seconds. Some clients send a fraction, others text.</summary>
    public static double? Number(this JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? Finite(number)
        : value.ValueKind == JsonValueKind.String
        && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? Finite(number)
        : null;

    // "NaN" is neither before nor after any time: an end of that kind would never come.
    private static double? Finite(double number) => double.IsFinite(number) ? number : null;

    private static string Part(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.Encode(buffer.WrittenSpan);
    }
}
