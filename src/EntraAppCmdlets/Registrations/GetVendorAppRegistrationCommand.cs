using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Gets apps of the tenant: one by its application (client) ID or name, some by a pattern, or all.</summary>
/// <remarks>
/// <para>An app of exactly this name comes first; only if no app has it, the name counts as a pattern. A name with neither * nor ? is never a
/// pattern, so that
/// brackets in it need no backticks. If it is not the full name of an app, that is an error; when several apps have it, the error lists their ids.</para>
/// <para>By default the command gets app registrations, vendors' enterprise applications and managed identities, but not Microsoft's own applications. -Kind
/// chooses. An application (client) ID or object ID gets its app whatever kind it is. Registrations found by a pattern, and all of them,
/// come without their service principal.</para>
/// <para>If you pipe in a tenant of Get-AppTenant, the command lists the apps of that tenant.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration 'authentik Entra Provider'</code>
/// <para>Gets the app of this name with its permissions, credentials and service principal.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration authentik*</code>
/// <para>Lists the apps whose names begin so.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration -Kind Enterprise</code>
/// <para>Lists the vendors' apps that are enterprise applications here without a registration of this tenant.</para>
/// </example>
/// <example>
/// <code>Get-AppTenant | Get-VendorAppRegistration</code>
/// <para>Lists the apps of every connected tenant.</para>
/// </example>
/// <example>
/// <code>Get-VendorAppRegistration -Deleted</code>
/// <para>Lists the apps that were deleted within the last 30 days: Restore-VendorAppRegistration brings them back.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "VendorAppRegistration", DefaultParameterSetName = ExistingSet)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetVendorAppRegistrationCommand : ConnectedCmdlet
{
    private const string ExistingSet = "Existing";
    private const string DeletedSet = "Deleted";

    /// <summary>The object of an earlier step, an application (client) ID, a display name, or a pattern with * and ?. Without it, all apps.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId", "DisplayName", "Name")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [SupportsWildcards]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>
    /// Which apps a name, a pattern or the whole list can mean: Registration, Enterprise (vendors' apps), ManagedIdentity, Microsoft (its own APIs
    /// and tools), or
    /// All. Default: all but Microsoft.
    /// </summary>
    [Parameter(ParameterSetName = ExistingSet)]
    [ValidateNotNullOrEmpty]
    public AppKind[] Kind { get; set; } = [AppKind.Registration, AppKind.Enterprise, AppKind.ManagedIdentity];

    /// <summary>Gets deleted apps instead, which can still be restored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeletedSet)]
    public SwitchParameter Deleted { get; set; }

    private protected override object? CurrentInput => App?.ToString();

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (App?.Tenant is { } tenant)
        {
            WorkIn(tenant);
        }
        else
        {
            WorkFor(App);
        }

        var name = App is { Tenant: null, DisplayName: { } text } ? new NamePattern(text) : null;
        if (Deleted)
        {
            await GetDeletedAsync(name, cancellationToken);
        }
        else
        {
            await GetAsync(new AppReader(Work()), name, cancellationToken);
        }
    }

    private async Task GetAsync(AppReader apps, NamePattern? name, CancellationToken cancellationToken)
    {
        if (App?.Registration is { } known)
        {
            WriteObject(await apps.RefreshAsync(known, cancellationToken));
        }
        else if (App?.AppId is not null)
        {
            WriteObject(await apps.GetAsync(App, cancellationToken));
        }
        else if (name is null)
        {
            await foreach (var app in apps.ListAsync(null, Kinds, cancellationToken))
            {
                WriteObject(app);
            }
        }
        else if (await FindAsync(apps, name, cancellationToken) is { } exact)
        {
            WriteObject(exact);
        }
        else if (name.IsPattern)
        {
            name.Check();
            // The service narrows by what precedes the first wildcard, the pattern does the rest.
            await foreach (var app in apps.ListAsync(name.Beginning, Kinds, cancellationToken))
            {
                if (name.IsMatch(app.DisplayName))
                {
                    WriteObject(app);
                }
            }
        }
        else
        {
            throw await new AppSuggestions(Work()).OfAsync(name.Text, cancellationToken, Kinds);
        }
    }

    private IReadOnlyCollection<AppKind> Kinds => Kind.Contains(AppKind.All) ? Enum.GetValues<AppKind>() : Kind;

    /// <summary>The app of exactly this name, or null.</summary>
    private async Task<AppRegistration?> FindAsync(AppReader apps, NamePattern name, CancellationToken cancellationToken)
    {
        // Any text is asked for in one short request; that no app can have * as its name saves it where all are meant.
        foreach (var literal in name.Text == "*" ? [] : name.Names)
        {
            var found = await apps.FindByNameAsync(literal, cancellationToken, Kinds);
            if (found.Count > 0)
            {
                return found.Count == 1 ? found[0] : throw RegistrationErrors.AppAmbiguous(literal, found);
            }
        }

        return null;
    }

    private async Task GetDeletedAsync(NamePattern? name, CancellationToken cancellationToken)
    {
        var deletedApps = new DeletedAppService(Work());
        if (App?.AppId is { } id)
        {
            WriteObject(
                AsDeleted(await deletedApps.FindAsync(id, cancellationToken))
                    ?? throw RegistrationErrors.DeletedAppNotFound(id.ToString(), Connection.Info.ToString())
            );
            return;
        }

        if (name is null)
        {
            await foreach (var app in deletedApps.ListAsync(null, cancellationToken))
            {
                WriteObject(AsDeleted(app)!);
            }

            return;
        }

        var all = new List<AppRegistration>();
        await foreach (var app in deletedApps.ListAsync(null, cancellationToken))
        {
            all.Add(app);
        }

        var found = name.Select(all, app => app.DisplayName);
        if (found.Count == 0 && !name.IsPattern)
        {
            throw RegistrationErrors.DeletedAppNotFound(name.Text, Connection.Info.ToString());
        }

        foreach (var app in found)
        {
            WriteObject(AsDeleted(app)!);
        }
    }

    /// <summary>A deleted app under a further type name, whose view shows when it was deleted.</summary>
    private static PSObject? AsDeleted(AppRegistration? app)
    {
        if (app is null)
        {
            return null;
        }

        var item = PSObject.AsPSObject(app);
        item.TypeNames.Insert(0, typeof(AppRegistration).FullName + "#Deleted");
        return item;
    }
}
