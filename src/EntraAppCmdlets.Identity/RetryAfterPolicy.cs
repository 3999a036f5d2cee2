using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Core.Pipeline;

namespace EntraAppCmdlets.Identity;

/// <summary>Sees when a vault wants to be asked again: the client keeps the answer to itself.</summary>
internal sealed class RetryAfterPolicy : HttpPipelineSynchronousPolicy
{
    private readonly AsyncLocal<StrongBox<TimeSpan?>?> _seen = new();

    /// <summary>Runs a request of the client; what it gives, and when to ask again.</summary>
    public async Task<(T Value, TimeSpan? RetryAfter)> WatchAsync<T>(Func<Task<T>> request)
    {
        var box = new StrongBox<TimeSpan?>();
        _seen.Value = box;
        var value = await request().ConfigureAwait(false);
        return (value, box.Value);
    }

    /// <inheritdoc/>
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (_seen.Value is { } box)
        {
            box.Value =
                message.Response.Headers.TryGetValue("Retry-After", out var text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                    ? TimeSpan.FromSeconds(seconds)
                    : null;
        }
    }
}
