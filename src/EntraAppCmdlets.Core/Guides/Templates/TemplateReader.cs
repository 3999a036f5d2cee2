using System.Reflection;
using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>Reads template files: first against the schema, then against what a schema can't say.</summary>
internal static class TemplateReader
{
    private const int MaxBytes = 1_000_000;

    private static readonly Lazy<PositionedJson> LazySchema = new(ReadSchema);

    /// <summary>The schema that the module publishes beside its templates.</summary>
    public static PositionedJson Schema => LazySchema.Value;

    /// <summary>Reads one file.</summary>
    /// <exception cref="AppException">TemplateInvalid: names each fault with file, line, column and rule.</exception>
    public static VendorTemplate Read(string path) => Required(path, Check(path));

    /// <summary>Reads one file and gathers its faults; the template is null if there are any.</summary>
    /// <exception cref="AppException">TemplateUnreadable.</exception>
    public static (VendorTemplate? Template, IReadOnlyList<TemplateFault> Faults) Check(string path)
    {
        try
        {
            return new FileInfo(path).Length > MaxBytes
                ? (null, [new TemplateFault(path, 1, 1, "size", "the file is larger than a template can be.")])
                : Check(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TemplateErrors.TemplateUnreadable(path, e);
        }
    }

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="path">How messages name the text.</param>
    /// <param name="utf8">The text.</param>
    public static VendorTemplate Read(string path, ReadOnlyMemory<byte> utf8) => Required(path, Check(path, utf8));

    private static VendorTemplate Required(string path, (VendorTemplate? Template, IReadOnlyList<TemplateFault> Faults) read) =>
        read.Template ?? throw TemplateErrors.TemplateInvalid(path, read.Faults);

    private static (VendorTemplate? Template, IReadOnlyList<TemplateFault> Faults) Check(string path, ReadOnlyMemory<byte> utf8)
    {
        var faults = new TemplateFaults(path);
        try
        {
            var file = PositionedJson.Parse(utf8.Span);
            // A newer format has fields that would read as faults.
            if (file.Member("schemaVersion")?.Integer is { } version && version > VendorTemplate.CurrentVersion)
            {
                throw TemplateErrors.TemplateNewer(path, version);
            }

            new JsonSchemaCheck(Schema, faults).Check(file);
            if (!faults.Any)
            {
                var template = JsonSerializer.Deserialize(WithoutPreamble(utf8).Span, TemplateJson.Default.VendorTemplate)!;
                var apps = new TemplateApps(utf8, file, faults).Read();
                if (apps.Count == 0)
                {
                    TemplateRules.Check(template, file, faults);
                }

                if (!faults.Any)
                {
                    return (template with { Bytes = utf8, Apps = apps }, []);
                }
            }
        }
        catch (JsonException e)
        {
            faults.Add((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "json", e.Message.Split(" LineNumber:")[0]);
        }

        return (null, faults.All);
    }

    /// <summary>A text without the mark of its encoding.</summary>
    public static ReadOnlyMemory<byte> WithoutPreamble(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith(System.Text.Encoding.UTF8.Preamble) ? utf8[3..] : utf8;

    private static PositionedJson ReadSchema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("template.schema.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return PositionedJson.Parse(copy.ToArray());
    }
}
