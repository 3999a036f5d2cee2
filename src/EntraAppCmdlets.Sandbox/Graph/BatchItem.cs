using System.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>One request of a batch.</summary>
internal sealed record BatchItem(string Id, SandboxRequest Request, IReadOnlyList<string> DependsOn)
{
    public static BatchItem Read(JsonElement item, SandboxRequest batch)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw GraphErrors.BadRequest("Invalid batch payload format.");
        }

        // Some clients number their requests.
        var id = item.TryFind("id", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetRawText() : Text(item, "id");
        var method = Text(item, "method").ToUpperInvariant();
        var url = Text(item, "url");
        if (method is not ("GET" or "POST" or "PATCH" or "PUT" or "DELETE"))
        {
            throw GraphErrors.BadRequest($"Invalid value for the property 'method' of the batch request '{id}'.");
        }

        if (!Uri.TryCreate($"{batch.Uri.GetLeftPart(UriPartial.Authority)}/v1.0/{url.TrimStart('/')}", UriKind.Absolute, out var uri))
        {
            throw GraphErrors.BadRequest($"Invalid value for the property 'url' of the batch request '{id}'.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (batch.Header("Authorization") is { } authorization)
        {
            headers["Authorization"] = authorization;
        }

        if (item.TryFind("headers", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var header in given.EnumerateObject())
            {
                headers[header.Name] =
                    header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
            }
        }

        var body = Array.Empty<byte>();
        if (item.TryFind("body", out var content) && content.ValueKind != JsonValueKind.Null)
        {
            if (!headers.ContainsKey("Content-Type"))
            {
                throw GraphErrors.BadRequest($"Write request id : {id} does not contain Content-Type header or body.");
            }

            body = Encoding.UTF8.GetBytes(content.GetRawText());
        }

        var dependsOn =
            item.TryFind("dependsOn", out var ids) && ids.ValueKind == JsonValueKind.Array
                ? ids.EnumerateArray()
                    .Select(each => each.ValueKind == JsonValueKind.String ? each.GetString()! : each.GetRawText())
                    .ToList()
                : [];
        return new BatchItem(id, new SandboxRequest(method, uri, headers, body), dependsOn);
    }

    private static string Text(JsonElement item, string name) =>
        item.TryFind(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw GraphErrors.BadRequest($"Invalid batch payload format: every request needs the property '{name}'.");
}
