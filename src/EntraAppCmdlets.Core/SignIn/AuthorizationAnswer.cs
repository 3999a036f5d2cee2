using System.Net;

namespace EntraAppCmdlets.SignIn;

/// <summary>What the sign-in page sends back: read from an address, a query or a form, and checked.</summary>
internal static class AuthorizationAnswer
{
    /// <summary>The code of an address that a person has copied from a browser. A query or form alone will do.</summary>
    /// <exception cref="AppException">RedirectUrlInvalid, StateMismatch.</exception>
    /// <exception cref="SignInException">The sign-in page tells an error.</exception>
    public static AppAuthorizationCode ReadAddress(AppAuthorizationUrl request, string pasted)
    {
        var text = pasted.Trim().Trim('"', '\'', '<', '>');
        if (
            text.Contains("://", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && !text.StartsWith("code=", StringComparison.Ordinal)
        )
        {
            if (!LeadsTo(address, new Uri(request.RedirectUri)))
            {
                throw AuthorizationErrors.RedirectUrlInvalid(
                    request,
                    address.AbsolutePath.EndsWith("/authorize", StringComparison.OrdinalIgnoreCase)
                        ? "it is the address to begin with"
                        : $"it leads to {address.GetLeftPart(UriPartial.Path)}"
                );
            }

            return Read(request, Parameters($"{address.Query.TrimStart('?')}&{address.Fragment.TrimStart('#')}"));
        }

        return Read(request, Parameters(text.TrimStart('?', '#')));
    }

    /// <summary>The code of an answer's parameters.</summary>
    /// <inheritdoc cref="ReadAddress"/>
    public static AppAuthorizationCode Read(AppAuthorizationUrl request, IReadOnlyDictionary<string, string> parameters)
    {
        var error = parameters.GetValueOrDefault("error");
        var state = parameters.GetValueOrDefault("state");
        // An error may come without a state, when the page has not understood the question; a code may not.
        if (state is null ? error is null && parameters.ContainsKey("code") : state != request.State)
        {
            throw AuthorizationErrors.StateMismatch(missing: state is null);
        }

        if (error is not null)
        {
            throw SignInErrors.From(
                error,
                parameters.GetValueOrDefault("error_description") ?? "",
                parameters.GetValueOrDefault("correlation_id")
            );
        }

        if (parameters.GetValueOrDefault("code") is not { Length: > 0 } code)
        {
            throw AuthorizationErrors.RedirectUrlInvalid(request, "it holds neither a code nor an error");
        }

        return new AppAuthorizationCode
        {
            Code = SecureText.Hide(code),
            AppId = request.AppId,
            AppDisplayName = request.AppDisplayName,
            TenantId = request.TenantId,
            RedirectUri = request.RedirectUri,
            Scopes = request.Scopes,
            State = request.State,
            SessionState = parameters.GetValueOrDefault("session_state"),
            AuthorizationUrl = request,
        };
    }

    /// <summary>The parameters of a query or a form.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(string text)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            result.TryAdd(WebUtility.UrlDecode(parts[0]), parts.Length > 1 ? WebUtility.UrlDecode(parts[1]) : "");
        }

        return result;
    }

    /// <summary>Whether an address is the redirect URI, apart from what the page has added.</summary>
    public static bool LeadsTo(Uri address, Uri redirectUri) =>
        Uri.Compare(address, redirectUri, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        && address.AbsolutePath.TrimEnd('/') == redirectUri.AbsolutePath.TrimEnd('/');
}
