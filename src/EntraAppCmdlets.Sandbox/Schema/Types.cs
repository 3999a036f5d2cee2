using static EntraAppCmdlets.Sandbox.Schema.Traits;

namespace EntraAppCmdlets.Sandbox.Schema;

/// <summary>The types that the tenant knows, each property with what may be done with it.</summary>
internal static class Types
{
    private static readonly StructuredType KeyValue = new StructuredType("keyValue").Text("key").Text("value");

    private static readonly StructuredType AddIn = new StructuredType("addIn").Id("id").Text("type", Required).Many("properties", KeyValue);

    public static readonly StructuredType PermissionScope = new StructuredType("permissionScope")
        .Text("adminConsentDescription")
        .Text("adminConsentDisplayName")
        .Id("id", Required)
        .Flag("isEnabled")
        .Text("origin", Ignored, "Application")
        .Text("type")
        .Text("userConsentDescription")
        .Text("userConsentDisplayName")
        .Text("value", FilterEquals | FilterAdvanced);

    public static readonly StructuredType PreAuthorizedApplication = new StructuredType("preAuthorizedApplication")
        .Text("appId", Required)
        .Texts("delegatedPermissionIds");

    public static readonly StructuredType Api = new StructuredType("apiApplication")
        .Flag("acceptMappedClaims", fallback: null)
        .Ids("knownClientApplications")
        .Number("requestedAccessTokenVersion")
        .Many("oauth2PermissionScopes", PermissionScope)
        .Many("preAuthorizedApplications", PreAuthorizedApplication);

    public static readonly StructuredType AppRole = new StructuredType("appRole")
        .Texts("allowedMemberTypes")
        .Text("description")
        .Text("displayName")
        .Id("id", Required)
        .Flag("isEnabled")
        .Text("origin", Ignored, "Application")
        .Text("value", FilterEquals | FilterAdvanced);

    public static readonly StructuredType KeyCredential = new StructuredType("keyCredential")
        .Binary("customKeyIdentifier")
        .Text("displayName")
        .Instant("endDateTime")
        .Binary("key")
        .Id("keyId", FilterEquals)
        .Instant("startDateTime")
        .Text("type")
        .Text("usage");

    public static readonly StructuredType PasswordCredential = new StructuredType("passwordCredential")
        .Binary("customKeyIdentifier")
        .Text("displayName")
        .Instant("endDateTime")
        .Text("hint")
        .Id("keyId", FilterEquals)
        .Text("secretText")
        .Instant("startDateTime");

    private static readonly StructuredType OptionalClaim = new StructuredType("optionalClaim")
        .Texts("additionalProperties")
        .Flag("essential")
        .Text("name", Required)
        .Text("source");

    private static readonly StructuredType OptionalClaims = new StructuredType("optionalClaims")
        .Many("accessToken", OptionalClaim)
        .Many("idToken", OptionalClaim)
        .Many("saml2Token", OptionalClaim);

    private static readonly StructuredType Info = new StructuredType("informationalUrl")
        .Text("logoUrl", ReadOnly | Ignored)
        .Text("marketingUrl")
        .Text("privacyStatementUrl")
        .Text("supportUrl")
        .Text("termsOfServiceUrl");

    private static readonly StructuredType ParentalControl = new StructuredType("parentalControlSettings")
        .Texts("countriesBlockedForMinors")
        .Text("legalAgeGroupRule", fallback: "Allow");

    private static readonly StructuredType VerifiedPublisher = new StructuredType("verifiedPublisher")
        .Text("displayName")
        .Text("verifiedPublisherId")
        .Instant("addedDateTime");

    private static readonly StructuredType Certification = new StructuredType("certification")
        .Text("certificationDetailsUrl")
        .Instant("certificationExpirationDateTime")
        .Flag("isCertifiedByMicrosoft", fallback: null)
        .Flag("isPublisherAttested", fallback: null)
        .Instant("lastCertificationDateTime");

    private static readonly StructuredType LockConfiguration = new StructuredType("servicePrincipalLockConfiguration")
        .Flag("allProperties", fallback: null)
        .Flag("credentialsWithUsageSign", fallback: null)
        .Flag("credentialsWithUsageVerify", fallback: null)
        .Flag("isEnabled")
        .Flag("tokenEncryptionKeyId", fallback: null);

