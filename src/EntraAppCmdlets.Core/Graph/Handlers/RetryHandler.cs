using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Graph;

/// <summary>Repeats what failed for the moment, where repeating can do no harm, and gives up with an error that says all that is known.</summary>
internal sealed class RetryHandler(GraphClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Without a network the error should come within seconds; a service under load is worth minutes.</summary>
    private const int AttemptsToConnect = 4;

    /// <summary>So should one behind a line that spoils every answer, and one who asks for what the service always fails at.</summary>
    private const int AttemptsAfterFault = 8;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var state = RequestState.Of(request);
        var pace = new RetryBackoff(options, state.Log, state.Request.InWords);
        try
        {
            while (true)
            {
                var (response, fault) = await AttemptAsync(request, cancellationToken).ConfigureAwait(false);
                var again = response is not null
                    ? await WaitAfterAsync(state, response, pace, cancellationToken).ConfigureAwait(false)
                    : await WaitAfterAsync(state, fault!, pace, cancellationToken).ConfigureAwait(false);
                state.Waited = pace.Waited;
                if (!again)
                {
                    return response ?? throw ToException(state, fault!);
                }

                response?.Dispose();
            }
        }
        finally
        {
            pace.Finish();
        }
    }

    private async Task<(HttpResponseMessage? Response, TransportFault? Fault)> AttemptAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await base.SendAsync(request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (TransportFault fault)
        {
            return (null, fault);
        }
    }

    private async Task<bool> WaitAfterAsync(
        RequestState state,
        HttpResponseMessage response,
        RetryBackoff pace,
        CancellationToken cancellationToken
    )
    {
        var status = (int)response.StatusCode;
        var retryAfter = response.Headers.TryGetValues("Retry-After", out var values) ? values.FirstOrDefault() : null;
        if (!RetryRules.AppliesTo(state.Request, status, retryAfter))
        {
            return false;
        }

        state.EarlierOutcomeUnknown |= state.Request.IsWrite && RetryRules.MayHaveHappened(status, retryAfter);
        return await pace.WaitAsync(
                RetryAfter.Parse(retryAfter, options.Clock),
                RetryRules.Why(status),
                status == 500 ? AttemptsAfterFault : int.MaxValue,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private static async Task<bool> WaitAfterAsync(
        RequestState state,
        TransportFault fault,
        RetryBackoff pace,
        CancellationToken cancellationToken
    )
    {
        if (fault.Reach == Reach.NotSent)
        {
            return await pace.WaitAsync(null, Why(fault), AttemptsToConnect, cancellationToken).ConfigureAwait(false);
        }

        if (fault.Reach != Reach.Unknown || !state.Request.Repeatable)
        {
            return false;
        }

        state.EarlierOutcomeUnknown |= state.Request.IsWrite;
        return await pace.WaitAsync(null, Why(fault), AttemptsAfterFault, cancellationToken).ConfigureAwait(false);
    }

    private static string Why(TransportFault fault) => char.ToUpperInvariant(fault.Message[0]) + fault.Message[1..].TrimEnd('.');

    private static GraphException ToException(RequestState state, TransportFault fault) =>
        new(
            new GraphFailure(state.Request.InWords, fault.Code, fault.Message)
            {
                Status = fault.Status,
                Target = state.Target,
                ClientRequestId = state.ClientRequestId,
                Waited = state.Waited,
                OutcomeUnknown = state.Request.IsWrite && (fault.MayHaveHappened || state.EarlierOutcomeUnknown),
            },
            fault
        );
}
