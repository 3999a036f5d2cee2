using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>Objects of any kind by their id, and the groups that they are members of.</summary>
internal static class DirectoryObjectOperations
{
    private const int MaximumIds = 1000;
    private const int MaximumGroups = 20;

    public static void Map(RouteTable routes)
    {
        routes
            .Map("GET", "directoryObjects/{}", Operation.ReadDirectory, context => context.Entity(Require(context), "directoryObjects"))
            .Map("GET", "directoryObjects/{}/{cast}", Operation.ReadDirectory, Cast)
            .Map("POST", "directoryObjects/getByIds", Operation.ReadDirectory, GetByIds);
        foreach (
            var (collection, find) in new (string, Func<GraphContext, Document>)[]
            {
                ("directoryObjects", Require),
                ("users", UserOperations.Require),
                ("groups", GroupOperations.Require),
                ("servicePrincipals", ServicePrincipals.ServicePrincipalOperations.Require),
            }
        )
        {
            routes
                .Map(
                    "POST",
                    collection + "/{}/checkMemberGroups",
                    Operation.ReadDirectory,
                    context => Check(context, find(context), "groupIds")
                )
                .Map(
                    "POST",
                    collection + "/{}/checkMemberObjects",
                    Operation.ReadDirectory,
                    context => Check(context, find(context), "ids")
                )
                .Map("POST", collection + "/{}/getMemberGroups", Operation.ReadDirectory, context => Groups(context, find(context)))
                .Map("POST", collection + "/{}/getMemberObjects", Operation.ReadDirectory, context => Groups(context, find(context)));
        }
    }

    private static Document Require(GraphContext context)
    {
        var id = context.Key(0);
        return Guid.TryParse(id, out _)
            ? context.Store.FindObject(id, context.Now) ?? throw GraphErrors.NotFound(id)
            : throw GraphErrors.InvalidId(id);
    }

    private static Reply Cast(GraphContext context)
    {
        var found = Require(context);
        return Casts.Of(context.Key(1)).Keeps(found) ? context.Entity(found, "directoryObjects") : throw GraphErrors.NotFound(found.Id);
    }

    private static Reply GetByIds(GraphContext context)
    {
        var ids = Strings(context, "ids", required: true)!;
        if (ids.Count > MaximumIds)
        {
            throw GraphErrors.Refused($"Too many ids: at most {MaximumIds} can be asked for in one request.");
        }

        var types = Strings(context, "types", required: false);
        var found = ids.Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(id => context.Store.FindObject(id, context.Now))
            .OfType<Document>()
            .Where(each =>
                types is null
                || types.Count == 0
                || types.Contains(each.Type.Name, StringComparer.OrdinalIgnoreCase)
                || types.Contains("directoryObject", StringComparer.OrdinalIgnoreCase)
            )
            .ToList();
        var selected = context.Query.SelectedOf([.. Types.DirectoryObjects]);
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#directoryObjects");
            json.WriteStartArray("value");
            foreach (var each in found)
            {
                json.WriteStartObject();
                json.WriteString("@odata.type", "#" + each.Type.FullName);
                DocumentWriter.WriteProperties(json, each, selected);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Reply Check(GraphContext context, Document document, string parameter)
    {
        var asked = Strings(context, parameter, required: true)!;
        if (asked.Count > MaximumGroups)
        {
            throw GraphErrors.Refused($"Too many ids: at most {MaximumGroups} groups can be checked in one request.");
        }

        var member = Transitive(context, document).Select(group => group.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Texts(context, asked.Where(member.Contains));
    }

    private static Reply Groups(GraphContext context, Document document)
    {
        var securityOnly =
            context.Body.ValueKind == JsonValueKind.Object
            && context.Body.TryFind("securityEnabledOnly", out var given)
            && given.ValueKind == JsonValueKind.True;
        return Texts(
            context,
            Transitive(context, document).Where(group => !securityOnly || group.Flag("securityEnabled")).Select(group => group.Id)
        );
    }

    private static IEnumerable<Document> Transitive(GraphContext context, Document document) =>
        Navigation.Transitive(document, each => context.Store.LinkedFrom("members", each.Id, context.Now));

    private static Reply Texts(GraphContext context, IEnumerable<string> texts)
    {
        var values = texts.ToList();
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#Collection(Edm.String)");
            json.WriteStartArray("value");
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static List<string>? Strings(GraphContext context, string name, bool required)
    {
        if (
            context.Body.ValueKind != JsonValueKind.Object
            || !context.Body.TryFind(name, out var given)
            || given.ValueKind == JsonValueKind.Null
        )
        {
            return required ? throw GraphErrors.Refused($"The parameter '{name}' is required.") : null;
        }

        return given.ValueKind == JsonValueKind.Array && given.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String)
            ? [.. given.EnumerateArray().Select(each => each.GetString()!)]
            : throw GraphErrors.UnexpectedNode("PrimitiveValue", "StartArray");
    }
}
