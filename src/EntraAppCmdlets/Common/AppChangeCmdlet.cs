using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that changes the application object of an app: reads, says what would change, asks, and does it.</summary>
public abstract class AppChangeCmdlet : AppCmdlet
{
    /// <summary>Reads what is there and says what would be changed.</summary>
    private protected abstract Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken);

    private protected sealed override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        var change = await PlanAsync(app, cancellationToken);
        if (!IsAccepted(change.Absence))
            return;
        foreach (var warning in change.Warnings)
            WriteWarning(warning);
        if (change.Words.Count == 0)
            Log.Verbose($"'{app.DisplayName}' {change.NoChangeReason}; nothing to change.");
        else if (Confirmed(app.DisplayName, change.Words, out var rehearsal))
            change = change with { Expected = await new ApplicationEditor(Work()).ApplyAsync(change, cancellationToken) };
        else if (!rehearsal)
            return;
        PassOn(change.Expected);
    }
}
