using System.Management.Automation;
using EntraAppCmdlets.Reports;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works on an inventory: the one that is piped in, which needs no connection, or that of the tenant.</summary>
public abstract class InventoryCmdlet : ConnectedCmdlet
{
    private bool _failed;

    /// <summary>Apps of Get-AppInventory. Without them, the command reads the tenant.</summary>
    [Parameter(ValueFromPipeline = true)]
    [FromDeserialized]
    [ValidateNotNull]
    public AppInventoryItem? InputObject { get; set; }

    /// <summary>Whether the tenant is read, because nothing is piped in.</summary>
    private protected bool ReadsTenant => InputObject is null && !MyInvocation.ExpectingInput;

    /// <summary>Whether all apps were read with all that is known of them.</summary>
    private protected bool IsComplete { get; private set; } = true;

    /// <summary>The moment of the command.</summary>
    private protected DateTimeOffset Now => (ReadsTenant ? Work().Clock : TimeProvider.System).GetUtcNow();

    private protected override object? CurrentInput => InputObject?.ToString();

    /// <summary>Whether the last sign-ins are of interest.</summary>
    private protected virtual bool NeedsSignIns => true;

    /// <summary>Whether it is of interest which redirect URIs are on verified domains.</summary>
    private protected virtual bool NeedsDomains => true;

    /// <summary>Works on one app.</summary>
    private protected abstract Task TakeAsync(AppInventoryItem item, CancellationToken cancellationToken);

    /// <summary>Works on all that was taken.</summary>
    private protected abstract Task FinishAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken) =>
        ReadsTenant ? base.BeginAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (InputObject is { } given)
        {
            await TakeAsync(given, cancellationToken);
        }
        else if (ReadsTenant)
        {
            await ReadAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected sealed override Task EndAsync(CancellationToken cancellationToken) =>
        _failed ? Task.CompletedTask : FinishAsync(cancellationToken);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var inventory = new TenantInventory(Work()) { WithSignIns = NeedsSignIns, WithDomains = NeedsDomains };
        // A tenant that was read in part must not pass for one without findings.
        _failed = true;
        await foreach (var item in inventory.ReadAsync(includeMicrosoft: false, cancellationToken))
        {
            WriteMissing(inventory);
            await TakeAsync(item, cancellationToken);
        }

        WriteMissing(inventory);
        _failed = false;
    }

    private void WriteMissing(TenantInventory inventory)
    {
        foreach (var error in inventory.TakeMissing())
        {
            IsComplete = false;
            WriteInputError(error);
        }
    }
}
