using System.Security;
using TokenFunction = System.Func<
    string,
    bool,
    System.Threading.CancellationToken,
    System.Threading.Tasks.ValueTask<(string Token, System.DateTimeOffset ExpiresOn)>
>;

namespace EntraAppCmdlets.SignIn;

/// <summary>
/// The ways to sign in that need the identity libraries. Implemented in an assembly that lives in a load context of its
/// own; so every signature holds types of the base library only. Each method gives a function that fetches a token: its
/// arguments are the scope, whether a token that is kept must be passed by because the service refused it, and the
/// cancellation. It throws a <see cref="SignInException"/> that says what is wrong and what to do. Nothing is sent before it is called.
/// </summary>
public interface IIdentityProvider
{
    /// <summary>As the managed identity of the Azure resource that this runs on.</summary>
    /// <param name="clientId">The application id of a user-assigned identity; null for the system-assigned one.</param>
    /// <param name="resourceId">The Azure resource id of a user-assigned identity, instead of its application id; null if not used.</param>
    TokenFunction ManagedIdentity(string? clientId, string? resourceId);

    /// <summary>As a pipeline of Azure DevOps, through a service connection with workload identity federation.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The app's id.</param>
    /// <param name="serviceConnectionId">The id of the service connection.</param>
    /// <param name="systemAccessToken">The job's own token, <c>SYSTEM_ACCESSTOKEN</c>.</param>
    TokenFunction AzurePipelines(string tenantId, string clientId, string serviceConnectionId, SecureString systemAccessToken);

    /// <summary>As the account that is signed in to Azure CLI.</summary>
    /// <param name="tenantId">The tenant; null for Azure CLI's default.</param>
    TokenFunction AzureCli(string? tenantId);

    /// <summary>As the account that is signed in to Azure PowerShell.</summary>
    /// <param name="tenantId">The tenant; null for Azure PowerShell's default.</param>
    TokenFunction AzurePowerShell(string? tenantId);

    /// <summary>As the app that the environment variables describe: <c>AZURE_TENANT_ID</c>, <c>AZURE_CLIENT_ID</c> and a secret or certificate.</summary>
    TokenFunction Environment();

    /// <summary>As a person, in the browser of this machine.</summary>
    /// <param name="tenantId">The tenant; null for the account's own.</param>
    /// <param name="clientId">The app that signs the person in; null for Microsoft Graph Command Line Tools.</param>
    /// <param name="scopes">The delegated permissions to ask for; empty for those consented already.</param>
    /// <param name="loginHint">The account's name to begin with; null to let the person choose.</param>
    TokenFunction InteractiveBrowser(string? tenantId, string? clientId, IReadOnlyList<string> scopes, string? loginHint);

    /// <summary>As a person, in the browser of any machine.</summary>
    /// <param name="tenantId">The tenant; null for the account's own.</param>
    /// <param name="clientId">The app that signs the person in; null for Microsoft Graph Command Line Tools.</param>
    /// <param name="scopes">The delegated permissions to ask for; empty for those consented already.</param>
    /// <param name="show">Shows where to go, the code to enter, the service's whole message and when the code ends.</param>
    TokenFunction DeviceCode(
        string? tenantId,
        string? clientId,
        IReadOnlyList<string> scopes,
        Func<Uri, string, string, DateTimeOffset, CancellationToken, Task> show
    );
}
