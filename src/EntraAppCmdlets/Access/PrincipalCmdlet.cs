using EntraAppCmdlets.Access;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that name users, groups or service principals beside an app.</summary>
public abstract class PrincipalCmdlet : AppCmdlet
{
    private readonly Dictionary<Guid, Dictionary<string, Principal>> _found = [];

    private protected override bool NeedsApplication => false;

    /// <summary>Finds who is meant. One that can't be found spoils the whole input: nothing is sent for it, and each wrong name is told.</summary>
    private protected async Task<IReadOnlyList<Principal>> FindAsync(
        AppPrincipalReference[] references, IReadOnlyList<PrincipalKind> suitable, string purpose, CancellationToken cancellationToken)
    {
        var trouble = new List<AppException>();
        // A name means somebody else in another tenant.
        if (!_found.TryGetValue(Connection.TenantId, out var known))
            _found[Connection.TenantId] = known = new(StringComparer.OrdinalIgnoreCase);
        var found = await new PrincipalService(Work(), known).ResolveAsync([.. references.Select(reference => reference.Query)], suitable, purpose, trouble, cancellationToken);
        foreach (var error in trouble.SkipLast(1))
            WriteTrouble(error);
        return trouble.Count > 0 ? throw trouble[^1] : found;
    }
}
