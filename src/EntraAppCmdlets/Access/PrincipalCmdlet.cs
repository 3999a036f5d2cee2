using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The base of the cmdlets that name users, groups or service principals beside an app.</summary>
public abstract class PrincipalCmdlet : AppWriteCmdlet
{
    private readonly Dictionary<Guid, ConcurrentDictionary<string, Principal>> _found = [];

    private protected override bool NeedsApplication => false;

    /// <summary>Finds who is meant; null if a name is wrong: nothing is sent for the app then, and there is an error for each wrong name.</summary>
    private protected async Task<IReadOnlyList<Principal>?> FindAsync(
        AppRegistration app,
        AppPrincipalReference[] references,
        IReadOnlyList<PrincipalKind> suitable,
        string purpose,
        CancellationToken cancellationToken
    )
    {
        var exception = new List<AppException>();
        // A name means somebody else in another tenant.
        if (!_found.TryGetValue(Connection.TenantId, out var known))
        {
            _found[Connection.TenantId] = known = new(StringComparer.OrdinalIgnoreCase);
        }

        var found = await new PrincipalService(Work(), known).ResolveAsync(
            [.. references.Select(reference => reference.Query)],
            suitable,
            purpose,
            exception,
            cancellationToken
        );
        if (exception.Count == 0)
        {
            return found;
        }

        var expected = await ExpectedNamesAsync(app, cancellationToken);
        foreach (var error in exception)
        {
            WriteInputError(Explain(error));
        }
        // Each wrong name has been reported; there is nobody to go on with.
        return null;

        AppException Explain(AppException error)
        {
            var near = error.ErrorId == nameof(PrincipalErrors.PrincipalNotFound) ? Misspelling.Of($"{error.Target}", expected) : [];
            return error.With($"{(near.Count > 0 ? $"Did you mean {Misspelling.Listed(near)}? " : "")}{NothingDone(app)}");
        }
    }

    /// <summary>What the command does to those who are named, in words that the app's name follows.</summary>
    private protected abstract string Done { get; }

    /// <summary>What has come of it where a name is wrong.</summary>
    private protected virtual string NothingDone(AppRegistration app) => $"Nobody was {Done} '{app.DisplayName}'.";

    /// <summary>Names that are likely meant where one can't be found: those who are there, where they are to be removed.</summary>
    private protected virtual Task<IReadOnlyList<string>> ExpectedNamesAsync(AppRegistration app, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);
}
