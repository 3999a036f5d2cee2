using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>An application that is registered in another tenant: here it can have a service principal only.</summary>
internal sealed class OtherTenantApp
{
    public const string MicrosoftTenantId = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    public required string AppId { get; init; }

    public required string DisplayName { get; init; }

    public string OwnerTenantId { get; init; } = MicrosoftTenantId;

    public IReadOnlyList<string> IdentifierUris { get; init; } = [];

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public bool IsPublicClient { get; init; }

    /// <summary>The application permissions that it offers; read when somebody asks.</summary>
    public Lazy<object[]> AppRoles { get; init; } = new([]);

    /// <summary>The delegated permissions that it offers.</summary>
    public Lazy<object[]> Scopes { get; init; } = new([]);

    /// <summary>The permissions that it asks for: resource, names, delegated or application.</summary>
    public IReadOnlyList<(string ResourceAppId, string Name, bool Delegated)> Requested { get; init; } = [];

    public string? Publisher { get; init; }

    /// <summary>Its service principal, from what is known of the object already.</summary>
    public Document Principal(Document basis) =>
        basis.With(
            ("appId", AppId),
            ("appDisplayName", DisplayName),
            ("displayName", DisplayName),
            ("servicePrincipalNames", (object[])[AppId, .. IdentifierUris]),
            ("replyUrls", RedirectUris.ToArray<object>()),
            ("signInAudience", "AzureADMultipleOrgs"),
            ("appOwnerOrganizationId", OwnerTenantId),
            ("appRoles", AppRoles),
            ("oauth2PermissionScopes", Scopes),
            (
                "verifiedPublisher",
                Publisher is null ? basis["verifiedPublisher"] : basis.One("verifiedPublisher")!.With(("displayName", Publisher))
            )
        );
}
