using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.ExposedApi;

/// <summary>
/// The id that a new scope or role of an app gets: made of its name, a UUID of version 8 (RFC 9562). Two runs at once, and a run after one that was
/// cut off, give one and the same id, so that none puts its own in the place of one that others refer to already. Ids need to differ within one app only.
/// </summary>
internal static class PermissionId
{
    public static Guid Of(string value)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"EntraAppCmdlets {value.ToUpperInvariant()}")).AsSpan(0, 16);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id, bigEndian: true);
    }
}
