using System.Management.Automation;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets;

/// <summary>Sets the Application ID URI of an app: the name by which others ask for tokens for it.</summary>
/// <remarks>
/// <para>Without -IdentifierUri it is api:// and the application ID, which every tenant allows. Others must use a verified domain of the tenant,
/// or contain the ID of the tenant or of the app.</para>
/// <para>Existing URIs are kept because clients may use them. -Replace removes them.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration Invictus | Set-AppIdentifierUri</code>
/// <para>Sets api:// and the application ID, if it is not set.</para>
/// </example>
/// <example>
/// <code>Set-AppIdentifierUri https://invictus.contoso.com -App Invictus -Replace</code>
/// <para>Makes an address on a verified domain the only Application ID URI.</para>
/// </example>
/// <seealso cref="AddAppApiScopeCommand"/>
/// <seealso cref="AddAppAuthorizedClientCommand"/>
[Cmdlet(VerbsCommon.Set, "AppIdentifierUri", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class SetAppIdentifierUriCommand : AppChangeCmdlet
{
    /// <summary>The Application ID URIs. Default: api:// and the application ID.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(NothingCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] IdentifierUri { get; set; } = [];

    /// <summary>Removes the existing Application ID URIs that you don't specify.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        IdentifierUri = [.. IdentifierUri.Select(IdentifierUriService.Check)];
        return base.BeginAsync(cancellationToken);
    }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken) =>
        new IdentifierUriService(Work()).PlanSetAsync(app, IdentifierUri, Replace, cancellationToken);
}
