namespace EntraAppCmdlets.Sandbox;

/// <summary>A request as it came, whatever carried it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Uri">The absolute address, with the host that the client used.</param>
/// <param name="Headers">The headers, those of the body included; names without regard to case.</param>
/// <param name="Body">The body; empty without one.</param>
public sealed record SandboxRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header, or null.</summary>
    /// <param name="name">The name, without regard to case.</param>
    public string? Header(string name)
    {
        if (Headers.TryGetValue(name, out var found))
        {
            return found;
        }

        foreach (var (key, value) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
