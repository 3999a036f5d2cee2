using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Guides;

/// <summary>The users, groups and apps that a guide's parameters name, found in the tenant.</summary>
internal static class VendorPeople
{
    /// <summary>Who shall own the app. Groups can't.</summary>
    public static Task<IReadOnlyList<Principal>> OwnersAsync(CommandContext work, AppSpec design, ICollection<AppException> trouble, CancellationToken cancellationToken) =>
        FindAsync(work, design.OwnerNames, [PrincipalKind.User, PrincipalKind.ServicePrincipal], "own an app", trouble, cancellationToken);

    /// <summary>Who shall be let in to the app.</summary>
    public static Task<IReadOnlyList<Principal>> AssigneesAsync(CommandContext work, AppSpec design, ICollection<AppException> trouble, CancellationToken cancellationToken) =>
        FindAsync(work, design.AssigneeNames, [PrincipalKind.User, PrincipalKind.Group], "be assigned to an app", trouble, cancellationToken);

    private static Task<IReadOnlyList<Principal>> FindAsync(
        CommandContext work, IReadOnlyList<string> names, IReadOnlyList<PrincipalKind> kinds, string purpose, ICollection<AppException> trouble, CancellationToken cancellationToken) =>
        new PrincipalService(work, new Dictionary<string, Principal>(StringComparer.OrdinalIgnoreCase))
            .ResolveAsync([.. names.Select(name => new PrincipalQuery(name))], kinds, purpose, trouble, cancellationToken);
}
