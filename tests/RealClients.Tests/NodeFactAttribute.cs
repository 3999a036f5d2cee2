namespace RealClients.Tests;

/// <summary>A test that drives the JavaScript clients: skipped where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() =>
        Skip =
            Clients.Node is null || Clients.NodeFolder is null
                ? "Node.js or the Microsoft Graph client for it is not installed; tests/RealClients.Tests/install.sh installs the latter."
                : null;
}
