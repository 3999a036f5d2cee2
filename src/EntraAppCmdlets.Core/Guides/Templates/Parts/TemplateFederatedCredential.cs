using System.Text.Json;
using EntraAppCmdlets.Aspects.Federated;

namespace EntraAppCmdlets.Guides;

internal sealed record TemplateFederatedCredential
{
    public required string Step { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? When { get; set; }

    public required string Name { get; init; }

    public string? Description { get; set; }

    public string? Audience { get; set; }

    public TemplateKubernetes? Kubernetes { get; set; }

    public TemplateGitHub? GitHub { get; set; }

    public TemplateManagedIdentity? ManagedIdentity { get; set; }

    public TemplateIssuer? Issuer { get; set; }

    /// <summary>The credential that is asked for.</summary>
    /// <param name="fill">Fills a text in.</param>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public FederatedCredentialRequest ToRequest(Func<string, string> fill)
    {
        var (issuer, subject) = this switch
        {
            { Kubernetes: { } cluster } => (
                fill(cluster.Issuer),
                FederatedSubject.OfServiceAccount(fill(cluster.Namespace), fill(cluster.ServiceAccount))
            ),
            { GitHub: { } gitHub } => (
                gitHub.Issuer is null ? FederatedSubject.GitHubIssuer : fill(gitHub.Issuer),
                FederatedSubject.OfRepository(fill(gitHub.Repository), gitHub.ToTrigger(fill))
            ),
            { ManagedIdentity: { } identity } => (
                fill(TemplateManagedIdentity.Issuer),
                FederatedSubject.OfManagedIdentity(fill(identity.ObjectId))
            ),
            _ => (fill(Issuer!.Url), fill(Issuer.Subject)),
        };
        return FederatedCredentialService.CheckMatching(
            new FederatedCredentialRequest(
                fill(Name),
                issuer,
                subject,
                Audience is null ? fill(Placeholder.TokenExchangeAudience) : fill(Audience),
                Description is null ? null : fill(Description)
            )
        );
    }

    /// <summary>What asks for this credential.</summary>
    public static TemplateFederatedCredential From(FederatedCredentialRequest credential, CapturedTexts texts)
    {
        // A managed identity belongs to the tenant, whose issuer says so.
        var issuer = texts.Url(credential.Issuer);
        return new()
        {
            Step = texts.Step("federated-credentials", "Certificates & secrets", "Add the federated credentials."),
            Name = texts.Constant(credential.Name),
            Description = texts.Optional(credential.Description),
            Audience = credential.Audience is null or FederatedCredentialService.DefaultAudience
                ? null
                : texts.Constant(credential.Audience),
            Issuer = new TemplateIssuer
            {
                Url = issuer,
                Subject =
                    Placeholder.NamesIn(issuer).Contains("tenant.id") && Guid.TryParse(credential.Subject, out _)
                        ? texts.Identity(credential.Subject)
                        : texts.Constant(credential.Subject),
            },
        };
    }
}

internal sealed record TemplateKubernetes
{
    public required string Issuer { get; init; }

    public required string Namespace { get; init; }

    public required string ServiceAccount { get; init; }
}

internal sealed record TemplateGitHub
{
    public required string Repository { get; init; }

    public string? Branch { get; set; }

    public string? Environment { get; set; }

    public string? Tag { get; set; }

    public bool PullRequest { get; set; }

    public string? Issuer { get; set; }

    public GitHubTrigger ToTrigger(Func<string, string> fill) =>
        new(
            Branch is null ? null : fill(Branch),
            Environment is null ? null : fill(Environment),
            Tag is null ? null : fill(Tag),
            PullRequest
        );
}

internal sealed record TemplateManagedIdentity
{
    /// <summary>The tokens of managed identities of this tenant.</summary>
    public const string Issuer = "{cloud.authority}/{tenant.id}/v2.0";

    public required string ObjectId { get; init; }
}

internal sealed record TemplateIssuer
{
    public required string Url { get; init; }

    public required string Subject { get; init; }
}
