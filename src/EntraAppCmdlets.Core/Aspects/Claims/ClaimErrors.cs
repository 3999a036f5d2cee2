using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>Errors about claims in tokens.</summary>
internal static class ClaimErrors
{
    public static AppException GroupClaimInvalid(AppGroupClaim? groups, string rule, string recommendation) =>
        new(
            nameof(GroupClaimInvalid),
            AppErrorKind.InvalidArgument,
            groups,
            $"The group claim can't be set: {rule}. Nothing was sent.",
            recommendation
        );

    public static AppException GroupClaimMissing(AppRegistration app) =>
        new(
            nameof(GroupClaimMissing),
            AppErrorKind.InvalidArgument,
            app,
            $"The tokens of '{app.DisplayName}' contain no groups, so a form of the groups has no effect. Nothing was sent.",
            "Specify the groups too: Set-AppGroupClaim SecurityGroup, ApplicationGroup or All."
        );

    public static AppException OptionalClaimInvalid(string name, string rule, string recommendation) =>
        new(
            nameof(OptionalClaimInvalid),
            AppErrorKind.InvalidArgument,
            name,
            $"The optional claim '{Cut.Shorten(name)}' can't be used: {rule}. Nothing was sent.",
            recommendation
        );

    public static AppException OptionalClaimNotFound(string name) =>
        new(
            nameof(OptionalClaimNotFound),
            AppErrorKind.NotFound,
            name,
            $"Microsoft Entra has no optional claim '{Cut.Shorten(name)}'.{NearestNames.Question(NearestNames.Of(name, KnownClaims.All.Select(claim => claim.Name)))} Nothing was sent.",
            $"Choose from {string.Join(", ", KnownClaims.All.Select(claim => claim.Name).Order(StringComparer.Ordinal))}; for a directory extension, add -Source user."
        );

    /// <summary>A claim that was to be removed and that the app doesn't have.</summary>
    public static AppException OptionalClaimNotFound(AppRegistration app, string name, IReadOnlyList<string> near) =>
        ChangeErrors.NotFound(nameof(OptionalClaimNotFound), app, "optional claim", name, near);
}
