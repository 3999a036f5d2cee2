using System.Globalization;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// Refuses a token before it is used: one for another API or tenant would not only fail, it would be shown to a
/// service that it isn't meant for.
/// </summary>
internal static class TokenCheck
{
    /// <summary>Checks what a token says of itself.</summary>
    /// <param name="claims">The token's claims.</param>
    /// <param name="scope">The scope that a token is needed for.</param>
    /// <param name="tenantId">The tenant that it must be of; null if any will do.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="SignInException">TokenForOtherAudience, TokenForOtherTenant, TokenExpired or TokenNotValidYet.</exception>
    internal static void Throw(JwtClaims claims, string scope, Guid? tenantId, DateTimeOffset now)
    {
        if (!IsFor(claims.Audience, scope))
        {
            throw new SignInException(
                "TokenForOtherAudience",
                $"The access token is for '{Shorten(claims.Audience)}', not for '{Resource(scope)}', so it was not used.",
                $"Get a token for {Resource(scope)} and give that.");
        }

        if (tenantId is { } wanted && claims.TenantId is { } own && own != wanted)
        {
            throw new SignInException(
                "TokenForOtherTenant",
                $"The access token is of tenant {own}, not of tenant {wanted}, so it was not used.",
                $"Sign in to tenant {wanted}, or connect to tenant {own} instead.");
        }

        if (claims.ExpiresOn is { } end && end <= now)
        {
            throw new SignInException(
                "TokenExpired",
                string.Create(CultureInfo.InvariantCulture, $"The access token ended {end:u}."),
                "Get a new token and give that.");
        }

        // Clocks differ by seconds to minutes; the service itself allows five.
        if (claims.NotBefore is { } begin && begin > now.AddMinutes(5))
        {
            throw new SignInException(
                "TokenNotValidYet",
                string.Create(CultureInfo.InvariantCulture, $"The access token counts only from {begin:u} on."),
                "Check the clock of this machine.");
        }
    }

    // Tokens name their API by address, with or without the last slash, or by application id.
    private static bool IsFor(string audience, string scope)
    {
        var resource = Resource(scope);
        return string.Equals(audience.TrimEnd('/'), resource, StringComparison.OrdinalIgnoreCase)
            || (Guid.TryParse(audience, out var id) && IsGraph(resource) && id == PermissionResource.MicrosoftGraphAppId);
    }

    // Any cloud's Graph and whatever stands in for it: this is the only API that the module itself calls.
    private static bool IsGraph(string resource) =>
        PermissionResource.FromAlias(resource) is not { } known || known == PermissionResource.MicrosoftGraphAppId;

    private static string Resource(string scope) =>
        (scope.EndsWith("/.default", StringComparison.OrdinalIgnoreCase) ? scope[..^"/.default".Length] : scope).TrimEnd('/');

    private static string Shorten(string text) => text.Length == 0 ? "nothing" : text.Length <= 100 ? text : text[..100] + "...";
}
