namespace EntraAppCmdlets.Sandbox;

/// <summary>An answer, and what becomes of the connection that carries it.</summary>
/// <param name="Status">The HTTP status; of no meaning where the connection is refused or reset.</param>
/// <param name="Headers">The headers, content-type included; no name occurs twice.</param>
/// <param name="Body">The body; empty without one.</param>
/// <param name="Connection">What becomes of the connection.</param>
public sealed record SandboxResponse(
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    SandboxConnection Connection = SandboxConnection.Kept
);
