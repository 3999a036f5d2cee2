using System.Text.RegularExpressions;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>
/// The line of one process to a tenant: cuts the process off at one request, and has every secret and every token that came over it looked for.
/// </summary>
internal sealed partial class Line(HttpMessageHandler tenant, CutOff cutOff, int at, CancellationTokenSource cancel, SecretSearch search)
    : DelegatingHandler(tenant)
{
    private int _sent;
    private bool _dead;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var here = Interlocked.Increment(ref _sent) == at;
        if (_dead || (here && cutOff is CutOff.KilledBefore))
        {
            throw Die();
        }

        if (here && cutOff is CutOff.CancelledBefore)
        {
            await cancel.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();

        var response = await base.SendAsync(request, cancellationToken);
        if (here && cutOff is CutOff.KilledAfter)
        {
            throw Die();
        }

        if (here && cutOff is CutOff.CancelledAfter)
        {
            await cancel.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        await KeepSecretsAsync(response);
        return response;
    }

    private ProcessKilledException Die()
    {
        _dead = true;
        return new ProcessKilledException();
    }

    private async Task KeepSecretsAsync(HttpResponseMessage response)
    {
        // One that is cut off can't be read to its end.
        if (response.Content is StreamContent)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync();
        lock (search)
        {
            foreach (Match match in Secret().Matches(text))
            {
                search.Learn(match.Groups[1].Value);
            }
        }
    }

    [GeneratedRegex("\"(?:secretText|access_token|refresh_token|id_token)\"\\s*:\\s*\"([^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}

/// <summary>The process is gone: nothing of it goes on.</summary>
internal sealed class ProcessKilledException() : Exception("The process was killed.");
