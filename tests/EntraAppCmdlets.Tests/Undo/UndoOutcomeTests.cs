using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Undo;

/// <summary>What Undo-AppChange says of each write of a log.</summary>
public sealed class UndoOutcomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShellSession _session = new();

    public UndoOutcomeTests()
    {
        var log = _folder.PathOf("changes.jsonl");
        var prepared = _session.Run(
            $"$log = '{log}'; $null = Connect-AppTenant -Sandbox -LogPath $log; $null = New-VendorAppRegistration Demo | Add-AppOwner 'Alex Weber' -Target Application;"
                + " Remove-AppOwner 'Alex Weber' -App Demo -Target Application -Confirm:$false -WarningAction SilentlyContinue"
        );
        Assert.Empty(prepared.Errors);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_removal_of_what_the_log_has_made_itself_needs_no_taking_back()
    {
        var undone = _session.Run("Undo-AppChange $log -Confirm:$false").Output.Cast<AppUndo>().ToList();

        Assert.Equal((AppUndoOutcome.NotNeeded, true), (undone[0].Outcome, undone[0].Reason is not null));
        Assert.Equal(AppUndoOutcome.AlreadyUndone, undone[1].Outcome);
        Assert.All(undone.Skip(2), write => Assert.Equal(AppUndoOutcome.Undone, write.Outcome));
    }

    [Fact]
    public void A_rehearsal_writes_what_would_become_of_each_write()
    {
        var planned = _session.Run("Undo-AppChange $log -WhatIf").Output.Cast<AppUndo>().ToList();

        Assert.Equal([AppUndoOutcome.NotNeeded, AppUndoOutcome.AlreadyUndone], planned.Take(2).Select(write => write.Outcome));
        Assert.NotEmpty(planned.Skip(2));
        Assert.All(planned.Skip(2), write => Assert.Equal(AppUndoOutcome.Planned, write.Outcome));
        Assert.Equal([true], _session.Run("[bool] (Get-VendorAppRegistration Demo)").Output);
    }

    [Fact]
    public void A_log_that_was_added_to_itself_says_each_write_once()
    {
        var once = _session.Run("Undo-AppChange $log -WhatIf").Output.Count;

        var twice = _session.Run("Set-Content $log ((Get-Content $log) + (Get-Content $log)); Undo-AppChange $log -WhatIf").Output.Count;

        Assert.Equal(once, twice);
    }
}
