using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EntraAppCmdlets.Guides;

/// <summary>Writes a template as the text of a file, without what it doesn't say.</summary>
internal static class TemplateText
{
    // Not for HTML: quotes and accents stay readable. What JSON must escape is escaped.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    public static string Of(VendorTemplate template)
    {
        var node = JsonSerializer.SerializeToNode(template, TemplateJson.Default.VendorTemplate)!.AsObject();
        Prune(node);
        // First, as editors look for it and as the module's own templates have it.
        var file = new JsonObject { ["$schema"] = "./template.schema.json" };
        foreach (var (name, value) in node.ToList())
        {
            node.Remove(name);
            file[name] = value;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            file.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Prune(JsonNode node)
    {
        foreach (var item in (node as JsonArray) ?? [])
        {
            Prune(item!);
        }

        foreach (var (name, value) in (node as JsonObject)?.ToList() ?? [])
        {
            if (IsUnsaid(name, value))
            {
                node.AsObject().Remove(name);
            }
            else
            {
                Prune(value!);
            }
        }
    }

    /// <summary>What the reader takes where a field is left out.</summary>
    private static bool IsUnsaid(string name, JsonNode? value) =>
        value switch
        {
            null => true,
            JsonArray list => list.Count == 0,
            JsonValue one when one.GetValueKind() == JsonValueKind.False => name
                is "list"
                    or "required"
                    or "default"
                    or "severalCredentials",
            JsonValue one when one.GetValueKind() == JsonValueKind.String => (name, one.GetValue<string>())
                is
                    ("by", nameof(TemplateActor.Module))
                    or
                    ("kind", nameof(VendorAppKind.Other)),
            _ => false,
        };
}
