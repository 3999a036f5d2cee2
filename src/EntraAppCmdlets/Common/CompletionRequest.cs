using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace EntraAppCmdlets;

/// <summary>What a person has typed so far.</summary>
/// <param name="Command">The command's name as it was typed.</param>
/// <param name="Word">The word before the cursor, without quotes.</param>
/// <param name="Bound">The values of the parameters that are known.</param>
/// <param name="Line">The command on the line.</param>
internal sealed record CompletionRequest(string Command, string Word, IDictionary Bound, CommandAst Line)
{
    private static readonly string[] AppNames = ["App", "AppId", "ClientId", "ApplicationId"];

    /// <summary>Whether the word is the beginning of a text.</summary>
    public bool Begins(string? text) => text?.StartsWith(Word, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether the command has the verb; what follows it may have a prefix.</summary>
    public bool HasVerb(string verb) => Command.StartsWith(verb + "-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The app that the command is for: its object, id or name; null where nobody can tell yet.</summary>
    public AppReference? App =>
        AppNames.Select(name => Bound[name]).FirstOrDefault(value => value is not null) is { } given ? Reference(given) : Upstream();

    /// <summary>The app that the command before this one in the pipeline names: "Get-VendorAppRegistration Demo | Remove-AppRole -Value".</summary>
    private AppReference? Upstream()
    {
        if (Line.Parent is not PipelineAst { PipelineElements: var elements } || elements.IndexOf(Line) is var at && at < 1)
        {
            return null;
        }
        // Every command that passes an app on has it in the pipeline, or names it where the pipeline begins.
        if (
            elements[0] is not CommandAst { CommandElements: [var command, var argument, ..] }
            || command.ToString() is not { } name
            || !name.EndsWith("-VendorAppRegistration", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        return argument is StringConstantExpressionAst { Value: { Length: > 0 } value } ? Reference(value) : null;
    }

    private static AppReference? Reference(object given)
    {
        try
        {
            return (given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given) switch
            {
                AppReference reference => reference,
                AppRegistration app => new AppReference(app),
                string { Length: > 0 } text => new AppReference(text),
                var item => new AppReference(item),
            };
        }
        catch (Exception e) when (e is PSInvalidCastException or ArgumentException)
        {
            // Half a command line may hold anything.
            return null;
        }
    }
}
