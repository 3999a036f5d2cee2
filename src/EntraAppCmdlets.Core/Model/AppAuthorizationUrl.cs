using System.Security;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The address at which a user signs in to an app and consents, and what is needed to take the answer.</summary>
public sealed class AppAuthorizationUrl : IDisposable
{
    /// <summary>The address, to be opened in a browser.</summary>
    public required string Url { get; init; }

    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The tenant that the app was read from.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>Where the user signs in: a tenant's id or domain, <c>common</c>, <c>organizations</c> or <c>consumers</c>.</summary>
    public required string SignInTenant { get; init; }

    /// <summary>Where the user is sent afterwards.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>The platform of the redirect URI; null where it can't be known (a vendor's app).</summary>
    public AppPlatform? Platform { get; init; }

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The API that version 1.0 asks for; null for version 2.0.</summary>
    public string? Resource { get; init; }

    /// <summary>What comes back: <c>code</c>, <c>id_token</c>, <c>token</c>, or several.</summary>
    public required string ResponseType { get; init; }

    /// <summary>How it comes back: <c>query</c>, <c>fragment</c> or <c>form_post</c>.</summary>
    public required string ResponseMode { get; init; }

    /// <summary>Comes back as it was sent: an answer with another one belongs to somebody else's question.</summary>
    public required string State { get; init; }

    /// <summary>Comes back inside the ID token; null if none was asked for.</summary>
    public string? Nonce { get; init; }

    /// <summary>The version of the endpoint: v2.0 or v1.0.</summary>
    public required string Version { get; init; }

    /// <summary>What redeeming the code takes besides (PKCE); null without PKCE.</summary>
    public SecureString? CodeVerifier { get; init; }

    /// <summary>The app, for the next steps.</summary>
    public AppRegistration? App { get; init; }

    /// <summary>The address.</summary>
    public override string ToString() => Url;

    /// <summary>Wipes the verifier from memory.</summary>
    public void Dispose() => CodeVerifier?.Dispose();
}
