using System.Globalization;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>What has changed since a client asked last: applications, service principals, users, and groups with their members.</summary>
internal static class DeltaOperations
{
    private const int DefaultPageSize = 100;

    public static void Map(RouteTable routes)
    {
        foreach (
            var (collection, operation, table) in new (string, Operation, Func<DirectoryStore, Table>)[]
            {
                ("applications", Operation.ReadApplications, static store => store.Applications),
                ("servicePrincipals", Operation.ReadServicePrincipals, static store => store.ServicePrincipals),
                ("users", Operation.ReadUsers, static store => store.Users),
                ("groups", Operation.ReadGroups, static store => store.Groups),
            }
        )
        {
            routes.Map("GET", collection + "/delta", operation, context => Read(context, table(context.Store), collection));
        }
    }

    private static Reply Read(GraphContext context, Table table, string set)
    {
        var query = context.Query;
        if (
            query.Search is not null
            || query.OrderBy is not null
            || query.Count
            || query.Expand.Count > 0
            || (query.Filter is not null && !IsOfIds(query.Filter))
        )
        {
            throw GraphErrors.UnsupportedQuery(
                "The query is not supported with the delta function: it takes $select, $top and a $filter of ids."
            );
        }

        var selected = query.SelectedOf(table.Type);
        var links = context.Store.Links;
        var withMembers =
            table.Type == Types.Group && (query.Select is null || query.Select.Contains("members", StringComparer.OrdinalIgnoreCase));
        var latest = new Place(0, 0, table.RevisionAt(context.Now), links.RevisionAt(context.Now), 0);
        if (query.DeltaToken == "latest")
        {
            return Write(context, set, [], [], latest, next: null, selected, members: null);
        }

        var place = (query.SkipToken ?? query.DeltaToken) is { } token ? Place.Read(token, context.Tenant.DeltaEpoch) : latest;
        if (query.SkipToken is null && query.DeltaToken is not null)
        {
            place = latest with { Since = place.Until, LinksSince = place.LinksUntil };
        }

        if (!table.Remembers(place.Since) || !links.Remembers(place.LinksSince))
        {
            throw Place.Expired();
        }

        var ids = query.Filter is { } filter ? OData.FilterParser.Parse(filter, [table.Type], advanced: false) : null;
        var members = withMembers ? new Members(context, place.LinksSince) : null;
        var size = query.Top ?? DefaultPageSize;
        var changed = Changed(context, table, place, members)
            .Where(each => DirectoryStore.IsAlive(each.Document) ? ids?.Matches(each.Document) ?? true : place.Since > 0)
            .Take(size + 1)
            .ToList();
        var last = changed.Count <= size;
        var page = changed.Take(size).ToList();
        var removed = last && place.Since > 0 ? table.RemovedSince(place.Since, context.Now).ToList() : [];
        return Write(
            context,
            set,
            page.ConvertAll(each => each.Document),
            removed,
            place,
            last ? null : page[^1].Sequence,
            selected,
            members
        );
    }

    private static IEnumerable<(long Sequence, Document Document)> Changed(
        GraphContext context,
        Table table,
        Place place,
        Members? members
    ) =>
        members is null || place.Since == 0
            ? table.ChangedSince(place.Since, context.Now, place.After)
            : table
                .ChangedSince(place.Since, context.Now, place.After)
                .Concat(
                    members
                        .Groups.Select(id => table.Find(id, context.Now))
                        .OfType<Document>()
                        .Select(group => (table.SequenceOf(group.Id), group))
                        .Where(each => each.Item1 > place.After)
                )
                .DistinctBy(each => each.Item1)
                .OrderBy(each => each.Item1);

    private static Reply Write(
        GraphContext context,
        string set,
        List<Document> changed,
        List<string> removed,
        Place place,
        long? next,
        Selection? selected,
        Members? members
    ) =>
        Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString(
                "@odata.context",
                $"{context.Root}/$metadata#{set}{(selected is { Count: > 0 } ? $"({string.Join(',', context.Query.Select!)})" : "")}"
            );
            if (next is { } after)
            {
                json.WriteString(
                    "@odata.nextLink",
                    context.LinkWith("$skiptoken", (place with { After = after }).Write(context.Tenant.DeltaEpoch))
                );
            }
            else
            {
                json.WriteString(
                    "@odata.deltaLink",
                    context.LinkWith("$deltatoken", (place with { After = 0 }).Write(context.Tenant.DeltaEpoch))
                );
            }

