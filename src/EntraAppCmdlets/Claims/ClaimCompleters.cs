using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Aspects.Claims;

namespace EntraAppCmdlets;

/// <summary>The optional claims that Microsoft Entra predefines.</summary>
internal sealed class OptionalClaimCompleter()
    : WordCompleter([.. KnownClaims.All.Select(claim => claim.Name).Order(StringComparer.Ordinal)]);

/// <summary>The optional claims that the app has.</summary>
internal sealed class AppOptionalClaimCompleter()
    : RegistrationPartCompleter(app => (app.OptionalClaims ?? []).Select(claim => ((string?)claim.Name, claim.ToString())));

/// <summary>Where the values of other claims come from.</summary>
internal sealed class ClaimSourceCompleter() : WordCompleter("user");

/// <summary>The additional properties that the named claims know; all where none is named.</summary>
internal sealed class ClaimPropertyCompleter : IArgumentCompleter
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
        var names = LanguagePrimitives.ConvertTo<string[]>(fakeBoundParameters["Name"] ?? Array.Empty<string>());
        var word = CompletionWord.Unquote(wordToComplete);
        return
        [
            .. from property in KnownClaims
                .All.Where(claim => names.Length == 0 || names.Contains(claim.Name, StringComparer.OrdinalIgnoreCase))
                .SelectMany(claim => claim.Properties)
                .Distinct()
            where property.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            select new CompletionResult(property, property, CompletionResultType.ParameterValue, property),
        ];
    }
}
