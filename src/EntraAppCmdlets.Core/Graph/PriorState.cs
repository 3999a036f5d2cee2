using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>What a write replaces or removes, for the journal: no write can be made without saying it. It is what the plan of the write knows; nothing is
/// asked of the service for it.</summary>
internal sealed record PriorState
{
    private PriorState() { }

    /// <summary>The write creates something: nothing was there.</summary>
    public static PriorState Nothing { get; } = new();

    /// <summary>The values that are replaced, or the object that is removed; null for <see cref="Nothing"/>, and where it isn't known.</summary>
    public JsonElement? Values { get; private init; }

    /// <summary>What the write is about, where its path doesn't say it: the properties that tell the object from others.</summary>
    public JsonElement? Identity { get; private init; }

    /// <summary>Why the write can't be taken back; null where it can.</summary>
    public IrreversibleWrite? Irreversible { get; private init; }

    /// <summary>The state before the write.</summary>
    /// <param name="state">At least what the write changes; what it doesn't change is left out of the journal.</param>
    /// <param name="type">How it is written.</param>
    public static PriorState Of<T>(T state, JsonTypeInfo<T> type) => new() { Values = JsonSerializer.SerializeToElement(state, type) };

    /// <summary>A write that can't be taken back.</summary>
    public static PriorState Lost(IrreversibleWrite why) => new() { Irreversible = why };

    /// <inheritdoc cref="Identity"/>
    public PriorState About<T>(T identity, JsonTypeInfo<T> type) =>
        this with
        {
            Identity = JsonSerializer.SerializeToElement(identity, type),
        };

    /// <summary>The same state, of a write that can't be taken back although the state is known.</summary>
    public PriorState But(IrreversibleWrite why) => this with { Irreversible = why };

    /// <summary>Exactly the properties that a body changes; one that had no value is null.</summary>
    public PriorState Of(ReadOnlyMemory<byte> body)
    {
        if (Values is not { } values)
        {
            return this;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var shape = JsonSerializer.Deserialize(body.Span, GraphJson.Default.JsonElement);
            Write(json, shape, values);
        }

        return this with
        {
            Values = JsonSerializer.Deserialize(stream.GetBuffer().AsSpan(0, (int)stream.Length), GraphJson.Default.JsonElement),
        };
    }

    private static void Write(Utf8JsonWriter json, JsonElement shape, JsonElement? state)
    {
        if (shape.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (var property in shape.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                Write(
                    json,
                    property.Value,
                    state is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty(property.Name, out var value)
                        ? value
                        : null
                );
            }

            json.WriteEndObject();
        }
        else if (state is { ValueKind: not JsonValueKind.Undefined } known)
        {
            known.WriteTo(json);
        }
        else if (shape.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
