namespace EntraAppCmdlets.Model;

/// <summary>The risk of a permission and where it comes from: the one place that decides between the sources. docs/risk.md explains it to users.</summary>
/// <param name="Risk">How much harm it can do.</param>
/// <param name="Source">Who says so.</param>
internal readonly record struct PermissionRating(AppPermissionRisk Risk, AppPermissionRiskSource Source)
{
    /// <summary>Delegated permissions of Microsoft Graph that do no more than sign a user in.</summary>
    private static readonly HashSet<string> SignIn = new(
        ["openid", "profile", "email", "offline_access", "User.Read"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>What nobody has rated.</summary>
    internal static readonly PermissionRating None = new(AppPermissionRisk.Unknown, AppPermissionRiskSource.None);

    /// <summary>Rates a permission by the best source there is.</summary>
    /// <param name="resourceAppId">The API.</param>
    /// <param name="name">The permission's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="review">What public reviews say; Unknown if none does.</param>
    /// <param name="level">Microsoft's privilege level, 1 to 4; 0 where none is published.</param>
    /// <param name="adminConsent">Whether only an administrator can consent; null if that is not known.</param>
    internal static PermissionRating Of(
        Guid resourceAppId,
        string name,
        AppPermissionType type,
        AppPermissionRisk review,
        int level,
        bool? adminConsent
    )
    {
        var isGraph = resourceAppId == PermissionResource.MicrosoftGraphAppId;
        return TenantControl.ReasonFor(resourceAppId, name, type) is not null
                ? new PermissionRating(AppPermissionRisk.Critical, AppPermissionRiskSource.ControlsTenant)
            : isGraph && type is AppPermissionType.Delegated && SignIn.Contains(name)
                ? new PermissionRating(AppPermissionRisk.Low, AppPermissionRiskSource.SignIn)
            : review is not AppPermissionRisk.Unknown ? new PermissionRating(review, AppPermissionRiskSource.Review)
            : level > 0 ? new PermissionRating((AppPermissionRisk)level, AppPermissionRiskSource.PrivilegeLevel)
            : isGraph
                ? new PermissionRating(
                    adminConsent == false ? AppPermissionRisk.Medium : AppPermissionRisk.High,
                    AppPermissionRiskSource.AdminConsent
                )
            : None;
    }
}
