using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet whose whole work on an app is one change: reads, says what would change, asks, and does it.</summary>
public abstract class AppChangeCmdlet : AppWriteCmdlet
{
    /// <summary>Reads the current state and says what would be changed.</summary>
    private protected abstract Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken);

    private protected sealed override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken) =>
        await CarryOutAsync(app.DisplayName, await PlanAsync(app, cancellationToken), cancellationToken);
}