    private static readonly StructuredType SignatureVerification = new StructuredType("requestSignatureVerification")
        .Text("allowedWeakAlgorithms")
        .Flag("isSignedRequestRequired");

    private static readonly StructuredType AuthenticationBehaviors = new StructuredType("authenticationBehaviors")
        .Flag("blockAzureADGraphAccess", fallback: null)
        .Flag("removeUnverifiedEmailClaim", fallback: null)
        .Flag("requireClientServicePrincipal", fallback: null);

    public static readonly StructuredType ResourceAccess = new StructuredType("resourceAccess").Id("id", Required).Text("type", Required);

    public static readonly StructuredType RequiredResourceAccess = new StructuredType("requiredResourceAccess")
        .Text("resourceAppId", Required | FilterEquals)
        .Many("resourceAccess", ResourceAccess);

    private static readonly StructuredType PublicClient = new StructuredType("publicClientApplication").Texts(
        "redirectUris",
        FilterStarts | FilterAdvanced
    );

    private static readonly StructuredType Spa = new StructuredType("spaApplication").Texts("redirectUris", FilterStarts | FilterAdvanced);

    private static readonly StructuredType ImplicitGrant = new StructuredType("implicitGrantSettings")
        .Flag("enableAccessTokenIssuance")
        .Flag("enableIdTokenIssuance");

    public static readonly StructuredType RedirectUriSettings = new StructuredType("redirectUriSettings").Text("uri").Number("index");

    private static readonly StructuredType Web = new StructuredType("webApplication")
        .Text("homePageUrl", FilterEquals | FilterAdvanced)
        .Text("logoutUrl")
        .Texts("redirectUris", FilterStarts | FilterAdvanced)
        .One("implicitGrantSettings", ImplicitGrant)
        .Many("redirectUriSettings", RedirectUriSettings);

    public static readonly StructuredType Application = new StructuredType("application", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly | FilterRange | SortAdvanced)
        .Text("appId", ReadOnly | FilterEquals)
        .Text("applicationTemplateId", ReadOnly | FilterEquals | FilterAdvanced)
        .Text("createdByAppId", ReadOnly)
        .Text("disabledByMicrosoftStatus", ReadOnly)
        .Instant("createdDateTime", ReadOnly | FilterRange | SortAdvanced)
        .Text("displayName", FilterStarts | FilterRange | Sort | Search | Required)
        .Text("description", FilterStarts | FilterAdvanced | Search)
        .Text("groupMembershipClaims")
        .Texts("identifierUris", FilterStarts)
        .Flag("isDeviceOnlyAuthSupported", fallback: null)
        .Flag("isDisabled", fallback: null)
        .Flag("isFallbackPublicClient", fallback: null)
        .Ids("managerApplications")
        .Text("nativeAuthenticationApisEnabled")
        .Text("notes")
        .Flag("oauth2RequirePostResponse")
        .Text("publisherDomain", ReadOnly | FilterStarts | FilterAdvanced)
        .Text("serviceManagementReference")
        .Text("signInAudience", FilterEquals | FilterAdvanced)
        .Texts("tags", FilterStarts)
        .Id("tokenEncryptionKeyId")
        .Text("uniqueName", WriteOnce | FilterEquals)
        .Text("samlMetadataUrl")
        .Text("defaultRedirectUri")
        .Maybe("authenticationBehaviors", AuthenticationBehaviors, OnSelect)
        .Maybe("certification", Certification, ReadOnly)
        .Maybe("optionalClaims", OptionalClaims)
        .Maybe("servicePrincipalLockConfiguration", LockConfiguration)
        .Maybe("requestSignatureVerification", SignatureVerification)
        .Many("addIns", AddIn)
        .One("api", Api)
        .Many("appRoles", AppRole)
        .One("info", Info)
        .Many("keyCredentials", KeyCredential)
        .One("parentalControlSettings", ParentalControl)
        .Many("passwordCredentials", PasswordCredential)
        .One("publicClient", PublicClient)
        .Many("requiredResourceAccess", RequiredResourceAccess)
        .One("verifiedPublisher", VerifiedPublisher, ReadOnly)
        .One("web", Web)
        .One("spa", Spa)
        .Bound("owners")
        .ToMany("federatedIdentityCredential", "federatedIdentityCredentials")
        .ToMany("appManagementPolicy", "appManagementPolicies")
        .To("extensionProperties", "tokenIssuancePolicies", "tokenLifetimePolicies", "homeRealmDiscoveryPolicies")
        .ToOne("createdOnBehalfOf");

