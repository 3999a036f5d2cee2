using System.Net;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// Opens the sign-in page without a browser, for a tenant that no browser can reach: somebody is signed in there already and consents as the tenant's
/// settings say, so that the page sends its answer at once.
/// </summary>
/// <param name="http">The way to the page.</param>
internal sealed partial class SignInPage(HttpMessageInvoker http)
{
    /// <summary>Opens the address and reads the answer.</summary>
    /// <exception cref="SignInException">The page tells an error.</exception>
    /// <exception cref="AppException">StateMismatch, RedirectUrlInvalid.</exception>
    public async Task<AppAuthorizationCode> OpenAsync(AppAuthorizationUrl request, CancellationToken cancellationToken)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, request.Url);
        using var answer = await http.SendAsync(question, cancellationToken).ConfigureAwait(false);
        if (answer.Headers.Location is { } location)
        {
            return AuthorizationAnswer.ReadAddress(request, location.OriginalString);
        }

        var page = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var fields = FieldPattern()
            .Matches(page)
            .ToDictionary(
                match => WebUtility.HtmlDecode(match.Groups[1].Value),
                match => WebUtility.HtmlDecode(match.Groups[2].Value),
                StringComparer.Ordinal
            );
        if (fields.Count > 0)
        {
            return AuthorizationAnswer.Read(request, fields);
        }
        // A page without a way back: the service does not trust the address to send anything there.
        throw SignInErrors.From("invalid_request", WebUtility.HtmlDecode(TagPattern().Replace(page, " ")).Trim(), null);
    }

    [GeneratedRegex("<input[^>]* name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex FieldPattern();

    [GeneratedRegex("<title>.*?</title>|<h1>.*?</h1>|<[^>]*>")]
    private static partial Regex TagPattern();
}
