namespace EntraAppCmdlets.Sandbox;

/// <summary>What becomes of the connection of a request.</summary>
public enum SandboxConnection
{
    /// <summary>The answer arrives whole.</summary>
    Kept,

    /// <summary>No connection comes about.</summary>
    Refused,

    /// <summary>The connection is reset before anything of the answer has arrived.</summary>
    Reset,

    /// <summary>The connection ends in the middle of the body.</summary>
    Cut,
}
