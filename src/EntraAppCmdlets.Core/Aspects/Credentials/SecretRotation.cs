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
    ) =>
        new(
            await CredentialChain
                .PlanAsync(
                    work,
                    app,
                    AppCredentialKind.Secret,
                    name,
                    endsWithin,
                    overlap,
                    now,
                    newest => place?.Lacks(newest, app, name) == true,
                    cancellationToken
                )
                .ConfigureAwait(false)
        )
        {
            Place = place,
        };

    /// <summary>Makes the new secret, and removes what had its time once the new one is handed on: nobody can read its text again.</summary>
    public Change<AppClientSecret?> Rotating(SecretChain chain, DateTimeOffset end) =>
        new(chain.MakesOne ? SecretService.Planned(chain.App, chain.Name, chain.Start, end) : null)
        {
            Words = chain.InWords(end),
            NoChangeReason = chain.NoChangeReason,
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

/// <summary>The secrets of one description that follow one another.</summary>
internal sealed record SecretChain : CredentialChain
{
    public SecretChain(CredentialChain chain)
        : base(chain) { }

    /// <summary>The place in a vault that the new one is put into; null for none.</summary>
    public KeyVaultPlace? Place { get; init; }

    protected override string Where => Place is null ? "" : $", and {Place}";
}
