using System.Text.Encodings.Web;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>How the service writes JSON: without blanks, and only what must be escaped.</summary>
internal static class JsonForm
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
