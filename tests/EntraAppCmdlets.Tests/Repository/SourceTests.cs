using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

public sealed partial class SourceTests
{
    private static readonly HashSet<string> Generated = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git",
        ".vs",
        ".idea",
        "artifacts",
        "bin",
        "BenchmarkDotNet.Artifacts",
        "en-US",
        "node_modules",
        "obj",
        "TestResults",
    };

    private static readonly HashSet<string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        ".cs",
        ".csproj",
        ".json",
        ".jsonl",
        ".md",
        ".props",
        ".ps1",
        ".ps1xml",
        ".psd1",
        ".psm1",
        ".sh",
        ".sln",
        ".targets",
        ".tsv",
        ".txt",
        ".xml",
        ".yml",
    };

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine() => Assert.Empty(Lines(SomebodysPlace()));

    [Fact]
    public void No_file_leaves_work_for_later() => Assert.Empty(Lines(LeftForLater()));

    [Theory]
    [InlineData("see /ho{}me/someone/notes", true)]
    [InlineData(@"C:\Us{}ers\someone\notes", true)]
    [InlineData("GET https://graph.example/ho{}me/someone", false)]
    [InlineData("GET /v1.0/users/someone", false)]
    public void A_place_on_somebodys_machine_is_told_from_an_address(string line, bool expected) =>
        Assert.Equal(expected, SomebodysPlace().IsMatch(line.Replace("{}", "", StringComparison.Ordinal)));

    private static IEnumerable<string> Lines(Regex pattern) =>
        from file in Files(new DirectoryInfo(Checkout.Root))
        from line in File.ReadLines(file.FullName).Index()
        where pattern.IsMatch(line.Item)
        select $"{Path.GetRelativePath(Checkout.Root, file.FullName)}:{line.Index + 1}: {line.Item.Trim()}";

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(file => Texts.Contains(file.Extension))
            .Concat(folder.EnumerateDirectories().Where(inner => !Generated.Contains(inner.Name)).SelectMany(Files));

    [GeneratedRegex(@"(?<![\w.])/(home|root|Users|work)/\w|[A-Z]:\\Users\\\w")]
    private static partial Regex SomebodysPlace();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|NotImplemented[E]xception)\b")]
    private static partial Regex LeftForLater();
}
