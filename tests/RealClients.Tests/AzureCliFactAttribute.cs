namespace RealClients.Tests;

/// <summary>A test that drives Azure CLI: skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AzureCliFactAttribute : FactAttribute
{
    public AzureCliFactAttribute() =>
        Skip = Clients.AzureCli is null ? "Azure CLI is not installed; tests/RealClients.Tests/install.sh does that on Debian." : null;
}
