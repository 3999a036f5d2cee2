using System.Text.Json;

namespace HelpBuilder.Commands;

/// <summary>Reads the parameters that the vendors' templates bring to the commands that carry them out.</summary>
internal static class VendorParameters
{
    /// <summary>The parameters of all templates in a folder, by name; the same name of several vendors is one parameter.</summary>
    public static IReadOnlyList<Parameter> Of(string folder)
    {
        var found =
            from path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            where !path.EndsWith(".schema.json", StringComparison.Ordinal)
            from parameter in OfTemplate(path)
            select parameter;
        return
        [
            .. from parameter in found
            group parameter by parameter.Name into same
            orderby same.Key
            select same.First() with
            {
                Description = [.. same.SelectMany(one => one.Description)],
            },
        ];
    }

    private static List<Parameter> OfTemplate(string path)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        var template = file.RootElement;
        var vendor = template.GetProperty("id").GetString()!;
        List<Parameter> parameters = [.. List(template, "parameters").Select(parameter => Read(vendor, parameter))];
        var variants = List(template, "variants");
        if (variants.Length > 0)
        {
            var usual = Array.Find(variants, variant => Flag(variant, "default"));
            parameters.Add(
                Described(
                    "Variant",
                    "System.String",
                    false,
                    [$"{vendor}: The way of the guide to take.", Values(variants, "id"), Default(Text(usual, "id"))]
                )
            );
        }

        return parameters;
    }

    private static Parameter Read(string vendor, JsonElement parameter)
    {
        var when =
            parameter.TryGetProperty("when", out var condition) && condition.TryGetProperty("Variant", out var variant)
                ? $" with -Variant {variant}"
                : "";
        return Described(
            Text(parameter, "name"),
            Text(parameter, "type") switch
            {
                "Switch" => "System.Management.Automation.SwitchParameter",
                "Guid" => "System.Guid",
                "Int" => "System.Int32",
                "Secret" => "System.Security.SecureString",
                _ => "System.String",
            },
            Flag(parameter, "list"),
            [
                $"{vendor}{when}: {Text(parameter, "help")}",
                Flag(parameter, "required") && Text(parameter, "default").Length == 0 ? "Required." : "",
                Values(List(parameter, "choices"), "value"),
                Default(Text(parameter, "default")),
                Text(parameter, "example") is { Length: > 0 } example ? $"Example: {example}" : "",
            ]
        );
    }

    private static Parameter Described(string name, string type, bool isList, string[] sentences) =>
        new()
        {
            Name = name,
            DeclaringClass = null,
            Type = isList ? new("System.Array", [new(type)], IsArray: true) : new(type),
            Uses = [new(Command.AllSets, null, false, false, false, false)],
            Description = [string.Join(' ', sentences.Where(sentence => sentence.Length > 0))],
        };

    private static string Values(JsonElement[] choices, string name) =>
        choices.Length == 0 ? "" : $"Values: {string.Join(", ", choices.Select(choice => Text(choice, name)))}.";

    // A default that is made of other parameters is explained by the help.
    private static string Default(string value) =>
        value.Length == 0 || value.Contains('{', StringComparison.Ordinal) ? "" : $"Default: {value}.";

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) ? text.ToString() : "";

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static JsonElement[] List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];
}
