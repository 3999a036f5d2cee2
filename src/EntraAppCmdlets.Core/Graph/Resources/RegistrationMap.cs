using System.Diagnostics;
using System.Text.Json;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Graph;

/// <summary>Between Graph's resources and the objects that people see.</summary>
internal static class RegistrationMap
{
    /// <summary>What the app instance property lock calls the lock of everything.</summary>
    public const string AllProperties = "allProperties";

    /// <summary>An app as an answer tells it: a list that the answer doesn't have was not asked for.</summary>
    public static AppRegistration ToRegistration(
        ApplicationResource application,
        ServicePrincipalResource? servicePrincipal,
        Guid tenantId,
        PermissionCatalogue catalogue,
        DateTimeOffset now
    ) =>
        new()
        {
            DisplayName = application.DisplayName ?? "",
            AppId = application.AppId ?? throw new InvalidDataException("Graph gave an application without its appId."),
            Id = application.Id,
            TenantId = tenantId,
            UniqueName = application.UniqueName,
            SignInAudience = Enum.TryParse<AppSignInAudience>(application.SignInAudience, ignoreCase: true, out var audience)
                ? audience
                : null,
            RedirectUris = application is { Web: null, Spa: null, PublicClient: null } ? null : RedirectUris(application),
            IdTokenIssuance = application.Web?.ImplicitGrantSettings?.EnableIdTokenIssuance ?? false,
            AccessTokenIssuance = application.Web?.ImplicitGrantSettings?.EnableAccessTokenIssuance ?? false,
            AccessTokenVersion = application.Api?.RequestedAccessTokenVersion,
            PublicClientFlows = application.IsFallbackPublicClient ?? false,
            HomePageUrl = application.Web?.HomePageUrl,
            LogoutUrl = application.Web?.LogoutUrl,
            TermsOfServiceUrl = application.Info?.TermsOfServiceUrl,
            PrivacyStatementUrl = application.Info?.PrivacyStatementUrl,
            Notes = application.Notes,
            IdentifierUris = application.IdentifierUris,
            ApiScopes = application.Api is { } api ? [.. (api.Scopes ?? []).Select(ToScope)] : null,
            AppRoles = application.AppRoles?.Select(ToRole).ToArray(),
            AuthorizedClients = application.Api is { } ofApi
                ? [.. (ofApi.PreAuthorizedApplications ?? []).Select(client => ToClient(client, ofApi.Scopes ?? []))]
                : null,
            GroupMembershipClaims = ToGroups(application.GroupMembershipClaims),
            // The service writes null for none; what was not asked for comes without the others too.
            OptionalClaims = application is { Api: null, OptionalClaims: null } ? null : ToClaims(application.OptionalClaims),
            Permissions = application.RequiredResourceAccess is { } required ? Permissions(required, catalogue) : null,
            Credentials = application is { PasswordCredentials: null, KeyCredentials: null } ? null : Credentials(application, now),
            ServicePrincipalId = servicePrincipal?.Id,
            AssignmentRequired = servicePrincipal?.AppRoleAssignmentRequired,
            ServicePrincipalEnabled = servicePrincipal?.AccountEnabled,
            Tags = servicePrincipal?.Tags,
            PropertyLock = application.ServicePrincipalLockConfiguration is { } locked
                ? locked is { IsEnabled: true, AllProperties: true }
                : null,
            LockedProperties = application is { Api: null, ServicePrincipalLockConfiguration: null }
                ? null
                : ToLocked(application.ServicePrincipalLockConfiguration),
            CreatedDateTime = application.CreatedDateTime,
            DeletedDateTime = application.DeletedDateTime,
            ReadAt = Stopwatch.GetTimestamp(),
        };

    private static IReadOnlyList<string> ToLocked(PropertyLockResource? configuration) =>
        configuration switch
        {
            not { IsEnabled: true } => [],
            { AllProperties: true } => [AllProperties],
            _ => [.. (configuration.Other ?? []).Where(part => part.Value.ValueKind == JsonValueKind.True).Select(part => part.Key)],
        };

    /// <summary>A vendor's app whose application object is in the vendor's tenant.</summary>
    public static AppRegistration ToRegistration(ServicePrincipalResource servicePrincipal, Guid tenantId) =>
        new()
        {
            DisplayName = servicePrincipal.DisplayName ?? "",
            AppId = servicePrincipal.AppId ?? throw new InvalidDataException("Graph gave a service principal without its appId."),
            TenantId = tenantId,
            ServicePrincipalId = servicePrincipal.Id,
            AssignmentRequired = servicePrincipal.AppRoleAssignmentRequired,
            ServicePrincipalEnabled = servicePrincipal.AccountEnabled,
            Tags = servicePrincipal.Tags,
        };

    /// <summary>An app with its service principal as an answer tells it; without one if there was no answer.</summary>
    public static AppRegistration WithServicePrincipal(AppRegistration app, ServicePrincipalResource? servicePrincipal) =>
        app with
        {
            ServicePrincipalId = servicePrincipal?.Id,
            AssignmentRequired = servicePrincipal is null ? null : servicePrincipal.AppRoleAssignmentRequired ?? false,
            ServicePrincipalEnabled = servicePrincipal is null ? null : servicePrincipal.AccountEnabled ?? true,
            Tags = servicePrincipal is null ? null : servicePrincipal.Tags ?? [],
        };

