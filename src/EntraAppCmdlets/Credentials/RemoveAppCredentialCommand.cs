using System.Management.Automation;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Removes secrets, certificates and federated credentials of an app. All others stay.</summary>
/// <remarks>
/// <para>Choose them by piping the output of New-AppClientSecret or Get-AppCredential, or with -KeyId, -DisplayName, -Kind and -Expired; several
/// parameters narrow the choice.</para>
/// <para>Whoever still signs in with what was removed is refused from then on.</para>
/// <para>If the app doesn't have a credential of an id or description, a warning says so. A description that reads like another is likely
/// misspelt: that is an error, and nothing is removed. A pattern, -Kind or -Expired that matches nothing is neither.</para>
/// </remarks>
/// <example>
/// <code>Get-VendorAppRegistration -Kind Registration | Get-AppCredential | Where-Object State -eq Expired | Remove-AppCredential</code>
/// <para>Removes everything that has expired, of every app, after a question for each.</para>
/// </example>
/// <example>
/// <code>$old | Remove-AppCredential</code>
/// <para>Removes the secret that an earlier New-AppClientSecret gave, once its successor is in use.</para>
/// </example>
/// <example>
/// <code>Remove-AppCredential 'authentik Entra Provider' -Kind Secret -DisplayName 'old *' -Confirm:$false</code>
/// <para>Removes the secrets whose description begins so.</para>
/// </example>
[Cmdlet(VerbsCommon.Remove, "AppCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AppRegistration))]
[GraphPermission(
    Application = ["Application.ReadWrite.OwnedBy"],
    Delegated = ["Application.ReadWrite.All"],
    Roles = ["Cloud Application Administrator"]
)]
public sealed class RemoveAppCredentialCommand : AppChangeCmdlet, IRemoval
{
    /// <summary>The ids of the credentials. A secret of New-AppClientSecret and a credential of Get-AppCredential bring their own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppCredentialIdCompleter))]
    public Guid[] KeyId { get; set; } = [];

    /// <summary>The descriptions of the credentials, or patterns with * and ?. A credential of exactly this description comes first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AppCredentialCompleter))]
    [Alias("Description")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] DisplayName { get; set; } = [];

    /// <summary>Only credentials of these kinds.</summary>
    [Parameter]
    public AppCredentialKind[] Kind { get; set; } = [];

    /// <summary>Only credentials that have expired.</summary>
    [Parameter]
    public SwitchParameter Expired { get; set; }

    /// <summary>Writes the app, for the next command in a pipeline. By default, there is no output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task<AppChange> PlanAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (KeyId.Length + DisplayName.Length + Kind.Length == 0 && !Expired)
        {
            throw CredentialErrors.CredentialNotChosen();
        }

        var names = DisplayName.Select(name => new NamePattern(name)).ToList();
        return new CredentialService(Work()).PlanRemoveAsync(
            app,
            Meant,
            "such credential",
            cancellationToken,
            [.. KeyId.Select(id => id.ToString()), .. names.Where(name => !name.IsPattern).Select(name => name.Text)]
        );

        IEnumerable<AppCredential> Meant(IReadOnlyList<AppCredential> all) =>
            (
                names.Count == 0 ? all : names.SelectMany(name => name.Select(all, credential => credential.DisplayName ?? "")).Distinct()
            ).Where(IsMeant);

        bool IsMeant(AppCredential credential) =>
            (KeyId.Length == 0 || KeyId.Contains(credential.KeyId))
            && (Kind.Length == 0 || Kind.Contains(credential.Kind))
            && (!Expired || credential.State == AppCredentialState.Expired);
    }
}
