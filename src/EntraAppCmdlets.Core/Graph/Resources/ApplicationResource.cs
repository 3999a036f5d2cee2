using System.Text.Json;
using System.Text.Json.Serialization;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

// The resources as Graph writes them. A property that is null is not sent. What a nested object holds beyond the named members is kept
// and sent back, because Graph replaces what a PATCH names.

internal sealed class ApplicationResource
{
    /// <summary>What the module reads of an application.</summary>
    public const string Select =
        "id,appId,displayName,uniqueName,signInAudience,identifierUris,web,spa,publicClient,requiredResourceAccess,"
        + "passwordCredentials,keyCredentials,api,appRoles,isFallbackPublicClient,info,notes,servicePrincipalLockConfiguration,groupMembershipClaims,optionalClaims,createdDateTime,deletedDateTime";

    /// <summary>What the inventory reads of an application, beside its owners.</summary>
    public const string SelectForInventory =
        "id,appId,displayName,signInAudience,web,spa,publicClient,requiredResourceAccess,passwordCredentials,keyCredentials,api,appRoles,"
        + "isFallbackPublicClient,publisherDomain,verifiedPublisher,createdDateTime";

    public Guid? Id { get; set; }

    public Guid? AppId { get; set; }

    public string? DisplayName { get; set; }

    public string? UniqueName { get; set; }

    public string? SignInAudience { get; set; }

    public List<string>? IdentifierUris { get; set; }

    public WebPlatformResource? Web { get; set; }

    public RedirectPlatformResource? Spa { get; set; }

    public RedirectPlatformResource? PublicClient { get; set; }

    public List<RequiredResourceAccess>? RequiredResourceAccess { get; set; }

    public List<PasswordCredentialResource>? PasswordCredentials { get; set; }

    public List<KeyCredentialResource>? KeyCredentials { get; set; }

    public ApiApplicationResource? Api { get; set; }

    public List<AppRoleResource>? AppRoles { get; set; }

    public string? GroupMembershipClaims { get; set; }

    public OptionalClaimsResource? OptionalClaims { get; set; }

    public List<string>? Tags { get; set; }

    public string? Notes { get; set; }

    public bool? IsFallbackPublicClient { get; set; }

    public InformationalUrlResource? Info { get; set; }

    public PropertyLockResource? ServicePrincipalLockConfiguration { get; set; }

    public DateTimeOffset? CreatedDateTime { get; set; }

    public DateTimeOffset? DeletedDateTime { get; set; }

    public string? PublisherDomain { get; set; }

    public VerifiedPublisherResource? VerifiedPublisher { get; set; }

    /// <summary>Only where the request asked for them; 20 at most.</summary>
    public List<OwnerResource>? Owners { get; set; }

    [JsonPropertyName("owners@odata.bind")]
    public List<string>? OwnersBind { get; set; }
}

internal class RedirectPlatformResource
{
    public List<string>? RedirectUris { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

internal sealed class WebPlatformResource : RedirectPlatformResource
{
    public ImplicitGrantSettings? ImplicitGrantSettings { get; set; }

    public string? HomePageUrl { get; set; }

    public string? LogoutUrl { get; set; }
}

internal sealed class InformationalUrlResource
{
    public string? TermsOfServiceUrl { get; set; }

    public string? PrivacyStatementUrl { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

internal sealed class PropertyLockResource
{
    public bool? IsEnabled { get; set; }

    public bool? AllProperties { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

internal sealed class ImplicitGrantSettings
{
    public bool? EnableAccessTokenIssuance { get; set; }

    public bool? EnableIdTokenIssuance { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

internal sealed class RequiredResourceAccess
{
    public Guid ResourceAppId { get; set; }

    public List<ResourceAccess> ResourceAccess { get; set; } = [];
}

internal sealed class ResourceAccess
{
    public Guid Id { get; set; }

    public string Type { get; set; } = "";
}

internal sealed class PasswordCredentialResource
{
    public Guid? KeyId { get; set; }

    public string? DisplayName { get; set; }

    public DateTimeOffset? StartDateTime { get; set; }

    public DateTimeOffset? EndDateTime { get; set; }

    public string? Hint { get; set; }

    public string? SecretText { get; set; }
}

internal sealed class KeyCredentialResource
{
    public Guid? KeyId { get; set; }

    public string? DisplayName { get; set; }

    public DateTimeOffset? StartDateTime { get; set; }

    public DateTimeOffset? EndDateTime { get; set; }

    public string? Type { get; set; }

    public string? Usage { get; set; }

    public string? CustomKeyIdentifier { get; set; }

    public string? Key { get; set; }
}

internal sealed class ApiApplicationResource
{
    [JsonPropertyName("oauth2PermissionScopes")]
    public List<PermissionScopeResource>? Scopes { get; set; }

    public List<PreAuthorizedApplicationResource>? PreAuthorizedApplications { get; set; }

    public int? RequestedAccessTokenVersion { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Other { get; set; }
}

internal sealed class PermissionScopeResource
{
    public Guid Id { get; set; }

    public string? Value { get; set; }

    public string? Type { get; set; }

    public bool? IsEnabled { get; set; }

    public string? AdminConsentDisplayName { get; set; }

    public string? AdminConsentDescription { get; set; }

    public string? UserConsentDisplayName { get; set; }

    public string? UserConsentDescription { get; set; }
}

internal sealed class PreAuthorizedApplicationResource
{
    public Guid AppId { get; set; }

    public List<Guid> DelegatedPermissionIds { get; set; } = [];
}

internal sealed class AppRoleResource
{
    public Guid Id { get; set; }

    public string? Value { get; set; }

    public string? DisplayName { get; set; }

    public string? Description { get; set; }

    public List<string>? AllowedMemberTypes { get; set; }

    public bool? IsEnabled { get; set; }
}

internal sealed class VerifiedPublisherResource
{
    public string? DisplayName { get; set; }
}

internal sealed class OptionalClaimsResource
{
    public List<OptionalClaimResource>? IdToken { get; set; }

    public List<OptionalClaimResource>? AccessToken { get; set; }

    public List<OptionalClaimResource>? Saml2Token { get; set; }
}

internal sealed class OptionalClaimResource
{
    public string Name { get; set; } = "";

    public string? Source { get; set; }

    public bool? Essential { get; set; }

    public List<string>? AdditionalProperties { get; set; }
}
