namespace EntraAppCmdlets.Graph;

/// <summary>What failed of writes that were sent together. One error says why, and names all that could not be done.</summary>
/// <param name="mayBeRepeated">Whether a retry may resolve an error: a permanent one takes precedence over it.</param>
internal sealed class FailedWrites(Func<GraphException, bool> mayBeRepeated)
{
    private readonly List<string> _undone = [];
    private GraphException? _error;

    /// <summary>One of the writes failed.</summary>
    public void Add(GraphException error)
    {
        _undone.Add(error.Failure.What);
        Consider(error);
    }

    /// <summary>Something keeps the others from being complete, but is no write of its own.</summary>
    public void Consider(GraphException error) =>
        _error = _error is null || (mayBeRepeated(_error) && !mayBeRepeated(error)) ? error : _error;

    /// <summary>Ends the work if any failed.</summary>
    /// <exception cref="GraphException">The error of one, with what else is still to do.</exception>
    public void ThrowIfAny()
    {
        if (_error is not null)
        {
            throw _error.StillToDo(_undone);
        }
    }
}
