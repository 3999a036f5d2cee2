using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Reads the apps of a template for several: each as a template of its own, with what all of them share.</summary>
/// <param name="utf8">The text of the file.</param>
/// <param name="file">The file, held against the schema.</param>
/// <param name="faults">Takes what is wrong.</param>
internal sealed class TemplateApps(ReadOnlyMemory<byte> utf8, PositionedJson file, TemplateFaults faults)
{
    private const string Apps = "apps";
    private const string Key = "key";

    /// <summary>What placeholders mean by these words already.</summary>
    private static readonly HashSet<string> Reserved = new(
        Placeholder.OfTenant.Concat(Placeholder.OfApp).Select(name => name.Split('.')[0]).Append(TemplatePermission.Self),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What each app has of its own; the rest of a template is for all of them.</summary>
    private static readonly Lazy<HashSet<string>> Parts = new(() =>
        [
            .. TemplateReader
                .Schema.Member("properties")!
                .Member(Apps)!
                .Member("items")!
                .Member("properties")!
                .Members.Select(member => member.Name),
        ]
    );

    /// <summary>The apps; none in a template for one app.</summary>
    public IReadOnlyList<VendorTemplate> Read()
    {
        if (file.Member(Apps) is not { } list)
        {
            return [];
        }

        CheckShared();
        var areKeysFree = CheckKeys(list);
        using var json = JsonDocument.Parse(TemplateReader.WithoutPreamble(utf8));
        var apps = new List<VendorTemplate>();
        foreach (var (entry, at) in json.RootElement.GetProperty(Apps).EnumerateArray().Zip(list.Items))
        {
            var template = JsonSerializer.Deserialize(Merge(json.RootElement, entry), TemplateJson.Default.VendorTemplate)! with
            {
                Key = at.Member(Key)!.Text,
            };
            // What refers to an app by another key than it has, or by a word that means something else, would be a fault of its own.
            if (areKeysFree)
            {
                TemplateRules.Check(template, file.With(at, without: Apps), faults, apps);
            }

            apps.Add(template);
        }

        return apps;
    }

    private void CheckShared()
    {
        foreach (var part in file.Members.Where(member => Parts.Value.Contains(member.Name)))
        {
            faults.Add(part, Apps, $"'{part.Name}' belongs in one of the apps, because the template is for several.");
        }
    }

    /// <summary>Checks the keys of the apps.</summary>
    /// <returns>False if one of them is reserved.</returns>
    private bool CheckKeys(PositionedJson list)
    {
        var keys = list.Items.Select(entry => entry.Member(Key)!).ToList();
        foreach (var again in keys.GroupBy(key => key.Text, StringComparer.OrdinalIgnoreCase).SelectMany(same => same.Skip(1)))
        {
            faults.Add(again, "duplicate", $"There are two apps '{again.Text}'.");
        }

        var reserved = keys.Where(key => Reserved.Contains(key.Text)).ToList();
        foreach (var key in reserved)
        {
            faults.Add(key, "reserved", $"Placeholders mean something else by '{key.Text}'. Use another key, such as '{key.Text}App'.");
        }

        return reserved.Count == 0;
    }

    /// <summary>What is shared, and what the app has of its own, as the text of one template.</summary>
    private static ReadOnlySpan<byte> Merge(JsonElement whole, JsonElement app)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var member in whole.EnumerateObject().Where(member => member.Name != Apps).Concat(app.EnumerateObject()))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }
}
