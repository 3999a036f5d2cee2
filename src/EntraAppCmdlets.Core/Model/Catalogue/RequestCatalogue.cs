using System.Globalization;

namespace EntraAppCmdlets.Model;

/// <summary>
/// The requests of Microsoft Graph and the permissions that allow each, from data/requests.tsv (tools/pack-requests.ps1 says how it is made up).
/// Read at its first use; no tenant is asked.
/// </summary>
internal sealed class RequestCatalogue
{
    private static readonly Lazy<RequestCatalogue> BuiltIn = new(Load);
    private static readonly Dictionary<char, string> Methods = new()
    {
        ['G'] = "GET",
        ['P'] = "POST",
        ['U'] = "PUT",
        ['A'] = "PATCH",
        ['D'] = "DELETE",
    };

    private readonly RequestNode _root = new("");
    private readonly List<KnownRequest> _requests = [];
    private readonly Lazy<Dictionary<(string Name, AppPermissionType Type), HashSet<KnownRequest>>> _byPermission;

    /// <summary>Reads a catalogue.</summary>
    /// <param name="text">In the form of data/requests.tsv.</param>
    /// <exception cref="InvalidDataException">It isn't in that form.</exception>
    internal RequestCatalogue(TextReader text)
    {
        string[] names = [.. Part(text)];
        AllowedSet[] sets =
        [
            .. Part(text)
                .Select(line => line.Split('\t'))
                .Select(types => new AllowedSet(Permissions(types[0], names), Permissions(types[1], names))),
        ];
        string[] words = [.. Part(text)];
        var way = new List<RequestNode> { _root };
        foreach (var line in Part(text))
        {
            var fields = line.Split(' ');
            var depth = Number(fields[0].AsSpan(0, 1));
            if (depth >= way.Count)
            {
                throw new InvalidDataException($"Requests of Microsoft Graph: '{line}' is below nothing.");
            }

            way.RemoveRange(depth + 1, way.Count - depth - 1);
            var segment = fields[0][1] == '~' ? words[Number(fields[0].AsSpan(2))] : fields[0][1..];
            way.Add(way[depth].Add(segment));
            if (fields.Length == 1)
            {
                continue;
            }

            var path = "/" + string.Join('/', way.Skip(1).Select(node => node.Shown));
            foreach (var field in fields.Skip(1))
            {
                var request = new KnownRequest(Methods[field[0]], path, sets[Number(field.AsSpan(1))]);
                way[^1].Add(request);
                _requests.Add(request);
            }
        }

        _byPermission = new(ByPermission);
    }

    /// <summary>The built-in catalogue.</summary>
    internal static RequestCatalogue Default => BuiltIn.Value;

    /// <summary>All requests, by path.</summary>
    internal IReadOnlyList<KnownRequest> Requests => _requests;

    /// <summary>The request that is meant; null if Microsoft's data doesn't have it.</summary>
    internal KnownRequest? Find(RequestText request) =>
        _root
            .Find([.. request.Segments], node => node.Requests.Any(known => known.Method == request.Method))
            ?.Requests.First(known => known.Method == request.Method);

    /// <summary>The request that a person writes.</summary>
    /// <param name="text">Method and address, such as <c>GET /users/{id}</c>.</param>
    /// <exception cref="AppException">RequestInvalid, RequestNotFound with the nearest requests.</exception>
    internal KnownRequest Get(string text)
    {
        var request = RequestText.Parse(text);
        return Find(request) ?? throw RequestErrors.RequestNotFound(request, OtherMethods(request), Nearest(request));
    }

    /// <summary>
    /// The requests around one that Microsoft's data doesn't explain: reads for a read and writes for a write, as near to its path as there are such that fit.
    /// What allows it is likely among what allows these.
    /// </summary>
    internal IReadOnlyList<KnownRequest> Around(RequestText request, Func<KnownRequest, bool> fits)
    {
        string[] segments = [.. request.Segments];
        for (var length = segments.Length; length > 0; length--)
        {
            var around = _root
                .Find(segments.AsSpan(0, length), _ => true)
                ?.RequestsAround.Where(known => known.IsRead == request.IsRead && fits(known))
                .ToList();
            if (around is { Count: > 0 })
            {
                return around;
            }
        }

        return [];
    }

    /// <summary>The requests that a permission allows; empty if Microsoft's data has none for it.</summary>
    internal IReadOnlySet<KnownRequest> AllowedBy(string name, AppPermissionType type) =>
        _byPermission.Value.GetValueOrDefault((name.ToUpperInvariant(), type)) ?? (IReadOnlySet<KnownRequest>)new HashSet<KnownRequest>();

    /// <summary>The methods that the path has instead.</summary>
    private IReadOnlyList<string> OtherMethods(RequestText request) =>
        [.. _root.Find([.. request.Segments], node => node.Requests.Count > 0)?.Requests.Select(known => known.Method) ?? []];

    /// <summary>The requests of the same method whose path reads like the one given, keys left out of account.</summary>
    private IReadOnlyList<string> Nearest(RequestText request)
    {
        var sameMethod = _requests.Where(known => known.Method == request.Method);
        var sameDepth = sameMethod.Where(known => known.Path.Count(c => c == '/') == request.Segments.Count);
        var near = NearestNames.Of(request.Path, sameDepth, known => [Filled(known.Path, request.Segments)]);
        return
        [
            .. (near.Count > 0 ? near : NearestNames.Of(request.Path, sameMethod, known => [known.Path])).Select(known => known.ToString()),
        ];
    }

    /// <summary>The path with the keys of another one.</summary>
    private static string Filled(string path, IReadOnlyList<string> segments) =>
        string.Concat(path.Split('/').Skip(1).Select((segment, i) => "/" + (segment == "{id}" ? segments[i] : segment)));

    private Dictionary<(string, AppPermissionType), HashSet<KnownRequest>> ByPermission()
    {
        var found = new Dictionary<(string, AppPermissionType), HashSet<KnownRequest>>();
        foreach (var request in _requests)
        {
            foreach (var type in new[] { AppPermissionType.Application, AppPermissionType.Delegated })
            {
                foreach (var permission in request.Allowed.Of(type))
                {
                    var key = (permission.Name.ToUpperInvariant(), type);
                    if (!found.TryGetValue(key, out var allowed))
                    {
                        found[key] = allowed = [];
                    }

                    allowed.Add(request);
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> Part(TextReader text)
    {
        while (text.ReadLine() is { Length: > 0 } line)
        {
            if (line[0] != '#')
            {
                yield return line;
            }
        }
    }

    private static AllowedPermission[] Permissions(string places, string[] names) =>
        [
            .. places
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(place => new AllowedPermission(names[Number(place.AsSpan().TrimStart('*'))], place[0] == '*')),
        ];

    private static int Number(ReadOnlySpan<char> base36)
    {
        var number = 0;
        foreach (var digit in base36)
        {
            number =
                (number * 36)
                + (
                    digit is >= '0' and <= '9' ? digit - '0'
                    : digit is >= 'a' and <= 'z' ? digit - 'a' + 10
                    : throw new InvalidDataException(
                        string.Create(CultureInfo.InvariantCulture, $"Requests of Microsoft Graph: '{base36}' is no number.")
                    )
                );
        }

        return number;
    }

    private static RequestCatalogue Load()
    {
        using var stream =
            typeof(RequestCatalogue).Assembly.GetManifestResourceStream("requests.tsv")
            ?? throw new InvalidDataException("The module's assembly lacks the requests of Microsoft Graph.");
        using var text = new StreamReader(stream);
        return new RequestCatalogue(text);
    }
}
