using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Reads the body of a request.</summary>
internal static class RequestBody
{
    public const int MaximumLength = 4 * 1024 * 1024;

    /// <summary>The body as JSON; null without one.</summary>
    public static JsonElement? Parse(SandboxRequest request)
    {
        if (request.Body.IsEmpty || request.Method is "GET" or "DELETE")
        {
            return null;
        }

        if (request.Body.Length > MaximumLength)
        {
            throw GraphErrors.BodyTooLarge(MaximumLength);
        }

        if (request.Header("Content-Type") is { } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw GraphErrors.BadRequest("Write requests (excluding DELETE) must contain the Content-Type header declaration.");
        }

        try
        {
            // A copy: the document refers to the bytes as long as it lives.
            using var document = JsonDocument.Parse(request.Body.ToArray());
            CheckText(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw GraphErrors.MalformedJson();
        }
    }

    /// <summary>Text is decoded when it is read: half a surrogate pair or a broken sequence of bytes shows only then.</summary>
    private static void CheckText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    CheckText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    CheckText(member.Value);
                }

                break;
        }
    }
}
