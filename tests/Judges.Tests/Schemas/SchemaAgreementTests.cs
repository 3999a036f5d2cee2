using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;
using Json.Schema;

namespace Judges.Tests.Schemas;

/// <summary>An editor that knows the published schema and the module find the same faults in a template.</summary>
public sealed class SchemaAgreementTests
{
    private const int BrokenOnes = 120;

    /// <summary>What says something about a value itself, not by way of another schema.</summary>
    private static readonly IReadOnlySet<string> Compared = JsonSchemaCheck
        .Checked.Except(["$ref", "items", "properties"])
        .ToHashSet(StringComparer.Ordinal);

    private static readonly JsonSchema Schema = JsonSchema.FromText(
        File.ReadAllText(Path.Combine(TemplatesFolder.Folder, "template.schema.json"))
    );

    public static TheoryData<string> Templates => [.. TemplatesFolder.Ids];

    [Fact]
    public void The_schema_is_a_schema() =>
        Assert.True(
            MetaSchemas
                .Draft202012.Evaluate(
                    Parse(File.ReadAllText(Path.Combine(TemplatesFolder.Folder, "template.schema.json"))),
                    new EvaluationOptions { OutputFormat = OutputFormat.List }
                )
                .IsValid
        );

    [Theory]
    [MemberData(nameof(Templates))]
    public void Both_find_nothing_in_a_template_of_the_module(string id)
    {
        Assert.Empty(Theirs(TemplatesFolder.Text(id)));
        Assert.Empty(Ours(TemplatesFolder.Text(id)));
    }

    /// <summary>What changes by chance may miss.</summary>
    [Theory]
    [InlineData("\"names\": [\"a\", \"a\"]", true)]
    [InlineData("\"names\": [\"1\", 1]", false)]
    [InlineData("\"names\": [{ \"a\": 1 }, { \"a\": 2 }]", false)]
    [InlineData("\"names\": [[1], [2]]", false)]
    public void Both_tell_alike_what_is_in_a_list_twice(string names, bool twice)
    {
        var text =
            $$"""{ "id": "A", "title": "A", "description": "A", "guide": { "title": "A" }, "steps": [{ "id": "a", "guide": "1", "text": "A" }], "permissions": [{ "api": "A", "type": "Delegated", "step": "a", {{names}} }] }""";
        Assert.Equal(Theirs(text), Ours(text));
        Assert.Equal(twice, Ours(text).Contains("/permissions/0/names uniqueItems"));
    }

    [Theory]
    [InlineData(2000, true)]
    [InlineData(2001, false)]
    public void Both_count_characters_beyond_the_first_plane_as_one(int count, bool good)
    {
        var text =
            $$"""{ "id": "A", "title": "{{string.Concat(Enumerable.Repeat("\U0001F600", count))}}", "description": "A", "guide": { "title": "A" }, "steps": [{ "id": "a", "guide": "1", "text": "A" }] }""";
        Assert.Equal(Theirs(text), Ours(text));
        Assert.Equal(good, Ours(text).Count == 0);
    }

    [Theory]
    [InlineData("Auth0")]
    [InlineData("authentik")]
    [InlineData("Invictus")]
    [InlineData("Sekoia")]
    [InlineData("XSOAR")]
    public void Both_find_the_same_in_broken_ones(string id)
    {
        var broken = 0;
        var differences = new List<string>();
        for (var seed = 0; seed < BrokenOnes; seed++)
        {
            var text = new Mutation(seed).Apply(TemplatesFolder.Text(id));
            var (ours, theirs) = (Ours(text), Theirs(text));
            broken += theirs.Count > 0 ? 1 : 0;
            if (!ours.SetEquals(theirs))
            {
                differences.Add(
                    $"{id}, change {seed}: only ours {string.Join(", ", ours.Except(theirs))}; only theirs {string.Join(", ", theirs.Except(ours))}"
                );
            }
        }

        Assert.True(broken > BrokenOnes / 2, $"Only {broken} of {BrokenOnes} changes broke the template.");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    /// <summary>Place and keyword of each fault that the module finds.</summary>
    private static HashSet<string> Ours(string text)
    {
        var value = PositionedJson.Parse(Encoding.UTF8.GetBytes(text));
        var faults = new TemplateFaults("x.json");
        new JsonSchemaCheck(TemplateReader.Schema, faults).Check(value);
        var places = Places(value, "").ToLookup(place => place.At, place => place.Pointer);
        return
        [
            .. faults.All.Select(fault =>
            {
                var place = places[(fault.Line, fault.Column)].First();
                // The schema speaks of the list, the module points at the entry.
                return $"{(fault.Rule == "uniqueItems" ? place[..place.LastIndexOf('/')] : place)} {fault.Rule}";
            }),
        ];
    }

    /// <summary>Place and keyword of each fault that JsonSchema.Net finds.</summary>
    private static HashSet<string> Theirs(string text)
    {
        var found = Schema.Evaluate(Parse(text), new EvaluationOptions { OutputFormat = OutputFormat.List });
        var faults = (
            from detail in found.Details ?? []
            from error in detail.Errors ?? new Dictionary<string, string>()
            // A value that nothing may be there for fails against the schema "false", which has no keyword.
            let keyword = error.Key.Length == 0 ? detail.EvaluationPath.ToString().Split('/')[^1] : error.Key
            where Compared.Contains(keyword)
            select (Place: detail.InstanceLocation.ToString(), Keyword: keyword)
        ).ToList();
        // What is of the wrong type is looked at no further by the module.
        var wrong = faults.Where(fault => fault.Keyword == "type").Select(fault => fault.Place).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. faults
                .Where(fault => fault.Keyword == "type" || !wrong.Contains(fault.Place))
                .Select(fault => $"{fault.Place} {fault.Keyword}"),
        ];
    }

    private static JsonElement Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static IEnumerable<((int Line, int Column) At, string Pointer)> Places(PositionedJson value, string pointer)
    {
        yield return ((value.Line, value.Column), pointer);
        foreach (var member in value.Members)
        {
            var inner =
                $"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            yield return ((member.Line, member.Column), inner);
            foreach (var place in Places(member.Value, inner))
            {
                yield return place;
            }
        }

        for (var i = 0; i < value.Items.Count; i++)
        {
            foreach (var place in Places(value.Items[i], $"{pointer}/{i}"))
            {
                yield return place;
            }
        }
    }
}
