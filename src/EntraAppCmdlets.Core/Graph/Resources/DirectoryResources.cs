using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Graph;

internal sealed class ServicePrincipalResource
{
    /// <summary>What the module reads of an app's own service principal.</summary>
    public const string Select =
        "id,appId,displayName,appRoleAssignmentRequired,appOwnerOrganizationId,servicePrincipalType,accountEnabled,tags";

    /// <summary>What the module reads of an API's service principal: its permissions too, some hundred KB for Microsoft Graph.</summary>
    public const string SelectWithPermissions = Select + ",appRoles,oauth2PermissionScopes";

    /// <summary>What the inventory reads of a service principal, beside its owners.</summary>
    public const string SelectForInventory =
        SelectWithPermissions
        + ",accountEnabled,createdDateTime,verifiedPublisher,signInAudience,replyUrls,passwordCredentials,keyCredentials";

    public Guid? Id { get; set; }

    public Guid? AppId { get; set; }

    public string? DisplayName { get; set; }

    public bool? AppRoleAssignmentRequired { get; set; }

    public bool? AccountEnabled { get; set; }

    public Guid? AppOwnerOrganizationId { get; set; }

    public string? ServicePrincipalType { get; set; }

    public List<string>? Tags { get; set; }

    public List<AppRoleResource>? AppRoles { get; set; }

    [JsonPropertyName("oauth2PermissionScopes")]
    public List<PermissionScopeResource>? Scopes { get; set; }

    public DateTimeOffset? CreatedDateTime { get; set; }

    public VerifiedPublisherResource? VerifiedPublisher { get; set; }

    public string? SignInAudience { get; set; }

    public List<string>? ReplyUrls { get; set; }

    public List<PasswordCredentialResource>? PasswordCredentials { get; set; }

    public List<KeyCredentialResource>? KeyCredentials { get; set; }

    /// <summary>Only where the request asked for them; 20 at most.</summary>
    public List<OwnerResource>? Owners { get; set; }

    /// <summary>Only where the request asked for them; 20 at most.</summary>
    public List<AppRoleAssignmentResource>? AppRoleAssignedTo { get; set; }
}

internal sealed class OwnerResource
{
    public const string Select = "id,displayName,userPrincipalName,accountEnabled";

    [JsonPropertyName("@odata.type")]
    public string? Type { get; set; }

    public Guid? Id { get; set; }

    public string? DisplayName { get; set; }

    public string? UserPrincipalName { get; set; }

    public bool? AccountEnabled { get; set; }
}

/// <summary>When an app got its last token, by a report that only the preview of the service has.</summary>
internal sealed class SignInActivityResource
{
    public Guid? AppId { get; set; }

    public LastSignInResource? LastSignInActivity { get; set; }
}

internal sealed class LastSignInResource
{
    public DateTimeOffset? LastSignInDateTime { get; set; }

    public DateTimeOffset? LastNonInteractiveSignInDateTime { get; set; }
}

internal sealed class PermissionGrantResource
{
    public string? Id { get; set; }

    public Guid? ClientId { get; set; }

    public string? ConsentType { get; set; }

    public Guid? PrincipalId { get; set; }

    public Guid? ResourceId { get; set; }

    public string? Scope { get; set; }
}

internal sealed class AppRoleAssignmentResource
{
    public string? Id { get; set; }

    public Guid? PrincipalId { get; set; }

    public string? PrincipalDisplayName { get; set; }

    public string? PrincipalType { get; set; }

    public Guid? ResourceId { get; set; }

    public string? ResourceDisplayName { get; set; }

    public Guid? AppRoleId { get; set; }

    public DateTimeOffset? CreatedDateTime { get; set; }
}

internal sealed class DirectoryObjectResource
{
    [JsonPropertyName("@odata.type")]
    public string? Type { get; set; }

    public Guid? Id { get; set; }

    public Guid? AppId { get; set; }

    public string? DisplayName { get; set; }

    public string? UserPrincipalName { get; set; }

    public string? Mail { get; set; }

    public string? GivenName { get; set; }

    public string? Surname { get; set; }
}

internal sealed class RoleDefinitionResource
{
    public Guid? Id { get; set; }

    public string? DisplayName { get; set; }

    public bool? IsEnabled { get; set; }
}

internal sealed class RoleAssignmentResource
{
    public string? Id { get; set; }

    public Guid? PrincipalId { get; set; }

    public Guid? RoleDefinitionId { get; set; }

    public string? DirectoryScopeId { get; set; }
}

internal sealed class GroupResource
{
    [JsonPropertyName("@odata.type")]
    public string? Type { get; set; }

    public Guid? Id { get; set; }

    public string? DisplayName { get; set; }

    public List<string>? GroupTypes { get; set; }

    public bool? IsAssignableToRole { get; set; }

    public bool? MailEnabled { get; set; }

    public bool? OnPremisesSyncEnabled { get; set; }
}

internal sealed class OrganizationResource
{
    public Guid? Id { get; set; }

    public string? DisplayName { get; set; }

    public List<VerifiedDomainResource>? VerifiedDomains { get; set; }
}

internal sealed class VerifiedDomainResource
{
    public string? Name { get; set; }

    public bool? IsDefault { get; set; }

    public bool? IsInitial { get; set; }
}

internal sealed class AddPasswordRequest
{
    public PasswordCredentialResource PasswordCredential { get; set; } = new();
}

internal sealed class RemovePasswordRequest
{
    public Guid KeyId { get; set; }
}

internal sealed class FederatedCredentialResource
{
    public Guid? Id { get; set; }

    public string? Name { get; set; }

    public string? Issuer { get; set; }

    public string? Subject { get; set; }

    public List<string>? Audiences { get; set; }

    public string? Description { get; set; }
}

internal sealed class DirectoryReference
{
    [JsonPropertyName("@odata.id")]
    public string Id { get; set; } = "";
}

internal sealed class AppManagementPolicyResource
{
    public bool? IsEnabled { get; set; }

    public AppManagementRestrictions? ApplicationRestrictions { get; set; }
}

/// <summary>A policy that is assigned to single applications.</summary>
internal sealed class AssignedPolicyResource
{
    public bool? IsEnabled { get; set; }

    public AppManagementRestrictions? Restrictions { get; set; }
}

internal sealed class AppManagementRestrictions
{
    public List<CredentialRestriction>? PasswordCredentials { get; set; }

    public List<KeyRestriction>? KeyCredentials { get; set; }
}

internal class CredentialRestriction
{
    public string? RestrictionType { get; set; }

    /// <summary>An ISO 8601 duration.</summary>
    public string? MaxLifetime { get; set; }

    /// <summary>Applications made before it are free of the restriction.</summary>
    public DateTimeOffset? RestrictForAppsCreatedAfterDateTime { get; set; }

    public string? State { get; set; }
}

/// <summary>Its own types of restrictions, otherwise as for passwords.</summary>
internal sealed class KeyRestriction : CredentialRestriction;
