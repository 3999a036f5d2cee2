using System.Text.Json;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>All that an operation knows of its request and its tenant.</summary>
internal sealed class GraphContext
{
    public required TenantState Tenant { get; init; }

    public required SandboxRequest Request { get; init; }

    public required IReadOnlyList<PathSegment> Keys { get; init; }

    public required QueryOptions Query { get; init; }

    public required Caller Caller { get; init; }

    public required JsonElement? Json { get; init; }

    /// <summary>The moment of the request: what a replica shows depends on it.</summary>
    public required DateTimeOffset Now { get; init; }

    public Change Change { get; } = new();

    public DirectoryStore Store => Tenant.Store;

    public SandboxSettings Settings => Tenant.Settings;

    /// <summary>v1.0 or beta.</summary>
    public required string Version { get; init; }

    /// <summary>Scheme and host by which the client reached the service.</summary>
    public string Origin => Request.Uri.GetLeftPart(UriPartial.Authority);

    public string Root => $"{Origin}/{Version}";

    public JsonElement Body => Json ?? throw GraphErrors.EmptyBody();

    public string Key(int place) => Keys[place].Text;

    public bool Prefers(string preference) =>
        Request.Header("Prefer") is { } prefer
        && prefer.Split(',', ';').Any(each => string.Equals(each.Trim(), preference, StringComparison.OrdinalIgnoreCase));

    /// <summary>The object that a path's key names, as a replica shows it; otherwise 404.</summary>
    public Document Require(Table table, PathSegment key, params string[] alternateKeys) =>
        Find(table, key, Now, alternateKeys) ?? throw GraphErrors.NotFound(key.Text);

    public Document? Find(Table table, PathSegment key, DateTimeOffset? at, params string[] alternateKeys)
    {
        if (key.KeyName is { Length: > 0 } name && !string.Equals(name, "id", StringComparison.OrdinalIgnoreCase))
        {
            var alternate =
                alternateKeys.FirstOrDefault(each => string.Equals(each, name, StringComparison.OrdinalIgnoreCase))
                ?? throw GraphErrors.BadRequest($"The key property '{name}' is not one of '{table.Type.FullName}'.");
            return table.Where(alternate, key.Text, at).FirstOrDefault(DirectoryStore.IsAlive);
        }

        if (table.Type.Find("deletedDateTime") is not null && !Guid.TryParse(key.Text, out _) && table != Store.Users)
        {
            throw GraphErrors.InvalidId(key.Text);
        }

        return table.Find(key.Text, at) is { } found && DirectoryStore.IsAlive(found) ? found : null;
    }

    /// <summary>The state that a write starts from: the last one, even where replicas do not show it yet.</summary>
    public Document Latest(Document visible) => Store.TableOf(visible.Type).Find(visible.Id) ?? visible;

    public void RequireOwnership(Document target)
    {
        if (
            Caller.OwnedOnly
            && !Store.Linked("owners", target.Id).Any(owner => owner.Id == Caller.Principal || owner.Id == Caller.ServicePrincipal)
        )
        {
            throw GraphErrors.Denied();
        }
    }

    public string LocationOf(Document document) =>
        $"{Origin}/v2/{Tenant.TenantId}/directoryObjects/{document.Id}/Microsoft.DirectoryServices.{document.Type.DirectoryName}";

