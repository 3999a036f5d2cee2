using System.Security;

namespace EntraAppCmdlets.SignIn;

/// <summary>An app that trusts the platform which this runs on, and how that platform is asked for its token.</summary>
internal sealed record WorkloadIdentity
{
    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The app.</summary>
    public required string ClientId { get; init; }

    /// <summary>The file that the platform keeps a token in (Kubernetes); null for another platform.</summary>
    public string? TokenFile { get; private init; }

    /// <summary>The service connection of Azure Pipelines; null for another platform.</summary>
    public string? ServiceConnectionId { get; private init; }

    /// <summary>The Azure Pipelines job's own token; there if <see cref="ServiceConnectionId"/> is.</summary>
    public SecureString? SystemAccessToken { get; private init; }

    /// <summary>Finds out which platform this is. What was given goes before what the platform's variables say.</summary>
    /// <param name="tenantId">The tenant; null for the platform's own.</param>
    /// <param name="clientId">The app; null for the platform's own.</param>
    /// <param name="tokenFile">The file with the token; null if the platform tells.</param>
    /// <param name="serviceConnectionId">The service connection; null if the platform tells.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="SignInException">WorkloadIdentityNotAvailable: what is missing, and where it comes from.</exception>
    internal static WorkloadIdentity Find(
        string? tenantId,
        string? clientId,
        string? tokenFile,
        string? serviceConnectionId,
        Func<string, string?> variable
    )
    {
        string? Read(string name) => variable(name) is { Length: > 0 } value ? value : null;

        serviceConnectionId ??= tokenFile is null ? Read("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID") : null;
        var onPipelines = serviceConnectionId is not null;
        var onGitHub = !onPipelines && tokenFile is null && Read("ACTIONS_ID_TOKEN_REQUEST_URL") is not null;
        tokenFile ??= onPipelines || onGitHub ? null : Read("AZURE_FEDERATED_TOKEN_FILE");
        if (!onPipelines && !onGitHub && tokenFile is null)
        {
            throw NotAvailable(
                "No platform with a federated token was found: neither AZURE_FEDERATED_TOKEN_FILE, nor a job of GitHub Actions with the permission 'id-token: write', nor a service connection of Azure Pipelines.",
                "Give the file with -FederatedTokenPath or the service connection with -ServiceConnectionId, or run this on such a platform."
            );
        }

        tenantId ??= (onPipelines ? Read("AZURESUBSCRIPTION_TENANT_ID") : null) ?? Read("AZURE_TENANT_ID");
        clientId ??= (onPipelines ? Read("AZURESUBSCRIPTION_CLIENT_ID") : null) ?? Read("AZURE_CLIENT_ID");
        if (tenantId is null || clientId is null)
        {
            throw NotAvailable(
                tenantId is null ? "The tenant to sign in to is not known." : "The app to sign in as is not known.",
                "Give -TenantId and -ClientId, or set AZURE_TENANT_ID and AZURE_CLIENT_ID."
            );
        }

        var jobToken = onPipelines ? Read("SYSTEM_ACCESSTOKEN") : null;
        return onPipelines && jobToken is null
            ? throw NotAvailable(
                "The job's own token is missing in SYSTEM_ACCESSTOKEN.",
                "Map it in the pipeline: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)."
            )
            : new WorkloadIdentity
            {
                TenantId = tenantId,
                ClientId = clientId,
                TokenFile = tokenFile,
                ServiceConnectionId = serviceConnectionId,
                SystemAccessToken = jobToken is null ? null : SecureText.Hide(jobToken),
            };
    }

    private static SignInException NotAvailable(string why, string cure) => new("WorkloadIdentityNotAvailable", why, cure);
}
