using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>
/// The key that signs tokens. As in Entra all tenants share it; it is made once in a process and kept nowhere, so that a token ends with
/// the process that issued it.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    private static readonly Lazy<SigningKey> Shared = new(() => new SigningKey());

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly object _gate = new();

    private SigningKey()
    {
        var request = new CertificateRequest(
            "CN=accounts.accesscontrol.windows.net",
            _rsa,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        Certificate = Convert.ToBase64String(certificate.RawData);
        Id = Base64Url.Encode(certificate.GetCertHash(HashAlgorithmName.SHA1));
        var parameters = _rsa.ExportParameters(includePrivateParameters: false);
        Modulus = Base64Url.Encode(parameters.Modulus!);
        Exponent = Base64Url.Encode(parameters.Exponent!);
    }

    public static SigningKey Instance => Shared.Value;

    public string Id { get; }

    public string Certificate { get; }

    public string Modulus { get; }

    public string Exponent { get; }

    public byte[] Sign(byte[] data)
    {
        lock (_gate)
        {
            return _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public bool Verify(byte[] data, byte[] signature)
    {
        lock (_gate)
        {
            return _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public void Dispose() => _rsa.Dispose();
}