    public static IReadOnlyList<AppRedirectUri> RedirectUris(ApplicationResource application) =>
        [
            .. Of(application.Web, AppPlatform.Web),
            .. Of(application.Spa, AppPlatform.Spa),
            .. Of(application.PublicClient, AppPlatform.PublicClient),
        ];

    /// <summary>Sets the redirect URIs of one platform. Nothing else of the platform is named, so the service leaves it as it is.</summary>
    public static void SetRedirectUris(ApplicationResource body, AppPlatform platform, IEnumerable<AppRedirectUri> uris)
    {
        List<string> values = [.. uris.Select(uri => uri.Uri)];
        switch (platform)
        {
            case AppPlatform.Web:
                (body.Web ??= new WebPlatformResource()).RedirectUris = values;
                break;
            case AppPlatform.Spa:
                (body.Spa ??= new RedirectPlatformResource()).RedirectUris = values;
                break;
            default:
                (body.PublicClient ??= new RedirectPlatformResource()).RedirectUris = values;
                break;
        }
    }

    public static IReadOnlyList<AppRequestedPermission> Permissions(
        IEnumerable<RequiredResourceAccess>? required,
        PermissionCatalogue catalogue
    ) =>
        [
            .. from resource in required ?? []
            from access in resource.ResourceAccess
            select Permission(resource.ResourceAppId, access.Id, ToType(access.Type), catalogue),
        ];

    public static AppRequestedPermission Permission(Guid resourceAppId, Guid id, AppPermissionType type, PermissionCatalogue catalogue)
    {
        var known = catalogue.Find(resourceAppId, id, type);
        return new AppRequestedPermission
        {
            ResourceAppId = resourceAppId,
            ResourceName = known?.ResourceName ?? catalogue.FindResource(resourceAppId)?.Name,
            Name = known?.Name,
            Type = type,
            Id = id,
            Risk = known?.Risk ?? AppPermissionRisk.Unknown,
            RiskSource = known?.RiskSource ?? AppPermissionRiskSource.None,
        };
    }

    public static List<RequiredResourceAccess> ToRequired(IEnumerable<AppRequestedPermission> permissions) =>
        [
            .. from permission in permissions
            group permission by permission.ResourceAppId into resource
            select new RequiredResourceAccess
            {
                ResourceAppId = resource.Key,
                ResourceAccess =
                [
                    .. resource.Select(permission => new ResourceAccess { Id = permission.Id, Type = FromType(permission.Type) }),
                ],
            },
        ];

    public static IReadOnlyList<AppCredential> Credentials(ApplicationResource application, DateTimeOffset now) =>
        [
            .. (application.PasswordCredentials ?? []).Select(secret =>
                With(
                    now,
                    application,
                    new AppCredential
                    {
                        KeyId = secret.KeyId ?? Guid.Empty,
                        Kind = AppCredentialKind.Secret,
                        DisplayName = secret.DisplayName,
                        StartDateTime = secret.StartDateTime,
                        EndDateTime = secret.EndDateTime,
                        Hint = secret.Hint,
                    }
                )
            ),
            .. (application.KeyCredentials ?? []).Select(key =>
                With(
                    now,
                    application,
                    new AppCredential
                    {
                        KeyId = key.KeyId ?? Guid.Empty,
                        Kind = AppCredentialKind.Certificate,
                        DisplayName = key.DisplayName,
                        StartDateTime = key.StartDateTime,
                        EndDateTime = key.EndDateTime,
                        Thumbprint = Thumbprint(key.CustomKeyIdentifier),
                    }
                )
            ),
        ];

    public static AppCredential With(DateTimeOffset now, ApplicationResource application, AppCredential credential) =>
        credential with
        {
            AppId = application.AppId,
            AppDisplayName = application.DisplayName,
            DaysLeft = credential.EndDateTime is { } ends ? (int)Math.Round((ends - now).TotalDays) : null,
            State = credential switch
            {
                { EndDateTime: { } end } when end <= now => AppCredentialState.Expired,
                { StartDateTime: { } start } when start > now => AppCredentialState.NotYetValid,
                { EndDateTime: { } soon } when soon <= now + SoonExpiring => AppCredentialState.ExpiresSoon,
                _ => AppCredentialState.Valid,
            },
        };

    /// <summary>A credential that ends within this time is shown as ending soon.</summary>
    public static readonly TimeSpan SoonExpiring = TimeSpan.FromDays(30);

    public static AppApiScope ToScope(PermissionScopeResource scope) =>
        new()
        {
            Id = scope.Id,
            Value = scope.Value ?? "",
            Consent = string.Equals(scope.Type, "User", StringComparison.OrdinalIgnoreCase)
                ? AppScopeConsent.AdminsAndUsers
                : AppScopeConsent.Admins,
            IsEnabled = scope.IsEnabled ?? false,
            AdminConsentDisplayName = scope.AdminConsentDisplayName,
            AdminConsentDescription = scope.AdminConsentDescription,
            UserConsentDisplayName = scope.UserConsentDisplayName,
            UserConsentDescription = scope.UserConsentDescription,
        };

