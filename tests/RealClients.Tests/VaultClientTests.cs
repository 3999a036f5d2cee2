using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace RealClients.Tests;

/// <summary>One of Azure's clients of a Key Vault against the server, under a vault's own host name and with all that it checks by itself.</summary>
/// <typeparam name="T">The client.</typeparam>
public abstract class VaultClientTests<T> : IAsyncLifetime
{
    private HttpClient _http = null!;

    private protected TlsServer Server { get; private set; } = null!;

    private protected T Client { get; private set; } = default!;

    public async Task InitializeAsync()
    {
        Server = await TlsServer.StartAsync();
        _http = Server.NewHttpClient();
        Client = Open(
            new Uri("https://contoso.vault.azure.net"),
            new ClientSecretCredential(
                Server.TenantId,
                Server.ClientId,
                Server.ClientSecret,
                new ClientSecretCredentialOptions { Transport = new HttpClientTransport(_http) }
            )
        );
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Makes the client, with options of <see cref="Over"/>.</summary>
    private protected abstract T Open(Uri vault, TokenCredential credential);

    /// <summary>Has a client send to the server, and nothing twice.</summary>
    private protected TOptions Over<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Transport = new HttpClientTransport(_http);
        options.Retry.MaxRetries = 0;
        return options;
    }
}
