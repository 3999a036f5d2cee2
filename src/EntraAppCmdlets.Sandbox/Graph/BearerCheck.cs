using EntraAppCmdlets.Sandbox.Seeding;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Who a request comes from, by its access token.</summary>
internal static class BearerCheck
{
    /// <summary>Refuses what is no token of this tenant for Graph, or for another API by its appId.</summary>
    public static Caller Require(
        SandboxRequest request,
        TenantState tenant,
        DateTimeOffset now,
        string api = OtherTenantApps.MicrosoftGraph
    )
    {
        var header = request.Header("Authorization");
        if (
            string.IsNullOrWhiteSpace(header)
            || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            || header.Length <= "Bearer ".Length
        )
        {
            throw GraphErrors.Unauthenticated("Access token is empty.");
        }

        var token = AccessToken.Require(header["Bearer ".Length..].Trim());
        var claims = token.Claims;
        if (now.ToUnixTimeSeconds() >= claims.Number("exp"))
        {
            throw GraphErrors.Unauthenticated("Lifetime validation failed, the token is expired.");
        }

        if (claims.Text("tid") != tenant.TenantId)
        {
            throw GraphErrors.Unauthenticated("Invalid tenant: the token was issued for another one.");
        }

        var isOwnAddress =
            api == OtherTenantApps.MicrosoftGraph && claims.Text("aud")?.TrimEnd('/') == request.Uri.GetLeftPart(UriPartial.Authority);
        if (claims.Text("aud") is not { } audience || !(isOwnAddress || IsApi(tenant, api, audience)))
        {
            throw GraphErrors.Unauthenticated("Access token validation failure. Invalid audience.");
        }

        var delegated = claims.Text("scp");
        return new Caller(
            claims.Text("appid") ?? claims.Text("azp") ?? "",
            delegated is null ? claims.Text("oid") ?? "" : "",
            delegated is null ? null : claims.Text("oid"),
            token.Permissions,
            token.DirectoryRoles
        );
    }

    private static bool IsApi(TenantState tenant, string api, string audience) =>
        audience == api || tenant.OtherTenantApps[api].IdentifierUris.Contains(audience);
}
