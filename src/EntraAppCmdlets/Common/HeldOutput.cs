namespace EntraAppCmdlets;

/// <summary>What an input has written to the streams before its turn.</summary>
internal sealed class HeldOutput
{
    private readonly List<(Action Write, bool IsError)> _kept = [];

    /// <summary>Whether an error is among it.</summary>
    public bool HasErrors => _kept.Exists(item => item.IsError);

    public void Add(Action write, bool isError) => _kept.Add((write, isError));

    /// <summary>Takes what was written, in its order: all of it, or the errors alone, or the others alone.</summary>
    public IReadOnlyList<Action> Take(bool? errors = null)
    {
        var taken = _kept.Where(item => errors is null || item.IsError == errors).ToList();
        _kept.RemoveAll(taken.Contains);
        return [.. taken.Select(item => item.Write)];
    }
}
