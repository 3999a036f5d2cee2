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
}
