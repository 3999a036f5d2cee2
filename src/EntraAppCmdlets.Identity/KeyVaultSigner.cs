using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace EntraAppCmdlets.Identity;

/// <summary>Has a Key Vault sign with a key that never leaves it, over the pipeline of Azure's own clients: the retries, the sign-in, the errors.</summary>
/// <param name="address">The vault's address.</param>
/// <param name="credential">The connection's sign-in.</param>
/// <param name="scope">The scope of Key Vault in the connection's cloud, for a substitute on this machine.</param>
/// <param name="options">The options that all clients have here.</param>
internal sealed class KeyVaultSigner(Uri address, TokenCredential credential, string scope, ClientOptions options)
{
    private const string ApiVersion = "7.4";

    // A token is asked for the domain that the vault is in, so that one for Key Vaults goes to no stranger: whose domain is another, for that no
    // sign-in service gives a token.
    private readonly HttpPipeline _pipeline = HttpPipelineBuilder.Build(
        options,
        new BearerTokenAuthenticationPolicy(
            credential,
            address.IsLoopback ? scope : $"https://{address.Host[(address.Host.IndexOf('.', StringComparison.Ordinal) + 1)..]}/.default"
        )
    );

    /// <summary>Signs a digest.</summary>
    /// <param name="name">The name of the key.</param>
    /// <param name="version">Its version.</param>
    /// <param name="algorithm">The algorithm, such as PS256.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<byte[]> SignAsync(string name, string version, string algorithm, byte[] digest, CancellationToken cancellationToken)
    {
        using var message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(new Uri(address, $"keys/{name}/{version}/sign?api-version={ApiVersion}"));
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Accept", "application/json");
        message.Request.Content = RequestContent.Create(Json(algorithm, digest));
        await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        if (message.Response.IsError)
        {
            throw new RequestFailedException(message.Response);
        }

        using var answer = JsonDocument.Parse(message.Response.Content);
        return FromBase64Url(answer.RootElement.GetProperty("value").GetString()!);
    }

    private static BinaryData Json(string algorithm, byte[] digest)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("alg", algorithm);
            json.WriteString("value", Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
            json.WriteEndObject();
        }

        return new BinaryData(stream.ToArray());
    }

    private static byte[] FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
    }
}
