using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets;

/// <summary>Gets the client secrets, certificates and federated credentials of an app, without their values.</summary>
/// <example>
/// <code>Get-VendorAppRegistration -Kind Registration | Get-AppCredential -ExpiresWithinDays 30</code>
/// <para>Lists the credentials of all apps that have expired or expire within 30 days.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppCredential")]
[OutputType(typeof(AppCredential))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppCredentialCommand : AppReadCmdlet
{
    /// <summary>Only credentials of these kinds.</summary>
    [Parameter]
    public AppCredentialKind[] Kind { get; set; } = [];

    /// <summary>Gets only credentials that have expired or expire within this many days.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int ExpiresWithinDays { get; set; }

    private protected override async Task<IEnumerable<object>> ReadAsync(
        CommandContext work,
        AppRegistration app,
        CancellationToken cancellationToken
    )
    {
        var ending = IsBound(nameof(ExpiresWithinDays));
        // A federated credential never ends.
        var federated = !ending && (Kind.Length == 0 || Kind.Contains(AppCredentialKind.Federated));
        return from credential in await new CredentialService(work).GetAsync(app, cancellationToken, federated)
            where (Kind.Length == 0 || Kind.Contains(credential.Kind)) && (!ending || credential.DaysLeft < ExpiresWithinDays)
            select credential with
            {
                TenantId = app.TenantId,
            };
    }
}
