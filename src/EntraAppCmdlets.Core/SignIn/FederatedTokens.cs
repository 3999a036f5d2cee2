using System.Net.Http.Headers;
using System.Text.Json;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.SignIn;

/// <summary>Tokens of other issuers that an app may trust (federated credentials).</summary>
internal static class FederatedTokens
{
    /// <summary>What such a token must be for, unless the federated credential says otherwise.</summary>
    internal const string Audience = "api://AzureADTokenExchange";

    /// <summary>Asks GitHub for a token of the running job.</summary>
    /// <param name="http">The transport; not disposed here.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="SignInException">GitHubTokenNotAvailable.</exception>
    internal static async Task<string> FromGitHubAsync(
        HttpMessageInvoker http,
        Func<string, string?> variable,
        CancellationToken cancellationToken
    )
    {
        var url = variable("ACTIONS_ID_TOKEN_REQUEST_URL");
        var key = variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        if (string.IsNullOrEmpty(url) || string.IsNullOrEmpty(key) || !Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw NotAvailable("This is no job of GitHub Actions that may ask for an identity token.");
        }

        // The job's own key must travel to GitHub only, and never in the open.
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
        {
            throw NotAvailable($"The address for identity tokens ({address.Host}) is not https.");
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{url}{(address.Query.Length > 0 ? "&" : "?")}audience={Uri.EscapeDataString(Audience)}"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode && Value(body) is { Length: > 0 } token
                ? token
                : throw NotAvailable(
                    $"GitHub answered the request for an identity token with status {(int)response.StatusCode}{(response.IsSuccessStatusCode ? " and no token" : "")}."
                );
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && TransportFault.Of(e, address.Host, null) is { } fault)
        {
            throw NotAvailable($"GitHub could not be asked for an identity token: {fault.Message}");
        }
    }

    /// <summary>Reads the token that a platform keeps in a file, and replaces there before it expires.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SignInException">WorkloadIdentityFailed.</exception>
    internal static async Task<string> FromFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return token.Length > 0 ? token : throw Unreadable("the file is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e.Message.TrimEnd('.'));
        }

        SignInException Unreadable(string why) =>
            new(
                "WorkloadIdentityFailed",
                $"The federated token can't be read from '{path}': {why}.",
                "Specify the file in which the platform keeps a current token, with -FederatedTokenPath or AZURE_FEDERATED_TOKEN_FILE."
            );
    }

    private static string? Value(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.ValueKind is JsonValueKind.Object
                && json.RootElement.TryGetProperty("value", out var value)
                && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SignInException NotAvailable(string why) =>
        new("GitHubTokenNotAvailable", why, "Give the job the permission 'id-token: write' and run this inside it.");
}
