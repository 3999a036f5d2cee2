using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets.Testing;

/// <summary>The templates of the checkout, and copies of them with a change.</summary>
internal static class TemplatesFolder
{
    private static readonly ConcurrentDictionary<string, VendorTemplate> Known = new(StringComparer.OrdinalIgnoreCase);

    public static string Folder { get; } = Find();

    /// <summary>The vendors of the templates there.</summary>
    public static IEnumerable<string> Ids => Library.Beginning("").Select(vendor => vendor.Id);

    public static TheoryData<string> AllIds => [.. Ids];

    public static TemplateLibrary Library => TemplateLibrary.Open([], null, Folder);

    /// <summary>Templates of guides that the module has none of.</summary>
    public static string OfTests { get; } = Checkout.PathOf("tests/Testing/Templates");

    /// <summary>A template, read and checked once: thousands of runs begin with one.</summary>
    public static VendorTemplate Get(string id) =>
        Known.GetOrAdd(id, static id => File.Exists(PathOf(id)) ? TemplateReader.Read(PathOf(id)) : Library.Get(id));

    /// <summary>The file of a template of these tests.</summary>
    public static string PathOf(string id) => Path.Combine(OfTests, id.ToLowerInvariant() + ".json");

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
            {
                return candidate;
            }
        }

        throw new InvalidOperationException($"No module/templates above {AppContext.BaseDirectory}: these tests run from a checkout.");
    }
}
