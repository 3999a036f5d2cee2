using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Aspects.Claims;

/// <summary>An optional claim as a person or a guide asks for it.</summary>
/// <param name="Name">The name of the claim.</param>
/// <param name="Tokens">The tokens that shall contain it.</param>
internal sealed record OptionalClaimRequest(string Name, IReadOnlyList<AppTokenType> Tokens) : ClaimRequest
{
    public bool? Essential { get; init; }

    public string? Source { get; init; }

    /// <summary>What the claim gets besides the additional properties that it has.</summary>
    public IReadOnlyList<string> AdditionalProperties { get; init; } = [];

    /// <summary>The same with the names as Microsoft Entra writes them. Refuses what it does not know.</summary>
    /// <exception cref="AppException">OptionalClaimNotFound, OptionalClaimInvalid.</exception>
    public OptionalClaimRequest Checked()
    {
        var name = Name.Trim();
        if (Misspelling.Split(name) is not [_])
        {
            throw ClaimErrors.OptionalClaimInvalid(Name, "it isn't a single name", "Specify several claims as a list: email, upn.");
        }

        if (KnownClaims.Find(name) is not { } known)
        {
            if (Source is null)
            {
                throw name.StartsWith(KnownClaims.ExtensionPrefix, StringComparison.OrdinalIgnoreCase)
                    ? ClaimErrors.OptionalClaimInvalid(name, "it is a directory extension, whose source is missing", "Add -Source user.")
                    : ClaimErrors.OptionalClaimNotFound(name);
            }

            return this with
            {
                Name = name,
            };
        }

        if (Source is not null)
        {
            throw ClaimErrors.OptionalClaimInvalid(
                known.Name,
                "Microsoft Entra predefines it, so it has no source",
                "Leave out -Source, which is for directory extensions."
            );
        }

        if (Tokens.Except(known.Tokens).ToList() is { Count: > 0 } unfit)
        {
            throw ClaimErrors.OptionalClaimInvalid(
                known.Name,
                $"{string.Join(" and ", unfit)} can't contain it",
                $"Choose {string.Join(" or ", known.Tokens)}."
            );
        }

        return this with
        {
            Name = known.Name,
            AdditionalProperties = [.. AdditionalProperties.Select(property => Property(known, property))],
        };
    }

    public override AppRegistration On(AppRegistration app) => Tokens.Aggregate(app, On);

    public override bool Asks(AppOptionalClaim claim) =>
        Tokens.Contains(claim.Token) && string.Equals(claim.Name, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The app with the claim in one of the tokens only.</summary>
    public AppRegistration On(AppRegistration app, AppTokenType token) =>
        With(
            app,
            token,
            Name,
            claim =>
                claim with
                {
                    Essential = Essential ?? claim.Essential,
                    Source = Source ?? claim.Source,
                    AdditionalProperties = [.. claim.AdditionalProperties.Union(AdditionalProperties)],
                }
        );

    private static string Property(KnownClaim claim, string property) =>
        claim.Properties.FirstOrDefault(known => string.Equals(known, property.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw ClaimErrors.OptionalClaimInvalid(
            claim.Name,
            $"it has no additional property '{Cut.Shorten(property)}'",
            claim.Properties.Count == 0 ? "Leave out -AdditionalProperty." : $"Choose from {string.Join(", ", claim.Properties)}."
        );
}
