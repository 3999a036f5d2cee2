using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Graph;

/// <summary>Real answers of the service, as they were recorded.</summary>
public sealed class RecordedTrafficTests
{
    [SharedDataFact]
    public async Task Every_recorded_answer_is_read_and_no_recorded_secret_is_shown()
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var line in Directory.GetFiles(Path.Combine(SharedData.Folder!, "recordings"), "*.jsonl").SelectMany(File.ReadLines))
        {
            using var record = JsonDocument.Parse(line);
            var (status, request, answer) = (
                record.RootElement.GetProperty("status").GetInt32(),
                record.RootElement.GetProperty("request"),
                record.RootElement.GetProperty("response")
            );
            Collect(answer, secrets);
            using var bench = new GraphBench();
            bench.Transport.Then(_ => Answer(record.RootElement, status, answer));

            var response = await bench.RunAsync(c => c.TrySendAsync(Request(record.RootElement, request), default));

            Assert.Equal(status, response.Status);
            Assert.NotNull(response.RequestId);
            if (status >= 400)
            {
                var error = answer.GetProperty("error");
                Assert.Equal(
                    (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()),
                    (response.ToException().Code, response.ToException().Reason)
                );
            }

            Assert.DoesNotContain(secrets, s => bench.Log.Everything.Contains(s, StringComparison.Ordinal));
            count++;
        }

        Assert.True(count > 100, $"only {count} recordings");
        Assert.NotEmpty(secrets);
    }

    private static GraphRequest Request(JsonElement record, JsonElement body) =>
        new()
        {
            Before = PriorState.Nothing,
            Method = new HttpMethod(record.GetProperty("method").GetString()!),
            Path = new Uri(record.GetProperty("uri").GetString()!).PathAndQuery["/v1.0/".Length..],
            Body = body.ValueKind == JsonValueKind.Null ? null : Encoding.UTF8.GetBytes(body.GetRawText()),
        };

    private static HttpResponseMessage Answer(JsonElement record, int status, JsonElement body)
    {
        var response = ScriptedTransport.Answer(
            status,
            body.ValueKind == JsonValueKind.Null ? null : body.GetRawText(),
            "application/json"
        );
        foreach (var header in record.GetProperty("headers").EnumerateObject().Where(h => h.Name != "content-type"))
        {
            response.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        return response;
    }

    /// <summary>Whatever a property that proves something holds.</summary>
    private static void Collect(JsonElement element, HashSet<string> secrets)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, secrets);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name is "secretText" or "key" && property.Value.ValueKind == JsonValueKind.String)
                {
                    secrets.Add(property.Value.GetString()!);
                }

                Collect(property.Value, secrets);
            }
        }
    }
}
