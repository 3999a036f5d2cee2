using static EntraAppCmdlets.AppTokenType;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>A claim that Microsoft Entra predefines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tokens">The kinds of tokens that can contain it.</param>
/// <param name="Properties">The additional properties that it knows.</param>
internal sealed record KnownClaim(string Name, IReadOnlyList<AppTokenType> Tokens, IReadOnlyList<string> Properties);

/// <summary>The optional claims that Microsoft Entra predefines, as Microsoft's reference lists them for tokens of version 1.0 and 2.0 and for SAML.</summary>
internal static class KnownClaims
{
    /// <summary>The claim with a user's groups.</summary>
    public const string Groups = "groups";

    /// <summary>What a directory extension's name begins with.</summary>
    public const string ExtensionPrefix = "extension_";

    private static readonly AppTokenType[] Jwt = [IdToken, AccessToken];
    private static readonly AppTokenType[] Any = [IdToken, AccessToken, Saml2Token];

    public static IReadOnlyList<KnownClaim> All { get; } =
    [
        new("acct", Any, []),
        new("email", Any, []),
        new(Groups, Any, GroupFormats.Properties),
        new("upn", Any, ["include_externally_authenticated_upn", "include_externally_authenticated_upn_without_hash"]),
        new("aud", [AccessToken], ["use_guid"]),
        new("idtyp", [AccessToken], ["include_user_token"]),
        .. from name in new[]
        {
            "acrs",
            "auth_time",
            "ctry",
            "fwd",
            "login_hint",
            "sid",
            "tenant_ctry",
            "tenant_region_scope",
            "verified_primary_email",
            "verified_secondary_email",
            "vnet",
            "xms_cc",
            "xms_edov",
            "xms_pdl",
            "xms_pl",
            "xms_tpl",
            "ztdid",
            // Tokens of version 1.0 contain these anyway.
            "ipaddr",
            "onprem_sid",
            "pwd_exp",
            "pwd_url",
            "in_corp",
            "family_name",
            "given_name",
            // Tokens of version 2.0 contain this anyway.
            "preferred_username",
        }
        select new KnownClaim(name, Jwt, []),
    ];

    public static KnownClaim? Find(string name) =>
        All.FirstOrDefault(claim => string.Equals(claim.Name, name, StringComparison.OrdinalIgnoreCase));
}
