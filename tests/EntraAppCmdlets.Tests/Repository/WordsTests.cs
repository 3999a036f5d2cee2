using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

/// <summary>What the help, messages, documents and comments must not say, because an administrator would stumble over it.</summary>
public sealed class WordsTests
{
    private static readonly (Regex Phrase, string Instead)[] Unwanted =
    [
        (Words(@"gotten"), "got, or has"),
        (Words(@"(is|are) none"), "isn't a ..., such as \"'x' isn't a number\""),
        (Words(@"told"), "the error lists, shows or says; \"by default\" for \"unless told otherwise\""),
        (Words(@"stands?(?! for\b| in for\b)"), "is, or comes"),
        (Words(@"to be had"), "available"),
        (Words(@"mend(s|ed|ing)?"), "fix"),
        (Words(@"let(s|ting)? in"), "assigned, or may sign in"),
        (
            Words(
                @"lets? (it|them|everybody|everyone|nobody|only|users|groups|a group|a user)( assigned| else| people| those| users)* in(?! to [A-Z])(?<!sign in)"
            ),
            "assigned, or may sign in"
        ),
        (Words(@"by other means"), "created elsewhere"),
        (Words(@"what is there"), "what exists, or the current state"),
        (Words(@"(nobody|anybody) holds"), "isn't in use"),
        (Words(@"directory (does not|doesn't) tell"), "this can't be determined from the directory"),
        (Words(@"text of (the|a|an|an older|its|this|that|one) secret|text of this one|secret's text"), "the secret's value"),
        (Words(@"(has|have|had) not got|hasn't got"), "doesn't have"),
        (Words(@"tak(e|es|en) up"), "used"),
        (Words(@"troubles?"), "error"),
        (Words(@"nearest names"), "the closest matches"),
        (Words(@"is no second one"), "If it exists, only the values you specify change"),
        (Words(@"a chain goes on"), "for the next command in a pipeline"),
        (Words(@"text of one's own"), "your own"),
        (Words(@"how-manieth"), "every Nth"),
    ];

    // What the sandbox says because the service does.
    private static readonly string[] OfTheService = ["we're having trouble signing you in"];

    [Fact]
    public void Nothing_is_said_in_words_that_a_reader_stumbles_over()
    {
        var found = (
            from file in Files()
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where !OfTheService.Any(quote => line.Text.Contains(quote, StringComparison.Ordinal))
            from unwanted in Unwanted
            let match = unwanted.Phrase.Match(line.Text)
            where match.Success
            select $"{Path.GetRelativePath(Checkout.Root, file)}:{line.Number}: \"{match.Value}\". Write instead: {unwanted.Instead}."
        ).ToList();

        Assert.True(found.Count == 0, $"{found.Count} places to word plainly:\n{string.Join('\n', found)}");
    }

    [Theory]
    [InlineData("'5x' is none", true)]
    [InlineData("null if there is none", true)]
    [InlineData("All of it is told at once.", true)]
    [InlineData("Lets only assigned users in.", true)]
    [InlineData("Lets users sign in to Acme.", false)]
    [InlineData("What stands in braces", true)]
    [InlineData("{Name} stands for a parameter", false)]
    [InlineData("See Troubleshooting.", false)]
    [InlineData("The token is forgotten.", false)]
    public void Whole_words_count_and_plain_uses_of_them_are_allowed(string sentence, bool isUnwanted) =>
        Assert.Equal(isUnwanted, Unwanted.Any(unwanted => unwanted.Phrase.IsMatch(sentence)));

    private static IEnumerable<string> Files() =>
        Under("src", "*.cs")
            .Concat(
                Under("docs", "*.md")
                    .Where(file =>
                        !IsBelow(file, "docs/commands") && !IsBelow(file, "docs/errors") && Path.GetFileName(file) != "catalogue.md"
                    )
            )
            .Concat(Under("module/help", "*.txt"))
            .Concat(Under("module/templates", "*.json"))
            .Concat(Under("examples", "*.*"))
            .Append(Checkout.PathOf("README.md"));

    private static IEnumerable<string> Under(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Checkout.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static bool IsBelow(string file, string folder) =>
        file.StartsWith(Checkout.PathOf(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static Regex Words(string pattern) => new($@"\b({pattern})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
