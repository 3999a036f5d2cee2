namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>Which groups tokens contain, and in which form.</summary>
internal sealed record GroupClaimRequest : ClaimRequest
{
    private static readonly AppTokenType[] AllTokens = Enum.GetValues<AppTokenType>();

    public AppGroupClaim? Groups { get; init; }

    public AppGroupFormat? Format { get; init; }

    /// <summary>Whether the groups are in the claim <c>roles</c> instead.</summary>
    public bool? AsRole { get; init; }

    /// <summary>The tokens that <see cref="Format"/> and <see cref="AsRole"/> are for; empty for all.</summary>
    public IReadOnlyList<AppTokenType> Tokens { get; init; } = [];

    /// <summary>Whether it says anything about the form.</summary>
    public bool IsAboutForm => Format is not null || AsRole is not null || Tokens.Count > 0;

    private IReadOnlyList<AppTokenType> ForTokens =>
        !IsAboutForm ? []
        : Tokens.Count > 0 ? Tokens
        : AllTokens;

    /// <summary>A request for groups that were named one by one.</summary>
    /// <exception cref="AppException">GroupClaimInvalid.</exception>
    public static AppGroupClaim? Combine(IReadOnlyList<AppGroupClaim>? groups)
    {
        if (groups is null)
        {
            return null;
        }

        var all = groups.Aggregate(AppGroupClaim.None, (sum, one) => sum | one);
        if (all != AppGroupClaim.None && groups.Contains(AppGroupClaim.None))
        {
            throw ClaimErrors.GroupClaimInvalid(all, "None can't be combined with groups", "Specify None alone, or leave it out.");
        }

        if (all.HasFlag(AppGroupClaim.All) && all != AppGroupClaim.All)
        {
            throw ClaimErrors.GroupClaimInvalid(
                all,
                "All can't be combined with other values",
                "Specify All alone, or only the kinds of groups that the app needs."
            );
        }

        return all;
    }

    /// <summary>Refuses what contradicts itself whatever the app is.</summary>
    /// <exception cref="AppException">GroupClaimInvalid.</exception>
    public void Check()
    {
        if (Groups is null && !IsAboutForm)
        {
            throw ClaimErrors.GroupClaimInvalid(
                null,
                "neither groups nor a form were specified",
                "Specify the groups with -Group, or their form with -Format or -AsRole."
            );
        }

        if (Groups is { } groups && IsAboutForm && !HasGroups(groups))
        {
            throw ClaimErrors.GroupClaimInvalid(
                groups,
                $"with {groups}, tokens contain no groups that could have a form",
                "Leave out -Token, -Format and -AsRole, or choose SecurityGroup, ApplicationGroup or All."
            );
        }
    }

    /// <summary>Refuses the form of groups that the app does not emit.</summary>
    /// <exception cref="AppException">GroupClaimMissing.</exception>
    public void CheckOn(AppRegistration app)
    {
        if (IsAboutForm && !HasGroups(Groups ?? app.GroupMembershipClaims ?? AppGroupClaim.None))
        {
            throw ClaimErrors.GroupClaimMissing(app);
        }
    }

    public override AppRegistration On(AppRegistration app) =>
        ForTokens
            .Where(token => Tokens.Count > 0 || Find(app, token, KnownClaims.Groups) is not null || Choose([]).Count > 0)
            .Aggregate(app with { GroupMembershipClaims = Groups ?? app.GroupMembershipClaims }, (all, token) => On(all, token));

    public override bool Asks(AppOptionalClaim claim) => claim.Name == KnownClaims.Groups && ForTokens.Contains(claim.Token);

    /// <summary>The app with the form of one of the tokens only.</summary>
    public AppRegistration On(AppRegistration app, AppTokenType token) =>
        With(app, token, KnownClaims.Groups, claim => claim with { AdditionalProperties = Choose(claim.AdditionalProperties) });

    /// <summary>The tokens whose form it is about, on an app that has them all.</summary>
    public IEnumerable<AppTokenType> TokensOn(AppRegistration app) =>
        ForTokens.Where(token => Find(On(app), token, KnownClaims.Groups) is not null);

    /// <summary>What a careful colleague would mention of it.</summary>
    public IEnumerable<string> WarningsOn(AppRegistration app)
    {
        var groups = Groups ?? app.GroupMembershipClaims ?? AppGroupClaim.None;
        if (Groups is { } chosen && (chosen.HasFlag(AppGroupClaim.SecurityGroup) || chosen.HasFlag(AppGroupClaim.All)))
        {
            yield return "A token contains at most 200 groups, a SAML token 150. A user with more gets a link to the groups instead. ApplicationGroup limits them to groups that are assigned to the app.";
        }

        if (Format is { } format && GroupFormats.IsSyncedOnly(format))
        {
            yield return $"Only groups that are synchronized from Active Directory have the form {format}. Groups that were created in Microsoft Entra don't appear by it.";
        }

        if (Format == AppGroupFormat.CloudDisplayName && groups != AppGroupClaim.ApplicationGroup)
        {
            yield return "Microsoft Entra emits display names only for groups that are assigned to the app. Choose ApplicationGroup with CloudDisplayName.";
        }

        if (AsRole == true && app.Known.AppRoles.Count > 0)
        {
            yield return $"With -AsRole, the roles claim contains only groups: the {(app.Known.AppRoles.Count == 1 ? "app role" : "app roles")} {string.Join(", ", app.Known.AppRoles)} of '{app.DisplayName}' won't be in it.";
        }
    }

    private static bool HasGroups(AppGroupClaim groups) =>
        (groups & (AppGroupClaim.SecurityGroup | AppGroupClaim.ApplicationGroup | AppGroupClaim.All)) != 0;

    private IReadOnlyList<string> Choose(IReadOnlyList<string> properties) => GroupFormats.Choose(properties, Format, AsRole);
}
