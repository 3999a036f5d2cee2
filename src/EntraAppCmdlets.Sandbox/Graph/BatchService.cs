using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Many requests in one, each with an answer of its own.</summary>
internal static class BatchService
{
    private const int Maximum = 20;

    /// <summary>Carries out the requests one after the other, so that what one depends on is there.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="caller">Whose token was checked already; the items use the same.</param>
    /// <param name="answer">Carries out one item.</param>
    public static SandboxResponse Answer(SandboxRequest request, Caller caller, Func<SandboxRequest, SandboxResponse> answer)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (request.Method != "POST")
        {
            throw GraphErrors.MethodNotAllowed();
        }

        var body = RequestBody.Parse(request) ?? throw GraphErrors.EmptyBody();
        if (
            body.ValueKind != JsonValueKind.Object
            || !body.TryFind("requests", out var requests)
            || requests.ValueKind != JsonValueKind.Array
        )
        {
            throw GraphErrors.BadRequest("Invalid batch payload format.");
        }

        if (requests.GetArrayLength() > Maximum)
        {
            throw new GraphException(400, "MaximumValueExceeded", $"Number of batch request steps exceeds the maximum value of {Maximum}.");
        }

        var items = requests.EnumerateArray().Select(item => BatchItem.Read(item, request)).ToList();
        CheckReferences(items);
        var statuses = new Dictionary<string, int>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("responses");
            foreach (var item in items)
            {
                var response = item.DependsOn.Any(id => statuses[id] >= 400) ? null : answer(item.Request);
                statuses[item.Id] = response?.Status ?? 424;
                WriteItem(json, item.Id, response);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var id = Guid.NewGuid().ToString();
        return new SandboxResponse(
            200,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json",
                ["request-id"] = id,
                ["client-request-id"] = request.Header("client-request-id") ?? id,
                ["Cache-Control"] = "no-cache",
            },
            buffer.WrittenMemory
        );
    }

    private static void CheckReferences(List<BatchItem> items)
    {
        var earlier = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.DependsOn.FirstOrDefault(id => !earlier.Contains(id)) is { } unknown)
            {
                throw GraphErrors.BadRequest(
                    $"Invalid dependency: request '{item.Id}' depends on '{unknown}', which is not an earlier request of the batch."
                );
            }

            if (!earlier.Add(item.Id))
            {
                throw GraphErrors.BadRequest($"Duplicate request id '{item.Id}' in the batch.");
            }
        }
    }

    private static void WriteItem(Utf8JsonWriter json, string id, SandboxResponse? response)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("status", response?.Status ?? 424);
        if (response is null)
        {
            json.WriteStartObject("body");
            json.WriteStartObject("error");
            json.WriteString("code", "FailedDependency");
            json.WriteString("message", "The request was not carried out because a request that it depends on has failed.");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteStartObject("headers");
        foreach (
            var (name, value) in response.Headers.Where(each =>
                each.Key is "Cache-Control" or "x-ms-resource-unit" or "Content-Type" or "Location" or "Retry-After"
            )
        )
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WritePropertyName("body");
        if (response.Body.IsEmpty)
        {
            json.WriteNullValue();
        }
        else if (response.Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true)
        {
            json.WriteRawValue(response.Body.Span);
        }
        else if (Utf8Parser.TryParse(response.Body.Span, out long count, out var length) && length == response.Body.Length)
        {
            // A count is a number there: clients compare it with one.
            json.WriteNumberValue(count);
        }
        else
        {
            // What is no JSON travels in base64.
            json.WriteBase64StringValue(response.Body.Span);
        }

        json.WriteEndObject();
    }
}
