using System.Text.Json;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateEnterpriseApp
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public bool? Enabled { get; set; }

    public bool? Hidden { get; set; }

    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>The service principal that is asked for.</summary>
    public ServicePrincipalSpec ToSpec(VendorInput input) => new() { Step = Step, Settings = [.. Settings(input)] };

    private IEnumerable<(AppSetting Setting, object? Value)> Settings(VendorInput input)
    {
        if (Enabled is { } enabled)
        {
            yield return (AppSetting.ServicePrincipalEnabled, enabled);
        }

        if (Hidden is { } hidden)
        {
            yield return (AppSetting.HideApp, hidden);
        }

        if (Tags.SelectMany(input.Expand).ToArray() is { Length: > 0 } tags)
        {
            yield return (AppSetting.Tag, tags);
        }
    }

    /// <summary>What asks for these settings; null where nothing is set.</summary>
    public static TemplateEnterpriseApp? From(ServicePrincipalSpec spec, CapturedTexts texts)
    {
        return spec.Settings.Count == 0
            ? null
            : new()
            {
                Step = texts.Step("properties", "Enterprise applications, Properties", "Set the properties of the enterprise application."),
                Enabled = (bool?)Value(AppSetting.ServicePrincipalEnabled),
                Hidden = (bool?)Value(AppSetting.HideApp),
                Tags = [.. ((IReadOnlyList<string>?)Value(AppSetting.Tag) ?? []).Select(texts.Constant)],
            };

        object? Value(AppSetting setting) => spec.Settings.FirstOrDefault(item => item.Setting == setting).Value;
    }
}