    public static PermissionScopeResource FromScope(AppApiScope scope) =>
        new()
        {
            Id = scope.Id,
            Value = scope.Value,
            Type = scope.Consent == AppScopeConsent.AdminsAndUsers ? "User" : "Admin",
            IsEnabled = scope.IsEnabled,
            AdminConsentDisplayName = scope.AdminConsentDisplayName,
            AdminConsentDescription = scope.AdminConsentDescription,
            UserConsentDisplayName = scope.UserConsentDisplayName,
            UserConsentDescription = scope.UserConsentDescription,
        };

    public static AppAuthorizedClient ToClient(PreAuthorizedApplicationResource client, IEnumerable<PermissionScopeResource> scopes) =>
        new()
        {
            AppId = client.AppId,
            ScopeIds = client.DelegatedPermissionIds,
            Scopes =
            [
                .. client.DelegatedPermissionIds.Select(id => scopes.FirstOrDefault(scope => scope.Id == id)?.Value ?? id.ToString()),
            ],
        };

    public static PreAuthorizedApplicationResource FromClient(AppAuthorizedClient client) =>
        new() { AppId = client.AppId, DelegatedPermissionIds = [.. client.ScopeIds] };

    public static AppRoleResource FromRole(AppRole role) =>
        new()
        {
            Id = role.Id,
            Value = role.Value,
            DisplayName = role.DisplayName,
            Description = role.Description,
            AllowedMemberTypes = [.. role.AllowedMemberTypes],
            IsEnabled = role.IsEnabled,
        };

    public static AppRole ToRole(AppRoleResource role) =>
        new()
        {
            Id = role.Id,
            Value = role.Value,
            DisplayName = role.DisplayName ?? "",
            Description = role.Description,
            AllowedMemberTypes = role.AllowedMemberTypes ?? [],
            IsEnabled = role.IsEnabled ?? false,
        };

    /// <summary>The service names several with commas, and none by null or <c>None</c>.</summary>
    public static AppGroupClaim ToGroups(string? claims) =>
        (claims ?? "")
            .Split(',', StringSplitOptions.TrimEntries)
            .Aggregate(
                AppGroupClaim.None,
                (all, name) => Enum.TryParse<AppGroupClaim>(name, ignoreCase: true, out var one) ? all | one : all
            );

    public static string FromGroups(AppGroupClaim groups) => groups.ToString().Replace(" ", "", StringComparison.Ordinal);

    public static IReadOnlyList<AppOptionalClaim> ToClaims(OptionalClaimsResource? claims) =>
        [
            .. from list in new[]
            {
                (claims?.IdToken, AppTokenType.IdToken),
                (claims?.AccessToken, AppTokenType.AccessToken),
                (claims?.Saml2Token, AppTokenType.Saml2Token),
            }
            from claim in list.Item1 ?? []
            select new AppOptionalClaim
            {
                Name = claim.Name,
                Token = list.Item2,
                Source = claim.Source,
                Essential = claim.Essential ?? false,
                AdditionalProperties = claim.AdditionalProperties ?? [],
            },
        ];

    /// <summary>All lists, because a PATCH puts what it names in the place of the current lists.</summary>
    public static OptionalClaimsResource FromClaims(IReadOnlyList<AppOptionalClaim> claims)
    {
        return new OptionalClaimsResource
        {
            IdToken = Of(AppTokenType.IdToken),
            AccessToken = Of(AppTokenType.AccessToken),
            Saml2Token = Of(AppTokenType.Saml2Token),
        };

        List<OptionalClaimResource> Of(AppTokenType token) =>
            [
                .. from claim in claims
                where claim.Token == token
                select new OptionalClaimResource
                {
                    Name = claim.Name,
                    Source = claim.Source,
                    Essential = claim.Essential,
                    AdditionalProperties = [.. claim.AdditionalProperties],
                },
            ];
    }

    public static AppPermissionType ToType(string type) =>
        string.Equals(type, "Role", StringComparison.OrdinalIgnoreCase) ? AppPermissionType.Application : AppPermissionType.Delegated;

    public static string FromType(AppPermissionType type) => type == AppPermissionType.Application ? "Role" : "Scope";

    private static IEnumerable<AppRedirectUri> Of(RedirectPlatformResource? platform, AppPlatform name) =>
        (platform?.RedirectUris ?? []).Select(uri => new AppRedirectUri(uri, name));

    /// <summary>Graph gives the SHA-1 in base64, or as hexadecimal digits in base64 of text for some old entries.</summary>
    public static string? Thumbprint(string? customKeyIdentifier)
    {
        if (string.IsNullOrEmpty(customKeyIdentifier))
        {
            return null;
        }

        Span<byte> bytes = new byte[customKeyIdentifier.Length];
        return Convert.TryFromBase64String(customKeyIdentifier, bytes, out var count) && count == 20
            ? Convert.ToHexString(bytes[..count])
            : customKeyIdentifier;
    }
}
