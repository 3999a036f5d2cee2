using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>
/// The texts of an app as those of a template: what belongs to its tenant becomes a parameter or a placeholder, the rest stays. It gathers the
/// parameters with their values, and the steps.
/// </summary>
/// <param name="tenant">The tenant of the app.</param>
internal sealed partial class CapturedTexts(TenantNames tenant)
{
    /// <summary>The longest text of a template.</summary>
    public const int Longest = 2000;

    /// <summary>Hosts that are the same for everybody.</summary>
    private static readonly string[] Common =
    [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "login.microsoftonline.com",
        "login.live.com",
        "token.actions.githubusercontent.com",
        "gitlab.com",
        "app.terraform.io",
        "accounts.google.com",
    ];

    private readonly List<TemplateParameter> _parameters = [];
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly List<TemplateStep> _steps = [];

    /// <summary>What differs from tenant to tenant.</summary>
    public IReadOnlyList<TemplateParameter> Parameters => _parameters;

    /// <summary>The values of the parameters for the app as it is.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values => _values;

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<TemplateStep> Steps => _steps;

    /// <summary>A step of the template; the same one where it is there already.</summary>
    public string Step(string id, string guide, string text, TemplateActor by = TemplateActor.Module)
    {
        if (!_steps.Exists(step => step.Id == id))
        {
            _steps.Add(
                new TemplateStep
                {
                    Id = id,
                    Guide = guide,
                    Text = text,
                    By = by,
                }
            );
        }

        return id;
    }

    /// <summary>A text that stays, but for the tenant that it names.</summary>
    public string Constant(string text) => tenant.Symbolic(Placeholder.Literal(text));

    /// <summary>A text that stays; null for none.</summary>
    public string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : Constant(text);

    /// <summary>An address: its host is a parameter.</summary>
    public string Url(string text)
    {
        if (Host().Match(text) is not { Success: true } match || Common.Contains(WithoutPort(match.Groups["host"].Value)))
        {
            return Constant(text);
        }

        var host = match.Groups["host"];
        // The tenant's own domain is known in any tenant.
        return Constant(host.Value) != host.Value
            ? Constant(text)
            : $"{Constant(text[..host.Index])}{HostParameter(host.Value)}{Constant(text[(host.Index + host.Length)..])}";
    }

    /// <summary>The users or groups of one purpose: a parameter with a list of values.</summary>
    public string People(string name, IReadOnlyList<string> people, string help) =>
        Parameter(
            new TemplateParameter
            {
                Name = Next(name),
                Type = TemplateParameterType.Principal,
                Help = help,
                List = true,
                Required = true,
            },
            [.. people]
        );

    /// <summary>A directory extension, whose name holds the ID of the app that defines it.</summary>
    public string Extension(string name) =>
        Parameter(
            new TemplateParameter
            {
                Name = Next("Extension"),
                Type = TemplateParameterType.String,
                Help = "The name of the directory extension that the claim comes from, with the ID of the app that defines it.",
                Required = true,
                Pattern = @"\S+",
                PatternHelp = "a name without blanks, such as extension_0123456789abcdef0123456789abcdef_team",
            },
            [name]
        );

    /// <summary>A managed identity of the tenant.</summary>
    public string Identity(string objectId) =>
        Parameter(
            new TemplateParameter
            {
                Name = Next("ManagedIdentity"),
                Type = TemplateParameterType.Guid,
                Help = "The object (principal) ID of the managed identity that signs in as the app.",
                Required = true,
            },
            [objectId]
        );

    private string HostParameter(string host)
    {
        if (
            _values.FirstOrDefault(item => item.Key.StartsWith("HostName", StringComparison.Ordinal) && item.Value.ValueEquals(host)).Key is
            { } there
        )
        {
            return $"{{{there}}}";
        }

        var parameter = new TemplateParameter
        {
            Name = Next("HostName"),
            Type = TemplateParameterType.HostName,
            Help = _values.ContainsKey("HostName")
                ? "Another host name in the addresses of the app."
                : "The host name in the addresses of the app.",
            Required = true,
            Example = "app.example.com",
        };
        // What is no plain host name is taken as it is: an address of numbers, capital letters, a wildcard.
        var isPlain = ParameterValues.Fault(parameter, host) is null && ParameterValues.Normal(parameter, host) == host;
        return Parameter(
            isPlain
                ? parameter
                : parameter with
                {
                    Type = TemplateParameterType.String,
                    Pattern = @"[^/\s]+",
                    PatternHelp = "a host without https:// and without a path",
                },
            [host]
        );
    }

    private string Parameter(TemplateParameter parameter, string[] values)
    {
        _parameters.Add(parameter);
        _values[parameter.Name] = parameter.List
            ? JsonSerializer.SerializeToElement(values, TemplateJson.Default.StringArray)
            : JsonSerializer.SerializeToElement(values[0], TemplateJson.Default.String);
        return $"{{{parameter.Name}}}";
    }

    private string Next(string name) =>
        _values.ContainsKey(name)
            ? Enumerable
                .Range(2, int.MaxValue - 2)
                .Select(number => string.Create(CultureInfo.InvariantCulture, $"{name}{number}"))
                .First(numbered => !_values.ContainsKey(numbered))
            : name;

    private static string WithoutPort(string host) => Port().Replace(host, "").ToLowerInvariant();

    // An api address names a host if it has a dot.
    [GeneratedRegex(@"^(?:https?://(?<host>[^/?#\s]+)|api://(?<host>[^/?#\s]*\.[^/?#\s]*))", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Port();
}
