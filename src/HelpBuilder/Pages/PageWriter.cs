using HelpBuilder.Commands;
using HelpBuilder.Documentation;
using HelpBuilder.Errors;

namespace HelpBuilder.Pages;

/// <summary>Writes the generated pages of the documentation: one per command and about topic, their overview and contents, the vendors, and the errors.</summary>
/// <param name="docs">The folder of the documentation.</param>
internal sealed class PageWriter(string docs)
{
    private readonly string _commandFolder = Path.Combine(docs, "commands");
    private readonly string _errorFolder = Path.Combine(docs, "errors");

    /// <summary>Writes the pages, and removes those of commands that no longer exist.</summary>
    /// <param name="help">The help of the module.</param>
    /// <param name="topics">The lines of the about topics, by name.</param>
    /// <param name="errors">The errors.</param>
    public void Write(ModuleHelp help, IReadOnlyDictionary<string, string[]> topics, ErrorSource errors)
    {
        var commands = help.Commands;
        var names = commands.Select(one => one.Command.Name).ToHashSet();
        MarkdownText beside = new(names);
        Dictionary<string, IEnumerable<string>> pages = commands.ToDictionary(
            one => one.Command.Name,
            one => CommandPage.Write(one.Command, one.Documentation, beside)
        );
        foreach (var (name, lines) in topics)
        {
            pages[name] = AboutPage.Write(name, lines, beside);
        }

        pages["values"] = ValuesPage.Write(help.Enumerations, help.File, help.Prose, beside);
        pages["index"] = Overview(commands, topics.Keys, beside);
        Write(_commandFolder, pages);
        File.WriteAllLines(
            Path.Combine(_commandFolder, "toc.yml"),
            Contents([.. topics.Keys, "values", .. names.Order(StringComparer.Ordinal)])
        );

        File.WriteAllLines(Path.Combine(docs, "catalogue.md"), CataloguePage.Write(help.Templates, new(names, "commands/")));

        MarkdownText apart = new(names, "../commands/");
        Write(
            _errorFolder,
            new()
            {
                ["error-ids"] = ErrorPages.OfIds(errors.Errors, apart),
                ["sign-in-codes"] = ErrorPages.OfSignInCodes(errors.SignInCodes, apart),
            }
        );
    }

    private static void Write(string folder, Dictionary<string, IEnumerable<string>> pages)
    {
        Directory.CreateDirectory(folder);
        foreach (
            var stale in Directory.EnumerateFiles(folder, "*.md").Where(path => !pages.ContainsKey(Path.GetFileNameWithoutExtension(path)))
        )
        {
            File.Delete(stale);
        }

        foreach (var (name, lines) in pages)
        {
            File.WriteAllLines(Path.Combine(folder, $"{name}.md"), lines);
        }
    }

    private static IEnumerable<string> Overview(
        IEnumerable<(Command Command, CommandDocumentation Documentation)> commands,
        IEnumerable<string> topics,
        MarkdownText text
    ) =>
        [
            "# Commands",
            "",
            "What `Get-Help` shows of each command, as a page.",
            "",
            .. topics.Select(topic => $"The overview: [{topic}]({topic}.md)."),
            "What values such as `State` and `Readiness` mean: [Values](values.md).",
            "",
            "| Command | What it does |",
            "|---|---|",
            .. commands.Select(one => $"| {text.Cell(one.Command.Name)} | {text.Cell(one.Documentation.Synopsis)} |"),
        ];

    private static IEnumerable<string> Contents(IEnumerable<string> names) =>
        [
            "- name: All commands",
            "  href: index.md",
            .. names.SelectMany(name => (string[])[$"- name: {(name == "values" ? "Values of properties" : name)}", $"  href: {name}.md"]),
        ];
}
