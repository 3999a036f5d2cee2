using System.Text.RegularExpressions;
using System.Xml.Linq;
using HelpBuilder.Commands;

namespace HelpBuilder.Documentation;

/// <summary>
/// What the comments say of one command: <c>summary</c> is the synopsis, <c>remarks</c> follow it in the description, each
/// <c>example</c> holds one <c>code</c> with a title before and remarks behind it, each <c>seealso</c> is a link before those that every command has; of a
/// parameter, <c>summary</c> and <c>remarks</c> are the description and <c>value</c> is the default; without one, a sentence of the
/// summary that begins with "Default:" tells it.
/// </summary>
internal sealed partial class CommandDocumentation(Command command, DocumentationFile file, Prose prose)
{
    private readonly XElement? _element = file.OfType(command.ClassName);

    /// <summary>What the command does, in a paragraph; empty if the class has no summary.</summary>
    public string Synopsis => string.Join(' ', prose.Paragraphs(_element?.Element("summary")));

    /// <summary>What the command does, at length.</summary>
    public IReadOnlyList<string> Description => Described(_element);

    /// <summary>What follows the synopsis; the synopsis itself if nothing does.</summary>
    public IReadOnlyList<string> Remarks => prose.Paragraphs(_element?.Element("remarks")) is { Count: > 0 } remarks ? remarks : [Synopsis];

    /// <summary>The examples, in order.</summary>
    public IReadOnlyList<Example> Examples => [.. (_element?.Elements("example") ?? []).Select(ReadExample)];

    /// <summary>Other commands and pages: those that the comments name, then those that every command has.</summary>
    public IReadOnlyList<Link> Links =>
        [
            .. (_element?.Elements("seealso") ?? [])
                .Select(link =>
                    (string?)link.Attribute("href") is { } address
                        ? new Link(link.Value.Length > 0 ? string.Join(' ', prose.Paragraphs(link)) : address, address)
                        : new Link(prose.Referred((string)link.Attribute("cref")!), "")
                )
                .Concat(new RelatedPages(prose.Commands).CommandsOf(command.Name, Text))
                .Concat(RelatedPages.PageOf(command.Name) is { } page ? [page] : [])
                .Distinct(),
        ];

    private string Text =>
        string.Join('\n', Description.Concat(Examples.SelectMany(example => (string[])[example.Code, .. example.Remarks])));

    /// <summary>What a parameter is for; empty if nothing is said.</summary>
    public IReadOnlyList<string> OfParameter(Parameter parameter) =>
        parameter switch
        {
            { DeclaringClass: { } type } => Described(file.OfProperty(type, parameter.Name)),
            { Description.Count: > 0 } => parameter.Description,
            { Name: "WhatIf" } => ["Says what the command would do, and changes nothing."],
            _ => ["Asks before each change."],
        };

    /// <summary>What a parameter is when it isn't given; empty if nothing is said.</summary>
    public string DefaultOf(Parameter parameter) =>
        parameter switch
        {
            { DeclaringClass: { } type } => DefaultIn(file.OfProperty(type, parameter.Name)),
            { Description.Count: > 0 } => "",
            _ => "False",
        };

    /// <summary>What a type is that the command takes or writes; empty if nothing is said.</summary>
    public IReadOnlyList<string> OfType(ClrType type) => prose.Paragraphs(file.OfType(type.Value.FullName)?.Element("summary"));

    private IReadOnlyList<string> Described(XElement? member) =>
        [.. prose.Paragraphs(member?.Element("summary")), .. prose.Paragraphs(member?.Element("remarks"))];

    private string DefaultIn(XElement? property) =>
        property?.Element("value") is { } value
            ? string.Join(' ', prose.Paragraphs(value))
            : DefaultSentence().Match(string.Join(' ', prose.Paragraphs(property?.Element("summary")))).Groups["value"].Value;

    private Example ReadExample(XElement example)
    {
        var code = example.Element("code");
        return new(
            string.Join(' ', prose.Paragraphs(example.Nodes().TakeWhile(node => node != code))).TrimEnd(':', '.'),
            code is null ? "" : Prose.Code(code),
            prose.Paragraphs(example.Nodes().SkipWhile(node => node != code).Skip(1))
        );
    }

    [GeneratedRegex(@"\bDefault: (?<value>.+?)\.(?= |$)")]
    private static partial Regex DefaultSentence();
}
