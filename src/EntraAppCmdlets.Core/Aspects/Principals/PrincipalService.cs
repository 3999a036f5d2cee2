using System.Collections.Concurrent;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Principals;

/// <summary>Finds users, groups and service principals by what a person calls them: the one place that knows how.</summary>
/// <param name="work">What the running command works with.</param>
/// <param name="found">What the command has found before; added to.</param>
internal sealed class PrincipalService(CommandContext work, ConcurrentDictionary<string, Principal> found)
{
    private static readonly (PrincipalKind Kind, string Collection, string[] Select)[] Collections =
    [
        (PrincipalKind.User, "users", ["id", "displayName", "userPrincipalName", "mail"]),
        (PrincipalKind.Group, "groups", ["id", "displayName"]),
        (PrincipalKind.ServicePrincipal, "servicePrincipals", ["id", "appId", "displayName"]),
    ];

    /// <summary>Finds each one, all of them in one round trip.</summary>
    /// <param name="queries">What to look for.</param>
    /// <param name="suitable">The kinds that will do.</param>
    /// <param name="purpose">What they are for, in words that follow "can't".</param>
    /// <param name="errors">Takes PrincipalNotFound, PrincipalAmbiguous or PrincipalUnsuitable for each one that can't be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Principal>> ResolveAsync(
        IReadOnlyList<PrincipalQuery> queries,
        IReadOnlyList<PrincipalKind> suitable,
        string purpose,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    )
    {
        var lookups = queries
            .Where(query => query.Known is null && !found.ContainsKey(query.Text))
            .Select(query => query.Text)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(text => (Text: text, Requests: Requests(text)))
            .ToList();
        var answers =
            lookups.Count == 0
                ? []
                : await work
                    .Graph.BatchAsync([.. lookups.SelectMany(lookup => lookup.Requests.Select(item => item.Request))], cancellationToken)
                    .ConfigureAwait(false);
        var candidates = new Dictionary<string, List<Principal>>(StringComparer.OrdinalIgnoreCase);
        var next = 0;
        foreach (var (text, requests) in lookups)
        {
            candidates[text] = Read(text, [.. requests.Select((item, i) => (item.Kind, answers[next + i]))]);
            next += requests.Count;
        }

        var missing = candidates.Where(item => item.Value.Count == 0 && !Guid.TryParse(item.Key, out _)).Select(item => item.Key).ToList();
        var nearest = missing.Count == 0 ? [] : await NearestAsync(missing, suitable, cancellationToken).ConfigureAwait(false);
        var result = new List<Principal>();
        foreach (var query in queries)
        {
            if (
                Choose(
                    query,
                    candidates.GetValueOrDefault(query.Text) ?? [],
                    nearest.GetValueOrDefault(query.Text) ?? [],
                    suitable,
                    purpose,
                    errors
                ) is
                { } principal
            )
            {
                found[query.Text] = principal;
                result.Add(principal);
            }
        }

        return [.. result.DistinctBy(principal => principal.Id)];
    }

    private Principal? Choose(
        PrincipalQuery query,
        List<Principal> candidates,
        IReadOnlyList<Principal> nearest,
        IReadOnlyList<PrincipalKind> suitable,
        string purpose,
        ICollection<AppException> errors
    )
    {
        if ((query.Known ?? found.GetValueOrDefault(query.Text)) is { } known)
        {
            candidates = [known];
        }

        var fitting = candidates.Where(candidate => suitable.Contains(candidate.Kind)).DistinctBy(candidate => candidate.Id).ToList();
        // The sign-in name is unique; that somebody else has it as mail address does not make it ambiguous.
        if (fitting.Count > 1 && fitting.FindAll(candidate => Same(candidate.UserPrincipalName, query.Text)) is { Count: 1 } exact)
        {
            fitting = exact;
        }

        if (fitting.Count == 1)
        {
            return fitting[0];
        }

        errors.Add(
            (fitting.Count, candidates.Count) switch
            {
                (> 1, _) => PrincipalErrors.PrincipalAmbiguous(query.Text, fitting),
                (_, > 0) => PrincipalErrors.PrincipalUnsuitable(query.Text, candidates[0], suitable, purpose),
                _ => PrincipalErrors.PrincipalNotFound(query.Text, suitable, work.Connection.Info.ToString(), nearest),
            }
        );
        return null;
    }

    /// <summary>Whose names read like those that were not found. What the account may not read is left out: the name is missing in any case.</summary>
    private async Task<Dictionary<string, IReadOnlyList<Principal>>> NearestAsync(
        IReadOnlyList<string> names,
        IReadOnlyList<PrincipalKind> suitable,
        CancellationToken cancellationToken
    )
    {
        var requests = (
            from name in names
            from collection in Collections
            where suitable.Contains(collection.Kind)
            let property = name.Contains('@', StringComparison.Ordinal) && collection.Kind == PrincipalKind.User
                ? "userPrincipalName"
                : "displayName"
            select (
                Name: name,
                collection.Kind,
                Request: GraphRequest
                    .Get(
                        Query(collection.Collection)
                            .Filter(BeginsLike(property, name))
                            .Top(NearestNames.Candidates)
                            .Select(collection.Select)
                    )
                    .Describe($"look for names similar to '{name}'")
            )
        ).ToList();
        var answers = await work.Graph.BatchAsync([.. requests.Select(item => item.Request)], cancellationToken).ConfigureAwait(false);
        var near =
            from item in requests.Zip(answers)
            where item.Second.IsSuccess
            from found in item.Second.Read(ResourceJson.Default.GraphPageDirectoryObjectResource).Value
            select (
                item.First.Name,
                Principal: new Principal(found.Id ?? Guid.Empty, item.First.Kind, found.DisplayName, found.UserPrincipalName)
            );
        return near.GroupBy(item => item.Name, item => item.Principal, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                same => same.Key,
                same =>
                    NearestNames.Of(
                        same.Key,
                        same.OrderBy(item => item.DisplayName, StringComparer.OrdinalIgnoreCase),
                        item => [item.DisplayName, item.UserPrincipalName]
                    ),
                StringComparer.OrdinalIgnoreCase
            );
    }

    /// <summary>The users, groups and apps of these names.</summary>
    /// <inheritdoc cref="ResolveAsync"/>
    public static Task<IReadOnlyList<Principal>> FindAsync(
        CommandContext work,
        IReadOnlyList<string> names,
        IReadOnlyList<PrincipalKind> suitable,
        string purpose,
        ICollection<AppException> errors,
        CancellationToken cancellationToken
    ) =>
        new PrincipalService(work, new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase)).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            suitable,
            purpose,
            errors,
            cancellationToken
        );

    /// <summary>The sign-in names of users; one who is gone has none.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> SignInNamesAsync(
        CommandContext work,
        IReadOnlyList<Guid> users,
        CancellationToken cancellationToken
    )
    {
        var ids = users.Distinct().ToList();
        var answers =
            ids.Count == 0
                ? []
                : await work
                    .Graph.BatchAsync(
                        [
                            .. ids.Select(id =>
                                GraphRequest.Get(Query($"users/{id}").Select("id", "userPrincipalName")).Describe($"read the user {id}")
                            ),
                        ],
                        cancellationToken
                    )
                    .ConfigureAwait(false);
        return answers
            .Where(answer => answer.Status != 404)
            .Select(answer => answer.OrThrow().Read(ResourceJson.Default.DirectoryObjectResource))
            .Where(user => user is { Id: not null, UserPrincipalName: not null })
            .ToDictionary(user => user.Id!.Value, user => user.UserPrincipalName!);
    }

    /// <summary>The reads that find somebody; one who is known needs none.</summary>
    public static IEnumerable<GraphRequest> Reads(PrincipalQuery query) =>
        query.Known is null ? Requests(query.Text).Select(item => item.Request) : [];

    private static List<(PrincipalKind Kind, GraphRequest Request)> Requests(string text)
    {
        if (Guid.TryParse(text, out var id))
        {
            return
            [
                .. Collections.Select(item => (item.Kind, Get(Query($"{item.Collection}/{id}"), item.Select))),
                (PrincipalKind.ServicePrincipal, Get(Query($"servicePrincipals{Key("appId", id)}"), Collections[^1].Select)),
            ];
        }

        // A name with an @ is a user's: no other collection is asked for it.
        if (text.Contains('@', StringComparison.Ordinal))
        {
            return
            [
                (
                    PrincipalKind.User,
                    Get(Query("users").Filter($"{Equal("userPrincipalName", text)} or {Equal("mail", text)}"), Collections[0].Select)
                ),
            ];
        }

        return [.. Collections.Select(item => (item.Kind, Get(Query(item.Collection).Filter(Equal("displayName", text)), item.Select)))];

        GraphRequest Get(ODataQuery query, string[] select) => GraphRequest.Get(query.Select(select)).Describe($"look for '{text}'");
    }

    private static List<Principal> Read(string text, List<(PrincipalKind Kind, GraphResponse Answer)> answers)
    {
        var byId = Guid.TryParse(text, out _);
        var result = new List<Principal>();
        foreach (var (kind, answer) in answers.Where(item => item.Answer.IsSuccess))
        {
            var objects = byId
                ? [answer.Read(ResourceJson.Default.DirectoryObjectResource)]
                : answer.Read(ResourceJson.Default.GraphPageDirectoryObjectResource).Value;
            result.AddRange(objects.Select(item => new Principal(item.Id ?? Guid.Empty, kind, item.DisplayName, item.UserPrincipalName)));
        }

        // One collection may be closed to the account: that matters only if the others do not hold it.
        return result.Count == 0 && answers.Find(item => !item.Answer.IsSuccess && item.Answer.Status != 404) is { Answer: { } refusal }
            ? throw refusal.ToException()
            : result;
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
