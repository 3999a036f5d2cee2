using System.Text.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Graph;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Abstractions.Store;
using Microsoft.Kiota.Serialization.Json;

namespace Judges.Tests.WireModels;

/// <summary>A model of ours beside the SDK's model of the same thing.</summary>
/// <param name="Ours">Our type.</param>
/// <param name="Theirs">Reads JSON into the SDK's type.</param>
internal sealed record WireModel(Type Ours, Func<IParseNode, IParsable> Theirs)
{
    /// <summary>The properties of ours that this type of the SDK has; null for all. Our model of any directory object is several of theirs.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>What the SDK's type is, where the model has that as a value.</summary>
    public string? ODataType { get; init; }

    public override string ToString() =>
        $"{Ours.Name}{(Ours.IsGenericType ? $" of {Ours.GetGenericArguments()[0].Name}" : "")}{(ODataType is null ? "" : $" as {ODataType}")}";

    /// <summary>Our model with a value in every property, as we write it.</summary>
    public JsonNode Write() => JsonNode.Parse(JsonSerializer.Serialize(new Filler(this).Fill(Ours), Ours, ResourceJson.Default))!;

    /// <summary>The JSON as the SDK reads it.</summary>
    public async Task<IParsable> ReadAsync(JsonNode json)
    {
        using var stream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(json));
        var root = await new JsonParseNodeFactory().GetRootParseNodeAsync("application/json", stream);
        return root.GetObjectValue(node => Theirs(node)) ?? throw new InvalidOperationException($"{this}: the SDK reads nothing.");
    }

    /// <summary>The SDK's object as the SDK writes it.</summary>
    public static JsonNode Write(IParsable item)
    {
        using var writer = new JsonSerializationWriter();
        writer.WriteObjectValue(null, item);
        using var content = writer.GetSerializedContent();
        return JsonNode.Parse(content)!;
    }

    /// <summary>What the SDK has no property for, with its path.</summary>
    public static IEnumerable<string> Unknown(object? item, string path = "")
    {
        if (item is IAdditionalDataHolder holder)
        {
            foreach (var name in holder.AdditionalData.Keys.Where(name => !name.Contains("@odata", StringComparison.Ordinal)))
            {
                yield return $"{path}/{name}";
            }
        }

        if (item is not IParsable)
        {
            yield break;
        }

        foreach (
            var property in item.GetType()
                .GetProperties()
                .Where(property =>
                    property.GetIndexParameters().Length == 0 && !typeof(IBackingStore).IsAssignableFrom(property.PropertyType)
                )
        )
        {
            var value = property.GetValue(item);
            var inner = value is System.Collections.IEnumerable list and not string and not System.Collections.IDictionary
                ? list.Cast<object?>()
                : [value];
            foreach (var unknown in inner.SelectMany(one => Unknown(one, $"{path}/{property.Name}")))
            {
                yield return unknown;
            }
        }
    }

    /// <summary>Every value of a JSON text with its path, ids and times in one form; without OData's own names.</summary>
    public static IEnumerable<string> Values(JsonNode? json, string path = "") =>
        json switch
        {
            JsonObject members => members
                .Where(member => !member.Key.StartsWith('@'))
                .SelectMany(member => Values(member.Value, $"{path}/{member.Key}")),
            JsonArray items => items.SelectMany((item, i) => Values(item, $"{path}/{i}")),
            JsonValue value when value.GetValueKind() == JsonValueKind.String && value.TryGetValue<DateTimeOffset>(out var time) =>
            [
                $"{path} = {time.UtcDateTime:O}",
            ],
            _ => [$"{path} = {json?.ToJsonString()}"],
        };
}
