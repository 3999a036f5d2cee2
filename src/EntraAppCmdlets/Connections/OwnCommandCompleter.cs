using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Completes names of the module's commands, with what each needs as tooltip.</summary>
internal sealed class OwnCommandCompleter : IArgumentCompleter
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
        var pattern = new NamePattern(CompletionWord.Unquote(wordToComplete) + "*");
        return CommandNeeds
            .Commands.Where(command => pattern.IsValid && pattern.IsMatch(command.Key))
            .OrderBy(command => command.Key, StringComparer.OrdinalIgnoreCase)
            .Select(command => new CompletionResult(
                command.Key,
                command.Key,
                CompletionResultType.ParameterValue,
                RightsCheck.InWords(CommandNeeds.Of(command.Value))
            ));
    }
}
