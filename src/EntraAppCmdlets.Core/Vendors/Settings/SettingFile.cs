using System.Net;
using System.Security;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Vendors;

/// <summary>Settings as text in the forms that deployments and people need, and as a file that its owner alone can read.</summary>
internal static partial class SettingFile
{
    // Not for HTML: quotes and accents stay readable. What JSON must escape is escaped.
    private static readonly JsonWriterOptions indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The ending that the format's readers expect.</summary>
    public static AppSettingFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".BICEPPARAM" => AppSettingFormat.BicepParam,
        ".ENV" => AppSettingFormat.Env,
        ".JSON" => path.EndsWith(".parameters.json", StringComparison.OrdinalIgnoreCase) ? AppSettingFormat.ArmParameters : AppSettingFormat.Json,
        _ => null,
    };

    /// <summary>Whether a name can be that of a deployment parameter.</summary>
    public static bool IsIdentifier(string name) => Identifier().IsMatch(name);

    /// <summary>The text.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="format">The form.</param>
    /// <param name="includeSecret">Whether secrets are written; otherwise the text says how they get there.</param>
    /// <param name="template">The Bicep file that a Bicep parameter file is for.</param>
    public static string Text(IReadOnlyList<VendorAppSetting> settings, AppSettingFormat format, bool includeSecret, string template = "main.bicep") => format switch
    {
        AppSettingFormat.Env => Env(settings, includeSecret),
        AppSettingFormat.BicepParam => Bicep(settings, includeSecret, template),
        AppSettingFormat.ArmParameters => Json(settings, includeSecret, arm: true),
        _ => Json(settings, includeSecret, arm: false),
    };

    /// <summary>Tells before anything is sent what would keep the file from being written.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="AppException">SettingFileExists, SettingFileUnwritable.</exception>
    public static void Check(string path, bool replace)
    {
        if (!Path.IsPathFullyQualified(path))
            throw AppErrors.SettingFileUnwritable(path, "it is no path of the file system.", "Give the path of a file with -Path.");
        if (Directory.Exists(path))
            throw AppErrors.SettingFileUnwritable(path, "it is a folder.", "Add the name of a file to -Path.");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw AppErrors.SettingFileUnwritable(path, $"there is no folder '{folder}'.", "Make the folder first, or give another -Path.");
        if (!replace && File.Exists(path))
            throw AppErrors.SettingFileExists(path);
    }

    /// <summary>Writes the text to a file that only its owner can read, from the moment that it is there.</summary>
    /// <param name="path">The file, as a full path.</param>
    /// <param name="text">The text.</param>
    /// <param name="replace">Whether a file that is there may be replaced; its own rights go with it.</param>
    /// <exception cref="AppException">SettingFileExists, SettingFileUnwritable.</exception>
    public static void Write(string path, string text, bool replace)
    {
        Check(path, replace);
        // Beside the file and then moved: what is there is whole at any time, and a file of other rights is never written into.
        var partial = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var file = OwnersOnly(partial))
                file.Write(Encoding.UTF8.GetBytes(text));
            File.Move(partial, path, replace);
        }
        catch (IOException) when (!replace && File.Exists(path))
        {
            throw AppErrors.SettingFileExists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw AppErrors.SettingFileUnwritable(path, e.Message.Replace(partial, path, StringComparison.Ordinal), "Give another -Path.", e);
        }
        finally
        {
            if (File.Exists(partial))
                File.Delete(partial);
        }
    }

    private static FileStream OwnersOnly(string path)
    {
        if (!OperatingSystem.IsWindows())
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        using var me = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.AddAccessRule(new FileSystemAccessRule(me.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return new FileInfo(path).Create(FileMode.CreateNew, FileSystemRights.Write, FileShare.None, 4096, FileOptions.None, rights);
    }

    private static string Env(IReadOnlyList<VendorAppSetting> settings, bool includeSecret)
    {
        var text = new StringBuilder();
        foreach (var setting in settings)
        {
            if (Plain(setting, includeSecret) is { } value)
                text.Append(setting.Key).Append('=').Append(ShellQuoted(value)).Append('\n');
            else
                text.Append("# ").Append(setting.Key).Append(": ").Append(Absence(setting)).Append('\n');
        }

        return text.ToString();
    }

    private static string Bicep(IReadOnlyList<VendorAppSetting> settings, bool includeSecret, string template)
    {
        var text = new StringBuilder("using ").Append(BicepQuoted(template.Replace('\\', '/'))).Append("\n\n");
        foreach (var setting in settings)
        {
            var value = Plain(setting, includeSecret) is { } plain ? BicepQuoted(plain) : $"readEnvironmentVariable({BicepQuoted(setting.Key)})";
            text.Append("param ").Append(setting.Name).Append(" = ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    private static string Json(IReadOnlyList<VendorAppSetting> settings, bool includeSecret, bool arm)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, indented))
        {
            json.WriteStartObject();
            if (arm)
            {
                json.WriteString("$schema", "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#");
                json.WriteString("contentVersion", "1.0.0.0");
                json.WriteStartObject("parameters");
            }

            // A value that is left out is not there at all: an empty one would be taken for the value.
            foreach (var setting in settings)
            {
                if (Plain(setting, includeSecret) is not { } value)
                    continue;
                if (arm)
                {
                    json.WriteStartObject(setting.Name);
                    json.WriteString("value", value);
                    json.WriteEndObject();
                }
                else
                {
                    json.WriteString(setting.Name, value);
                }
            }

            if (arm)
                json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>The value as text, if it is there and may be written.</summary>
    private static string? Plain(VendorAppSetting setting, bool includeSecret) => setting.Value switch
    {
        SecureString secret => includeSecret ? new NetworkCredential("", secret).Password : null,
        null => null,
        var value => value.ToString(),
    };

    private static string Absence(VendorAppSetting setting) => setting switch
    {
        { IsSecret: true, Value: not null } => "left out; -IncludeSecret writes it",
        { From: { } from } => OneLine(from),
        _ => "not there",
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>As POSIX shells and dotenv readers take it; bare where that is the same to all, since some readers keep quotes.</summary>
    private static string ShellQuoted(string value) => Bare().IsMatch(value) ? value : $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

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
