using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.Sandbox.Credentials;

/// <summary>Secrets as the tenant makes and keeps them: random, and afterwards only as a salted hash.</summary>
internal static class SecretHash
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    /// <summary>Forty characters with the service's own mark after the first three, by which scanners for leaked secrets know them.</summary>
    public static string NewSecret() =>
        RandomNumberGenerator.GetString(Letters.AsSpan(0, 62), 3) + "8Q~" + RandomNumberGenerator.GetString(Letters, 34);

    public static string NewSalt() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public static string Compute(string salt, string secret) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(salt + secret)));

    public static bool Matches(string salt, string hash, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Compute(salt, secret)), Encoding.ASCII.GetBytes(hash));
}
