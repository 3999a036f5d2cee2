using System.Management.Automation;
using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Rights;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works in a tenant.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private TenantConnection? _connection;

    /// <summary>
    /// The tenant to work in, by its id, default domain or name, out of those that Connect-AppTenant has connected. Without it the last
    /// one connected.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    private protected TenantConnection Connection => _connection ??= Find();

    private protected TenantWork Work() => new(Connection, Log);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _connection = Find();
        return Task.CompletedTask;
    }

    private protected override Refusal? Refused(GraphException refused)
    {
        var needs = CommandNeeds.Of(GetType()).Where(need => need.Concerns(MyInvocation.BoundParameters.Keys)).ToList();
        if (needs.Count == 0 || _connection is null)
            return null;
        var found = RightsCheck.Of(CommandNeeds.NameOf(GetType()), needs, _connection.Info);
        return new Refusal(
            RightsCheck.Sentence(needs, found, refused.Failure.Target),
            string.Join('\n', [.. found.NextSteps, $"Test-AppTenantPermission {found.Command} shows all that it needs."]));
    }

    private TenantConnection Find() => Tenant is null
        ? ConnectionStore.Current.Default ?? throw AppErrors.NotConnected()
        : ConnectionStore.Current.Find(Tenant) ?? throw AppErrors.NotConnectedTo(Tenant, ConnectionStore.Current.All.Select(item => item.Info));
}
