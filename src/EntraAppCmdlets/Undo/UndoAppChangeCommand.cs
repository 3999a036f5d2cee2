using System.Management.Automation;
using EntraAppCmdlets.Undo;

namespace EntraAppCmdlets;

/// <summary>Takes back the writes in a log of Connect-AppTenant -LogPath, the last one first, where the tenant still is as they left it.</summary>
/// <remarks>
/// <para>A changed property is set back, entry by entry for lists. What was created is removed: an app is deleted and can be restored for 30 days, a grant, an
/// assignment or an owner is removed, a client secret too. What was removed is created again, and a deleted app is restored. Several writes to the same value
/// are one step back to the oldest one.</para>
/// <para>The command writes one object for each write of the log. What it can't take back stays, with the reason: a client secret or a certificate that was removed,
/// an app that was removed for good, what somebody has changed since then, a request of your own (Invoke-AppGraphRequest), and writes of an earlier version of the module, whose
/// log doesn't say what was there before. An app that was created and that somebody has changed since then stays as a whole. With -WhatIf, the objects say what would become of each write.</para>
/// <para>Only writes to the connected tenant and cloud count; a log may hold those of several. The current state is read first, and all of it before anything is
/// written. The last line of a log may be cut off by a process that was killed: a warning says so, and the other lines count.</para>
/// <para>The writes of the command itself go to the log of the connection, so that taking back can be taken back. You can run the command again: it finishes a run that was
/// interrupted, and writes nothing if nothing is left to do. Changes that were made seconds ago may not be visible everywhere yet; wait some minutes after the last write.</para>
/// </remarks>
/// <example>
/// <code>Undo-AppChange -LogPath ./changes.jsonl -WhatIf</code>
/// <para>Shows what would be taken back, and what would stay and why.</para>
/// </example>
/// <example>
/// <code>Undo-AppChange -LogPath ./changes.jsonl -Since '2026-11-28 14:00Z'</code>
/// <para>Takes back what was changed since two o'clock UTC; without the Z, since two o'clock local time.</para>
/// </example>
/// <example>
/// <code>Undo-AppChange -LogPath ./changes.jsonl -Confirm:$false | Where-Object Outcome -eq NotUndone</code>
/// <para>Takes everything back without a question, and lists what stays.</para>
/// </example>
[Cmdlet(VerbsCommon.Undo, "AppChange", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppUndo))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["Application.ReadWrite.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
[GraphPermission(
    When = "where consent was granted or revoked",
    Application = ["DelegatedPermissionGrant.ReadWrite.All"],
    Delegated = ["DelegatedPermissionGrant.ReadWrite.All"]
)]
[GraphPermission(
    When = "where consent to application permissions was granted or revoked, or assignments were changed",
    Application = ["AppRoleAssignment.ReadWrite.All"],
    Delegated = ["AppRoleAssignment.ReadWrite.All"]
)]
[GraphPermission(
    When = "where directory roles were assigned or removed",
    Application = ["RoleManagement.ReadWrite.Directory"],
    Delegated = ["RoleManagement.ReadWrite.Directory"],
    Roles = ["Privileged Role Administrator"]
)]
[GraphPermission(
    When = "where group memberships were changed",
    Application = ["GroupMember.ReadWrite.All"],
    Delegated = ["GroupMember.ReadWrite.All"],
    Roles = ["Groups Administrator"]
)]
public sealed class UndoAppChangeCommand : ConnectedCmdlet
{
    /// <summary>The log: the file that Connect-AppTenant -LogPath has written. It may be the one that the connection is writing to.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string LogPath { get; set; } = null!;

    /// <summary>Takes back only what was written from this time on. A time without a zone is the local time of this machine; views and logs
    /// show UTC, with a Z at the end: '2026-11-28 14:00Z'. Default: everything in the log.</summary>
    [Parameter]
    [TimeTransformation]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Sets back also what somebody has changed since then, and deletes an app that somebody has changed. It doesn't suppress the confirmation: use
    /// -Confirm:$false for that.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? CurrentInput => LogPath;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var work = Work();
        var journal = JournalFile.Read(FullPath(LogPath));
        var lines = journal.Of(Connection.Info, Since, work.Clock.GetUtcNow());
        if (journal.IsCutOff)
        {
            Log.Warning(
                $"The last line of '{journal.Path}' is incomplete, because the process that wrote it was ended. What it was about isn't known."
            );
        }

        if (lines.Count == 0)
        {
            Log.Warning(
                $"'{journal.Path}' holds no writes to {Connection.Info}{(Since is { } since ? $" since {since.UtcDateTime:u}" : "")} that were carried out; there is nothing to take back."
            );
            return;
        }

        var undo = new ChangeUndo(work);
        var plan = await undo.PlanAsync(lines, Force, cancellationToken);
        if (plan.Steps.Count > 0)
        {
            if (!Confirmed(InWords(plan), out var isRehearsed))
            {
                if (isRehearsed)
                {
                    Write(plan.Writes);
                }

                return;
            }

            if (undo.IsOld(plan))
            {
                plan = await undo.PlanAsync(lines, Force, cancellationToken);
            }
        }
        else
        {
            SayNothingToChange($"Nothing of '{journal.Path}' is left to take back");
        }

        try
        {
            await undo.ApplyAsync(plan, cancellationToken);
        }
        finally
        {
            Write(plan.Writes.Where(write => write.Outcome is not null));
        }
    }

    private void Write(IEnumerable<UndoWrite> writes) =>
        WriteObject(writes.Select(write => write.Result(Connection.TenantId)), enumerateCollection: true);

    private string FullPath(string path) => GetUnresolvedProviderPathFromPSPath(path);

    private string InWords(UndoPlan plan) =>
        string.Join(
            $"{Environment.NewLine}  ",
            [$"Take back from {Connection.Info}, the last one first:", .. plan.Words, .. plan.Kept.Select(kept => $"this stays: {kept}")]
        );
}
