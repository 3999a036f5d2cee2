using System.Collections;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// What an access token says of itself. The signature is not checked: the API that takes the token does that, and here
/// it only matters not to send a token to the wrong place.
/// </summary>
internal sealed record JwtClaims
{
    // Written by Microsoft's services for themselves.
    private static readonly HashSet<string> Opaque = new(["aio", "rh"], StringComparer.Ordinal);

    private static readonly HashSet<string> Times = new(["iat", "nbf", "exp", "auth_time"], StringComparer.Ordinal);

    /// <summary>The API that the token is for: its address or application id. Empty if the token doesn't say.</summary>
    public string Audience { get; private init; } = "";

    /// <summary>The tenant that issued it.</summary>
    public Guid? TenantId { get; private init; }

    /// <summary>The issuer's address.</summary>
    public string? Issuer { get; private init; }

    /// <summary>The app that it was issued to.</summary>
    public Guid? AppId { get; private init; }

    /// <summary>The user or service principal that it speaks for.</summary>
    public Guid? ObjectId { get; private init; }

    /// <summary>The user's sign-in name; null for an app's own token.</summary>
    public string? UserName { get; private init; }

    /// <summary>The app's name; null if the token doesn't say.</summary>
    public string? AppName { get; private init; }

    /// <summary>Ids or names of the user's groups, as the app's group claim asks for them.</summary>
    public IReadOnlyList<string> Groups { get; private init; } = [];

    /// <summary>Application permissions.</summary>
    public IReadOnlyList<string> Roles { get; private init; } = [];

    /// <summary>Delegated permissions.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Whether it speaks for a user: such a token names delegated permissions, even where it holds a user's roles besides.</summary>
    public bool IsDelegated => Scopes.Count > 0;

    /// <summary>Ids of the directory roles that the account held when the token was issued; null if the token doesn't say.</summary>
    public IReadOnlyList<Guid>? DirectoryRoles { get; private init; }

    /// <summary>From when it counts.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>Until when it counts.</summary>
    public DateTimeOffset? ExpiresOn { get; private init; }

    /// <summary>1.0 or 2.0; null if the token doesn't say.</summary>
    public string? Version { get; private init; }

    /// <summary>Reads a token.</summary>
    /// <exception cref="FormatException">It is not a readable JWT. The message holds nothing of it.</exception>
    internal static JwtClaims Read(string token) =>
        TryRead(token, out var claims) ? claims : throw new FormatException("The token is not a readable JWT.");

    /// <summary>Reads a token; false if it is not a readable JWT.</summary>
    internal static bool TryRead(string token, [NotNullWhen(true)] out JwtClaims? claims)
    {
        claims = null;
        if (Payload(token) is not { } payload)
        {
            return false;
        }

        try
        {
            claims = ReadPayload(payload);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>All claims of a token by their names, times as times; null if it is not a readable JWT. What only Microsoft's own services can read is
    /// left out.</summary>
    internal static IDictionary? All(string? token)
    {
        if (token is null || Payload(token) is not { } payload)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind is JsonValueKind.Object ? Members(json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static OrderedDictionary Members(JsonElement element)
    {
        var all = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var claim in element.EnumerateObject().Where(claim => !Opaque.Contains(claim.Name)))
        {
            all[claim.Name] = Times.Contains(claim.Name) && Time(claim.Value) is { } time ? time : Value(claim.Value);
        }

        return all;
    }

    private static object? Value(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
            JsonValueKind.True or JsonValueKind.False => element.GetBoolean(),
            JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
            JsonValueKind.Object => Members(element),
            _ => null,
        };

    private static byte[]? Payload(string token)
    {
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        // Five parts are an encrypted token: there is nothing to read in it.
        return second < 0 || token.IndexOf('.', second + 1) >= 0 ? null : Base64Url.Decode(token.AsSpan((first + 1)..second));
    }

    private static JwtClaims ReadPayload(byte[] payload)
    {
        var claims = new JwtClaims();
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            claims = name switch
            {
                "aud" => claims with { Audience = Texts(ref reader).FirstOrDefault() ?? "" },
                "tid" => claims with { TenantId = Id(ref reader) },
                "iss" => claims with { Issuer = Text(ref reader) },
                "appid" or "azp" => claims with { AppId = Id(ref reader) ?? claims.AppId },
                "oid" => claims with { ObjectId = Id(ref reader) },
                "upn" => claims with { UserName = Text(ref reader) ?? claims.UserName },
                // The best name is upn; the others are used where a guest or a personal account has none.
                "unique_name" or "preferred_username" when Text(ref reader) is { } text => claims with
                {
                    UserName = claims.UserName ?? text,
                },
                "app_displayname" => claims with { AppName = Text(ref reader) },
                "roles" => claims with { Roles = Texts(ref reader) },
                "groups" => claims with { Groups = Texts(ref reader) },
                "scp" => claims with { Scopes = Text(ref reader)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [] },
                "wids" => claims with
                {
                    DirectoryRoles =
                    [
                        .. Texts(ref reader)
                            .Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty)
                            .Where(id => id != Guid.Empty),
                    ],
                },
                "nbf" => claims with { NotBefore = Time(ref reader) },
                "exp" => claims with { ExpiresOn = Time(ref reader) },
                "ver" => claims with { Version = Text(ref reader) },
                _ => Skip(ref reader, claims),
            };
        }

        if (reader.TokenType is not JsonTokenType.EndObject)
        {
            throw new JsonException();
        }

        return claims;
    }

    private static JwtClaims Skip(ref Utf8JsonReader reader, JwtClaims claims)
    {
        reader.Skip();
        return claims;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static Guid? Id(ref Utf8JsonReader reader) => Guid.TryParse(Text(ref reader), out var id) ? id : null;

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            if (Text(ref reader) is { } single)
            {
                texts.Add(single);
            }

            return texts;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (Text(ref reader) is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number && reader.TryGetDouble(out var seconds))
        {
            return Time(seconds);
        }

        reader.Skip();
        return null;
    }

    private static DateTimeOffset? Time(JsonElement element) =>
        element.ValueKind is JsonValueKind.Number && element.TryGetDouble(out var seconds) ? Time(seconds) : null;

    // Seconds since 1970; some issuers write them with a fraction. What no calendar knows is no time.
    private static DateTimeOffset? Time(double seconds) =>
        seconds is >= 0 and < 253402300800 ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds)) : null;
}
