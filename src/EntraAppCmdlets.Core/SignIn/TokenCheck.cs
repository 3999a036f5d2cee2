using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// Refuses a token before it is used: one for another API or tenant would not only fail, it would be shown to a
/// service that it isn't meant for.
/// </summary>
internal static class TokenCheck
{
    // The same in every cloud.
    private const string KeyVaultAppId = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";

    /// <summary>Checks what a token says of itself.</summary>
    /// <param name="claims">The token's claims.</param>
    /// <param name="scope">The scope that a token is needed for.</param>
    /// <param name="tenantId">The tenant that it must be of; null if any will do.</param>
    /// <param name="now">The time.</param>
    /// <param name="graph">Where Graph is known by an address of its own; null elsewhere.</param>
    /// <exception cref="SignInException">TokenForOtherAudience, TokenForOtherTenant, TokenExpired or TokenNotValidYet.</exception>
    internal static void Throw(JwtClaims claims, string scope, Guid? tenantId, DateTimeOffset now, Uri? graph = null)
    {
        if (!IsFor(claims.Audience, scope, graph))
        {
            throw new SignInException(
                "TokenForOtherAudience",
                $"The access token is for '{Shorten(claims.Audience)}', not for '{Name(scope)}', so it was not used.",
                $"Get a token for {Name(scope)} and give that."
            );
        }

        if (tenantId is { } wanted && claims.TenantId is { } own && own != wanted)
        {
            throw new SignInException(
                "TokenForOtherTenant",
                $"The access token is of tenant {own}, not of tenant {wanted}, so it was not used.",
                $"Sign in to tenant {wanted}, or connect to tenant {own} instead."
            );
        }

        if (claims.ExpiresOn is { } end && end <= now)
        {
            throw new SignInException(
                "TokenExpired",
                string.Create(CultureInfo.InvariantCulture, $"The access token ended {end:u}."),
                "Get a new token and give that."
            );
        }

        // Clocks differ by seconds to minutes; the service itself allows five.
        if (claims.NotBefore is { } begin && begin > now.AddMinutes(5))
        {
            throw new SignInException(
                "TokenNotValidYet",
                string.Create(CultureInfo.InvariantCulture, $"The access token counts only from {begin:u} on."),
                "Check the clock of this machine."
            );
        }
    }

    // Tokens name their API by address, with or without the last slash, or by application id.
    private static bool IsFor(string audience, string scope, Uri? graph)
    {
        var resource = Resource(scope);
        audience = audience.TrimEnd('/');
        return string.Equals(audience, resource, StringComparison.OrdinalIgnoreCase)
            || (IsGraph(audience, graph) && IsGraph(resource, graph) && (IsId(audience) || IsId(resource)))
            || (audience == KeyVaultAppId && CloudEnvironment.IsKeyVault(resource));
    }

    private static bool IsId(string name) => Guid.TryParse(name, out _);

    private static bool IsGraph(string name, Uri? graph) =>
        (Guid.TryParse(name, out var id) ? id : PermissionResource.FromAlias(name)) == PermissionResource.MicrosoftGraphAppId
        || string.Equals(name, graph?.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private static string Resource(string scope) =>
        (scope.EndsWith("/.default", StringComparison.OrdinalIgnoreCase) ? scope[..^"/.default".Length] : scope).TrimEnd('/');

    private static string Name(string scope) =>
        Resource(scope) is var resource && IsId(resource) && IsGraph(resource, null) ? "Microsoft Graph" : resource;

    private static string Shorten(string text) =>
        text.Length == 0 ? "nothing"
        : text.Length <= 100 ? text
        : Cut.To(text, 100) + "...";
}
