using System.Management.Automation;
using EntraAppCmdlets.Registrations;

namespace EntraAppCmdlets;

/// <summary>Gets apps of the tenant: one by its application (client) ID or name, some by a pattern, or all.</summary>
/// <remarks>
/// <para>A name without wildcards must be one app's name in full; when several apps have it, the error lists their ids. Apps found by a pattern,
/// and all apps, come without their service principal.</para>
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
/// <code>Get-VendorAppRegistration -Deleted</code>
/// <para>Lists the apps that were deleted within the last 30 days: Restore-VendorAppRegistration brings them back.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "VendorAppRegistration")]
[OutputType(typeof(AppRegistration))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetVendorAppRegistrationCommand : ConnectedCmdlet
{
    /// <summary>The object of an earlier step, an application (client) ID, a display name, or a pattern with * and ?. Without it, all apps.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("AppId", "ClientId", "ApplicationId", "DisplayName", "Name")]
    [ArgumentCompleter(typeof(AppCompleter))]
    [SupportsWildcards]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>Gets deleted apps instead, which can still be restored.</summary>
    [Parameter]
    public SwitchParameter Deleted { get; set; }

    private protected override object? CurrentInput => App?.ToString();

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Deleted)
        {
            await ListDeletedAsync(cancellationToken);
            return;
        }

        var registrations = new RegistrationService(Work());
        if (App?.Registration is { } known)
        {
            if (known.TenantId != Connection.TenantId)
                throw AppErrors.AppOfOtherTenant(known, Connection.TenantId);
            WriteObject(await registrations.RefreshAsync(known, cancellationToken));
        }
        else if (App?.AppId is { } appId)
        {
            WriteObject(await registrations.GetAsync(appId, cancellationToken));
        }
        else if (App?.DisplayName is { } name && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteObject(await registrations.GetAsync(name, cancellationToken));
        }
        else
        {
            await ListAsync(registrations, App?.DisplayName ?? "*", cancellationToken);
        }
    }

    private async Task ListDeletedAsync(CancellationToken cancellationToken)
    {
        var deletedApps = new DeletedAppService(Work());
        if (App?.AppId is { } id)
        {
            WriteObject(AsDeleted(await deletedApps.FindAsync(id, cancellationToken)) ?? throw AppErrors.DeletedAppNotFound(id.ToString(), Connection.Info.ToString()));
            return;
        }

        var pattern = WildcardPattern.Get(App?.DisplayName ?? "*", WildcardOptions.IgnoreCase);
        var found = false;
        await foreach (var app in deletedApps.ListAsync(null, cancellationToken))
        {
            if (!pattern.IsMatch(app.DisplayName))
                continue;
            found = true;
            WriteObject(AsDeleted(app)!);
        }

        if (!found && App is not null && !WildcardPattern.ContainsWildcardCharacters(App.DisplayName!))
            throw AppErrors.DeletedAppNotFound(App.DisplayName!, Connection.Info.ToString());
    }

    /// <summary>A deleted app under a further type name, whose view shows when it was deleted.</summary>
    private static PSObject? AsDeleted(AppRegistration? app)
    {
        if (app is null)
            return null;
        var item = PSObject.AsPSObject(app);
        item.TypeNames.Insert(0, typeof(AppRegistration).FullName + "#Deleted");
        return item;
    }

    private async Task ListAsync(RegistrationService registrations, string text, CancellationToken cancellationToken)
    {
        var pattern = WildcardPattern.Get(text, WildcardOptions.IgnoreCase);
        // The service narrows by what stands before the first wildcard, the pattern does the rest.
        var beginning = new string([.. text.TakeWhile(c => c is not ('*' or '?' or '[' or '`'))]);
        await foreach (var app in registrations.ListAsync(beginning, cancellationToken))
        {
            if (pattern.IsMatch(app.DisplayName))
                WriteObject(app);
        }
    }
}
