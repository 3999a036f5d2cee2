using EntraAppCmdlets.Changes;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>What a person asked for when registering an app; what is null or empty was not asked for and is left as it is.</summary>
internal sealed record RegistrationRequest
{
    public required string DisplayName { get; init; }

    /// <summary>The name that makes registering repeatable.</summary>
    public required string UniqueName { get; init; }

    /// <summary>Whether the person chose the unique name; a default one does not make a second app of a display name that is there.</summary>
    public bool UniqueNameChosen { get; init; }

    /// <summary>The variant of a vendor's guide that the app is for; null where there is one way only.</summary>
    public VendorVariant? Variant { get; init; }

    /// <summary>The app to go on with, made elsewhere.</summary>
    public Guid? AdoptAppId { get; init; }

    public AppSignInAudience? SignInAudience { get; init; }

    public IReadOnlyList<AppRedirectUri> RedirectUris { get; init; } = [];

    public bool? IdTokenIssuance { get; init; }

    /// <summary>Further settings.</summary>
    public IReadOnlyList<(AppSetting Setting, object? Value)> Settings { get; init; } = [];

    public bool? AccessTokenIssuance { get; init; }

    /// <summary>What a new app has besides from the start; an app that is there keeps what it has.</summary>
    public IReadOnlyList<NewAppPart> Parts { get; init; } = [];

    /// <summary>Brings a soft-deleted app of this unique name back instead of refusing.</summary>
    public bool Restore { get; init; }
}
