namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>Takes a path apart: <c>applications(appId='x')/owners</c> is a name, a key and a name.</summary>
internal static class PathParser
{
    /// <summary>What a full name begins with.</summary>
    public const string Namespace = "microsoft.graph.";

    /// <summary>The namespace's alias in the service's metadata, which its SDKs write.</summary>
    private const string Alias = "graph.";

    public static IReadOnlyList<PathSegment> Parse(string path)
    {
        var segments = new List<PathSegment>();
        foreach (var raw in Split(path))
        {
            var text = Uri.UnescapeDataString(raw);
            var open = text.IndexOf('(', StringComparison.Ordinal);
            if (open <= 0 || !text.EndsWith(')'))
            {
                segments.Add(Name(text));
                continue;
            }

            segments.Add(Name(text[..open]));
            var inner = text[(open + 1)..^1].Trim();
            if (inner.Length > 0)
            {
                segments.Add(Key(inner));
            }
        }

        return segments;
    }

    // Types, actions and functions may be named with the namespace or with its alias. A user's sign-in name may begin so, too.
    private static PathSegment Name(string text) =>
        new(
            text.StartsWith(Alias, StringComparison.OrdinalIgnoreCase) && text[Alias.Length..].All(char.IsAsciiLetterOrDigit)
                ? Namespace + text[Alias.Length..]
                : text,
            null
        );

    private static PathSegment Key(string inner)
    {
        var equals = inner.StartsWith('\'') ? -1 : inner.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : inner[..equals].Trim();
        var value = inner[(equals + 1)..].Trim();
        if (value.StartsWith('\'') && value.EndsWith('\'') && value.Length >= 2)
        {
            value = value[1..^1].Replace("''", "'", StringComparison.Ordinal);
        }

        return new PathSegment(value, name);
    }

    private static IEnumerable<string> Split(string path)
    {
        // A slash within the quotes of a key belongs to the key; an apostrophe elsewhere is a letter like others.
        var (inKey, quoted, start) = (false, false, 0);
        for (var place = 0; place < path.Length; place++)
        {
            if (path[place] is '(' or ')' && !quoted)
            {
                inKey = path[place] == '(';
            }
            else if (inKey && (path[place] == '\'' || string.CompareOrdinal(path, place, "%27", 0, 3) == 0))
            {
                quoted = !quoted;
            }
            else if (path[place] == '/' && !quoted)
            {
                if (place > start)
                {
                    yield return path[start..place];
                }

                start = place + 1;
            }
        }

        if (start < path.Length)
        {
            yield return path[start..];
        }
    }
}
