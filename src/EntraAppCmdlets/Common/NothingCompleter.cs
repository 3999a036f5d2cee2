using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EntraAppCmdlets;

/// <summary>Offers nothing where PowerShell would offer names of files for an address, a name or a scope.</summary>
internal sealed class NothingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    ) => [];
}
