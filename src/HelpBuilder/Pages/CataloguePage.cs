using System.Text.Json;
using System.Text.RegularExpressions;

namespace HelpBuilder.Pages;

/// <summary>Writes the page that lists the vendors' templates: what each is for, its guide, and what it needs.</summary>
internal static partial class CataloguePage
{
    /// <summary>The lines of the page.</summary>
    /// <param name="folder">The folder of the templates.</param>
    /// <param name="text">Turns text into Markdown.</param>
    public static IEnumerable<string> Write(string folder, MarkdownText text)
    {
        var templates = Directory
            .EnumerateFiles(folder, "*.json")
            .Where(path => !path.EndsWith(".schema.json", StringComparison.Ordinal))
            .Select(path => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path)))
            .ToList();
        return
        [
            "# Vendors",
            "",
            "The guides that the module carries out. Each is a file in `module/templates`; a vendor that is missing here is [a file of your own](templates.md).",
            "",
            "- `Get-VendorAppTemplate` lists them; `-Kind` and `-Search` choose among them.",
            "- `(Get-VendorAppTemplate Grafana).Parameters` explains the parameters of one. Those with a star must be given.",
            "- `Install-VendorApp` carries a guide out: [Carry out a vendor's guide](install-a-guide.md).",
            "- Permissions are delegated unless they say application. Optional ones are asked for only with some parameters.",
            "",
            .. from template in templates
            group template by Words(Text(template, "kind") is { Length: > 0 } kind ? kind : "Other") into same
            orderby same.Key == "Other", same.Key
            from line in (string[])
                [
                    $"## {same.Key}",
                    "",
                    "| Vendor | What it does | Guide | Permissions | Parameters |",
                    "|---|---|---|---|---|",
                    .. same.OrderBy(template => Text(template, "id"), StringComparer.OrdinalIgnoreCase)
                        .Select(template => Row(template, text)),
                    "",
                ]
            select line,
        ];
    }

    private static string Row(JsonElement template, MarkdownText text)
    {
        var guide = template.GetProperty("guide");
        var title = text.Cell(Text(guide, "title"));
        string[] cells =
        [
            $"`{Text(template, "id")}`",
            text.Cell($"{Text(template, "title")}. {Text(template, "description")}"),
            (Text(guide, "source") is { Length: > 0 } source ? $"[{title}]({source})" : title)
                + (Text(guide, "date") is { Length: > 0 } date ? $", {date}" : ""),
            string.Join(", ", List(template, "apps").Prepend(template).SelectMany(app => List(app, "permissions")).SelectMany(Permissions))
                is { Length: > 0 } permissions
                ? permissions
                : "none",
            string.Join(", ", Parameters(template)) is { Length: > 0 } parameters ? parameters : "none",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static IEnumerable<string> Permissions(JsonElement permission)
    {
        var api =
            Text(permission, "api") is "Microsoft Graph" ? ""
            : Text(permission, "api") is "self" ? " of its own API"
            : Text(permission, "api").EndsWith(".appId}", StringComparison.Ordinal) ? $" of its app {Text(permission, "api")[1..^7]}"
            : $" of {Text(permission, "api")}";
        string[] marks =
        [
            .. Text(permission, "type") == "Application" ? ["application"] : Array.Empty<string>(),
            .. permission.TryGetProperty("when", out _) ? ["optional"] : Array.Empty<string>(),
        ];
        var marked = marks.Length > 0 ? $" ({string.Join(", ", marks)})" : "";
        return List(permission, "names").Select(name => $"`{name}`{api}{marked}");
    }

    private static IEnumerable<string> Parameters(JsonElement template) =>
        [
            .. List(template, "variants") is { Length: > 0 } variants
                ? [$"`-Variant` {string.Join(" or ", variants.Select(variant => Text(variant, "id")))}"]
                : Array.Empty<string>(),
            .. from parameter in List(template, "parameters")
            let isNeeded = parameter.TryGetProperty("required", out var required)
                && required.ValueKind == JsonValueKind.True
                && !parameter.TryGetProperty("default", out _)
            select $"`-{Text(parameter, "name")}`{(isNeeded ? "\\*" : "")}",
        ];

    /// <summary>The name of a kind as words: MailAndCalendar becomes Mail and calendar.</summary>
    private static string Words(string kind) =>
        WordStart()
            .Replace(kind, match => match.Index == 0 ? match.Value : $" {match.Value.ToLowerInvariant()}")
            .Replace("It service", "IT service", StringComparison.Ordinal);

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static JsonElement[] List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    [GeneratedRegex("[A-Z]")]
    private static partial Regex WordStart();
}
