using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Settings as text in the forms that deployments and people need, and as a file that its owner alone can read.</summary>
internal static partial class SettingFile
{
    // Not for HTML: quotes and accents stay readable. What JSON must escape is escaped.
    private static readonly JsonWriterOptions IndentedJson = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The ending that the format's readers expect.</summary>
    public static AppSettingFormat? FormatOf(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".BICEPPARAM" => AppSettingFormat.BicepParam,
            ".ENV" => AppSettingFormat.Env,
            ".JSON" => path.EndsWith(".parameters.json", StringComparison.OrdinalIgnoreCase)
                ? AppSettingFormat.ArmParameters
                : AppSettingFormat.Json,
            _ => null,
        };

    /// <summary>The format that a file is written in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="given">The format that was asked for; null to take that of the ending.</param>
    /// <exception cref="AppException">SettingFormatUnknown, SettingFormatUnsuitable.</exception>
    public static AppSettingFormat FormatFor(string path, AppSettingFormat? given)
    {
        var usual = FormatOf(path);
        if (given is null)
        {
            return usual ?? throw SettingErrors.SettingFormatUnknown(path);
        }
        // Parameters of a deployment are JSON too, and need no special name.
        var fits = usual is null || usual == given || (usual == AppSettingFormat.Json && given == AppSettingFormat.ArmParameters);
        return fits ? given.Value : throw SettingErrors.SettingFormatOfOtherFile(path, given.Value, usual!.Value);
    }

    /// <summary>Refuses a format that the settings of a vendor can't be written in.</summary>
    /// <exception cref="AppException">SettingFormatUnsuitable, SettingNameUnsuitable.</exception>
    public static void CheckFormat(VendorTemplate template, AppSettingFormat format)
    {
        if (template.Formats.Count > 0 && !template.Formats.Contains(format))
        {
            throw SettingErrors.SettingFormatUnsuitable(template.Id, format, template.Formats);
        }

        if (
            format is AppSettingFormat.BicepParam or AppSettingFormat.ArmParameters
            && template.Settings.FirstOrDefault(setting => !IsIdentifier(setting.Name)) is { } setting
        )
        {
            throw SettingErrors.SettingNameUnsuitable(template.Id, setting.Name, format);
        }
    }

    /// <summary>Whether a name can be that of a deployment parameter.</summary>
    public static bool IsIdentifier(string name) => Identifier().IsMatch(name);

    /// <summary>The text of one app.</summary>
    /// <inheritdoc cref="Text(IReadOnlyList{SettingSection}, AppSettingFormat, bool, string, string?)"/>
    public static string Text(
        IReadOnlyList<VendorAppSetting> settings,
        AppSettingFormat format,
        bool includeSecret,
        string template = "main.bicep",
        string? vaultResourceId = null
    ) => Text([new SettingSection("", "", Guid.Empty, settings)], format, includeSecret, template, vaultResourceId);

    /// <summary>The text.</summary>
    /// <param name="sections">The settings, app by app.</param>
    /// <param name="format">The form.</param>
    /// <param name="includeSecret">Whether secrets are written; otherwise the text says how they get there.</param>
    /// <param name="template">The Bicep file that a Bicep parameter file is for.</param>
    /// <param name="vaultResourceId">The resource ID of the Key Vault that secrets are in.</param>
    public static string Text(
        IReadOnlyList<SettingSection> sections,
        AppSettingFormat format,
        bool includeSecret,
        string template,
        string? vaultResourceId
    ) =>
        format switch
        {
            AppSettingFormat.Env => Env(sections, includeSecret),
            AppSettingFormat.BicepParam => Bicep(sections, includeSecret, template, vaultResourceId),
            AppSettingFormat.ArmParameters => Arm(sections, includeSecret, vaultResourceId),
            _ => Json(sections, includeSecret),
        };

    /// <summary>Where settings are written.</summary>
    public static OutputFile Output { get; } = new(SettingErrors.SettingFileExists, SettingErrors.SettingFileUnwritable);

    /// <inheritdoc cref="OutputFile.Check"/>
    /// <exception cref="AppException">SettingFileExists, SettingFileUnwritable.</exception>
    public static void Check(string path, bool replace) => Output.Check(path, replace);

    /// <inheritdoc cref="OutputFile.TryFolder"/>
    /// <exception cref="AppException">SettingFileUnwritable.</exception>
    public static void TryFolder(string path) => Output.TryFolder(path);

    /// <inheritdoc cref="OutputFile.Write(string, string, bool)"/>
    /// <exception cref="AppException">SettingFileExists, SettingFileUnwritable.</exception>
    public static void Write(string path, string text, bool replace) => Output.Write(path, text, replace);

