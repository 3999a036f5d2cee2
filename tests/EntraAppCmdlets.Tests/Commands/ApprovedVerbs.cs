namespace EntraAppCmdlets.Tests.Commands;

/// <summary>The verbs that PowerShell's documentation approves; what else a command is called draws a warning at its import.</summary>
internal static class ApprovedVerbs
{
    public static readonly IReadOnlySet<string> All = string.Join(
            ' ',
            "Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename Reset Resize",
            "Search Select Set Show Skip Split Step Switch Undo Unlock Watch",
            "Connect Disconnect Read Receive Send Write",
            "Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge",
            "Mount Out Publish Restore Save Sync Unpublish Update",
            "Debug Measure Ping Repair Resolve Test Trace",
            "Approve Assert Build Complete Confirm Deny Deploy Disable Enable Install Invoke Register Request Restart Resume Start Stop Submit",
            "Suspend Uninstall Unregister Wait",
            "Block Grant Protect Revoke Unblock Unprotect",
            "Use"
        )
        .Split(' ')
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Those of them under which a command of this module changes nothing in a tenant and writes no file.</summary>
    public static readonly IReadOnlySet<string> Reading = new HashSet<string>(StringComparer.Ordinal)
    {
        "Compare",
        "Connect",
        "Disconnect",
        "Find",
        "Get",
        "Receive",
        "Test",
    };
}
