using System.Text.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Changes;

namespace Judges.Tests.Schemas;

/// <summary>Changes a JSON text as a person could who writes a template: mostly for the worse.</summary>
internal sealed class Mutation(int seed)
{
    // The same changes in every run: a failing case is found again by its number.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public string Apply(string json)
    {
        var root = JsonNode.Parse(json)!;
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            Change(root);
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private void Change(JsonNode root)
    {
        var all = Below(root).ToList();
        if (all.Count == 0)
        {
            return;
        }

        var node = all[_random.Next(all.Count)];
        var (parent, index) = (node.Parent!, node.Parent is JsonArray list ? list.IndexOf(node) : -1);
        var name = index < 0 ? node.GetPropertyName() : null;
        switch (_random.Next(8))
        {
            case 0:
                Remove(parent, name, index);
                break;
            case 1 when parent is JsonObject members:
                members.Remove(name!);
                members[_random.Next(2) == 0 ? name + "s" : name!.ToUpperInvariant()] = node;
                break;
            case 2 when parent is JsonObject members:
                members["colour"] = "red";
                break;
            case 3 when node.Parent is JsonArray items:
                items.Add(node.DeepClone());
                break;
            case 4:
                // The value of another place: right by its type, wrong by its list or its pattern.
                Set(parent, name, index, all[_random.Next(all.Count)].DeepClone());
                break;
            case 5 when node.GetValueKind() == JsonValueKind.String:
                Set(parent, name, index, Text((string)node!));
                break;
            default:
                Set(parent, name, index, Value());
                break;
        }
    }

    private JsonNode? Text(string text) =>
        _random.Next(8) switch
        {
            0 => "",
            1 => " " + text,
            2 => text + "\n",
            3 => text.ToUpperInvariant(),
            4 => new string('x', 2001),
            5 => string.Concat(Enumerable.Repeat("\U0001F600", 1500)),
            6 => text + "é/§",
            _ => "1" + text,
        };

    // No 1.0 or 1e2: a whole number to a schema; the module takes whole numbers as digits alone, and says so with the place.
    private JsonNode? Value() =>
        JsonNode.Parse(
            _random.Next(12) switch
            {
                0 => "7",
                1 => "0",
                2 => "-1",
                3 => "36501",
                4 => "1.5",
                5 => "true",
                6 => "null",
                7 => "[]",
                8 => "{}",
                9 => """["a", "a"]""",
                10 => """[{ "a": 1 }, { "a": 2 }, 1, 2, "1"]""",
                _ => "\"Web\"",
            }
        );

    private static void Remove(JsonNode parent, string? name, int index)
    {
        if (parent is JsonObject members)
        {
            members.Remove(name!);
        }
        else
        {
            ((JsonArray)parent).RemoveAt(index);
        }
    }

    private static void Set(JsonNode parent, string? name, int index, JsonNode? value)
    {
        if (parent is JsonObject members)
        {
            members[name!] = value;
        }
        else
        {
            ((JsonArray)parent)[index] = value;
        }
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        var inner = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var item in inner.OfType<JsonNode>())
        {
            yield return item;
            foreach (var below in Below(item))
            {
                yield return below;
            }
        }
    }
}
