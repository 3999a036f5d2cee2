using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that give and take the authorization of clients.</summary>
public abstract class AuthorizedClientCmdlet : AppChangeCmdlet
{
    /// <summary>
    /// The clients: objects of earlier steps, application (client) IDs, or display names; 'self' for the app itself. A client need not be in this tenant
    /// if it is given by its id.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(AppCompleter))]
    [ValidateNotNullOrEmpty]
    public AppReference[] Client { get; set; } = [];

    /// <summary>The names of the scopes. Default: all.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppScopeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Scope { get; set; } = [];

    private IReadOnlyList<Guid> ClientIds { get; set; } = [];

    /// <summary>The application (client) IDs of the clients, the app's own among them where "self" is one.</summary>
    private protected IReadOnlyList<Guid> ClientIdsFor(AppRegistration app) =>
        [.. (Client.Any(client => client.IsSelf) ? ClientIds.Append(app.AppId) : ClientIds).Distinct()];

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        foreach (var client in Client.Where(client => !client.IsSelf))
        {
            ids.Add(await new AppReader(Work()).AppIdAsync(client, cancellationToken));
        }

        ClientIds = ids;
    }
}