    private static readonly StructuredType SamlSettings = new StructuredType("samlSingleSignOnSettings").Text("relayState");

    private static readonly StructuredType SecurityAttributes = new("customSecurityAttributeValue");

    private static readonly StructuredType ResourceSpecificPermission = new StructuredType("resourceSpecificPermission")
        .Text("description")
        .Text("displayName")
        .Id("id")
        .Flag("isEnabled")
        .Text("value");

    public static readonly StructuredType ServicePrincipal = new StructuredType("servicePrincipal", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly | FilterRange | SortAdvanced)
        .Flag("accountEnabled", FilterEquals | FilterAdvanced, fallback: true)
        .Texts("alternativeNames", FilterStarts)
        .Text("appDisplayName", ReadOnly)
        .Text("appDescription", ReadOnly)
        .Text("appId", WriteOnce | Required | FilterEquals)
        .Text("applicationTemplateId", ReadOnly | FilterEquals | FilterAdvanced)
        .Id("appOwnerOrganizationId", ReadOnly | FilterEquals)
        .Flag("appRoleAssignmentRequired", FilterEquals | FilterAdvanced)
        .Text("createdByAppId", ReadOnly)
        .Instant("createdDateTime", ReadOnly | FilterRange | SortAdvanced)
        .Maybe("customSecurityAttributes", SecurityAttributes, OnSelect | ReadOnly)
        .Text("description", FilterStarts | FilterAdvanced | Search)
        .Text("disabledByMicrosoftStatus", ReadOnly)
        .Text("displayName", FilterStarts | FilterRange | Sort | Search)
        .Text("homepage", FilterStarts | FilterAdvanced)
        .Flag("isDisabled", ReadOnly, fallback: null)
        .Text("loginUrl")
        .Text("logoutUrl")
        .Text("notes")
        .Texts("notificationEmailAddresses")
        .Text("preferredSingleSignOnMode", FilterStarts)
        .Text("preferredTokenSigningKeyThumbprint")
        .Texts("replyUrls")
        .Texts("servicePrincipalNames", FilterStarts)
        .Text("servicePrincipalType", ReadOnly | FilterEquals, "Application")
        .Text("signInAudience", ReadOnly)
        .Texts("tags", FilterStarts)
        .Id("tokenEncryptionKeyId")
        .Maybe("samlSingleSignOnSettings", SamlSettings)
        .One("verifiedPublisher", VerifiedPublisher, ReadOnly)
        .Many("addIns", AddIn)
        .Many("appRoles", AppRole)
        .One("info", Info, ReadOnly)
        .Many("keyCredentials", KeyCredential)
        .Many("oauth2PermissionScopes", PermissionScope)
        .Many("passwordCredentials", PasswordCredential)
        .Many("resourceSpecificApplicationPermissions", ResourceSpecificPermission, ReadOnly)
        .Bound("owners")
        .ToMany("appRoleAssignment", "appRoleAssignments", "appRoleAssignedTo")
        .ToMany("oAuth2PermissionGrant", "oauth2PermissionGrants")
        .ToMany("federatedIdentityCredential", "federatedIdentityCredentials")
        .ToMany("appManagementPolicy", "appManagementPolicies")
        .To(
            "memberOf",
            "transitiveMemberOf",
            "ownedObjects",
            "createdObjects",
            "claimsMappingPolicies",
            "delegatedPermissionClassifications",
            "endpoints",
            "homeRealmDiscoveryPolicies",
            "tokenIssuancePolicies",
            "tokenLifetimePolicies"
        );

    private static readonly StructuredType AssignedLicense = new StructuredType("assignedLicense").Ids("disabledPlans").Id("skuId");

    public static readonly StructuredType PasswordProfile = new StructuredType("passwordProfile")
        .Text("password")
        .Flag("forceChangePasswordNextSignIn")
        .Flag("forceChangePasswordNextSignInWithMfa");

