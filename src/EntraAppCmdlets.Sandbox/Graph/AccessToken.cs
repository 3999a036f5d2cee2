using System.Collections.Concurrent;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>A token that this process has signed, and what it says. Whether it is for this tenant and still valid is another question.</summary>
internal sealed class AccessToken
{
    // A client sends one token with thousands of requests: its signature is checked once. The texts are those of good tokens only,
    // so that nobody fills the memory with bad ones.
    private const int MaximumKnown = 1000;

    private static readonly ConcurrentDictionary<string, AccessToken> Known = new(StringComparer.Ordinal);

    private AccessToken(JsonElement claims)
    {
        Claims = claims;
        Permissions = (claims.Text("scp")?.Split(' ') ?? Texts(claims, "roles")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        DirectoryRoles = Graph.DirectoryRoles.NamesOf(Texts(claims, "wids")).ToHashSet(StringComparer.Ordinal);
    }

    public JsonElement Claims { get; }

    /// <summary>Its roles or scopes.</summary>
    public IReadOnlySet<string> Permissions { get; }

    /// <summary>The directory roles as they were at the sign-in: a role assigned since then counts from the next token on.</summary>
    public IReadOnlySet<string> DirectoryRoles { get; }

    /// <summary>Reads a token. Refuses what isn't one, or has another's signature.</summary>
    public static AccessToken Require(string text)
    {
        if (Known.TryGetValue(text, out var known))
        {
            return known;
        }

        if (Jwt.Read(text) is not { } token)
        {
            throw GraphErrors.Unauthenticated("IDX14100: JWT is not well formed, there are no dots (.).");
        }

        if (
            token.Header.Text("alg") != "RS256"
            || token.Header.Text("kid") != SigningKey.Instance.Id
            || !SigningKey.Instance.Verify(token.Signed, token.Signature)
        )
        {
            throw GraphErrors.Unauthenticated("Access token validation failure. Invalid signature.");
        }

        if (Known.Count >= MaximumKnown)
        {
            Known.Clear();
        }

        return Known[text] = new AccessToken(token.Claims);
    }

    private static IEnumerable<string> Texts(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Select(value => value.GetString()!)
            : [];
}
