using Xunit.Abstractions;

namespace RealClients.Tests;

public sealed class GraphJavaScriptTests(ITestOutputHelper output)
{
    [NodeFact]
    public async Task The_Graph_client_and_MSAL_for_JavaScript_carry_an_application_from_its_creation_to_its_end()
    {
        await using var server = await TlsServer.StartAsync();
        using var log = new ClientLog(output, "graph-javascript");
        var (exitCode, text, errors) = await log.RunAsync(
            server.Program(Clients.Node!, Path.Combine(Clients.NodeFolder!, "applications.mjs")),
            "node applications.mjs"
        );
        Assert.True(exitCode == 0, ClientLog.Masked(errors));
        Assert.Contains("deleted: true", text, StringComparison.Ordinal);
        Assert.Equal(["graph.microsoft.com", "login.microsoftonline.com"], server.Reached);
    }
}
