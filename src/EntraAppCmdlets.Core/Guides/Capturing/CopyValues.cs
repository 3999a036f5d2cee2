using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>The values of a captured app for another tenant: people by their sign-in names there, or as a table says.</summary>
/// <param name="app">The app, for messages.</param>
/// <param name="from">Its tenant.</param>
/// <param name="to">The other tenant.</param>
/// <param name="map">What takes the place of what: people, groups or hosts; null leaves a person or group out.</param>
internal sealed class CopyValues(AppRegistration app, TenantNames from, TenantNames to, IDictionary map)
{
    private readonly Dictionary<string, string?> _map = ToTexts(map);

    /// <summary>The template with the values for the other tenant.</summary>
    /// <exception cref="AppException">CopyMapUnknown, CopyMapInvalid.</exception>
    public VendorTemplate Apply(VendorTemplate template)
    {
        var known = template.Parameters.SelectMany(parameter => Texts(template, parameter)).ToList();
        var unknown = _map.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count > 0)
        {
            throw CaptureErrors.CopyMapUnknown(app, unknown, known);
        }

        var values = template.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => Texts(template, parameter).Select(text => Mapped(parameter, text)).OfType<string>().ToList()
        );
        var empty = values.Where(item => item.Value.Count == 0).Select(item => item.Key).ToHashSet();
        template = template with
        {
            Parameters = [.. template.Parameters.Where(parameter => !empty.Contains(parameter.Name))],
            Owners = IsEmpty(template.Owners?.Who) ? null : template.Owners,
            Access = Without(template.Access, IsEmpty),
            Values = template
                .Parameters.Where(parameter => !empty.Contains(parameter.Name))
                .ToDictionary(
                    parameter => parameter.Name,
                    parameter =>
                        parameter.List
                            ? JsonSerializer.SerializeToElement([.. values[parameter.Name]], TemplateJson.Default.StringArray)
                            : JsonSerializer.SerializeToElement(values[parameter.Name][0], TemplateJson.Default.String)
                ),
        };
        return template;

        bool IsEmpty(string? who) => who is not null && Placeholder.Only(who) is { } name && empty.Contains(name);
    }

    private static TemplateAccess? Without(TemplateAccess? access, Func<string?, bool> isEmpty)
    {
        if (access is null)
        {
            return null;
        }

        access = access with
        {
            Who = isEmpty(access.Who) ? null : access.Who,
            Assignments = [.. access.Assignments.Where(item => !isEmpty(item.Who))],
        };
        return access is { AssignmentRequired: null, Who: null, Assignments.Count: 0 } ? null : access;
    }

    /// <summary>The values of a parameter for the app as it is.</summary>
    public static IEnumerable<string> Texts(VendorTemplate template, TemplateParameter parameter) =>
        template.Values is not { } values || !values.TryGetValue(parameter.Name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetString()!)
        : [value.GetString()!];

    private string? Mapped(TemplateParameter parameter, string text)
    {
        if (_map.TryGetValue(text, out var other))
        {
            return other is null && parameter.Type != TemplateParameterType.Principal
                    ? throw CaptureErrors.CopyMapInvalid(text, "it can't be left out")
                : other is not null && ParameterValues.Fault(parameter, other) is { } fault
                    ? throw CaptureErrors.CopyMapInvalid(text, $"the value {fault}")
                : other;
        }

        // The same person signs in under each tenant's own domain.
        return
            parameter.Type == TemplateParameterType.Principal
            && (from.Domain, to.Domain) is ({ } domain, { } otherDomain)
            && text.EndsWith($"@{domain}", StringComparison.OrdinalIgnoreCase)
            ? text[..^domain.Length] + otherDomain
            : text;
    }

    private static Dictionary<string, string?> ToTexts(IDictionary map)
    {
        var texts = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in map)
        {
            var name = Text(entry.Key) ?? "";
            texts[name] =
                entry.Value is IEnumerable and not string ? throw CaptureErrors.CopyMapInvalid(name, "it has several values")
                : Text(entry.Value) is { Length: > 0 } value ? value
                : null;
        }

        return texts;
    }

    private static string? Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
