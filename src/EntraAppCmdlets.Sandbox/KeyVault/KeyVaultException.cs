namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>A request that the vault refuses, with what it says.</summary>
internal sealed class KeyVaultException(int status, string code, string message, string? innerCode = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? InnerCode { get; } = innerCode;

    public static KeyVaultException BadParameter(string message) => new(400, "BadParameter", message);

    public static KeyVaultException NotFound(KeyVaultKind kind, string name) =>
        new(
            404,
            $"{kind.Word}NotFound",
            $"A {kind.Word.ToLowerInvariant()} with (name/id) {name} was not found in this key vault. If you recently deleted this {kind.Word.ToLowerInvariant()} you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182"
        );

    public static KeyVaultException Deleted(KeyVaultKind kind, string name) =>
        new(
            409,
            "Conflict",
            $"{kind.Word} {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the {kind.Word.ToLowerInvariant()} can only be recovered or purged.",
            "ObjectIsDeletedButRecoverable"
        );

    public static KeyVaultException NotAllowed(string caller, string action, string vault) =>
        new(
            403,
            "Forbidden",
            $"Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: {caller}\r\nAction: '{action}'\r\nAssignment: (not found)\r\nDecisionReason: null \r\nVault: {vault};location=westeurope\r\n",
            "ForbiddenByRbac"
        );

    public static KeyVaultException Firewall(string caller, string vault) =>
        new(
            403,
            "Forbidden",
            $"Client address is not authorized and caller is not a trusted service.\r\nClient address: 192.0.2.1\r\nCaller: {caller}\r\nVault: {vault};location=westeurope\r\n",
            "ForbiddenByFirewall"
        );

    public static KeyVaultException Disabled(KeyVaultKind kind, string operation) =>
        new(
            403,
            "Forbidden",
            $"Operation {operation} is not allowed on a disabled {kind.Word.ToLowerInvariant()}.",
            $"{kind.Word}Disabled"
        );
}
