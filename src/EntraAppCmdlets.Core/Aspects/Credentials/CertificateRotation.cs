using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>Replaces a certificate by a new one of the same description, with a time in which both are valid.</summary>
internal sealed class CertificateRotation(CommandContext work)
{
    private readonly CertificateMaker _maker = new(work);

    /// <inheritdoc cref="SecretRotation.PlanAsync"/>
    /// <param name="place">Where the new certificate is kept.</param>
    public async Task<CertificateChain> PlanAsync(
        AppRegistration app,
        string name,
        TimeSpan? endsWithin,
        TimeSpan? overlap,
        DateTimeOffset now,
        CertificatePlace place,
        CancellationToken cancellationToken
    ) =>
        new(
            await CredentialChain
                .PlanAsync(work, app, AppCredentialKind.Certificate, name, endsWithin, overlap, now, place.Lacks, cancellationToken)
                .ConfigureAwait(false),
            place
        );

    /// <summary>Makes the new certificate, and removes what had its time once the new one is kept and the app has it.</summary>
    /// <param name="chain">What is due.</param>
    /// <param name="wanted">The new certificate; null where none is due.</param>
    public Change<AppCertificate?> Rotating(CertificateChain chain, NewCertificate? wanted) =>
        new(wanted is null ? null : CertificateMaker.Planned(chain.App, wanted))
        {
            Words = chain.InWords(wanted?.End),
            NoChangeReason = chain.NoChangeReason,
            Warnings = chain.Warnings,
            Send = async cancel =>
                wanted is null ? null : await _maker.MakeAsync(chain.App, wanted, chain.Place, cancel).ConfigureAwait(false),
            Afterwards = cancel => RemoveOldAsync(chain, cancel),
        };

    private async Task RemoveOldAsync(CertificateChain chain, CancellationToken cancellationToken)
    {
        var gone = chain.Removed.Select(old => old.KeyId).ToHashSet();
        if (gone.Count == 0)
        {
            return;
        }

        var change = await new CredentialService(work)
            .PlanRemoveAsync(chain.App, credential => gone.Contains(credential.KeyId), "such certificate", cancellationToken)
            .ConfigureAwait(false);
        if (change.Words.Count == 0)
        {
            return;
        }

        await change.ApplyAsync(work, cancellationToken).ConfigureAwait(false);
        foreach (var old in chain.Removed)
        {
            work.Log.Verbose($"Removed {old} ({old.KeyId}) of '{chain.App.DisplayName}'.");
        }
    }
}

/// <summary>The certificates of one description that follow one another.</summary>
internal sealed record CertificateChain : CredentialChain
{
    public CertificateChain(CredentialChain chain, CertificatePlace place)
        : base(chain) => Place = place;

    /// <summary>Where the new one is kept.</summary>
    public CertificatePlace Place { get; }

    protected override string Where => $", keep it in {Place}, and add it";
}