    private static string Env(IReadOnlyList<SettingSection> sections, bool includeSecret)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            Head(text, sections, section, "# ");
            foreach (var setting in section.Settings)
            {
                if (Plain(setting, includeSecret) is { } value)
                {
                    text.Append(setting.Key).Append('=').Append(ShellQuoted(value)).Append('\n');
                }
                else
                {
                    text.Append("# ").Append(setting.Key).Append(": ").Append(Absence(setting)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static string Bicep(IReadOnlyList<SettingSection> sections, bool includeSecret, string template, string? vaultResourceId)
    {
        var text = new StringBuilder("using ").Append(BicepQuoted(template.Replace('\\', '/'))).Append("\n\n");
        foreach (var section in sections)
        {
            Head(text, sections, section, "// ");
            foreach (var setting in section.Settings)
            {
                var value =
                    Plain(setting, includeSecret) is { } plain ? BicepQuoted(plain)
                    : setting.KeyVaultSecretId is { } id ? BicepSecret(KeyVaultReference.Of(id, vaultResourceId))
                    : $"readEnvironmentVariable({BicepQuoted(setting.Key)})";
                text.Append("param ").Append(setting.Name).Append(" = ").Append(value).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string BicepSecret(KeyVaultReference secret) =>
        $"az.getSecret({BicepQuoted(secret.Subscription)}, {BicepQuoted(secret.ResourceGroup)}, {BicepQuoted(secret.Vault)}, {BicepQuoted(secret.Secret)})";

    /// <summary>Says whose settings follow, where there are those of several apps.</summary>
    private static void Head(StringBuilder text, IReadOnlyList<SettingSection> sections, SettingSection section, string comment)
    {
        if (sections.Count == 1)
        {
            return;
        }

        if (section != sections[0])
        {
            text.Append('\n');
        }

        text.Append(comment).Append(section).Append('\n');
    }

    private static string Arm(IReadOnlyList<SettingSection> sections, bool includeSecret, string? vaultResourceId) =>
        Indented(json =>
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#");
            json.WriteString("contentVersion", "1.0.0.0");
            json.WriteStartObject("parameters");
            foreach (var setting in sections.SelectMany(section => section.Settings))
            {
                json.WriteStartObject(setting.Name);
                if (Plain(setting, includeSecret) is { } value)
                {
                    json.WriteString("value", value);
                }
                else if (setting.KeyVaultSecretId is { } id)
                {
                    WriteReference(json, KeyVaultReference.Of(id, vaultResourceId));
                }
                else
                {
                    WriteAbsence(json, setting);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });

    private static void WriteReference(Utf8JsonWriter json, KeyVaultReference secret)
    {
        json.WriteStartObject("reference");
        json.WriteStartObject("keyVault");
        json.WriteString("id", secret.ResourceId);
        json.WriteEndObject();
        json.WriteString("secretName", secret.Secret);
        json.WriteEndObject();
    }

    // Null is a mark that no deployment takes for a value.
    private static void WriteAbsence(Utf8JsonWriter json, VendorAppSetting setting)
    {
        json.WriteNull("value");
        json.WriteStartObject("metadata");
        json.WriteString("description", Absence(setting));
        json.WriteEndObject();
    }

    private static string Json(IReadOnlyList<SettingSection> sections, bool includeSecret) =>
        Indented(json =>
        {
            json.WriteStartObject();
            foreach (var (section, name) in sections.Zip(SettingSection.NamesOf(sections)))
            {
                if (sections.Count > 1)
                {
                    json.WriteStartObject(name);
                }

                foreach (var setting in section.Settings)
                {
                    if (Plain(setting, includeSecret) is { } value)
                    {
                        json.WriteString(setting.Name, value);
                    }
                    else if (setting.KeyVaultSecretId is { } id)
                    {
                        json.WriteStartObject(setting.Name);
                        json.WriteString("keyVaultSecretId", id);
                        json.WriteEndObject();
                    }
                    else
                    {
                        // An empty text would be taken for the value, and a missing name for an oversight.
                        json.WriteNull(setting.Name);
                    }
                }

                if (sections.Count > 1)
                {
                    json.WriteEndObject();
                }
            }

            json.WriteEndObject();
        });

    private static string Indented(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, IndentedJson))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The value as text, if it is there and may be written.</summary>
    private static string? Plain(VendorAppSetting setting, bool includeSecret) =>
        setting.Value switch
        {
            SecureString secret => includeSecret ? new NetworkCredential("", secret).Password : null,
            null => null,
            var value => value.ToString(),
        };

    private static string Absence(VendorAppSetting setting) =>
        setting switch
        {
            { IsSecret: true, Value: not null } => "left out; -IncludeSecret writes it",
            { From: { } from } => OneLine(from),
            _ => "not there",
        };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>As POSIX shells and dotenv readers take it; bare where that is the same to all, since some readers keep quotes.</summary>
    private static string ShellQuoted(string value) =>
        Bare().IsMatch(value) ? value : $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string BicepQuoted(string value)
    {
        var text = new StringBuilder("'");
        for (var i = 0; i < value.Length; i++)
        {
            _ = value[i] switch
            {
                '\\' => text.Append(@"\\"),
                '\'' => text.Append(@"\'"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '$' when i + 1 < value.Length && value[i + 1] == '{' => text.Append(@"\$"),
                var other => text.Append(other),
            };
        }

        return text.Append('\'').ToString();
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();

    // A tilde at the beginning or after a colon would be expanded by a shell.
    [GeneratedRegex("^(?!~)(?!.*:~)[A-Za-z0-9_./:@+,~-]+$")]
    private static partial Regex Bare();
}
