using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Guides;

/// <summary>When a client secret is made.</summary>
internal enum VendorSecretMode
{
    /// <summary>When the app has no valid one of the guide's description.</summary>
    IfMissing,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In any case, and what was made before for the same description goes.</summary>
    Replace,

    /// <summary>In no case.</summary>
    Never,
}

/// <summary>What a person wants of one run.</summary>
/// <param name="Consent">Whether admin consent is given.</param>
/// <param name="Secret">When a secret is made.</param>
/// <param name="ValidForDays">How long it lives; null for what the template says.</param>
/// <param name="Vault">The vault that it is put into; null where the caller gets its text.</param>
/// <param name="VaultSecretName">Its name there; null for one made of the app's.</param>
/// <param name="Role">The app role of those who are assigned; null for the default access.</param>
/// <param name="SkipUnavailableApi">Whether permissions of APIs that the tenant doesn't have are left out, rather than stop the installation.</param>
internal sealed record InstallOptions(
    bool Consent = true, VendorSecretMode Secret = VendorSecretMode.IfMissing, int? ValidForDays = null, KeyVaultService? Vault = null, string? VaultSecretName = null, string? Role = null, bool SkipUnavailableApi = false);

/// <summary>What carrying out a guide would send, on what is there.</summary>
internal sealed record VendorPlan
{
    public required AppSpec Design { get; init; }

    public required InstallOptions Order { get; init; }

    /// <summary>The plan of the registration; null for an app of the vendor's tenant.</summary>
    public RegistrationPlan? Registration { get; init; }

    /// <summary>What is there.</summary>
    public required VendorState State { get; init; }

    /// <summary>The app that is there, or a planned one.</summary>
    public AppRegistration App => State.App;

    /// <summary>Everything that the guide asks for, by permission; those of the app itself carry its id once it has one.</summary>
    public required IReadOnlyList<AppRequestedPermission> Permissions { get; init; }

    /// <summary>The scopes that are to be added or enabled.</summary>
    public IReadOnlyList<AppApiScope> Scopes { get; init; } = [];

    /// <summary>The service principals of the APIs that are here.</summary>
    public required IReadOnlyDictionary<Guid, ServicePrincipalResource> Resources { get; init; }

    public IReadOnlyList<Principal> Owners { get; init; } = [];

    public IReadOnlyList<Principal> Assignees { get; init; } = [];

    public bool MakesSecret { get; init; }

    /// <summary>The place in a vault that the secret is put into; null for none.</summary>
    public KeyVaultPlace? Place { get; init; }

    /// <summary>The valid secret of the guide's description that is there.</summary>
    public AppCredential? SecretThere { get; init; }

    /// <summary>The address of <see cref="SecretThere"/> in the vault, where that has it.</summary>
    public string? KeptAt => !MakesSecret && SecretThere is { } kept ? Place?.Versions.GetValueOrDefault(kept.KeyId)?.AbsoluteUri : null;

    /// <summary>The secrets that are removed once the new one is made.</summary>
    public IEnumerable<AppCredential> ReplacedSecrets => Order.Secret != VendorSecretMode.Replace || Design.Secret is null ? []
        : App.Credentials.Where(credential => SecretId.IsOurs(credential.KeyId, App.AppId, Design.SecretDescription));

    public required GuideProgress Book { get; init; }

    /// <summary>The permissions that consent would be given to.</summary>
    public IReadOnlyList<AppRequestedPermission> MissingConsent => !Order.Consent || Design.Consent is null ? []
        : [.. Permissions.Where(permission => State.Consent?.IsGranted(permission) != true)];
}

/// <summary>What is there of an app; only the app itself where it is to be made.</summary>
/// <param name="App">The app.</param>
/// <param name="Consent">What is granted.</param>
/// <param name="Owned">Who owns it, and who would be added.</param>
/// <param name="LetIn">Who is let in, and who would be.</param>
internal sealed record VendorState(AppRegistration App, ConsentState? Consent = null, OwnerDifference? Owned = null, AssignmentDifference? LetIn = null);
