using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EntraAppCmdlets.Graph;

/// <summary>One call of Microsoft Graph. Immutable, so that it can be sent again as it is.</summary>
internal sealed record GraphRequest
{
    public required HttpMethod Method { get; init; }

    /// <summary>Relative to /v1.0 and already escaped (<see cref="ODataText"/>), for example <c>applications?$select=id</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is relative to /beta instead. A batch can't hold it.</summary>
    public bool IsBeta { get; init; }

    /// <summary>JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The request in words that follow "could not", for example <c>create the application 'x'</c>.</summary>
    public string? What { get; init; }

    /// <summary>May simply be sent again when nobody knows whether it was carried out.</summary>
    public bool Repeatable { get; init; }

    /// <summary>In a chain: what it reads is for the request after it, so that both are sent again together.</summary>
    public bool BelongsToNext { get; init; }

    /// <summary>What it reads, where it can be answered together with others of its kind.</summary>
    public GraphLookup? Lookup { get; init; }

    /// <summary>Its answer doesn't change while a command runs, as far as that command is concerned: it is read once for all of its inputs.</summary>
    public bool HoldsForCommand { get; init; }

    /// <summary>What a write replaces or removes; null for a read.</summary>
    public PriorState? Before { get; init; }

    /// <summary>The link to a further page, followed verbatim instead of <see cref="Path"/>.</summary>
    internal Uri? Link { get; init; }

    internal bool IsWrite => Method != HttpMethod.Get && Method != HttpMethod.Head;

    /// <summary>Asked before it is sent: a write that doesn't say what it replaces could not be taken back.</summary>
    /// <exception cref="InvalidOperationException">It doesn't say.</exception>
    internal void CheckPrior()
    {
        if (IsWrite && Before is null)
        {
            throw new InvalidOperationException($"{Method} {Path} doesn't say what it replaces.");
        }
    }

    /// <summary>The object that it writes to, such as <c>applications/1234</c>; null for a read, and for an object that it creates in a collection.</summary>
    internal string? Written
    {
        get
        {
            if (!IsWrite)
            {
                return null;
            }

            var parts = Path.TrimStart('/').Split('?')[0].Split('/');
            return parts.Length > 1 ? $"{parts[0]}/{parts[1]}"
                : Method == HttpMethod.Post ? null
                : parts[0];
        }
    }

    /// <summary><see cref="What"/>, or the request itself where nobody said.</summary>
    internal string InWords => What ?? $"{(IsWrite ? "send" : "read")} {Method} {Path}";

    public static GraphRequest Get(string path) =>
        new()
        {
            Method = HttpMethod.Get,
            Path = path,
            Repeatable = true,
        };

    /// <summary>Reads what only the preview of the service has.</summary>
    public static GraphRequest GetBeta(string path) => Get(path) with { IsBeta = true };

    /// <summary>Removes an object, or its relation to another one.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="before">The object as it is known.</param>
    public static GraphRequest Delete(string path, PriorState before) =>
        new()
        {
            Method = HttpMethod.Delete,
            Path = path,
            Before = before,
        };

    /// <summary>Creates an object, or calls an action.</summary>
    public static GraphRequest Post<T>(string path, T body, JsonTypeInfo<T> type, PriorState before) =>
        With(HttpMethod.Post, path, body, type, before);

    /// <summary>An action without a body.</summary>
    public static GraphRequest Post(string path, PriorState before) =>
        new()
        {
            Method = HttpMethod.Post,
            Path = path,
            Before = before,
        };

    /// <summary>Changes an object.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="body">What is named replaces the current value.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="before">The object as it is known, at least what is changed of it.</param>
    public static GraphRequest Patch<T>(string path, T body, JsonTypeInfo<T> type, PriorState before)
    {
        var request = With(HttpMethod.Patch, path, body, type, before);
        return request with { Before = before.Of(request.Body!.Value) };
    }

    /// <summary>Creates the object under its alternate key, or updates the one that has it: safe to repeat by nature.</summary>
    public static GraphRequest Upsert<T>(string path, T body, JsonTypeInfo<T> type) =>
        With(HttpMethod.Patch, path, body, type, PriorState.Nothing).WithHeader("Prefer", "create-if-missing").Idempotent();

    public GraphRequest Describe(string what) => this with { What = what };

    public GraphRequest WithHeader(string name, string value) =>
        this with
        {
            Headers = (Headers ?? ImmutableDictionary<string, string>.Empty)
                .ToImmutableDictionary(StringComparer.OrdinalIgnoreCase)
                .SetItem(name, value),
        };

    /// <summary>Says which object it reads, or which relation of it, so that others of its kind can be read with it.</summary>
    public GraphRequest LooksUp(string collection, string key, Guid value, string? select, string? relation = null) =>
        this with
        {
            Lookup = new GraphLookup(collection, key, value, select, relation),
        };

    /// <summary>Says that one read will do for all inputs of a command.</summary>
    public GraphRequest OncePerCommand() => this with { HoldsForCommand = true };

    /// <summary>Says that carrying it out twice leaves what carrying it out once does.</summary>
    public GraphRequest Idempotent() => this with { Repeatable = true };

    private static GraphRequest With<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, PriorState before) =>
        new()
        {
            Method = method,
            Path = path,
            Before = before,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, type),
        };
}
