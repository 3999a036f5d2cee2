using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Identity;

/// <summary>A way to sign in: how errors name it and what helps where it isn't available.</summary>
/// <param name="Name">The stable part of error ids.</param>
/// <param name="Cure">What to do where it can't be used here.</param>
/// <param name="TakesClaims">Whether a request with claims passes the cache by; tools of their own would rather ask the person to sign in again.</param>
internal sealed record SignInKind(string Name, string Cure, bool TakesClaims = true)
{
    /// <summary>What is wrong, where the library's own words are rather a cure, or name its own parts; null for them.</summary>
    internal string? WhyUnavailable(string message) =>
        message.Contains("az login", StringComparison.Ordinal) ? "Nobody is signed in to Azure CLI here."
        : message.Contains("Connect-AzAccount", StringComparison.Ordinal) ? "Nobody is signed in to Azure PowerShell here."
        : this == Environment ? "The environment variables for a sign-in are not all set."
        : null;

    internal static readonly SignInKind ManagedIdentity = new(
        "ManagedIdentity",
        "Run this on an Azure resource that has a managed identity, or sign in in another way; for a user-assigned identity give its client ID."
    );
    internal static readonly SignInKind AzurePipelines = new(
        "AzurePipelines",
        "Run this in a job of Azure Pipelines that maps SYSTEM_ACCESSTOKEN, and check the id of the service connection."
    );
    internal static readonly SignInKind AzureCli = new(
        "AzureCli",
        "Install Azure CLI and run 'az login', with --tenant for another tenant.",
        TakesClaims: false
    );
    internal static readonly SignInKind AzurePowerShell = new(
        "AzurePowerShell",
        "Install the module Az.Accounts and run Connect-AzAccount, with -Tenant for another tenant.",
        TakesClaims: false
    );
    internal static readonly SignInKind Environment = new(
        "Environment",
        "Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH."
    );
    internal static readonly SignInKind InteractiveBrowser = new(
        "InteractiveBrowser",
        "Where no browser can be opened, sign in with a device code: Connect-AppTenant -UseDeviceCode."
    );
    internal static readonly SignInKind DeviceCode = new("DeviceCode", "Start the sign-in again.");
}
