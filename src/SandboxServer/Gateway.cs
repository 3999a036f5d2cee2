using EntraAppCmdlets.Sandbox;
using Microsoft.AspNetCore.Http.Features;

namespace SandboxServer;

/// <summary>Carries requests of the network to a tenant, and its answers back.</summary>
internal sealed class Gateway(SandboxTenant tenant, RequestLog? log)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!TryAddress(context, out var uri))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var body = await ReadAsync(context.Request).ConfigureAwait(false);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        var request = new SandboxRequest(context.Request.Method, uri, headers, body);
        var began = TimeProvider.System.GetUtcNow();
        var response = await tenant.ProcessAsync(request, context.RequestAborted).ConfigureAwait(false);
        log?.Add(began, request, response);
        if (response.Connection is SandboxConnection.Refused or SandboxConnection.Reset)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (response.Status == StatusCodes.Status204NoContent)
        {
            return;
        }

        context.Response.ContentLength = response.Body.Length;
        var cut = response.Connection == SandboxConnection.Cut;
        await context
            .Response.Body.WriteAsync(cut ? response.Body[..(response.Body.Length / 2)] : response.Body, context.RequestAborted)
            .ConfigureAwait(false);
        if (cut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            context.Abort();
        }
    }

    /// <summary>The address as the client wrote it: what is escaped stays escaped.</summary>
    private static bool TryAddress(HttpContext context, out Uri uri)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var host = context.Request.Host.HasValue ? context.Request.Host.Value : "localhost";
        return Uri.TryCreate(target.StartsWith('/') ? $"{context.Request.Scheme}://{host}{target}" : target, UriKind.Absolute, out uri!);
    }

    /// <summary>The body, or so much of it that it is known to be too large.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        if (
            request.ContentLength is 0
            || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && request.Protocol == "HTTP/1.1")
        )
        {
            return default;
        }

        using var buffer = new MemoryStream();
        var part = new byte[64 * 1024];
        int read;
        while (
            buffer.Length <= SandboxTenant.MaximumBodyLength
            && (read = await request.Body.ReadAsync(part, request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0
        )
        {
            buffer.Write(part, 0, read);
        }

        return buffer.ToArray();
    }
}
