using EntraAppCmdlets.Access;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that name users, groups or service principals beside an app.</summary>
public abstract class PrincipalCmdlet : AppCmdlet
{
    private readonly Dictionary<string, Principal> _found = new(StringComparer.OrdinalIgnoreCase);

    private protected override bool NeedsApplication => false;

    /// <summary>Finds who is meant. One that can't be found spoils the whole input: nothing is sent for it, and each wrong name is told.</summary>
    private protected async Task<IReadOnlyList<Principal>> FindAsync(
        AppPrincipalReference[] references, IReadOnlyList<PrincipalKind> suitable, string purpose, CancellationToken cancellationToken)
    {
        var trouble = new List<AppException>();
        var found = await new PrincipalService(Work(), _found).ResolveAsync([.. references.Select(reference => reference.Query)], suitable, purpose, trouble, cancellationToken);
        foreach (var error in trouble.SkipLast(1))
            WriteTrouble(error);
        return trouble.Count > 0 ? throw trouble[^1] : found;
    }
}
