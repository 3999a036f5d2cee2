namespace EntraAppCmdlets;

/// <summary>A kind of token that Microsoft Entra issues for an app.</summary>
public enum AppTokenType
{
    /// <summary>The ID token that a client gets when a user signs in.</summary>
    IdToken,

    /// <summary>The access token that others get for this app as an API.</summary>
    AccessToken,

    /// <summary>The SAML token of an app with SAML single sign-on.</summary>
    Saml2Token,
}
