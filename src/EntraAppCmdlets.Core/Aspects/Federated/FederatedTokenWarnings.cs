using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Aspects.Federated;

/// <summary>What Entra accepts in a federated credential, although no token can ever match it.</summary>
internal static partial class FederatedTokenWarnings
{
    /// <summary>A warning for each part that can't match, with the one that would.</summary>
    public static IReadOnlyList<string> Of(FederatedCredentialRequest request)
    {
        var warnings = new List<string>();
        if (request.Subject.Contains('*', StringComparison.Ordinal))
        {
            warnings.Add(
                $"The subject {request.Subject} contains '*', which isn't a wildcard here: only tokens with exactly this subject can sign in. "
                    + "Add one federated credential for each subject."
            );
        }

        if (UsualIssuer(request.Issuer) is { } usual && usual != request.Issuer)
        {
            warnings.Add(
                $"The issuer {request.Issuer} differs from {usual}, which this service uses in its tokens. They are compared character by character, so no token will match."
            );
        }

        return warnings;
    }

    /// <summary>The first part that can't match, its value, and why; null if nothing is known against it.</summary>
    public static (string What, string Value, string Rule)? Mismatch(FederatedCredentialRequest request) =>
        request.Subject.Contains('*', StringComparison.Ordinal)
            ? (
                "subject",
                request.Subject,
                "'*' isn't a wildcard in it, so no token can match; use one federated credential for each subject"
            )
        : UsualIssuer(request.Issuer) is { } usual && usual != request.Issuer
            ? ("issuer", request.Issuer, $"the tokens of this service have the issuer {usual}, which is compared character by character")
        : null;

    /// <summary>The issuer as a well-known service writes it; null for any other service.</summary>
    private static string? UsualIssuer(string issuer)
    {
        var bare = LowerHost(issuer.TrimEnd('/'));
        return WithoutSlash().IsMatch(bare) ? bare
            : WithSlash().IsMatch(bare) ? bare + "/"
            : null;
    }

    /// <summary>Hosts are lower case in tokens; what follows the host is as the service has it.</summary>
    private static string LowerHost(string issuer)
    {
        var path = issuer.IndexOf('/', "https://".Length);
        return path < 0 ? issuer.ToLowerInvariant() : issuer[..path].ToLowerInvariant() + issuer[path..];
    }

    // GitHub, GitLab, Google, Terraform, Azure DevOps, CircleCI, Amazon EKS, Microsoft Entra v2.0. Source: the documentation of each.
    [GeneratedRegex(
        @"^https://(token\.actions\.githubusercontent\.com(/[^/]+)?|gitlab\.com|accounts\.google\.com|app\.terraform\.io|vstoken\.dev\.azure\.com/[^/]+"
            + @"|oidc\.circleci\.com/org/[^/]+|oidc\.eks\.[^/]+\.amazonaws\.com/id/[^/]+|cognito-identity\.amazonaws\.com|login\.microsoftonline\.(com|us)/[^/]+/v2\.0)$"
    )]
    private static partial Regex WithoutSlash();

    // Azure Kubernetes Service, Microsoft Entra v1.0, Auth0.
    [GeneratedRegex(@"^https://([^/]+\.oic\.prod-aks\.azure\.com/[^/]+/[^/]+|sts\.windows\.net/[^/]+|[^/]+\.auth0\.com)$")]
    private static partial Regex WithSlash();
}
