using System.Security.Cryptography;
using System.Text.Json;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>The parts of a token that nobody has judged yet.</summary>
internal sealed record SignedToken(JsonElement Header, JsonElement Claims, byte[] Signed, byte[] Signature)
{
    /// <summary>Whether it is signed with a key, by one of the algorithms that the service takes.</summary>
    public bool IsSignedWith(RSA key) =>
        Header.Text("alg") is "RS256" or "PS256"
        && key.VerifyData(
            Signed,
            Signature,
            HashAlgorithmName.SHA256,
            Header.Text("alg") == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1
        );
}
