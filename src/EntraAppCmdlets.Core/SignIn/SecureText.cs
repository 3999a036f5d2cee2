using System.Net;
using System.Security;

namespace EntraAppCmdlets.SignIn;

/// <summary>Text that must not be shown, to and from the form in which HTTP needs it.</summary>
internal static class SecureText
{
    /// <summary>The text itself. Only for the request that sends it; never kept.</summary>
    internal static string Reveal(SecureString text) => new NetworkCredential("", text).Password;

    /// <summary>The text, read-only and hidden.</summary>
    internal static SecureString Hide(ReadOnlySpan<char> text)
    {
        var hidden = new SecureString();
        foreach (var character in text)
        {
            hidden.AppendChar(character);
        }

        hidden.MakeReadOnly();
        return hidden;
    }
}
