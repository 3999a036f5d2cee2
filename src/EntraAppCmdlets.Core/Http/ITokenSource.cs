using System.Globalization;

namespace EntraAppCmdlets.Http;

/// <summary>Where a request's access token comes from.</summary>
internal interface ITokenSource
{
    /// <summary>Gives a token for the scope (<c>https://graph.microsoft.com/.default</c>).</summary>
    /// <remarks>Throws the sign-in's own error where it was refused, or where the token isn't for this scope or tenant.</remarks>
    /// <param name="scope">The resource's scope.</param>
    /// <param name="renew">True after the service refused the last token: one that was kept is not given again.</param>
    /// <param name="cancellationToken">Ends a wait for the service or for a person.</param>
    ValueTask<AccessToken> GetTokenAsync(string scope, bool renew, CancellationToken cancellationToken);
}

/// <summary>An access token and its end.</summary>
internal sealed record AccessToken(string Token, DateTimeOffset ExpiresOn)
{
    /// <summary>The ID token that came with it, where a user has signed in; else null.</summary>
    public string? IdToken { get; init; }

    /// <summary>Never the token itself: logs and debuggers call this.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"access token that ends {ExpiresOn:u}");
}
