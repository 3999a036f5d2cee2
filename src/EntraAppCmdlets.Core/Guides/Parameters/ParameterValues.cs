using System.Globalization;
using EntraAppCmdlets.Aspects.RedirectUris;

namespace EntraAppCmdlets.Guides;

/// <summary>What the types of a template's parameters allow.</summary>
internal static class ParameterValues
{
    /// <summary>Why a value does not fit, in words that follow the parameter's name; null if it fits.</summary>
    public static string? Fault(TemplateParameter parameter, string value)
    {
        var fault = parameter.Type switch
        {
            TemplateParameterType.HostName => HostNameFault(value),
            TemplateParameterType.Uri => UriFault(parameter, value),
            TemplateParameterType.Choice => ChoiceOf(parameter, value) is not null
                ? null
                : $"must be {string.Join(", ", parameter.Choices.Select(choice => choice.Value))}; '{value}' isn't one of them",
            TemplateParameterType.Guid => Guid.TryParse(value, out _) ? null : $"must be a GUID; '{value}' isn't one",
            TemplateParameterType.Int => IntFault(parameter, value),
            TemplateParameterType.Switch => bool.TryParse(value, out _) ? null : $"must be true or false, not '{value}'",
            _ => string.IsNullOrWhiteSpace(value) ? "is empty"
            : value.Any(char.IsControl) ? "holds control characters"
            : null,
        };
        return fault
            ?? (
                parameter.Pattern is { } pattern && !new ParameterPattern(pattern).IsMatch(value)
                    ? $"can't be '{value}'. Use {parameter.PatternHelp ?? (parameter.Example is { } example ? $"a value such as {example}" : "another value")}"
                    : null
            );
    }

    /// <summary>The value in the one form that is compared and inserted.</summary>
    public static string Normal(TemplateParameter parameter, string value) =>
        parameter.Type switch
        {
            TemplateParameterType.HostName => value.ToLowerInvariant(),
            TemplateParameterType.Choice => ChoiceOf(parameter, value)!.Value,
            TemplateParameterType.Guid => Guid.Parse(value).ToString(),
            TemplateParameterType.Switch => bool.Parse(value) ? "true" : "false",
            _ => value,
        };

    /// <summary>The choice that a value means: by its own word, or by the one that it inserts, which may be the directory's.</summary>
    public static TemplateChoice? ChoiceOf(TemplateParameter parameter, string value) =>
        parameter.Choices.FirstOrDefault(choice => Same(choice.Value, value))
        ?? (parameter.Choices.Where(choice => choice.Inserts is { } inserts && Same(inserts, value)).ToList() is [var only] ? only : null);

    /// <summary>What stands for the value in a text.</summary>
    public static string Inserted(TemplateParameter parameter, string value) =>
        parameter.Choices.FirstOrDefault(choice => Same(choice.Value, value))?.Inserts ?? value;

    private static string? HostNameFault(string value) =>
        WildcardFault(value) is { } fault ? fault
        : value.Contains("//", StringComparison.Ordinal) || value.Contains('/', StringComparison.Ordinal)
            ? $"must be a host name alone, without https:// and without a path; '{value}' is more than that"
        : IsHostName(value) ? null
        : $"must be a host name such as app.example.com or app.example.com:8443, not '{value}'";

    private static bool IsHostName(string value)
    {
        var at = value.IndexOf(':', StringComparison.Ordinal);
        var host = at < 0 ? value : value[..at];
        return Uri.CheckHostName(host) == UriHostNameType.Dns
            && host.Length <= 253
            && !host.EndsWith('.')
            && (
                at < 0 || (ushort.TryParse(value.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
            );
    }

    private static string? UriFault(TemplateParameter parameter, string value) =>
        WildcardFault(value) is { } fault ? fault
        : Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && !value.StartsWith('/')
        && !value.Any(char.IsWhiteSpace)
        && uri.Scheme.Length > 1
            ? null
        : (RedirectUriRules.WithScheme(value) ?? parameter.Example) is { } example
            ? $"must be an absolute address such as {example}; '{value}' isn't one"
        : $"must be an absolute address; '{value}' isn't one";

    // Entra knows wildcards in redirect URIs of single-tenant apps only, and advises against them.
    private static string? WildcardFault(string value) =>
        RedirectUriRules.HasWildcardHost(value)
            ? $"can't be '{value}': wildcards (*) aren't possible in it. Give each host by itself"
            : null;

    private static string? IntFault(TemplateParameter parameter, string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return $"must be a whole number; '{value}' isn't one";
        }

        if (number < (parameter.Minimum ?? int.MinValue))
        {
            return string.Create(CultureInfo.InvariantCulture, $"must be {parameter.Minimum} at least");
        }

        return number > (parameter.Maximum ?? int.MaxValue)
            ? string.Create(CultureInfo.InvariantCulture, $"may be {parameter.Maximum} at most")
            : null;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
