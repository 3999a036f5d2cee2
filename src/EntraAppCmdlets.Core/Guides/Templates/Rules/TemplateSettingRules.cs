namespace EntraAppCmdlets.Guides;

/// <summary>The settings for the vendor's product can be written, and each has a name of its own.</summary>
internal sealed class TemplateSettingRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        CheckSettings();
        CheckSettingNames();
    }

    private void CheckSettings()
    {
        foreach (var (entry, setting) in Entries("settings").Zip(Template.Settings))
        {
            if (setting.Value is null && setting.From is null)
            {
                Faults.Add(entry, "required", $"the setting '{setting.Name}' requires a value, or where it comes from.");
            }

            if (
                setting.Value is { } value
                && value.Length > 0
                && Placeholder.Only(value) is null
                && Placeholder.NamesIn(value).Any(IsSecret)
            )
            {
                Faults.Add(
                    entry.Member("value")!,
                    "secret",
                    $"The setting '{setting.Name}' mixes a secret with other text; it would have to be shown."
                );
            }

            if (setting.Value is not null && Placeholder.NamesIn(setting.Value).Contains(Placeholder.SecretText) && Template.Secret is null)
            {
                Faults.Add(entry.Member("value")!, "secret", "The template makes no secret.");
            }
        }

        if (Template.Formats.Contains(AppSettingFormat.BicepParam) || Template.Formats.Contains(AppSettingFormat.ArmParameters))
        {
            foreach (
                var (entry, _) in Entries("settings").Zip(Template.Settings).Where(pair => !SettingFile.IsIdentifier(pair.Second.Name))
            )
            {
                Faults.Add(
                    entry.Member("name")!,
                    "identifier",
                    $"'{entry.Member("name")!.Text}' can't be the name of a deployment parameter."
                );
            }
        }

        bool IsSecret(string name) =>
            name == Placeholder.SecretText
            || (Parameters.TryGetValue(name, out var parameter) && parameter.Type == TemplateParameterType.Secret);
    }

    /// <summary>A file that says which setting is which by its name has each name once, whatever app it is of.</summary>
    private void CheckSettingNames()
    {
        var formats = Template.Formats;
        foreach (var ((entry, setting), place) in Entries("settings").Zip(Template.Settings).Select((pair, i) => (pair, i)))
        {
            List<TemplateSetting> before =
            [
                .. Earlier
                    .SelectMany(app => app.Settings)
                    .Concat(Template.Settings.Take(place))
                    .Where(other => !Conditions.Exclude(other.When, setting.When)),
            ];
            if (
                formats.Contains(AppSettingFormat.Env)
                && before.Exists(other => VendorSettings.KeyOf(other) == VendorSettings.KeyOf(setting))
            )
            {
                Faults.Add(
                    entry.Member("key") ?? entry.Member("name")!,
                    "duplicate",
                    $"There are two settings '{VendorSettings.KeyOf(setting)}' in the format {AppSettingFormat.Env}. Give each a key of its own."
                );
            }

            if (
                formats.FirstOrDefault(format => format is AppSettingFormat.BicepParam or AppSettingFormat.ArmParameters)
                    is var format
                        and not AppSettingFormat.Json
                && before.Exists(other => string.Equals(other.Name, setting.Name, StringComparison.OrdinalIgnoreCase))
            )
            {
                Faults.Add(entry.Member("name")!, "duplicate", $"There are two settings '{setting.Name}' in the format {format}.");
            }
        }
    }
}
