using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>What an operation answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">Writes the body; null without one.</param>
internal sealed record Reply(int Status, Action<Utf8JsonWriter>? Body)
{
    public static Reply NoContent { get; } = new(204, null);

    /// <summary>The Location header.</summary>
    public string? Location { get; init; }

    /// <summary>What the request costs of the client's share.</summary>
    public int Units { get; init; } = 1;

    public string? PreferenceApplied { get; init; }

    /// <summary>Text instead of JSON: what <c>/$count</c> answers.</summary>
    public string? PlainText { get; init; }

    public static Reply Ok(Action<Utf8JsonWriter> body) => new(200, body);

    public static Reply Created(string location, Action<Utf8JsonWriter> body) => new(201, body) { Location = location };
}
