using System.Management.Automation;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>The templates as a command sees them: those of its -TemplatePath first.</summary>
internal static class VendorTemplates
{
    /// <summary>Reads the templates.</summary>
    /// <param name="cmdlet">The command, whose current location relative paths refer to.</param>
    /// <param name="paths">The value of -TemplatePath.</param>
    public static TemplateLibrary Open(PSCmdlet cmdlet, IEnumerable<string>? paths) =>
        TemplateLibrary.Open(
            (paths ?? []).Select(cmdlet.GetUnresolvedProviderPathFromPSPath),
            Environment.GetEnvironmentVariable(TemplateLibrary.Variable)
        );

    /// <summary>The vendor of the one file that -TemplatePath names; null where it names none, several or a folder.</summary>
    public static string? VendorIn(PSCmdlet cmdlet, IReadOnlyList<string>? paths)
    {
        if (paths is not [var only] || cmdlet.GetUnresolvedProviderPathFromPSPath(only) is not { } file || Directory.Exists(file))
        {
            return null;
        }

        // A file that can't be read is named by itself, and what is wrong with it is said when it is looked for.
        return TemplateHeader.Read(file)?.Id ?? Path.GetFileNameWithoutExtension(file);
    }
}