    public static readonly StructuredType User = new StructuredType("user", isEntity: true)
        .Texts("businessPhones")
        .Text("displayName", FilterStarts | FilterRange | Sort | Search | Required)
        .Text("givenName", FilterStarts)
        .Text("jobTitle", FilterStarts)
        .Text("mail", FilterStarts | Search)
        .Text("mobilePhone", FilterStarts | FilterAdvanced)
        .Text("officeLocation", FilterStarts | FilterAdvanced)
        .Text("preferredLanguage", FilterStarts | FilterAdvanced)
        .Text("surname", FilterStarts)
        .Text("userPrincipalName", FilterStarts | Sort | Search | Required)
        .Text("id", ReadOnly | FilterEquals)
        .Flag("accountEnabled", OnSelect | FilterEquals, fallback: true)
        .Many("assignedLicenses", AssignedLicense, OnSelect | ReadOnly)
        .Text("companyName", OnSelect | FilterStarts | FilterAdvanced)
        .Instant("createdDateTime", OnSelect | ReadOnly | FilterRange | SortAdvanced)
        .Instant("deletedDateTime", OnSelect | ReadOnly | FilterRange | SortAdvanced)
        .Text("department", OnSelect | FilterStarts)
        .Text("mailNickname", OnSelect | FilterStarts)
        .Texts("otherMails", OnSelect | FilterStarts)
        .Texts("proxyAddresses", OnSelect | ReadOnly | FilterStarts)
        .Maybe("passwordProfile", PasswordProfile, OnSelect)
        .Text("userType", OnSelect | FilterEquals, "Member")
        .Text("usageLocation", OnSelect | FilterStarts)
        .Text("city", OnSelect | FilterStarts)
        .Text("country", OnSelect | FilterStarts)
        .Text("state", OnSelect | FilterStarts)
        .Text("postalCode", OnSelect | FilterStarts | FilterAdvanced)
        .Text("streetAddress", OnSelect | FilterStarts | FilterAdvanced)
        .Text("employeeId", OnSelect | FilterStarts)
        .Text("employeeType", OnSelect | FilterStarts | FilterAdvanced)
        .Text("faxNumber", OnSelect)
        .Text("creationType", OnSelect | ReadOnly | FilterEquals)
        .Text("externalUserState", OnSelect | ReadOnly | FilterEquals)
        .Instant("externalUserStateChangeDateTime", OnSelect | ReadOnly)
        .Text("passwordPolicies", OnSelect | FilterEquals | FilterAdvanced)
        .Instant("lastPasswordChangeDateTime", OnSelect | ReadOnly)
        .Instant("signInSessionsValidFromDateTime", OnSelect | ReadOnly)
        .Text("onPremisesDomainName", OnSelect | ReadOnly)
        .Text("onPremisesImmutableId", OnSelect | FilterEquals | FilterAdvanced)
        .Instant("onPremisesLastSyncDateTime", OnSelect | ReadOnly | FilterRange | FilterAdvanced)
        .Text("onPremisesSamAccountName", OnSelect | ReadOnly | FilterStarts | FilterAdvanced)
        .Text("onPremisesSecurityIdentifier", OnSelect | ReadOnly | FilterEquals)
        .Flag("onPremisesSyncEnabled", OnSelect | ReadOnly | FilterEquals, fallback: null)
        .Text("onPremisesUserPrincipalName", OnSelect | ReadOnly | FilterStarts)
        .Texts("imAddresses", OnSelect | ReadOnly)
        .Flag("showInAddressList", OnSelect, fallback: null)
        // Where files of earlier versions hold what is now a role assignment.
        .Texts("directoryRoles", Internal)
        .ToMany("appRoleAssignment", "appRoleAssignments")
        .ToMany("oAuth2PermissionGrant", "oauth2PermissionGrants")
        .ToOne("manager", bound: true)
        .To("directReports", "memberOf", "transitiveMemberOf", "ownedObjects", "createdObjects", "ownedDevices", "registeredDevices");

    private static readonly StructuredType ProvisioningError = new StructuredType("onPremisesProvisioningError")
        .Text("category")
        .Instant("occurredDateTime")
        .Text("propertyCausingError")
        .Text("value");

