using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Principals;

/// <summary>Errors about users, groups and service principals.</summary>
internal static class PrincipalErrors
{
    public static AppException PrincipalMissing() =>
        new(
            nameof(PrincipalMissing),
            AppErrorKind.InvalidArgument,
            null,
            "Nobody was named to be assigned.",
            "Name users, groups or service principals with -Principal, or set -Required alone."
        );

    public static AppException PrincipalNotFound(
        string reference,
        IReadOnlyList<PrincipalKind> kinds,
        string tenant,
        IReadOnlyList<Principal> alike
    ) =>
        new(
            nameof(PrincipalNotFound),
            AppErrorKind.NotFound,
            reference,
            $"No {Kinds(kinds)} '{Cut.Shorten(reference)}' was found in tenant {tenant}.{NearestNames.Question(alike.Select(item => $"'{item.DisplayName}' ({item.UserPrincipalName ?? item.Id.ToString()})"))}",
            "Give the object id, a user's sign-in name (user@domain), or a display name in full."
        );

    public static AppException PrincipalAmbiguous(string reference, IReadOnlyList<Principal> found) =>
        new(
            nameof(PrincipalAmbiguous),
            AppErrorKind.InvalidArgument,
            reference,
            $"'{Cut.Shorten(reference)}' is the name of {found.Count}: {string.Join(", ", found.Select(item => $"{Principal.Word(item.Kind)} {item.UserPrincipalName ?? item.Id.ToString()}"))}.",
            "Give the object id or the sign-in name instead of the display name."
        );

    public static AppException PrincipalUnsuitable(
        string reference,
        Principal principal,
        IReadOnlyList<PrincipalKind> kinds,
        string purpose
    ) =>
        new(
            nameof(PrincipalUnsuitable),
            AppErrorKind.InvalidArgument,
            reference,
            $"'{Cut.Shorten(reference)}' is a {Principal.Word(principal.Kind)}, which can't {purpose}.",
            $"Name a {Kinds(kinds)}."
        );

    private static string Kinds(IReadOnlyList<PrincipalKind> kinds) =>
        kinds.Count == 1
            ? Principal.Word(kinds[0])
            : $"{string.Join(", ", kinds.SkipLast(1).Select(Principal.Word))} or {Principal.Word(kinds[^1])}";
}
