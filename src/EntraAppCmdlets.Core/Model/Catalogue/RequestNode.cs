using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Model;

/// <summary>One segment in the tree of paths.</summary>
/// <param name="segment">Its text, <c>*</c> for a key.</param>
internal sealed partial class RequestNode(string segment)
{
    private const string Key = "*";
    private const string Namespace = "microsoft.graph.";
    private const string ShortNamespace = "graph.";
    private Dictionary<string, RequestNode>? _children;
    private List<KnownRequest>? _requests;

    /// <summary>The requests of this very path.</summary>
    public IReadOnlyList<KnownRequest> Requests => _requests ?? (IReadOnlyList<KnownRequest>)[];

    /// <summary>The requests of this very path and of those that are one segment longer.</summary>
    public IEnumerable<KnownRequest> RequestsAround => Requests.Concat(_children?.Values.SelectMany(below => below.Requests) ?? []);

    /// <summary>The segment as a person reads it.</summary>
    public string Shown { get; } =
        segment == Key
            ? "{id}"
            : segment.Replace("=*", "={value}", StringComparison.Ordinal).Replace(Key, "{id}", StringComparison.Ordinal);

    /// <summary>Adds a segment below this one.</summary>
    public RequestNode Add(string below)
    {
        _children ??= new Dictionary<string, RequestNode>(StringComparer.OrdinalIgnoreCase);
        return _children[below] = new RequestNode(below);
    }

    /// <summary>Adds a request of this path.</summary>
    public void Add(KnownRequest request) => (_requests ??= []).Add(request);

    /// <summary>The first node that fits the rest of a path and is what is looked for.</summary>
    public RequestNode? Find(ReadOnlySpan<string> rest, Func<RequestNode, bool> wanted)
    {
        if (rest.IsEmpty)
        {
            return wanted(this) ? this : null;
        }

        var first = Placeholder().Replace(rest[0], Key);
        var below = rest[1..];
        // A name counts before a key, because /users/delta is no user.
        if (Child(first)?.Find(below, wanted) is { } named)
        {
            return named;
        }

        if (first.IndexOf('(', StringComparison.Ordinal) is > 0 and var open && first.EndsWith(')'))
        {
            var (name, inner) = (first[..open], first[(open + 1)..^1]);
            // A function with its parameters, else an object by its key: users('id'), applications(appId='id').
            if (
                Child($"{name}({Values().Replace(inner, "=*").Replace(", ", ",", StringComparison.Ordinal)})")?.Find(below, wanted) is
                { } called
            )
            {
                return called;
            }

            if ((inner.Length == 0 ? Child(name) : Child($"{name}({Key})") ?? Child(name)?.Child(Key))?.Find(below, wanted) is { } keyed)
            {
                return keyed;
            }
        }

        if (first[0] != '$' && Child(Key)?.Find(below, wanted) is { } one)
        {
            return one;
        }

        if (
            first.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase)
            || first.StartsWith(ShortNamespace, StringComparison.OrdinalIgnoreCase)
        )
        {
            var (longer, shorter) = first.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase)
                ? (first, first[(Namespace.Length - ShortNamespace.Length)..])
                : (Namespace + first[ShortNamespace.Length..], first);
            // A cast to a type chooses among the objects of the path, which the same permissions allow to read; a function may be written with its namespace.
            return Child(longer)?.Find(below, wanted)
                ?? Child(shorter)?.Find(below, wanted)
                ?? Child(shorter[ShortNamespace.Length..])?.Find(below, wanted)
                ?? Find(below, wanted);
        }

        return below.IsEmpty && first.ToUpperInvariant() is "$COUNT" or "$REF" or "$VALUE" ? Find(below, wanted) : null;
    }

    private RequestNode? Child(string name) => _children?.GetValueOrDefault(name);

    [GeneratedRegex(@"'?\{[^}]*\}'?")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\s*=\s*('[^']*'|[^,)]*)")]
    private static partial Regex Values();
}
