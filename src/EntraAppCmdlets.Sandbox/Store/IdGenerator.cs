using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>Makes the ids of new objects: random ones, or, from a seed, the same ones in the same order in every run.</summary>
internal sealed class IdGenerator(int? seed, long used = 0)
{
    private long _used = used;

    /// <summary>How many ids there are already: kept with the tenant, lest a later run make them again.</summary>
    public long Used => _used;

    public string Next()
    {
        var number = Interlocked.Increment(ref _used);
        if (seed is not { } basis)
        {
            return Guid.NewGuid().ToString();
        }

        Span<byte> source = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(source, basis);
        BinaryPrimitives.WriteInt64LittleEndian(source[4..], number);
        var bytes = SHA256.HashData(source).AsSpan(0, 16);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString();
    }
}
