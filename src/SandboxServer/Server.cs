using System.Net;
using System.Text.Json;
using EntraAppCmdlets.Sandbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;

namespace SandboxServer;

/// <summary>Serves a tenant until it is stopped.</summary>
internal static class Server
{
    private const int WrongUsage = 2;
    private const int CannotStart = 1;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        if (args is ["--help" or "-h" or "-?"])
        {
            await output.WriteLineAsync(ServerOptions.Usage).ConfigureAwait(false);
            return 0;
        }

        try
        {
            var options = ServerOptions.Parse(args);
            using var tenant = SandboxTenant.Open(options.Settings, options.TenantFile);
            // Filling a large tenant leaves as much behind as it keeps: what is free goes back to the system before the first request.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            using var log = options.LogFile is { } file ? new RequestLog(file) : null;
            await ServeAsync(options, tenant, log, output, errors).ConfigureAwait(false);
            return 0;
        }
        catch (ArgumentException exception)
        {
            await errors
                .WriteLineAsync(exception.Message + Environment.NewLine + Environment.NewLine + ServerOptions.Usage)
                .ConfigureAwait(false);
            return WrongUsage;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return CannotStart;
        }
    }

    private static async Task ServeAsync(ServerOptions options, SandboxTenant tenant, RequestLog? log, TextWriter output, TextWriter errors)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddConsole();
        // Standard output holds the one line that programs read.
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The tenant itself refuses what is too large, in the service's form.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            foreach (var url in options.Urls)
            {
                if (ServerOptions.AddressOf(url) is { } address)
                {
                    kestrel.Listen(address, url.Port);
                }
                else
                {
                    kestrel.ListenAnyIP(url.Port);
                }
            }

            if (options.HttpsPort is { } port)
            {
                kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(options.Certificate!));
            }
        });
        var app = builder.Build();
        await using var _ = app.ConfigureAwait(false);
        app.Run(new Gateway(tenant, log).HandleAsync);
        await app.StartAsync().ConfigureAwait(false);
        foreach (var url in options.Urls.Where(url => ServerOptions.AddressOf(url) is not { } address || !IPAddress.IsLoopback(address)))
        {
            await errors
                .WriteLineAsync(
                    $"Warning: {url} can be reached from other machines. Whoever reaches it can use this tenant's sign-in endpoints."
                )
                .ConfigureAwait(false);
        }

        var urls = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        await output.WriteLineAsync(ReadyLine(tenant, urls)).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        await app.WaitForShutdownAsync().ConfigureAwait(false);
    }

    private static string ReadyLine(SandboxTenant tenant, List<string> urls)
    {
        var address = (urls.FirstOrDefault(url => url.StartsWith("https", StringComparison.Ordinal)) ?? urls[0]).Replace(
            "[::]",
            "127.0.0.1",
            StringComparison.Ordinal
        );
        return JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["graph"] = address,
                ["authority"] = $"{address}/{tenant.TenantId}",
                ["tenantId"] = tenant.TenantId,
                ["clientId"] = tenant.AdminClientId,
                ["clientSecret"] = tenant.AdminClientSecret,
                ["urls"] = urls,
            }
        );
    }
}
