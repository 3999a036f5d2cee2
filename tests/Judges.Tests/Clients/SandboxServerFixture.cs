using EntraAppCmdlets.Testing;
using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;

namespace Judges.Tests.Clients;

/// <summary>A server of its own for the tests of a class, and the SDK as its client with all of its usual handlers.</summary>
public sealed class SandboxServerFixture : IAsyncLifetime, IAuthenticationProvider
{
    private string? _token;

    internal RunningServer Server { get; private set; } = null!;

    internal GraphServiceClient Graph { get; private set; } = null!;

    internal string Authority => (string)Server.Ready["authority"]!;

    internal string TenantId => (string)Server.Ready["tenantId"]!;

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync();
        _token = await Server.TokenAsync();
        Graph = new GraphServiceClient(this, $"{Server.Graph}/v1.0");
    }

    public async Task DisposeAsync()
    {
        Graph?.Dispose();
        await Server.DisposeAsync();
    }

    Task IAuthenticationProvider.AuthenticateRequestAsync(
        RequestInformation request,
        Dictionary<string, object>? additionalAuthenticationContext,
        CancellationToken cancellationToken
    )
    {
        request.Headers.TryAdd("Authorization", $"Bearer {_token}");
        return Task.CompletedTask;
    }
}
