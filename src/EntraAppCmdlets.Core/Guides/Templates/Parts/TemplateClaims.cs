using System.Text.Json;
using EntraAppCmdlets.Aspects.Claims;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateClaims
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public TemplateGroupClaim? Groups { get; set; }

    public IReadOnlyList<TemplateOptionalClaim> Optional { get; set; } = [];

    /// <summary>What tokens shall contain.</summary>
    /// <exception cref="AppException">GroupClaimInvalid, OptionalClaimNotFound, OptionalClaimInvalid.</exception>
    public ClaimsSpec ToSpec(VendorInput input) =>
        new()
        {
            Step = Step,
            Groups = Groups is { } groups && input.Holds(groups.When) ? groups.ToRequest() : null,
            GroupStep = Groups?.Step,
            Claims =
            [
                .. Optional
                    .Where(claim => input.Holds(claim.When))
                    .Select(claim => (claim.ToRequest(text => input.Fill(text)), claim.Step)),
            ],
        };

    /// <summary>What asks for these claims; null where nothing is asked for.</summary>
    public static TemplateClaims? From(ClaimsSpec spec, CapturedTexts texts) =>
        spec.Asked.Count == 0
            ? null
            : new()
            {
                Step = texts.Step("claims", "Token configuration", "Add the claims to tokens."),
                Groups = spec.Groups is { } groups ? TemplateGroupClaim.From(groups) : null,
                Optional = [.. spec.Claims.Select(item => TemplateOptionalClaim.From(item.Claim, texts))],
            };
}

internal sealed record TemplateGroupClaim
{
    public required IReadOnlyList<AppGroupClaim> Of { get; init; }

    public IReadOnlyList<AppTokenType> Tokens { get; set; } = [];

    public AppGroupFormat? Format { get; set; }

    public bool? AsRoles { get; set; }

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    /// <summary>The groups that are asked for.</summary>
    /// <exception cref="AppException">GroupClaimInvalid.</exception>
    public GroupClaimRequest ToRequest()
    {
        var request = new GroupClaimRequest
        {
            Groups = GroupClaimRequest.Combine(Of),
            Format = Format,
            AsRole = AsRoles,
            Tokens = Tokens,
        };
        request.Check();
        return request;
    }

    /// <summary>What asks for these groups.</summary>
    public static TemplateGroupClaim From(GroupClaimRequest groups) =>
        new()
        {
            Of = [.. Enum.GetValues<AppGroupClaim>().Where(one => one != AppGroupClaim.None && groups.Groups?.HasFlag(one) == true)],
            Tokens = groups.Tokens,
            Format = groups.Format,
            AsRoles = groups.AsRole,
        };
}

internal sealed record TemplateOptionalClaim
{
    public required string Name { get; init; }

    public required IReadOnlyList<AppTokenType> Tokens { get; init; }

    public bool? Essential { get; set; }

    public string? Source { get; set; }

    public IReadOnlyList<string> AdditionalProperties { get; set; } = [];

    public string? Step { get; set; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    /// <summary>The claim that is asked for.</summary>
    /// <param name="fill">Fills a text in.</param>
    /// <exception cref="AppException">OptionalClaimNotFound, OptionalClaimInvalid.</exception>
    public OptionalClaimRequest ToRequest(Func<string, string> fill) =>
        new OptionalClaimRequest(fill(Name), Tokens)
        {
            Essential = Essential,
            Source = Source,
            AdditionalProperties = AdditionalProperties,
        }.Checked();

    /// <summary>What asks for this claim.</summary>
    public static TemplateOptionalClaim From(OptionalClaimRequest claim, CapturedTexts texts) =>
        new()
        {
            Name = claim.Source is null ? texts.Constant(claim.Name) : texts.Extension(claim.Name),
            Tokens = claim.Tokens,
            Essential = claim.Essential,
            Source = claim.Source,
            AdditionalProperties = claim.AdditionalProperties,
        };
}