    public Reply Entity(Document document, string set, int status = 200, string? location = null)
    {
        var selected = Query.SelectedOf(document.Type);
        return new Reply(
            status,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", ContextOf(set, selected) + "/$entity");
                if (set == "directoryObjects")
                {
                    json.WriteString("@odata.type", "#" + document.Type.FullName);
                }

                WriteMembers(json, document, selected, single: true);
                json.WriteEndObject();
            }
        )
        {
            Location = location,
            Units = UnitsOf(selected),
        };
    }

    public Reply List(ListSource source, string set, bool typed = false)
    {
        var selected = Query.SelectedOf([.. source.Types]);
        var page = source.Read(Query, Related);
        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", ContextOf(set, selected));
            if (page.Count is { } count)
            {
                json.WriteNumber("@odata.count", count);
            }

            if (page.NextToken is { } token)
            {
                json.WriteString("@odata.nextLink", LinkWith("$skiptoken", token));
            }

            json.WriteStartArray("value");
            foreach (var document in page.Items)
            {
                json.WriteStartObject();
                WriteTyped(json, document, selected, typed);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }) with
        {
            Units = UnitsOf(selected),
        };
    }

    public Reply CountOf(ListSource source) =>
        new(200, null) { PlainText = source.Count(Query, Related).ToString(System.Globalization.CultureInfo.InvariantCulture) };

    private IEnumerable<Document> Related(Document document, string relation) => Navigation.Follow(this, document, relation).Found;

    private int UnitsOf(Selection? selected) => (selected is null ? 2 : 1) + (Query.Expand.Count > 0 ? 1 : 0);

    private string ContextOf(string set, Selection? selected)
    {
        var parts = new List<string>();
        if (selected is { Count: > 0 })
        {
            parts.Add(string.Join(',', Query.Select!));
        }

        parts.AddRange(Query.Expand.Select(expand => expand.Name + "()"));
        return $"{Root}/$metadata#{set}" + (parts.Count > 0 ? $"({string.Join(',', parts)})" : "");
    }

    /// <summary>The request's own address with a token instead of the one that it may have had.</summary>
    public string LinkWith(string name, string token)
    {
        var query = Request
            .Uri.Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(each =>
                Uri.UnescapeDataString(each.Split('=')[0]).TrimStart('$').ToLowerInvariant() is not ("skiptoken" or "deltatoken")
            );
        return $"{Request.Uri.GetLeftPart(UriPartial.Path)}?{string.Join('&', query.Append($"{name}={token}"))}";
    }

    private void WriteTyped(Utf8JsonWriter json, Document document, Selection? selected, bool typed)
    {
        if (!typed)
        {
            WriteMembers(json, document, selected, single: false);
            return;
        }

        json.WriteString("@odata.type", "#" + document.Type.FullName);
        WriteMembers(json, Readable(document), selected, single: false);
    }

    /// <summary>Who may read a relation but not its target sees that it exists, and no more.</summary>
    private Document Readable(Document document) =>
        RequiredPermissions.Reading(document.Type) is { } operation && !RequiredPermissions.Allows(operation, Caller)
            ? new Document(document.Type, new object?[document.Type.Properties.Count]).With(("id", document.Id))
            : document;

    private void WriteMembers(Utf8JsonWriter json, Document document, Selection? selected, bool single)
    {
        DocumentWriter.WriteProperties(json, Presented(document, single && (selected?.Contains("keyCredentials") ?? false)), selected);
        foreach (var expand in Query.Expand)
        {
            WriteExpanded(json, document, expand, expand.Levels);
        }
    }

    private void WriteExpanded(Utf8JsonWriter json, Document document, ExpandOption expand, int levels)
    {
        var (found, typed) = Navigation.Follow(this, document, expand.Name);
        var relation = document.Type.Navigation(expand.Name)!;
        if (relation.IsCollection)
        {
            json.WriteStartArray(relation.Name);
            foreach (var each in found.Take(20))
            {
                Write(each);
            }

            json.WriteEndArray();
        }
        else if (found.FirstOrDefault() is { } one)
        {
            // Who has no manager has no such member, either.
            json.WritePropertyName(relation.Name);
            Write(one);
        }

        void Write(Document each)
        {
            json.WriteStartObject();
            if (typed)
            {
                json.WriteString("@odata.type", "#" + each.Type.FullName);
                each = Readable(each);
            }

            DocumentWriter.WriteProperties(
                json,
                Presented(each, withKeys: false),
                // What leads to objects of several types may select the properties of any of them.
                QueryOptions.OfExpand(expand.Select).SelectedOf(typed ? [each.Type, .. Types.DirectoryObjects] : [each.Type])
            );
            if (levels > 1 && each.Type.Navigation(expand.Name) is not null)
            {
                WriteExpanded(json, each, expand, levels - 1);
            }

            json.WriteEndObject();
        }
    }

    /// <summary>A certificate's bytes are shown only to who selects them of a single object; no password ever is.</summary>
    public static Document Presented(Document document, bool withKeys)
    {
        if (!withKeys && document.Type.Find("keyCredentials") is { } keys && document[keys] is object[] { Length: > 0 })
        {
            document = document.With(("keyCredentials", document.Many("keyCredentials").Select(key => key.With(("key", null)))));
        }

        return document.Type.Find("passwordProfile") is { } password && document[password] is not null
            ? document.With(("passwordProfile", null))
            : document;
    }
}
