using System.Diagnostics.CodeAnalysis;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace EntraAppCmdlets.SignIn;

/// <summary>What an app proves itself with at the token endpoint: a secret, a certificate, or a token of an issuer that it trusts.</summary>
internal sealed class ClientProof
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Long enough for a slow line and a clock that is a little off, as Microsoft's own libraries have it.</summary>
    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(10);

    private readonly Func<Request, CancellationToken, Task<KeyValuePair<string, string>[]>> _fields;

    private ClientProof(AppCredentialKind kind, Func<Request, CancellationToken, Task<KeyValuePair<string, string>[]>> fields) =>
        (Kind, _fields) = (kind, fields);

    /// <summary>The kind of credential that it is.</summary>
    public AppCredentialKind Kind { get; }

    /// <summary>A client secret.</summary>
    [return: NotNullIfNotNull(nameof(secret))]
    public static implicit operator ClientProof?(SecureString? secret) =>
        secret is null
            ? null
            : new(AppCredentialKind.Secret, (_, _) => Task.FromResult(new[] { Field("client_secret", SecureText.Reveal(secret)) }));

    /// <summary>A certificate whose private key is here.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sendChain">Whether to send the certificate along, for apps that trust a subject name and issuer.</param>
    public static ClientProof Of(X509Certificate2 certificate, bool sendChain = false) =>
        Of(certificate, (data, _) => Task.FromResult(Sign(certificate, data)), sendChain);

    /// <summary>A certificate whose private key is elsewhere.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sign">Signs data by RSASSA-PSS with SHA-256 (PS256).</param>
    /// <param name="sendChain">Whether to send the certificate along.</param>
    public static ClientProof Of(
        X509Certificate2 certificate,
        Func<byte[], CancellationToken, Task<byte[]>> sign,
        bool sendChain = false
    ) =>
        new(
            AppCredentialKind.Certificate,
            async (request, cancellationToken) =>
                Assertion(await SignedAsync(request, certificate, sign, sendChain, cancellationToken).ConfigureAwait(false))
        );

    /// <summary>A token of an issuer that the app trusts by a federated credential.</summary>
    public static ClientProof OfToken(SecureString token) => OfToken(_ => Task.FromResult(SecureText.Reveal(token).Trim()));

    /// <summary>Tokens of an issuer that the app trusts by a federated credential.</summary>
    /// <param name="current">Gives a current one, each time that the app signs in.</param>
    public static ClientProof OfToken(Func<CancellationToken, Task<string>> current) =>
        new(AppCredentialKind.Federated, async (_, cancellationToken) => Assertion(await current(cancellationToken).ConfigureAwait(false)));

    /// <summary>The fields of one token request.</summary>
    public Task<KeyValuePair<string, string>[]> FieldsAsync(
        string clientId,
        Uri endpoint,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) => _fields(new Request(clientId, endpoint, now), cancellationToken);

    private static KeyValuePair<string, string>[] Assertion(string token) =>
        [Field("client_assertion_type", AssertionType), Field("client_assertion", token)];

    private static KeyValuePair<string, string> Field(string name, string value) => new(name, value);

    // learn.microsoft.com/entra/identity-platform/certificate-credentials
    private static async Task<string> SignedAsync(
        Request request,
        X509Certificate2 certificate,
        Func<byte[], CancellationToken, Task<byte[]>> sign,
        bool sendChain,
        CancellationToken cancellationToken
    )
    {
        var header = Json(json =>
        {
            json.WriteString("alg", "PS256");
            json.WriteString("typ", "JWT");
            json.WriteString("x5t#S256", Base64Url.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256)));
            if (sendChain)
            {
                json.WriteStartArray("x5c");
                json.WriteBase64StringValue(certificate.RawData);
                json.WriteEndArray();
            }
        });
        var claims = Json(json =>
        {
            json.WriteString("aud", request.Endpoint.AbsoluteUri);
            json.WriteString("iss", request.ClientId);
            json.WriteString("sub", request.ClientId);
            json.WriteString("jti", Guid.NewGuid());
            json.WriteNumber("nbf", request.Now.ToUnixTimeSeconds());
            json.WriteNumber("iat", request.Now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (request.Now + AssertionLifetime).ToUnixTimeSeconds());
        });
        var signed = $"{header}.{claims}";
        var signature = await sign(System.Text.Encoding.ASCII.GetBytes(signed), cancellationToken).ConfigureAwait(false);
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    // A key of a store may be one that this account can't use.
    private static byte[] Sign(X509Certificate2 certificate, byte[] data)
    {
        try
        {
            using var key = certificate.GetRSAPrivateKey()!;
            return key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        catch (CryptographicException e)
        {
            throw new SignInException(
                "ClientCertificateFailed",
                $"The private key of the certificate '{certificate.Subject}' ({certificate.Thumbprint}) can't be used: {e.Message.TrimEnd('.')}.",
                "Run this as an account that may use the key, or specify the certificate as a file.",
                innerException: e
            );
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.Encode(stream.ToArray());
    }

    private readonly record struct Request(string ClientId, Uri Endpoint, DateTimeOffset Now);
}
