using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Completes requests of Microsoft Graph: first the method, then the path.</summary>
internal sealed class RequestCompleter : IArgumentCompleter
{
    private const int Shown = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        var texts = word.Contains(' ', StringComparison.Ordinal)
            ? RequestCatalogue
                .Default.Requests.Select(request => request.ToString())
                .Where(Begins)
                .OrderBy(text => text.Count(c => c == '/'))
                .ThenBy(text => text, StringComparer.OrdinalIgnoreCase)
                .Take(Shown)
            : RequestText.Methods.Select(method => method + " /").Where(Begins);
        return [.. texts.Select(text => new CompletionResult(CompletionWord.Quote(text), text, CompletionResultType.ParameterValue, text))];

        bool Begins(string text) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase);
    }
}
