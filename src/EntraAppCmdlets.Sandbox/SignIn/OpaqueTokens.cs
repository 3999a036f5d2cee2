using System.Security.Cryptography;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Codes and refresh tokens that were given out: they end with the process, or when very many newer ones were given.</summary>
internal sealed class OpaqueTokens<T>
{
    private const int Maximum = 10_000;

    private readonly Dictionary<string, T> _given = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public string Give(string prefix, T what)
    {
        var token = prefix + Base64Url.Encode(RandomNumberGenerator.GetBytes(48));
        _given.Add(token, what);
        _order.Enqueue(token);
        if (_order.Count > Maximum)
        {
            _given.Remove(_order.Dequeue());
        }

        return token;
    }

    public T? Find(string token) => _given.GetValueOrDefault(token);

    public IEnumerable<KeyValuePair<string, T>> All => _given;
}
