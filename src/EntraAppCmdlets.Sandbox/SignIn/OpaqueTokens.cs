using System.Security.Cryptography;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Codes and refresh tokens that were given out: they end with the process.</summary>
internal sealed class OpaqueTokens<T>
{
    private readonly Dictionary<string, T> _given = new(StringComparer.Ordinal);

    public string Give(string prefix, T what)
    {
        var token = prefix + Base64Url.Encode(RandomNumberGenerator.GetBytes(48));
        _given.Add(token, what);
        return token;
    }

    public T? Find(string token) => _given.GetValueOrDefault(token);

    public IEnumerable<KeyValuePair<string, T>> All => _given;
}
