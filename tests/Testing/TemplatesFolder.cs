using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets.Testing;

/// <summary>The templates of the checkout, and copies of them with a change.</summary>
internal static class TemplatesFolder
{
    public static string Folder { get; } = Find();

    /// <summary>The id that each file says, whether the library reads it or not.</summary>
    public static IEnumerable<string> Ids => Directory.GetFiles(Folder, "*.json").Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal))
        .Select(path => JsonNode.Parse(File.ReadAllText(path))!["id"]!.GetValue<string>());

    public static TemplateLibrary Library => TemplateLibrary.Open([], null, Folder);

    public static VendorTemplate Get(string id) => Library.Get(id);

    public static string Text(string id) => File.ReadAllText(Path.Combine(Folder, id.ToLowerInvariant() + ".json"));

    /// <summary>A template as JSON, changed, and read again.</summary>
    public static VendorTemplate Changed(string id, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(Text(id))!.AsObject();
        change(json);
        return Read(json.ToJsonString());
    }

    public static VendorTemplate Read(string text) => TemplateReader.Read("my.json", Encoding.UTF8.GetBytes(text));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "module", "templates");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new InvalidOperationException($"No module/templates above {AppContext.BaseDirectory}: these tests run from a checkout.");
    }
}
