using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

/// <summary>Links between the documents of the repository, the generated ones included.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_of_it() =>
        Assert.Empty(
            from page in Pages()
            from link in Links(page)
            where !Resolves(page, link)
            select $"{Path.GetRelativePath(Checkout.Root, page)}: {link}"
        );

    [Fact]
    public void The_readme_links_to_nothing_that_only_a_build_writes() =>
        Assert.DoesNotContain(
            Links(Checkout.PathOf("README.md")),
            link => link.Contains("docs/commands", StringComparison.Ordinal) || link.Contains("docs/errors", StringComparison.Ordinal)
        );

    [Fact]
    public void Every_page_is_in_the_contents()
    {
        var contents = File.ReadAllText(Checkout.PathOf("docs/toc.yml"));

        Assert.All(
            Directory.GetFiles(Checkout.PathOf("docs"), "*.md").Select(Path.GetFileName),
            page => Assert.Contains($"href: {page}", contents, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("What the identity needs", "what-the-identity-needs")]
    [InlineData("1. Connect", "1-connect")]
    [InlineData("How to use it from ...", "how-to-use-it-from-")]
    [InlineData("`-WhatIf`, and more", "-whatif-and-more")]
    public void A_heading_is_addressed_as_by_GitHub(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading));

    private static IEnumerable<string> Pages() =>
        Directory.GetFiles(Checkout.Root, "*.md").Concat(Directory.GetFiles(Checkout.PathOf("docs"), "*.md", SearchOption.AllDirectories));

    private static IEnumerable<string> Links(string page) =>
        Link()
            .Matches(Code().Replace(File.ReadAllText(page), ""))
            .Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal));

    private static bool Resolves(string page, string link)
    {
        var (path, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, "");
        var target = path.Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
        return File.Exists(target)
            && (
                anchor.Length == 0
                || Heading().Matches(Code().Replace(File.ReadAllText(target), "")).Any(match => Anchor(match.Groups[1].Value) == anchor)
            );
    }

    // Lower case, without punctuation, blanks as hyphens.
    private static string Anchor(string heading) => NoPartOfAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?<!\\)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoPartOfAnchor();
}
