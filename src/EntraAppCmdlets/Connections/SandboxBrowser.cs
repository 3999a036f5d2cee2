using System.Net;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets;

/// <summary>
/// Stands in for a person's browser in an embedded tenant, which no browser can reach: opens the sign-in page, where somebody is signed in
/// already and consents as the tenant's settings say, and takes what it sends back.
/// </summary>
/// <param name="http">The way to the embedded tenant.</param>
internal sealed partial class SandboxBrowser(HttpMessageInvoker http)
{
    /// <summary>The browser of a connection to an embedded tenant; null where a real browser can open the sign-in page.</summary>
    public static SandboxBrowser? For(TenantConnection connection) => connection.Info.Environment == "Sandbox" ? new(connection.SignIn) : null;

    /// <summary>Opens the address and reads the answer.</summary>
    /// <exception cref="SignInException">The page tells an error.</exception>
    /// <exception cref="AppException">StateMismatch, RedirectUrlInvalid.</exception>
    public async Task<AppAuthorizationCode> SignInAsync(AppAuthorizationUrl request, CancellationToken cancellationToken)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, request.Url);
        using var answer = await http.SendAsync(question, cancellationToken).ConfigureAwait(false);
        if (answer.Headers.Location is { } location)
            return AuthorizationAnswer.ReadAddress(request, location.OriginalString);
        var page = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var fields = FieldPattern().Matches(page).ToDictionary(match => WebUtility.HtmlDecode(match.Groups[1].Value), match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);
        if (fields.Count > 0)
            return AuthorizationAnswer.Read(request, fields);
        // A page without a way back: the service does not trust the address to send anything there.
        throw SignInErrors.From("invalid_request", WebUtility.HtmlDecode(TagPattern().Replace(page, " ")).Trim(), null);
    }

    [GeneratedRegex("<input[^>]* name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex FieldPattern();

    [GeneratedRegex("<title>.*?</title>|<h1>.*?</h1>|<[^>]*>")]
    private static partial Regex TagPattern();
}
