using HelpBuilder.Commands;
using HelpBuilder.Documentation;

namespace HelpBuilder;

/// <summary>What a reader of the help would miss.</summary>
internal static class HelpProblems
{
    /// <summary>A sentence for each thing that a command's comments don't say.</summary>
    public static IEnumerable<string> Of(Command command, CommandDocumentation documentation)
    {
        if (documentation.Synopsis.Length == 0)
        {
            yield return $"{command.ClassName} needs a <summary>: it is the synopsis of {command.Name}.";
        }

        var examples = documentation.Examples;
        if (examples.Count == 0)
        {
            yield return $"{command.ClassName} needs an <example> with <code>: {command.Name} has none.";
        }

        foreach (var (index, example) in examples.Index())
        {
            if (!example.Code.Contains(command.Name, StringComparison.Ordinal))
            {
                yield return FormattableString.Invariant(
                    $"Example {index + 1} of {command.ClassName} has no <code> that uses {command.Name}."
                );
            }
        }

        foreach (var parameter in command.Parameters.Where(parameter => documentation.OfParameter(parameter).Count == 0))
        {
            yield return $"{parameter.DeclaringClass}.{parameter.Name} needs a <summary>: it is the help of {command.Name} -{parameter.Name}.";
        }
    }

    /// <summary>A sentence for each way to read on that a command's help lacks.</summary>
    public static IEnumerable<string> OfLinks(Command command, CommandDocumentation documentation)
    {
        if (documentation.Links.Count(link => link.Address.Length == 0) < 2)
        {
            yield return $"{command.ClassName} needs a <seealso>: the help of {command.Name} names less than two related commands.";
        }

        if (RelatedPages.PageOf(command.Name) is null)
        {
            yield return $"{command.Name} has no page in {nameof(RelatedPages)}: add its noun to the page that shows it at work.";
        }
    }
}
