using System.Text.RegularExpressions;
using EntraAppCmdlets.Connection;

namespace EntraAppCmdlets.Aspects.Federated;

/// <summary>What the workflow's token of a GitHub repository is about: one of the four.</summary>
/// <param name="Branch">The branch that the workflow runs on.</param>
/// <param name="Environment">The environment that the job names; then the token is about that, whatever the branch.</param>
/// <param name="Tag">The tag that the workflow runs on.</param>
/// <param name="PullRequest">Whether the workflow runs for pull requests.</param>
internal sealed record GitHubTrigger(string? Branch, string? Environment, string? Tag, bool PullRequest);

/// <summary>Issuers and subjects as well-known services write them into their tokens. Source: the documentation of each.</summary>
internal static partial class FederatedSubject
{
    /// <summary>The issuer of GitHub's tokens.</summary>
    public const string GitHubIssuer = "https://token.actions.githubusercontent.com";

    /// <summary>The issuer of the tokens of managed identities of a tenant.</summary>
    public static string IssuerOfManagedIdentities(TenantConnection connection) =>
        $"{connection.Cloud.Authority.GetLeftPart(UriPartial.Authority)}/{connection.TenantId}/v2.0";

    /// <summary>The subject of a service account of Kubernetes.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static string OfServiceAccount(string kubernetesNamespace, string serviceAccount) =>
        $"system:serviceaccount:{CheckLabel("namespace", kubernetesNamespace)}:{CheckLabel("service account", serviceAccount)}";

    /// <summary>The subject of a workflow of a GitHub repository.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static string OfRepository(string repository, GitHubTrigger trigger)
    {
        if (!Repository().IsMatch(repository))
        {
            throw FederatedCredentialErrors.FederatedCredentialInvalid(
                "repository",
                repository,
                "it must be the owner and the name of a repository, such as contoso/deploy"
            );
        }

        return $"repo:{repository}:"
            + trigger switch
            {
                { Branch: { } branch } => $"ref:refs/heads/{CheckName("branch", branch)}",
                { Environment: { } environment } => $"environment:{CheckEnvironment(environment)}",
                { Tag: { } tag } => $"ref:refs/tags/{CheckName("tag", tag)}",
                _ => "pull_request",
            };
    }

    /// <summary>The subject of a managed identity.</summary>
    /// <exception cref="AppException">FederatedCredentialInvalid.</exception>
    public static string OfManagedIdentity(string objectId) =>
        Guid.TryParse(objectId, out var id) && id != Guid.Empty
            ? id.ToString()
            : throw FederatedCredentialErrors.FederatedCredentialInvalid(
                "managed identity",
                objectId,
                "it must be the object (principal) ID of the managed identity"
            );

    private static string CheckLabel(string what, string value) =>
        Label().IsMatch(value)
            ? value
            : throw FederatedCredentialErrors.FederatedCredentialInvalid(
                what,
                value,
                "Kubernetes has names of small letters, digits, '-' and '.' only, so no token can match"
            );

    private static string CheckName(string what, string value) =>
        value.StartsWith("refs/", StringComparison.Ordinal)
            ? throw FederatedCredentialErrors.FederatedCredentialInvalid(what, value, $"give the name of the {what} alone, without refs/")
        : value.Length == 0 || value.Any(c => char.IsWhiteSpace(c) || "*?[~^:\\".Contains(c, StringComparison.Ordinal))
            ? throw FederatedCredentialErrors.FederatedCredentialInvalid(
                what,
                value,
                $"Git has no {what} of such a name and wildcards don't count, so no token can match"
            )
        : value;

    // In the subject, GitHub escapes colons of a name.
    private static string CheckEnvironment(string value) =>
        string.IsNullOrWhiteSpace(value) || value.Contains('*', StringComparison.Ordinal)
            ? throw FederatedCredentialErrors.FederatedCredentialInvalid(
                "environment",
                value,
                "it must be the name of one environment; wildcards don't count"
            )
            : value.Replace(":", "%3A", StringComparison.Ordinal);

    [GeneratedRegex(@"^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$")]
    private static partial Regex Label();

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?/[A-Za-z0-9._-]+$")]
    private static partial Regex Repository();
}
