using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>The base of every cmdlet that works in a tenant.</summary>
public abstract class ConnectedCmdlet : AsyncCmdlet
{
    private TenantConnection? _connection;
    private TenantConnection? _ofInput;

    /// <summary>
    /// The tenant to work in, out of those that are connected: its id, default domain or name, or the object that Connect-AppTenant and Get-AppTenant write.
    /// Without it the tenant that the input object was read from, else the last one connected.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(ConnectedTenantCompleter))]
    [ValidateNotNull]
    public AppTenantReference? Tenant { get; set; }

    private protected TenantConnection Connection => _ofInput ?? (_connection ??= Find());

    private protected CommandContext Work() => new(Connection, Log);

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _connection = Find();
        return Task.CompletedTask;
    }

    private protected override Refusal? Refused(GraphException refused)
    {
        var needs = CommandNeeds.Of(GetType()).Where(need => need.Concerns(MyInvocation.BoundParameters.Keys)).ToList();
        if (needs.Count == 0 || (_ofInput ?? _connection) is not { } connection)
            return null;
        var found = RightsCheck.Of(CommandNeeds.NameOf(GetType()), needs, connection.Info);
        return new Refusal(
            RightsCheck.Sentence(needs, found, refused.Failure.Target),
            string.Join('\n', [.. found.NextSteps, $"Test-AppTenantPermission {found.Command} shows all that it needs."]));
    }

    /// <summary>Works for this input in the tenant that it was read from, if that is connected and no other was asked for; else in the tenant of the command.</summary>
    private protected void WorkIn(Guid? tenantId) =>
        _ofInput = Tenant is null && tenantId is { } id && id != _connection?.TenantId ? ConnectionStore.Current.Find(id.ToString()) : null;

    /// <summary>Works for this app in the tenant that it was read from.</summary>
    /// <exception cref="AppException">AppOfOtherTenant: that tenant isn't connected, or another one was asked for. TenantIsNoApp.</exception>
    private protected void WorkFor(AppReference? app)
    {
        if (app?.Tenant is { } tenant)
            throw ConnectionErrors.TenantIsNoApp(tenant);
        WorkIn(app?.TenantId);
        if (app?.TenantId is { } tenantId && tenantId != Connection.TenantId)
            throw app.Registration is { } known ? RegistrationErrors.AppOfOtherTenant(known, Connection.TenantId) : RegistrationErrors.AppOfOtherTenant(app.ToString(), tenantId, Connection.TenantId);
    }

    /// <summary>Works for this input in the tenant that was given in the place of an app.</summary>
    private protected void WorkIn(AppTenant tenant) => _ofInput = new AppTenantReference(tenant).Find(ConnectionStore.Current);

    private protected override Exception Explain(Exception error) =>
        error is ObjectDisposedException && (_ofInput ?? _connection) is { IsClosed: true } closed ? ConnectionErrors.TenantDisconnected(closed.Info) : error;

    private TenantConnection Find() => Tenant is null
        ? ConnectionStore.Current.Default ?? throw ConnectionErrors.NotConnected()
        : Tenant.Find(ConnectionStore.Current);
}
