namespace EntraAppCmdlets.Sandbox;

/// <summary>The accidents that can happen to a request.</summary>
public enum SandboxFaultKind
{
    /// <summary>An error status with the service's own body.</summary>
    Status,

    /// <summary>The connection is refused; the request is not carried out.</summary>
    ConnectionRefused,

    /// <summary>The connection is reset: before the request is carried out, or after it where the fault says so.</summary>
    ConnectionReset,

    /// <summary>The request is carried out and its answer is cut off in the middle.</summary>
    ResponseCut,

    /// <summary>The request is carried out and the answer is not valid JSON.</summary>
    MalformedJson,
}
