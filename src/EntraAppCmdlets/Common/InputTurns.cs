using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets;

/// <summary>The order in which inputs that are worked on together ask: each once the one before it has asked, or will not. On the pipeline thread only.</summary>
/// <param name="count">How many there are.</param>
internal sealed class InputTurns(int count)
{
    private readonly bool[] _passed = new bool[count];
    private readonly BatchPause?[] _waiting = new BatchPause?[count];
    private int _next;
    private int _last = count - 1;

    /// <summary>Whether the command ends before the turn of an input.</summary>
    public bool AreOver(int place) => place > _last;

    /// <summary>Waits for the turn of an input. Those that share its requests don't wait for it meanwhile.</summary>
    /// <exception cref="OperationCanceledException">It has no turn any more.</exception>
    public async Task TakeAsync(int place, GraphClient graph)
    {
        if (AreOver(place))
        {
            throw new OperationCanceledException();
        }

        if (place > _next)
        {
            _waiting[place] = graph.Pause();
            await _waiting[place]!.Task;
        }
    }

    /// <summary>The input has asked, or will not.</summary>
    public void Pass(int place)
    {
        _passed[place] = true;
        while (_next < _passed.Length && _passed[_next])
        {
            _next++;
        }

        // Others wait for it from now on, so that its requests go out together with those of the one before.
        if (_next <= _last && _next < _waiting.Length && _waiting[_next] is { } turn)
        {
            _waiting[_next] = null;
            turn.End();
        }
    }

    /// <summary>None after this one has a turn any more: the command ends with it.</summary>
    public void EndAfter(int place)
    {
        _last = Math.Min(_last, place);
        for (var later = _last + 1; later < _waiting.Length; later++)
        {
            _waiting[later]?.Cancel();
            _waiting[later] = null;
        }
    }
}
