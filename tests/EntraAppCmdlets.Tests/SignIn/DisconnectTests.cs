using System.Runtime.CompilerServices;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>What is left of a sign-in by the real libraries after its connection has ended.</summary>
public sealed class DisconnectTests : IDisposable
{
    private static readonly IdentityLoader Loader = new(Checkout.PathOf("module/bin/identity"));

    private readonly SignInService _service = new();

    public void Dispose() => _service.Dispose();

    [Fact]
    public async Task Disconnecting_leaves_neither_the_token_nor_what_could_renew_it_in_memory()
    {
        var connections = new ConnectionStore.Connections();
        var left = await ConnectAsync(connections);
        Collect();
        Assert.All(left, item => Assert.True(item.Value.IsAlive, $"{item.Key} is gone before its time"));

        Disconnect(connections);
        Collect();

        Assert.Equal([], left.Where(item => item.Value.IsAlive).Select(item => item.Key));
    }

    [Fact]
    public async Task Connecting_again_asks_for_a_new_token()
    {
        var connections = new ConnectionStore.Connections();
        await ConnectAsync(connections);
        await ConnectAsync(connections);
        Assert.Equal(2, _service.TokenRequests.Count);
        connections.Clear();

        await ConnectAsync(connections);

        Assert.Equal(3, _service.TokenRequests.Count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<Dictionary<string, WeakReference>> ConnectAsync(ConnectionStore.Connections connections)
    {
        var provider = Loader.CreateProvider(SignInService.Cloud, _service);
        var fetch = provider.DeviceCode(SignInService.TenantId, null, [], (_, _, _, _, _) => Task.CompletedTask);
        var tokens = new IdentityTokenSource(fetch, null, TimeProvider.System);
        var token = await tokens.GetTokenAsync(SignInService.Scope, false, CancellationToken.None);
        var connection = new TenantConnection(
            new AppTenant
            {
                TenantId = new Guid(SignInService.TenantId),
                Environment = "Custom",
                AuthType = "DeviceCode",
            },
            SignInService.Cloud,
            new SocketsHttpHandler(),
            tokens,
            new GraphClientOptions()
        );
        connections.Add(connection);
        return new()
        {
            ["connection"] = new(connection),
            ["token source"] = new(tokens),
            ["token"] = new(token),
            ["token's text"] = new(token.Token),
            ["libraries' credential"] = new(fetch.Target),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Disconnect(ConnectionStore.Connections connections) => Assert.Single(connections.Clear());

    private static void Collect()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
