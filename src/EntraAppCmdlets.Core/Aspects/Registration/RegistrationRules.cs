using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>What Entra refuses anyway, refused before anything is sent, with the value and the rule. Source: the limits of Microsoft Graph's application resource.</summary>
internal static class RegistrationRules
{
    public const int MaxDisplayName = 120;
    public const int MaxUniqueName = 120;

    public static string CheckDisplayName(string name)
    {
        var trimmed = name.Trim();
        if (trimmed.Length == 0)
        {
            throw RegistrationErrors.DisplayNameInvalid(name, "it is empty");
        }

        if (trimmed.Length > MaxDisplayName)
        {
            throw RegistrationErrors.DisplayNameInvalid(
                name,
                string.Create(CultureInfo.InvariantCulture, $"it has {trimmed.Length} characters, {MaxDisplayName} are allowed")
            );
        }

        return trimmed;
    }

    public static string CheckUniqueName(string name)
    {
        if (name.Length is 0 or > MaxUniqueName)
        {
            throw RegistrationErrors.UniqueNameInvalid(
                name,
                string.Create(CultureInfo.InvariantCulture, $"it must have 1 to {MaxUniqueName} characters")
            );
        }

        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            throw RegistrationErrors.UniqueNameInvalid(name, "it holds other characters than letters, digits, '-', '_' and '.'");
        }

        return name;
    }

    /// <summary>
    /// The unique name of an app that was given none: the same for the same display name (case and outer spaces aside), so that a second
    /// run finds what the first one made. Readable first, then eight digits that keep apart names which read the same.
    /// </summary>
    public static string DefaultUniqueName(string displayName)
    {
        var normal = displayName.Trim().ToLowerInvariant();
        var slug = new StringBuilder("vendorapp-");
        foreach (var c in normal)
        {
            if (slug.Length >= 60)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(normal)), 0, 4).ToLowerInvariant();
        return slug.ToString().TrimEnd('-') + '-' + hash;
    }
}
