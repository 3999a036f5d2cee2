using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Packaging;

/// <summary>What the tests need of the manifest, read as text: entries whose values are literal strings or lists of them.</summary>
internal static partial class ModuleManifest
{
    private const string ViewsManifest = "module/EntraAppCmdlets.Views.psd1";

    /// <summary>The file of views, which has a manifest of its own.</summary>
    public static string Views => Checkout.PathOf($"module/{Assert.Single(Strings("FormatsToProcess", ViewsManifest))}");

    /// <summary>The strings of an entry; empty if its list is.</summary>
    public static IReadOnlyList<string> Strings(string entry, string manifest = "EntraAppCmdlets.psd1")
    {
        var found =
            Entry().Matches(File.ReadAllText(Checkout.PathOf(manifest))).SingleOrDefault(match => match.Groups["name"].Value == entry)
            ?? throw new InvalidOperationException($"The manifest has no literal entry {entry}.");
        return [.. Literal().Matches(found.Groups["value"].Value).Select(match => match.Groups["text"].Value)];
    }

    /// <summary>The one string of an entry.</summary>
    public static string Text(string entry) => Assert.Single(Strings(entry));

    [GeneratedRegex(@"^\s*(?<name>\w+)\s*=\s*(?<value>'[^']*'|@\([^)]*\))", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex("'(?<text>[^']*)'")]
    private static partial Regex Literal();
}
