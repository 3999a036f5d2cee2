using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.Aspects.ExposedApi;

/// <summary>
/// The id that a new scope or role of an app gets: made of its name, a UUID of version 8 (RFC 9562). Two runs at once, and a run after one that was
/// cut off, give one and the same id, so that none puts its own instead of one that others refer to already. Ids need to differ within one app only.
/// </summary>
internal static class PermissionId
{
    /// <summary>The id of a new scope or role of an app. A scope or role that was renamed keeps the id of its first name: then the next one is
    /// taken.</summary>
    public static Guid For(AppRegistration app, string value)
    {
        var taken = app
            .Known.ApiScopes.Where(scope => IsOther(scope.Value))
            .Select(scope => scope.Id)
            .Concat(app.Known.AppRoles.Where(role => IsOther(role.Value)).Select(role => role.Id))
            .ToHashSet();
        // No name holds a space: what is made of one and a number is no other name's.
        return Enumerable
            .Range(1, taken.Count + 1)
            .Select(number => Of(number == 1 ? value : string.Create(CultureInfo.InvariantCulture, $"{value} {number}")))
            .First(id => !taken.Contains(id));

        bool IsOther(string? name) => !string.Equals(name, value, StringComparison.OrdinalIgnoreCase);
    }

    private static Guid Of(string value)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"EntraAppCmdlets {value.ToUpperInvariant()}")).AsSpan(0, 16);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id, bigEndian: true);
    }
}
