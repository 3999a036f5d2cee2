namespace EntraAppCmdlets.SignIn;

/// <summary>The alphabet of tokens: base64 with - and _ and without padding. (The base library has it from .NET 9 on only.)</summary>
internal static class Base64Url
{
    /// <summary>The bytes, or null if the text is not in this alphabet.</summary>
    internal static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 == 1 || text.ContainsAny('+', '/', '='))
        {
            return null;
        }

        Span<char> padded = new char[(text.Length + 3) / 4 * 4];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        padded.Replace('-', '+');
        padded.Replace('_', '/');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64Chars(padded, bytes, out var written) ? bytes[..written] : null;
    }

    /// <summary>The text of the bytes.</summary>
    internal static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