    public static readonly StructuredType Group = new StructuredType("group", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly | FilterRange | SortAdvanced)
        .Text("classification")
        .Instant("createdDateTime", ReadOnly | FilterRange)
        .Texts("creationOptions", ReadOnly)
        .Text("description", FilterStarts | Search)
        .Text("displayName", FilterStarts | FilterRange | Sort | Search | Required)
        .Instant("expirationDateTime", ReadOnly)
        .Texts("groupTypes", FilterEquals)
        .Flag("isAssignableToRole", WriteOnce | FilterEquals, fallback: null)
        .Text("mail", ReadOnly | FilterStarts | Search)
        .Flag("mailEnabled", FilterEquals | Required)
        .Text("mailNickname", FilterStarts | Required)
        .Text("membershipRule")
        .Text("membershipRuleProcessingState")
        .Text("onPremisesDomainName", ReadOnly)
        .Instant("onPremisesLastSyncDateTime", ReadOnly | FilterRange | FilterAdvanced)
        .Text("onPremisesNetBiosName", ReadOnly)
        .Text("onPremisesSamAccountName", ReadOnly | FilterStarts | FilterAdvanced)
        .Text("onPremisesSecurityIdentifier", ReadOnly | FilterEquals)
        .Flag("onPremisesSyncEnabled", ReadOnly | FilterEquals, fallback: null)
        .Text("preferredDataLocation")
        .Text("preferredLanguage")
        .Texts("proxyAddresses", ReadOnly | FilterStarts)
        .Instant("renewedDateTime", ReadOnly)
        .Texts("resourceBehaviorOptions", WriteOnce)
        .Texts("resourceProvisioningOptions", FilterEquals)
        .Flag("securityEnabled", FilterEquals | Required)
        .Text("securityIdentifier", ReadOnly | FilterEquals)
        .Text("theme")
        .Text("uniqueName", WriteOnce | FilterEquals)
        .Text("visibility")
        .Many("onPremisesProvisioningErrors", ProvisioningError, ReadOnly)
        .Many("assignedLicenses", AssignedLicense, OnSelect | ReadOnly)
        .Flag("allowExternalSenders", OnSelect, fallback: null)
        .Flag("autoSubscribeNewMembers", OnSelect, fallback: null)
        .Flag("hideFromAddressLists", OnSelect, fallback: null)
        .Flag("hideFromOutlookClients", OnSelect, fallback: null)
        .Flag("isSubscribedByMail", OnSelect, fallback: null)
        .Bound("members", "owners")
        .ToMany("appRoleAssignment", "appRoleAssignments")
        .To("memberOf", "transitiveMembers", "transitiveMemberOf");

    public static readonly StructuredType DirectoryRole = new StructuredType("directoryRole", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly)
        .Text("description", ReadOnly)
        .Text("displayName", ReadOnly | FilterEquals)
        .Text("roleTemplateId", WriteOnce | Required | FilterEquals)
        .To("members");

    private static readonly StructuredType RolePermission = new StructuredType("unifiedRolePermission")
        .Texts("allowedResourceActions")
        .Text("condition")
        .Texts("excludedResourceActions");

