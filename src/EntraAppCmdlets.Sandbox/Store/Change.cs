using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>What one request is about to change: carried out whole once nothing can be refused any more, or not at all.</summary>
internal sealed class Change
{
    private readonly List<(Table Table, string Id, Document? Document)> _steps = [];

    /// <summary>What is put, or removed where there is no document, in order.</summary>
    public IReadOnlyList<(Table Table, string Id, Document? Document)> Steps => _steps;

    public bool IsEmpty => _steps.Count == 0;

    public Document Put(Table table, Document document)
    {
        _steps.Add((table, document.Id, document));
        return document;
    }

    public void Remove(Table table, string id) => _steps.Add((table, id, null));

    public void Apply(DateTimeOffset? earlierVisibleUntil)
    {
        foreach (var (table, id, document) in _steps)
        {
            table.Set(id, document, earlierVisibleUntil);
        }
    }
}
