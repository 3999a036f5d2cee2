using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>A line on which each request takes its own time, there and back.</summary>
internal sealed class SlowLine(HttpMessageHandler tenant, VirtualClock clock, Random random) : DelegatingHandler(tenant)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1 + random.Next(400)), clock, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await Task.Delay(TimeSpan.FromMilliseconds(1 + random.Next(400)), clock, cancellationToken);
        return response;
    }
}
