using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Graph;

namespace EntraAppCmdlets.Aspects;

/// <summary>What an application that is there lacks, of all parts together: as few requests as the service takes it in.</summary>
/// <param name="app">The application as it is.</param>
internal sealed class ApplicationAddition(AppRegistration app)
{
    private readonly List<AppWrite> _first = [];
    private readonly List<AppWrite> _last = [];
    private readonly ApplicationResource _patch = new();
    private readonly List<string> _names = [];
    private readonly List<Action> _remember = [];

    /// <summary>The application as it is.</summary>
    public AppRegistration App { get; } = app;

    /// <summary>The application once all is added.</summary>
    public AppRegistration After { get; set; } = app;

    /// <summary>The requests in their order, each only if the one before succeeded.</summary>
    public IReadOnlyList<AppWrite> Writes =>
        _names.Count == 0
            ? [.. _first, .. _last]
            :
            [
                .. _first,
                ApplicationEditor.Patch(
                    App,
                    _patch,
                    $"add {string.Join(" and ", _names)} to '{App.DisplayName}'",
                    () => _remember.ForEach(remember => remember())
                ),
                .. _last,
            ];

    /// <summary>A request of its own, which comes before: what the others build upon.</summary>
    public void AddFirst(ApplicationResource patch, string what, Action remember) =>
        _first.Add(ApplicationEditor.Patch(App, patch, what, remember));

    /// <summary>A request of its own, which comes after: what builds upon the others.</summary>
    public void AddLast(AppWrite write) => _last.Add(write);

    /// <summary>A part of the one request for all.</summary>
    /// <param name="name">What it is, in words that follow "add".</param>
    /// <param name="put">Puts it into the request.</param>
    /// <param name="remember">Keeps what was changed.</param>
    public void Add(string name, Action<ApplicationResource> put, Action remember)
    {
        put(_patch);
        _names.Add(name);
        _remember.Add(remember);
    }
}
