using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Secrets;

namespace EntraAppCmdlets.Guides;

/// <summary>What a person wants of one installation.</summary>
/// <param name="Consent">Whether admin consent is given.</param>
/// <param name="Secret">When a secret is made.</param>
/// <param name="ValidForDays">How long it lives; null for what the template says.</param>
/// <param name="Vault">The vault that it is put into; null where the caller gets its text.</param>
/// <param name="VaultSecretName">Its name there; null for one made of the app's.</param>
/// <param name="Role">The app role of those who are assigned; null for the default access.</param>
/// <param name="SkipUnavailableApi">Whether permissions of APIs that the tenant doesn't have are left out, rather than stop the installation.</param>
internal sealed record InstallOptions(
    bool Consent = true,
    SecretMode Secret = SecretMode.IfMissing,
    int? ValidForDays = null,
    KeyVaultService? Vault = null,
    string? VaultSecretName = null,
    string? Role = null,
    bool SkipUnavailableApi = false
)
{
    /// <summary>What the app shall be with these options.</summary>
    public AppSpec Apply(AppSpec spec) =>
        spec.With<PermissionsSpec>(part => part with { SkipUnavailableApi = SkipUnavailableApi })
            .With<ConsentSpec>(part => part with { IsLeftOut = !Consent })
            .With<CredentialsSpec>(part =>
                part.Secret is not { } secret
                    ? part
                    : part with
                    {
                        Secret = secret with
                        {
                            Mode = Secret,
                            ValidForDays = ValidForDays ?? secret.ValidForDays,
                            Vault = Vault,
                            VaultSecretName = VaultSecretName,
                        },
                    }
            )
            .With<AssignmentsSpec>(part => part with { Role = Role });
}
