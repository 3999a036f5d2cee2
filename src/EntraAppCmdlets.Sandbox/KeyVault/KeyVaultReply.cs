using System.Buffers;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>The answers of a vault.</summary>
internal static class KeyVaultReply
{
    public static SandboxResponse Refusal(KeyVaultException refusal) =>
        Json(
            refusal.Status,
            json =>
            {
                json.WriteStartObject("error");
                json.WriteString("code", refusal.Code);
                json.WriteString("message", refusal.Message);
                if (refusal.InnerCode is { } inner)
                {
                    json.WriteStartObject("innererror");
                    json.WriteString("code", inner);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }
        );

    public static SandboxResponse Json(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        var headers = Headers();
        headers["Content-Type"] = "application/json; charset=utf-8";
        return new SandboxResponse(status, headers, buffer.WrittenMemory);
    }

    public static Dictionary<string, string> Headers() =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Cache-Control"] = "no-cache",
            ["x-ms-keyvault-region"] = "westeurope",
            ["x-ms-request-id"] = Guid.NewGuid().ToString(),
        };
}
