namespace EntraAppCmdlets.Graph;

/// <summary>
/// Reads that later steps of a pipeline are going to need, said when the pipeline begins: they come along with the first batch of reads that is sent, and each answer is
/// used once, by the step that asks for it soon after.
/// </summary>
internal sealed class ReadAhead(TimeProvider clock)
{
    /// <summary>An answer that is older is read anew.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly List<GraphRequest> _wanted = [];
    private readonly Dictionary<string, (GraphResponse Answer, long At)> _answers = new(StringComparer.Ordinal);

    /// <summary>Says what will be needed.</summary>
    /// <returns>Takes it back, when the step ends.</returns>
    public IDisposable Want(IReadOnlyList<GraphRequest> requests)
    {
        lock (_gate)
        {
            _wanted.AddRange(requests);
        }

        return new Wish(this, requests);
    }

    /// <summary>What comes along with a batch of reads, as far as there is room for it.</summary>
    public IReadOnlyList<GraphRequest> ComeAlong(int room)
    {
        lock (_gate)
        {
            if (_wanted.Count == 0 || _wanted.Count > room)
            {
                return [];
            }

            List<GraphRequest> all = [.. _wanted.DistinctBy(request => request.Path)];
            _wanted.Clear();
            return all;
        }
    }

    /// <summary>Keeps what came along; what failed is asked for again by the step that needs it.</summary>
    public void Keep(IEnumerable<GraphResponse> answers)
    {
        lock (_gate)
        {
            foreach (var answer in answers.Where(answer => answer.IsSuccess))
            {
                _answers[answer.Request.Path] = (answer, clock.GetTimestamp());
            }
        }
    }

    /// <summary>The answer to a request, if it came along a moment ago. What is asked for itself needn't come along.</summary>
    public GraphResponse? Take(GraphRequest request)
    {
        if (request.IsWrite || request.IsBeta || request.Headers is not null || request.Link is not null)
        {
            return null;
        }

        lock (_gate)
        {
            _wanted.RemoveAll(wanted => wanted.Path == request.Path);
            return _answers.Remove(request.Path, out var kept) && clock.GetElapsedTime(kept.At) < Lasting ? kept.Answer.For(request) : null;
        }
    }

    private sealed class Wish(ReadAhead ahead, IReadOnlyList<GraphRequest> requests) : IDisposable
    {
        public void Dispose()
        {
            lock (ahead._gate)
            {
                ahead._wanted.RemoveAll(requests.Contains);
                foreach (var request in requests)
                {
                    ahead._answers.Remove(request.Path);
                }
            }
        }
    }
}
