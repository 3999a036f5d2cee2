using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;

namespace EntraAppCmdlets;

/// <summary>Gets the secrets, certificates and federated credentials of an app: everything but their values.</summary>
/// <example>
/// <code>Get-VendorAppRegistration -Kind Registration | Get-AppCredential -ExpiresWithinDays 30</code>
/// <para>Lists what has expired or will expire within 30 days, of every app.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "AppCredential")]
[OutputType(typeof(AppCredential))]
[GraphPermission(Application = ["Application.Read.All"], Delegated = ["Application.Read.All"])]
public sealed class GetAppCredentialCommand : AppCmdlet
{
    /// <summary>Only these kinds.</summary>
    [Parameter]
    public AppCredentialKind[] Kind { get; set; } = [];

    /// <summary>Only what has ended or ends within this many days.</summary>
    [Parameter]
    [ValidateRange(0, 36500)]
    public int ExpiresWithinDays { get; set; }

    private protected override async Task ProcessAppAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        foreach (var credential in await new CredentialService(Work()).GetAsync(app, cancellationToken))
        {
            var wanted = Kind.Length == 0 || Kind.Contains(credential.Kind);
            var soon = !IsBound(nameof(ExpiresWithinDays)) || credential.DaysLeft < ExpiresWithinDays;
            if (wanted && soon)
                WriteObject(credential with { TenantId = app.TenantId });
        }
    }
}
