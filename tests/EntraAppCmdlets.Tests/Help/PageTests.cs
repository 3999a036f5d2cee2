using System.Text.RegularExpressions;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Commands;
using HelpBuilder.Documentation;
using HelpBuilder.Errors;
using HelpBuilder.Pages;

namespace EntraAppCmdlets.Tests.Help;

/// <summary>The pages that the build has written.</summary>
public sealed partial class PageTests
{
    [Fact]
    public void Every_command_and_about_topic_has_a_page_and_no_other() =>
        Assert.Equal(
            CompiledCommands
                .All.Select(command => command.Name)
                .Append("about_EntraAppCmdlets")
                .Append("index")
                .Append("values")
                .Order(StringComparer.Ordinal),
            Directory
                .GetFiles(Checkout.PathOf("docs/commands"), "*.md")
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_page_shows_syntax_examples_and_every_parameter() =>
        Assert.All(
            CompiledCommands.All,
            command =>
            {
                var page = File.ReadAllText(Checkout.PathOf($"docs/commands/{command.Name}.md"));
                Assert.StartsWith($"# {command.Name}\n", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
                Assert.Contains("## Syntax", page, StringComparison.Ordinal);
                Assert.Contains("### Example 1", page, StringComparison.Ordinal);
                Assert.All(
                    command.Parameters,
                    parameter => Assert.Contains($"\n### -{parameter.Name}\n", page.ReplaceLineEndings("\n"), StringComparison.Ordinal)
                );
            }
        );

    [Fact]
    public void Every_error_id_of_the_module_is_explained()
    {
        // As the texts name them: nameof at the head of an error.
        var ids = Directory
            .GetFiles(Checkout.PathOf("src"), "*Errors.cs", SearchOption.AllDirectories)
            .SelectMany(file => ErrorId().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.True(ids.Count > 100);
        Assert.Empty(ids.Except(Headings("docs/errors/error-ids.md")));
    }

    [Fact]
    public void Every_sign_in_code_is_listed_with_what_to_do()
    {
        var page = File.ReadAllText(Checkout.PathOf("docs/errors/sign-in-codes.md"));

        Assert.All(
            SignInErrors.Cures.Keys,
            code => Assert.Contains(FormattableString.Invariant($"| AADSTS{code} | "), page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_value_of_a_state_is_explained()
    {
        var page = File.ReadAllText(Checkout.PathOf("docs/commands/values.md"));

        foreach (
            var type in new[]
            {
                typeof(AppConsentState),
                typeof(AppCredentialState),
                typeof(AppReadiness),
                typeof(AppPermissionRisk),
                typeof(VendorAppStepState),
                typeof(VendorAppSeverity),
            }
        )
        {
            Assert.Contains($"## {type.Name}", page, StringComparison.Ordinal);
            Assert.All(Enum.GetNames(type), value => Assert.Matches($@"\| `{value}` \| \w", page));
        }
    }

    [Theory]
    [InlineData(
        """Gone(string a) => new(nameof(Gone), Kind.X, a, $"'{a}' is gone.{Hint(a)}", "Bring it back.");""",
        "'…' is gone.",
        "Bring it back."
    )]
    [InlineData("""Gone(bool b) => new(nameof(Gone), Kind.X, null, b ? "One." : "Two.", b ? "Left." : null);""", "One.|Two.", "Left.")]
    [InlineData(
        """Gone(bool b) => new(nameof(Gone), Kind.X, null, $"The {(b ? "first" : "last")} one.", "Do.");""",
        "The first/last one.",
        "Do."
    )]
    [InlineData(
        """Gone(int i) { var (wrong, cure) = i switch { 1 => ("A.", "Do A."), _ => ("B.", "Do B.") }; return new AppException(nameof(Gone), Kind.X, i, wrong, cure); }""",
        "A.|B.",
        "Do A.|Do B."
    )]
    [InlineData(
        """Gone(string a) => Helper(nameof(Gone), a); static AppException Helper(string id, string a) => new(id, Kind.X, a, $"No {a}.", "Look.");""",
        "No ….",
        "Look."
    )]
    public void An_error_is_read_with_all_that_it_may_say(string method, string messages, string cures)
    {
        using TemporaryFolder folder = new();
        folder.Write("Errors.cs", $"static class Errors {{ public static AppException {method} }}");

        var error = Assert.Single(new ErrorSource([folder.Path]).Errors);

        Assert.Equal(("Gone", messages, cures), (error.Id, string.Join('|', error.Messages), string.Join('|', error.Cures)));
    }

    [Theory]
    [InlineData("Run Get-Thing, or Get-Other -Name <name>.", "Run [Get-Thing](Get-Thing.md), or Get-Other `-Name` &lt;name&gt;.")]
    [InlineData("Takes * and ?; see https://example.com/a_b.", @"Takes \* and ?; see `https://example.com/a_b`.")]
    [InlineData("- a well-known one", "- a well-known one")]
    public void Plain_text_becomes_markdown_with_links(string text, string expected) =>
        Assert.Equal(expected, new MarkdownText(new HashSet<string> { "Get-Thing" }).Line(text));

    [Fact]
    public void An_about_topic_becomes_headings_text_and_code()
    {
        string[] topic =
        [
            "TOPIC",
            "    about_Thing",
            "",
            "LONG DESCRIPTION",
            "    Some text",
            "    that goes on.",
            "",
            "        Get-Thing |",
            "            Out-Null",
            "",
            "  Running it",
            "    More.",
        ];

        Assert.Equal(
            "# about_Thing\n\n## Long description\n\nSome text that goes on.\n\n```powershell\nGet-Thing |\n    Out-Null\n```\n\n### Running it\n\nMore.\n",
            string.Join('\n', AboutPage.Write("about_Thing", topic, new(new HashSet<string>())))
        );
    }

    private static List<string> Headings(string page) =>
        [.. Heading().Matches(File.ReadAllText(Checkout.PathOf(page))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\(\s*nameof\(([A-Z]\w+)\),\s*(?:AppErrorKind|app,)")]
    private static partial Regex ErrorId();

    [GeneratedRegex(@"^## (\w+)", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
