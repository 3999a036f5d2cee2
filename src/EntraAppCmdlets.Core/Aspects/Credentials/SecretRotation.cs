using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>Replaces a client secret by a new one of the same description, with a time in which both are valid.</summary>
internal sealed class SecretRotation(CommandContext work)
{
    private readonly SecretService _secrets = new(work);

    /// <summary>Says what rotating would do.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The description of the secrets that follow one another.</param>
    /// <param name="endsWithin">A new one is made only if the newest ends within this time; null for always.</param>
    /// <param name="overlap">How old its successor must be for a secret to be removed; null for never.</param>
    /// <param name="now">The start of the new secret.</param>
    /// <param name="place">The place in a vault that new ones are put into; one is made also if the vault has never got the newest. Null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SecretChain> PlanAsync(
        AppRegistration app,
        string name,
        TimeSpan? endsWithin,
        TimeSpan? overlap,
        DateTimeOffset now,
        KeyVaultPlace? place,
        CancellationToken cancellationToken
    )
    {
        var all = (await new CredentialService(work).GetAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(credential => credential.Kind == AppCredentialKind.Secret)
            .ToList();
        var chain = all.Where(secret => string.Equals(secret.DisplayName, name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(secret => secret.StartDateTime)
            .ThenBy(secret => secret.EndDateTime)
            .ToList();
        var newest = chain.LastOrDefault();
        var makesOne =
            endsWithin is not { } within
            || newest?.EndDateTime is not { } end
            || end <= now + within
            || place?.Lacks(newest, app, name) == true;
        var successors = chain.Skip(1).Select(secret => secret.StartDateTime ?? now).Concat(makesOne ? [now] : []);
        var removed = chain
            .Zip(successors)
            .Where(pair => overlap is { } time && pair.Second + time <= now)
            .Select(pair => pair.First)
            .ToList();
        return new SecretChain(app, name, newest, makesOne, now, removed, [.. chain.Except(removed)])
        {
            Place = place,
            // A misspelt description would make a first secret where a second one was meant.
            Warnings =
                newest is null && all.Count > 0
                    ?
                    [
                        $"'{app.DisplayName}' has no secret '{name}' yet, but {string.Join(", ", all.Select(secret => $"'{secret.DisplayName}'").Distinct())}.",
                    ]
                    : [],
        };
    }

    /// <summary>Makes the new secret, and removes what had its time once the new one is handed on: nobody can read its text again.</summary>
    public Change<AppClientSecret?> Rotating(SecretChain chain, DateTimeOffset end) =>
        new(chain.MakesOne ? SecretService.Planned(chain.App, chain.Name, chain.Start, end) : null)
        {
            Words = chain.InWords(end),
            NoChangeReason =
                $"The newest secret '{chain.Name}' of '{chain.App.DisplayName}' lives until {chain.Newest?.EndDateTime:yyyy-MM-dd}",
            Warnings = chain.Warnings,
            Send = async cancel => chain.MakesOne ? await MakeAsync(chain, end, cancel).ConfigureAwait(false) : null,
            Afterwards = cancel => RemoveOldAsync(chain, cancel),
        };

    /// <summary>Makes the new secret.</summary>
    public Task<AppClientSecret> MakeAsync(SecretChain chain, DateTimeOffset end, CancellationToken cancellationToken) =>
        _secrets.CreateAsync(chain.App, chain.Name, chain.Start, end, replace: false, chain.Place, cancellationToken);

    /// <summary>Removes what had its time.</summary>
    public async Task RemoveOldAsync(SecretChain chain, CancellationToken cancellationToken)
    {
        foreach (var old in chain.Removed)
        {
            await _secrets.RemoveAsync(chain.App, old.KeyId, cancellationToken).ConfigureAwait(false);
            work.Log.Verbose($"Removed {old} ({old.KeyId}) of '{chain.App.DisplayName}'.");
        }
    }
}

/// <summary>The secrets of one description that follow one another, and which of them are due.</summary>
/// <param name="App">The app.</param>
/// <param name="Name">The description.</param>
/// <param name="Newest">The newest secret of the description; null without one.</param>
/// <param name="MakesOne">Whether a new one is due.</param>
/// <param name="Start">When the new one begins.</param>
/// <param name="Removed">What had its time.</param>
/// <param name="Kept">What stays beside the new one.</param>
internal sealed record SecretChain(
    AppRegistration App,
    string Name,
    AppCredential? Newest,
    bool MakesOne,
    DateTimeOffset Start,
    IReadOnlyList<AppCredential> Removed,
    IReadOnlyList<AppCredential> Kept
)
{
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The place in a vault that the new one is put into; null for none.</summary>
    public KeyVaultPlace? Place { get; init; }

    /// <summary>What would be sent, in words; empty if nothing is due.</summary>
    public IReadOnlyList<string> InWords(DateTimeOffset end)
    {
        var words = new List<string>();
        if (MakesOne)
        {
            words.Add($"make the secret '{Name}', valid until {end.UtcDateTime:yyyy-MM-dd}{(Place is null ? "" : $", and {Place}")}");
        }

        if (Removed.Count > 0)
        {
            words.Add($"remove {string.Join(", ", Removed)}");
        }

        if (words.Count > 0 && Kept.Count > 0)
        {
            words.Add($"{string.Join(", ", Kept)} stay{(Kept.Count == 1 ? "s" : "")}");
        }

        return words;
    }
}
