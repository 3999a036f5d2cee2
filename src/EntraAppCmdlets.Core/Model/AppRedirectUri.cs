namespace EntraAppCmdlets;

/// <summary>The platform that a redirect URI belongs to; it decides which flows may use it.</summary>
public enum AppPlatform
{
    /// <summary>A web application that keeps a secret on its server (<c>web</c>).</summary>
    Web,

    /// <summary>A single-page application that runs in the browser, with PKCE (<c>spa</c>).</summary>
    Spa,

    /// <summary>A mobile or desktop application without a secret (<c>publicClient</c>).</summary>
    PublicClient,
}

/// <summary>An address that the sign-in page may send a user back to, with its platform.</summary>
/// <param name="Uri">The address as Entra keeps it; compared character by character.</param>
/// <param name="Platform">The platform it is registered for. An address can be on one platform only.</param>
public sealed record AppRedirectUri(string Uri, AppPlatform Platform)
{
    /// <summary>The address alone.</summary>
    public override string ToString() => Uri;
}
