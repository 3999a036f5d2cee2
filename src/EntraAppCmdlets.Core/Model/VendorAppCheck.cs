namespace EntraAppCmdlets;

/// <summary>What <c>Test-VendorAppRegistration</c> looks at.</summary>
public enum VendorAppCheck
{
    /// <summary>There is no such app.</summary>
    AppMissing,

    /// <summary>The app has no service principal (enterprise application) here.</summary>
    ServicePrincipalMissing,

    /// <summary>The service principal is disabled: nobody can sign in.</summary>
    ServicePrincipalDisabled,

    /// <summary>The name that people see is another one.</summary>
    DisplayName,

    /// <summary>Other accounts may sign in than the guide asks for.</summary>
    SignInAudience,

    /// <summary>A redirect URI is missing.</summary>
    RedirectUriMissing,

    /// <summary>A redirect URI is on another platform.</summary>
    RedirectUriPlatform,

    /// <summary>A redirect URI is there that the guide does not name.</summary>
    RedirectUriExtra,

    /// <summary>ID tokens of the authorization endpoint.</summary>
    IdTokenIssuance,

    /// <summary>Access tokens of the authorization endpoint.</summary>
    AccessTokenIssuance,

    /// <summary>There is no Application ID URI.</summary>
    IdentifierUriMissing,

    /// <summary>A scope is not exposed.</summary>
    ScopeMissing,

    /// <summary>A scope is disabled.</summary>
    ScopeDisabled,

    /// <summary>Others may consent to a scope than the guide asks for.</summary>
    ScopeConsent,

    /// <summary>A scope has other texts on the consent page.</summary>
    ScopeText,

    /// <summary>A scope is exposed that the guide does not name.</summary>
    ScopeExtra,

    /// <summary>The app has a role that the guide does not name.</summary>
    RoleExtra,

    /// <summary>A permission is not requested.</summary>
    PermissionMissing,

    /// <summary>A permission is requested that the guide does not name.</summary>
    PermissionExtra,

    /// <summary>A permission is not consented to for the tenant.</summary>
    ConsentMissing,

    /// <summary>A permission is granted that the guide does not name.</summary>
    ConsentExtra,

    /// <summary>There is no client secret.</summary>
    SecretMissing,

    /// <summary>The app has a certificate or federated credential instead of the client secret of the guide.</summary>
    CredentialKind,

    /// <summary>The app must prove itself and has nothing to do it with.</summary>
    CredentialMissing,

    /// <summary>A valid secret, certificate or federated credential that the guide does not name.</summary>
    CredentialExtra,

    /// <summary>The client secret has ended.</summary>
    SecretExpired,

    /// <summary>The client secret ends within 30 days.</summary>
    SecretExpiresSoon,

    /// <summary>The client secret has not begun.</summary>
    SecretNotYetValid,

    /// <summary>An owner is missing.</summary>
    OwnerMissing,

    /// <summary>Whether only assigned users and groups may sign in.</summary>
    AssignmentRequired,

    /// <summary>A user or group is not assigned.</summary>
    AssignmentMissing,

    /// <summary>A user or group is assigned that was not named.</summary>
    AssignmentExtra,

    /// <summary>A directory role is not assigned to the app.</summary>
    DirectoryRoleMissing,

    /// <summary>The app has a directory role that the guide does not name.</summary>
    DirectoryRoleExtra,

    /// <summary>The app is not a member of a group.</summary>
    GroupMembershipMissing,

    /// <summary>The app is a member of a group that was not named.</summary>
    GroupMembershipExtra,

    /// <summary>Tokens contain other groups than the guide asks for.</summary>
    GroupClaim,

    /// <summary>Tokens contain the groups in another form than the guide asks for.</summary>
    GroupClaimFormat,

    /// <summary>An optional claim is missing.</summary>
    OptionalClaimMissing,

    /// <summary>An optional claim is there in another form than the guide asks for.</summary>
    OptionalClaimDiffers,

    /// <summary>Another setting, such as the version of access tokens or a URL, has another value.</summary>
    Setting,

    /// <summary>A client is not authorized for the scopes of the app.</summary>
    AuthorizedClientMissing,

    /// <summary>A client is authorized that the guide does not name.</summary>
    AuthorizedClientExtra,

    /// <summary>A role is not defined.</summary>
    RoleMissing,

    /// <summary>A role is disabled, or enabled where the guide asks for a disabled one.</summary>
    RoleDisabled,

    /// <summary>Others may hold a role than the guide asks for.</summary>
    RoleMembers,

    /// <summary>A role has another name or description.</summary>
    RoleText,

    /// <summary>The certificate is not there.</summary>
    CertificateMissing,

    /// <summary>The certificate has ended.</summary>
    CertificateExpired,

    /// <summary>The certificate ends within 30 days.</summary>
    CertificateExpiresSoon,

    /// <summary>A federated credential is not there.</summary>
    FederatedCredentialMissing,

    /// <summary>A federated credential is for other tokens than the guide asks for.</summary>
    FederatedCredentialDiffers,
}
