using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets;

/// <summary>Completes the names of vendors from the templates there are.</summary>
internal sealed class VendorCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = wordToComplete.Trim('\'', '"');
        // There is no command at work whose location relative paths could refer to.
        var paths = (
            fakeBoundParameters["TemplatePath"] ?? (commandName == "Export-VendorAppSetting" ? null : fakeBoundParameters["Path"])
        ) switch
        {
            string one => [one],
            IEnumerable several => several.Cast<object?>().Select(item => item?.ToString() ?? ""),
            _ => (IEnumerable<string>)[],
        };
        return TemplateLibrary
            .Open(paths.Where(path => path.Length > 0), Environment.GetEnvironmentVariable(TemplateLibrary.Variable))
            .Beginning(word)
            .OrderBy(vendor => vendor.Id, StringComparer.OrdinalIgnoreCase)
            .Select(vendor => new CompletionResult(
                vendor.Id,
                vendor.Id,
                CompletionResultType.ParameterValue,
                $"{vendor.Title}. {vendor.Description}"
            ))
            .ToList();
    }
}
