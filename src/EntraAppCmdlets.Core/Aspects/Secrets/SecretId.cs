using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>
/// The ids that this module gives to its secrets: UUIDs of version 8 (RFC 9562) that tell when the secret was made, and for which app and
/// description. So a later run knows the secrets of earlier runs from those that somebody else made under the same description.
/// </summary>
internal static class SecretId
{
    private const int Length = 16;
    private const int MarkAt = 8;

    /// <summary>A new id; no two are the same.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="description">The secret's description.</param>
    /// <param name="now">When it is made.</param>
    public static Guid New(Guid appId, string description, DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[Length];
        RandomNumberGenerator.Fill(id);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, now.ToUnixTimeMilliseconds());
        time[2..].CopyTo(id);
        id[6] = (byte)(0x80 | (id[6] & 0x0f));
        BinaryPrimitives.WriteUInt32BigEndian(id[MarkAt..], Mark(appId, description));
        return new Guid(id, bigEndian: true);
    }

    /// <summary>Whether this module made it for that app and description.</summary>
    public static bool IsOurs(Guid id, Guid appId, string description)
    {
        Span<byte> bytes = stackalloc byte[Length];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[6] >> 4 == 8 && BinaryPrimitives.ReadUInt32BigEndian(bytes[MarkAt..]) == Mark(appId, description);
    }

    /// <summary>Whether one id was made before the other. Of any two, one was: two runs that clear away what is older than their own never clear away each other's.</summary>
    public static bool IsOlder(Guid one, Guid other)
    {
        Span<byte> bytes = stackalloc byte[2 * Length];
        one.TryWriteBytes(bytes, bigEndian: true, out _);
        other.TryWriteBytes(bytes[Length..], bigEndian: true, out _);
        return bytes[..Length].SequenceCompareTo(bytes[Length..]) < 0;
    }

    /// <summary>30 bits of a hash, below the two bits that every UUID has there.</summary>
    private static uint Mark(Guid appId, string description)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"EntraAppCmdlets {appId:D} {description}"));
        return 0x8000_0000 | (BinaryPrimitives.ReadUInt32BigEndian(hash) & 0x3fff_ffff);
    }
}