    public static readonly StructuredType RoleDefinition = new StructuredType("unifiedRoleDefinition", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Text("description")
        .Text("displayName", FilterStarts | Sort | Required)
        .Flag("isBuiltIn", ReadOnly | FilterEquals)
        .Flag("isEnabled", Required | FilterEquals)
        .Texts("resourceScopes")
        .Text("templateId", WriteOnce | FilterEquals)
        .Text("version")
        .Many("rolePermissions", RolePermission, Required)
        .ToMany("unifiedRoleDefinition", "inheritsPermissionsFrom");

    public static readonly StructuredType RoleAssignment = new StructuredType("unifiedRoleAssignment", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Text("principalId", WriteOnce | Required | FilterEquals)
        .Text("principalOrganizationId", ReadOnly)
        .Text("directoryScopeId", WriteOnce | FilterEquals)
        .Text("roleDefinitionId", WriteOnce | Required | FilterEquals)
        .Text("appScopeId", WriteOnce)
        .Text("condition", WriteOnce)
        .ToOne("principal")
        .ToOne("directoryScope")
        .ToOne("roleDefinition", "unifiedRoleDefinition");

    private static readonly StructuredType VerifiedDomain = new StructuredType("verifiedDomain")
        .Text("capabilities")
        .Flag("isDefault", fallback: null)
        .Flag("isInitial", fallback: null)
        .Text("name")
        .Text("type");

    public static readonly StructuredType Organization = new StructuredType("organization", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly)
        .Texts("businessPhones")
        .Text("city")
        .Text("country")
        .Text("countryLetterCode")
        .Instant("createdDateTime", ReadOnly)
        .Text("defaultUsageLocation")
        .Text("displayName", FilterEquals)
        .Text("postalCode")
        .Text("preferredLanguage")
        .Text("state")
        .Text("street")
        .Texts("technicalNotificationMails")
        .Text("tenantType", ReadOnly, "AAD")
        .Many("verifiedDomains", VerifiedDomain, ReadOnly);

    public static readonly StructuredType Domain = new StructuredType("domain", isEntity: true)
        .Text("authenticationType", fallback: "Managed")
        .Text("id", FilterEquals)
        .Flag("isAdminManaged", fallback: true)
        .Flag("isDefault")
        .Flag("isInitial")
        .Flag("isRoot", fallback: true)
        .Flag("isVerified", fallback: true)
        .Texts("supportedServices")
        .Number("passwordNotificationWindowInDays")
        .Number("passwordValidityPeriodInDays");

    public static readonly StructuredType PermissionGrant = new StructuredType("oAuth2PermissionGrant", isEntity: true)
        .Text("clientId", WriteOnce | Required | FilterEquals)
        .Text("consentType", WriteOnce | Required | FilterEquals)
        .Text("id", ReadOnly | FilterEquals)
        .Text("principalId", WriteOnce | FilterEquals)
        .Text("resourceId", WriteOnce | Required | FilterEquals)
        .Text("scope", FilterStarts);

    public static readonly StructuredType AppRoleAssignment = new StructuredType("appRoleAssignment", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly)
        .Id("appRoleId", Required)
        .Instant("createdDateTime", ReadOnly)
        .Text("principalDisplayName", ReadOnly | FilterStarts)
        .Id("principalId", Required | FilterEquals)
        .Text("principalType", ReadOnly)
        .Text("resourceDisplayName", ReadOnly)
        .Id("resourceId", Required | FilterEquals);

    public static readonly StructuredType FederatedCredential = new StructuredType("federatedIdentityCredential", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Text("name", WriteOnce | Required | FilterEquals)
        .Text("issuer", Required | FilterEquals)
        .Text("subject", FilterEquals)
        .Text("description")
        .Texts("audiences")
        .Text("parentId", Internal);

    private static readonly StructuredType EmailAddress = new StructuredType("emailAddress").Text("name").Text("address");

    private static readonly StructuredType Recipient = new StructuredType("recipient").Maybe("emailAddress", EmailAddress);

    private static readonly StructuredType MessageInfo = new StructuredType("invitedUserMessageInfo")
        .Text("messageLanguage")
        .Text("customizedMessageBody")
        .Many("ccRecipients", Recipient);

    private static readonly StructuredType InvitedUser = new StructuredType("user").Text("id");

    public static readonly StructuredType Invitation = new StructuredType("invitation", isEntity: true)
        .Text("id", ReadOnly)
        .Text("inviteRedeemUrl", ReadOnly)
        .Text("invitedUserDisplayName")
        .Text("invitedUserType", fallback: "Guest")
        .Text("invitedUserEmailAddress", Required)
        .Flag("sendInvitationMessage")
        .Text("inviteRedirectUrl", Required)
        .Text("status", ReadOnly)
        .Flag("resetRedemption", ReadOnly)
        .Maybe("invitedUserMessageInfo", MessageInfo)
        .Maybe("invitedUser", InvitedUser, ReadOnly);

    private static readonly StructuredType SignInActivity = new StructuredType("signInActivity")
        .Instant("lastSignInDateTime")
        .Text("lastSignInRequestId")
        .Instant("lastNonInteractiveSignInDateTime")
        .Text("lastNonInteractiveSignInRequestId");

    /// <summary>When an application signed in for the last time, in each of the ways.</summary>
    public static readonly StructuredType ServicePrincipalSignInActivity = new StructuredType(
        "servicePrincipalSignInActivity",
        isEntity: true
    )
        .Text("id", ReadOnly | FilterEquals)
        .Text("appId", FilterEquals)
        .Maybe("lastSignInActivity", SignInActivity)
        .Maybe("delegatedClientSignInActivity", SignInActivity)
        .Maybe("delegatedResourceSignInActivity", SignInActivity)
        .Maybe("applicationAuthenticationClientSignInActivity", SignInActivity)
        .Maybe("applicationAuthenticationResourceSignInActivity", SignInActivity);

    private static readonly StructuredType AuditApp = new StructuredType("appIdentity")
        .Text("appId", FilterEquals)
        .Text("displayName", FilterStarts)
        .Text("servicePrincipalId", FilterEquals)
        .Text("servicePrincipalName");

    private static readonly StructuredType AuditUser = new StructuredType("userIdentity")
        .Text("id", FilterEquals)
        .Text("displayName", FilterStarts)
        .Text("ipAddress")
        .Text("userPrincipalName", FilterStarts);

    private static readonly StructuredType AuditInitiator = new StructuredType("auditActivityInitiator")
        .Maybe("user", AuditUser)
        .Maybe("app", AuditApp);

    private static readonly StructuredType AuditProperty = new StructuredType("modifiedProperty")
        .Text("displayName", FilterEquals)
        .Text("oldValue")
        .Text("newValue");

    private static readonly StructuredType AuditTarget = new StructuredType("targetResource")
        .Text("id", FilterEquals)
        .Text("displayName", FilterStarts)
        .Text("type", FilterEquals)
        .Text("userPrincipalName")
        .Text("groupType")
        .Many("modifiedProperties", AuditProperty);

    public static readonly StructuredType DirectoryAudit = new StructuredType("directoryAudit", isEntity: true)
        .Text("id", FilterEquals)
        .Text("category", FilterEquals)
        .Text("correlationId", FilterEquals)
        .Text("result", FilterEquals)
        .Text("resultReason")
        .Text("activityDisplayName", FilterStarts)
        .Instant("activityDateTime", FilterRange | Sort)
        .Text("loggedByService", FilterEquals)
        .Text("operationType", FilterEquals)
        .Maybe("initiatedBy", AuditInitiator)
        .Many("targetResources", AuditTarget, FilterEquals)
        .Many("additionalDetails", KeyValue);

    private static readonly StructuredType AttributeExemption = new StructuredType("customSecurityAttributeExemption")
        .Text("id")
        .Text("operator")
        .Text("value");

    private static readonly StructuredType ActorExemptions = new StructuredType("appManagementPolicyActorExemptions").Many(
        "customSecurityAttributes",
        AttributeExemption
    );

    private static readonly StructuredType PasswordRestriction = new StructuredType("passwordCredentialConfiguration")
        .Text("restrictionType", Required)
        .Text("state", fallback: "enabled")
        .Text("maxLifetime")
        .Instant("restrictForAppsCreatedAfterDateTime")
        .Maybe("excludeActors", ActorExemptions);

    private static readonly StructuredType KeyRestriction = new StructuredType("keyCredentialConfiguration")
        .Text("restrictionType", Required)
        .Text("state", fallback: "enabled")
        .Text("maxLifetime")
        .Instant("restrictForAppsCreatedAfterDateTime")
        .Maybe("excludeActors", ActorExemptions);

    private static readonly StructuredType UriRestriction = new StructuredType("identifierUriRestriction")
        .Text("state", fallback: "enabled")
        .Instant("restrictForAppsCreatedAfterDateTime")
        .Flag("isStateSetByMicrosoft")
        .Flag("excludeAppsReceivingV2Tokens", fallback: null)
        .Flag("excludeSaml", fallback: null)
        .Maybe("excludeActors", ActorExemptions);

    private static readonly StructuredType IdentifierUriRestrictions = new StructuredType("identifierUriConfiguration")
        .Maybe("nonDefaultUriAddition", UriRestriction)
        .Maybe("uriAdditionWithoutUniqueTenantIdentifier", UriRestriction);

    private static readonly StructuredType CustomApplicationRestrictions = new StructuredType(
        "customAppManagementApplicationConfiguration"
    ).Maybe("identifierUris", IdentifierUriRestrictions);

    private static readonly StructuredType ApplicationRestrictions = new StructuredType("appManagementApplicationConfiguration")
        .Many("passwordCredentials", PasswordRestriction)
        .Many("keyCredentials", KeyRestriction)
        .Maybe("identifierUris", IdentifierUriRestrictions);

    private static readonly StructuredType ServicePrincipalRestrictions = new StructuredType("appManagementServicePrincipalConfiguration")
        .Many("passwordCredentials", PasswordRestriction)
        .Many("keyCredentials", KeyRestriction);

    private static readonly StructuredType CustomRestrictions = new StructuredType("customAppManagementConfiguration")
        .Many("passwordCredentials", PasswordRestriction)
        .Many("keyCredentials", KeyRestriction)
        .Maybe("applicationRestrictions", CustomApplicationRestrictions);

    /// <summary>The policy for all applications of the tenant.</summary>
    public static readonly StructuredType TenantAppManagementPolicy = new StructuredType("tenantAppManagementPolicy", isEntity: true)
        .Text("id", ReadOnly)
        .Instant("deletedDateTime", ReadOnly)
        .Text("displayName")
        .Text("description")
        .Flag("isEnabled")
        .One("applicationRestrictions", ApplicationRestrictions)
        .One("servicePrincipalRestrictions", ServicePrincipalRestrictions);

    /// <summary>A policy for those applications and service principals that it is assigned to.</summary>
    public static readonly StructuredType AppManagementPolicy = new StructuredType("appManagementPolicy", isEntity: true)
        .Text("id", ReadOnly | FilterEquals)
        .Instant("deletedDateTime", ReadOnly)
        .Text("displayName", FilterEquals | Required)
        .Text("description")
        .Flag("isEnabled", FilterEquals)
        .One("restrictions", CustomRestrictions)
        .To("appliesTo");

    /// <summary>One end holds on to another: an application its owner, a group its member.</summary>
    public static readonly StructuredType Link = new StructuredType("link", isEntity: true)
        .Text("id")
        .Text("kind")
        .Text("source")
        .Text("target");

    /// <summary>A secret as the tenant keeps it: salted and hashed, with the moment from which the token endpoint knows it.</summary>
    public static readonly StructuredType Secret = new StructuredType("secret", isEntity: true)
        .Text("id")
        .Text("owner")
        .Text("salt")
        .Text("hash")
        .Instant("acceptedFrom");

    public static readonly StructuredType VaultTag = new StructuredType("vaultTag").Text("name").Text("value");

    /// <summary>One version of a secret in a Key Vault, which keeps its text.</summary>
    public static readonly StructuredType VaultSecret = new StructuredType("vaultSecret", isEntity: true)
        .Text("id")
        .Text("place")
        .Text("vault")
        .Text("name")
        .Text("version")
        .Text("value")
        .Text("contentType")
        .Flag("enabled", fallback: true)
        .Instant("notBefore")
        .Instant("expires")
        .Instant("created")
        .Instant("updated")
        .Instant("deletedDate")
        .Many("tags", VaultTag);

    /// <summary>One version of a certificate in a Key Vault, which keeps its private key, and how far the vault is with making it.</summary>
    public static readonly StructuredType VaultCertificate = new StructuredType("vaultCertificate", isEntity: true)
        .Text("id")
        .Text("place")
        .Text("vault")
        .Text("name")
        .Text("version")
        .Text("thumbprint")
        .Text("cer")
        .Text("key")
        .Text("csr")
        .Text("policy")
        .Text("requestId")
        .Instant("readyAt")
        .Flag("isCancelled")
        .Flag("isForgotten")
        .Flag("enabled", fallback: true)
        .Instant("notBefore")
        .Instant("expires")
        .Instant("created")
        .Instant("updated")
        .Instant("deletedDate")
        .Many("tags", VaultTag);

    /// <summary>The objects that own, are owned, belong, are assigned.</summary>
    public static readonly IReadOnlyList<StructuredType> DirectoryObjects =
    [
        User,
        Group,
        Application,
        ServicePrincipal,
        Organization,
        DirectoryRole,
    ];
}
