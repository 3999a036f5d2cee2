using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Layers;

/// <summary>
/// Core is built in layers, a folder each: a type knows only types of its own layer and of those before it, so that each can be read and changed
/// without the later ones.
/// </summary>
public sealed partial class LayerTests
{
    /// <summary>The layers, lowest first.</summary>
    private static readonly string[] Order =
    [
        "Model",
        "Http",
        "Graph",
        "SignIn",
        "Connection",
        "Changes",
        "Aspects",
        "Guides",
        "Reports",
        "Undo",
    ];

    private static readonly string Folder = Checkout.PathOf("src/EntraAppCmdlets.Core");

    private static readonly IReadOnlyDictionary<string, IReadOnlySet<string>> References = TypeReferences.Read(
        typeof(AppRegistration).Assembly.Location
    );

    /// <summary>The folders in which each type of the sources is declared.</summary>
    private static readonly ILookup<string, string> Folders = Files()
        .SelectMany(file =>
            Declaration().Matches(file.Text).Select(match => (Type: $"{file.Namespace}.{match.Groups[1].Value}", file.Folder))
        )
        .Distinct()
        .ToLookup(item => item.Type, item => item.Folder);

    [Fact]
    public void Every_source_is_in_a_layer() => Assert.All(Files(), file => Assert.Contains(LayerOf(file.Folder), Order));

    [Fact]
    public void Every_type_is_found_in_one_layer()
    {
        Assert.DoesNotContain(
            References.Keys,
            type => type.StartsWith("EntraAppCmdlets.", StringComparison.Ordinal) && !Folders.Contains(Plain(type))
        );
        Assert.DoesNotContain(Folders, type => type.Select(ComponentOf).Distinct().Count() > 1);
    }

    [Fact]
    public void A_type_knows_only_its_own_layer_and_those_before_it() =>
        Assert.Empty(Violations(References, type => FolderOf(type) is { } folder ? LayerOf(folder) : null));

    // A constant leaves no reference in the assembly, but its namespace has to be named in the source.
    [Fact]
    public void A_source_names_no_namespace_of_a_later_layer() =>
        Assert.Empty(
            from file in Files()
            from name in LayerNamespace().Matches(file.Text)
            where Array.IndexOf(Order, name.Groups[1].Value) > Array.IndexOf(Order, LayerOf(file.Folder))
            select $"{file.Folder}: {name.Value}"
        );

    [Fact]
    public void A_namespace_that_names_a_layer_names_the_one_of_its_folder() =>
        Assert.Empty(
            from file in Files()
            where file.Namespace != "EntraAppCmdlets" && file.Namespace != $"EntraAppCmdlets.{ComponentOf(file.Folder).Replace('/', '.')}"
            select $"{file.Folder}: {file.Namespace}"
        );

    /// <summary>Aspects may build on each other, but not in a circle: each folder can be read without those that build on it.</summary>
    [Fact]
    public void No_two_aspects_know_each_other() =>
        Assert.Empty(
            Circles([
                .. from item in References
                let one = AspectOf(item.Key)
                where one is not null
                from other in item.Value
                let another = AspectOf(other)
                where another is not null && another != one
                select (one, another),
            ])
        );

    [Fact]
    public void A_circle_is_seen_however_long()
    {
        Assert.Equal(["A", "B", "C"], Circles([("A", "B"), ("B", "C"), ("C", "A"), ("C", "D"), ("E", "A")]));
        Assert.Empty(Circles([("A", "B"), ("B", "C"), ("A", "C")]));
    }

    [Theory]
    [InlineData(nameof(InBase))]
    [InlineData(nameof(InField))]
    [InlineData(nameof(InSignature))]
    [InlineData(nameof(InBody))]
    [InlineData(nameof(InAttribute))]
    [InlineData("InConstraint`1")]
    [InlineData(nameof(InCatch))]
    [InlineData(nameof(InLambda))]
    [InlineData(nameof(InAsync))]
    [InlineData(nameof(AfterSwitch))]
    public void A_reference_to_a_later_layer_is_seen_wherever_it_stands(string name)
    {
        var low = $"{typeof(Later).Namespace}.{name}";
        var violation = Assert.Single(
            Violations(
                TypeReferences.Read(typeof(Later).Assembly.Location),
                type =>
                    type == low ? "Model"
                    : type == typeof(Later).FullName || type == typeof(LaterAttribute).FullName ? "Guides"
                    : null
            )
        );
        Assert.StartsWith($"Model: {low} knows Guides: ", violation, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Violations(
        IReadOnlyDictionary<string, IReadOnlySet<string>> references,
        Func<string, string?> layer
    ) =>
        from item in references
        let low = layer(item.Key)
        where low is not null
        from other in item.Value
        let high = layer(other)
        where high is not null && Array.IndexOf(Order, high) > Array.IndexOf(Order, low)
        select $"{low}: {item.Key} knows {high}: {other}";

    /// <summary>What can be reached from itself.</summary>
    private static List<string> Circles(HashSet<(string From, string To)> edges)
    {
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        return [.. edges.Select(edge => edge.From).Distinct().Where(IsReachedFromItself).Order(StringComparer.Ordinal)];

        bool IsReachedFromItself(string start)
        {
            HashSet<string> seen = [];
            Stack<string> open = new(next[start]);
            while (open.TryPop(out var current))
            {
                if (!seen.Add(current))
                {
                    continue;
                }

                foreach (var other in next[current])
                {
                    open.Push(other);
                }
            }

            return seen.Contains(start);
        }
    }

    private static string? FolderOf(string type) => Folders[Plain(type)].FirstOrDefault();

    private static string? AspectOf(string type) =>
        FolderOf(type) is { } folder && LayerOf(folder) == "Aspects" ? ComponentOf(folder) : null;

    // Without the number of its parameters.
    private static string Plain(string type) => type.Split('`')[0];

    private static string LayerOf(string folder) => folder.Split('/')[0];

    // An aspect's folder stands for itself, any other layer as a whole.
    private static string ComponentOf(string folder) => LayerOf(folder) == "Aspects" ? folder : LayerOf(folder);

    private static IEnumerable<(string Folder, string Namespace, string Text)> Files() =>
        from path in Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        let folder = Path.GetRelativePath(Folder, Path.GetDirectoryName(path)!).Replace('\\', '/')
        where LayerOf(folder) is not ("bin" or "obj")
        let text = File.ReadAllText(path)
        select (folder, Namespace().Match(text).Groups[1].Value, text);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|readonly|partial) )+(?:class|struct|interface|enum|record(?: struct| class)?) (\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bEntraAppCmdlets\.(Model|Http|Graph|SignIn|Connection|Changes|Aspects|Guides|Reports)\b")]
    private static partial Regex LayerNamespace();
}