            var shown = selected?.And("id");
            json.WriteStartArray("value");
            foreach (var document in changed)
            {
                json.WriteStartObject();
                if (DirectoryStore.IsAlive(document))
                {
                    DocumentWriter.WriteProperties(json, GraphContext.Presented(document, withKeys: false), shown);
                    members?.Write(json, document, whole: place.Since == 0);
                }
                else
                {
                    WriteRemoved(json, document.Id, "changed");
                }

                json.WriteEndObject();
            }

            foreach (var id in removed)
            {
                json.WriteStartObject();
                WriteRemoved(json, id, "deleted");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void WriteRemoved(Utf8JsonWriter json, string id, string reason)
    {
        json.WriteString("id", id);
        json.WriteStartObject("@removed");
        json.WriteString("reason", reason);
        json.WriteEndObject();
    }

    private static bool IsOfIds(string filter) =>
        filter.TrimStart(' ', '(').StartsWith("id ", StringComparison.OrdinalIgnoreCase)
        && !filter.Contains(" and ", StringComparison.OrdinalIgnoreCase);

    /// <summary>The members that groups have gained and lost.</summary>
    private sealed class Members(GraphContext context, long since)
    {
        private const string Kind = "members";

        private readonly ILookup<string, (string Member, bool IsRemoved)> _changes = context
            .Store.Links.ChangedSince(since, context.Now)
            .Where(each => each.Document.Text("kind") == Kind)
            .Select(each => (Group: each.Document.Text("source")!, Member: each.Document.Text("target")!, IsRemoved: false))
            .Concat(
                context
                    .Store.Links.RemovedSince(since, context.Now)
                    .Select(id => id.Split(':'))
                    .Where(parts => parts[0] == Kind)
                    .Select(parts => (Group: parts[1], Member: parts[2], IsRemoved: true))
            )
            .ToLookup(each => each.Group, each => (each.Member, each.IsRemoved), StringComparer.OrdinalIgnoreCase);

        public IEnumerable<string> Groups => _changes.Select(each => each.Key);

        public void Write(Utf8JsonWriter json, Document group, bool whole)
        {
            var changes = (
                whole
                    ? context.Store.Linked(Kind, group.Id, context.Now).Select(member => (Member: member.Id, IsRemoved: false))
                    : _changes[group.Id]
            ).ToList();
            if (changes.Count == 0)
            {
                return;
            }

            json.WriteStartArray("members@delta");
            foreach (var (id, isRemoved) in changes)
            {
                json.WriteStartObject();
                if (context.Store.FindObject(id, context.Now) is { } member)
                {
                    json.WriteString("@odata.type", "#" + member.Type.FullName);
                }

                if (isRemoved)
                {
                    WriteRemoved(json, id, "deleted");
                }
                else
                {
                    json.WriteString("id", id);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    /// <summary>What a token holds: from which change to which the client reads, of the objects and of their links, and how far it has come.</summary>
    private sealed record Place(long Since, long LinksSince, long Until, long LinksUntil, long After)
    {
        public static GraphException Expired() =>
            new(
                410,
                "syncStateNotFound",
                "The sync state generation is not found: the delta token has expired or is of another tenant. Please start with a request without a token."
            );

        public static Place Read(string token, string epoch)
        {
            string text;
            try
            {
                text = Encoding.ASCII.GetString(Convert.FromHexString(token));
            }
            catch (FormatException)
            {
                throw GraphErrors.Refused("Invalid delta token: it is damaged.");
            }

            var parts = text.Split(' ');
            var numbers = parts
                .Skip(1)
                .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
                .ToList();
            return numbers.Count != 5 || numbers.Contains(-1) ? throw GraphErrors.Refused("Invalid delta token: it is damaged.")
                : parts[0] != epoch ? throw Expired()
                : new Place(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        public string Write(string epoch) =>
            Convert.ToHexString(
                Encoding.ASCII.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{epoch} {Since} {LinksSince} {Until} {LinksUntil} {After}")
                )
            );
    }
}
