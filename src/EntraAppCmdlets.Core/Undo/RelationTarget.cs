using System.Text.Json.Nodes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Undo;

/// <summary>A small object that belongs to another one: a grant, an assignment, an owner, a membership, a federated credential. It is known by what it says, not by its ID:
/// made again, it has another one.</summary>
/// <param name="kind">What it is.</param>
/// <param name="holder">The ID of the object that it is listed under.</param>
/// <param name="place">The path of the collection that it is in.</param>
/// <param name="key">The properties that tell it from others of its kind.</param>
internal sealed class RelationTarget(RelationKind kind, string holder, string place, JsonObject key) : UndoTarget
{
    private const string Scope = "scope";

    public RelationKind Kind => kind;

    /// <summary>Whether an entry of that list can be this one: permissions and assignments are listed in several places.</summary>
    public bool IsLike(RelationTarget list) =>
        kind == list.Kind
        && (
            kind is RelationKind.RoleAssignment or RelationKind.Grant
            || string.Equals(place, list.Place, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>What somebody has added, in words; null if the writes have.</summary>
    /// <param name="item">An entry of this list.</param>
    /// <param name="known">What the writes have made of it; null for nothing.</param>
    public string? WordsOf(JsonObject item, RelationTarget? known)
    {
        if (kind == RelationKind.Grant)
        {
            string[] scopes =
            [
                .. JournalValues
                    .Flatten(ValuesOf(item))
                    .Keys.Where(path => known?.Slots.Any(slot => slot.Path == path) != true)
                    .Select(path => path.Entry ?? path.Property),
            ];
            return scopes.Length == 0 ? null : $"somebody has consented to {string.Join(", ", scopes)} since then";
        }

        return known is not null
            ? null
            : kind switch
            {
                RelationKind.Owner => $"somebody has added the owner {item["id"]} since then",
                RelationKind.FederatedCredential => $"somebody has added the federated credential {item["name"]} since then",
                _ when place.EndsWith("appRoleAssignedTo", StringComparison.Ordinal) =>
                    $"somebody has assigned {item["principalDisplayName"] ?? item["principalId"]} since then",
                _ => $"somebody has granted a permission of {item["resourceDisplayName"] ?? item["resourceId"]} since then",
            };
    }

    private string Place => place;

    /// <summary>Whether it is part of the object that it is listed under: it goes with it and comes back with it.</summary>
    public bool IsPart => kind is RelationKind.Owner or RelationKind.FederatedCredential;

    /// <summary>Whether it exists as long as it has values, and is made of them again.</summary>
    public bool IsMadeOfValues => kind == RelationKind.Grant;

    /// <summary>The object that it is listed under: what becomes of it becomes of the relation.</summary>
    public string Holder => holder;

    /// <summary>All that was ever known of it, to make it again.</summary>
    public JsonObject Known { get; } = key.DeepClone().AsObject();

    /// <summary>As it was read; null if it isn't there.</summary>
    public JsonObject? Current { get; set; }

    /// <summary>What tells a target from others.</summary>
    public static string KeyOf(RelationKind kind, string place, JsonObject key) =>
        $"{kind} {place} {string.Join(' ', key.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => property.Value))}".ToUpperInvariant();

    /// <summary>The list in which it is found.</summary>
    public GraphRequest ListRequest() =>
        GraphRequest
            .Get(
                kind switch
                {
                    RelationKind.Grant => Query("oauth2PermissionGrants").Filter(Equal("clientId", holder)).Top(999),
                    RelationKind.DirectoryRole => Query(place).Filter(Equal("principalId", holder)),
                    RelationKind.Member => Query($"servicePrincipals/{holder}/memberOf").Select("id").Top(999),
                    RelationKind.Owner => Query(place).Select("id", "appId", "userPrincipalName").Top(999),
                    RelationKind.FederatedCredential => Query(place),
                    _ => Query(place).Top(999),
                }
            )
            .Describe($"read {place}");

    /// <summary>Whether an entry of the list is this one.</summary>
    public bool Is(JsonObject item) =>
        key.All(property =>
            string.Equals(
                property.Value?.ToString() ?? "",
                item[property.Key]?.ToString() ?? "",
                property.Key == "id" || property.Key.EndsWith("Id", StringComparison.Ordinal)
                    ? StringComparison.OrdinalIgnoreCase
                    : StringComparison.Ordinal
            )
        );

    /// <summary>Keeps what a write has changed.</summary>
    /// <param name="write">The write.</param>
    /// <param name="before">The object before; null for none.</param>
    /// <param name="after">The object afterwards, or what was sent of it; null for none.</param>
    public void RecordChange(UndoWrite write, JsonObject? before, JsonObject? after)
    {
        foreach (var (name, value) in (before ?? after ?? []).Where(property => IsSent(property.Key)))
        {
            Known[name] = value?.DeepClone();
        }

        // A grant is there as long as it has a permission.
        if (kind != RelationKind.Grant && (before is null || after is null))
        {
            RecordExistence(write, before is not null, after is not null);
        }

        if (kind is RelationKind.Grant or RelationKind.FederatedCredential)
        {
            RecordValues(write, ValuesOf(before), ValuesOf(after));
        }
    }

    /// <summary>A value of what was read; null where it has none.</summary>
    public JsonNode? Get(ValuePath path) => Current is null ? null : JournalValues.Get(ValuesOf(Current), path);

    /// <summary>Takes it for what the last write has left, where it will be that once its holder is restored.</summary>
    public void Assume()
    {
        if (Existence is { After: not null } || Values.Any(slot => slot.After is not null))
        {
            Current = Known.DeepClone().AsObject();
            foreach (var slot in Values)
            {
                var values = ValuesOf(Current);
                JournalValues.Set(values, slot.Path, slot.After);
                Take(Current, values);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task UndoAsync(CommandContext work, IReadOnlyList<UndoSlot> slots, CancellationToken cancellationToken)
    {
        var existence = slots.FirstOrDefault(slot => slot == Existence);
        var next = existence is { Before: null } ? null : (Current ?? Known).DeepClone().AsObject();
        if (next is not null)
        {
            var values = ValuesOf(Current is null && kind == RelationKind.Grant ? null : next);
            foreach (var slot in slots.Where(slot => slot != existence))
            {
                JournalValues.Set(values, slot.Path, slot.Before);
            }

            Take(next, values);
            next = kind == RelationKind.Grant && next[Scope]!.ToString() == "" ? null : next;
        }

        await PutAsync(work, next, slots, cancellationToken).ConfigureAwait(false);
        Current = next;
        foreach (var id in new[] { holder, key["resourceId"]?.ToString(), key["principalId"]?.ToString() })
        {
            if (Guid.TryParse(id, out var owner))
            {
                work.Recent.Forget(owner);
            }
        }
    }

    private async Task PutAsync(CommandContext work, JsonObject? next, IReadOnlyList<UndoSlot> slots, CancellationToken cancellationToken)
    {
        if (next is not null && Current is null)
        {
            await SendAsync(work, CreateRequest(work, next, Words(slots[0])), IsThere, cancellationToken).ConfigureAwait(false);
            return;
        }

        // What came back with its holder has an ID that nobody has read yet.
        if (Current is null || (kind is not (RelationKind.Owner or RelationKind.Member) && Current["id"] is null))
        {
            var answer = await work.Graph.SendAsync(ListRequest(), cancellationToken).ConfigureAwait(false);
            Current = (await ListAsync(work.Graph, answer, cancellationToken).ConfigureAwait(false)).FirstOrDefault(Is);
        }

        if (Current is null)
        {
            return;
        }

        if (next is null)
        {
            await SendAsync(
                    work,
                    GraphRequest.Delete(ItemPath(), Prior(Current)).Idempotent().Describe(Words(slots[0])),
                    IsGone,
                    cancellationToken
                )
                .ConfigureAwait(false);
            return;
        }

        var changed = slots.Select(slot => slot.Path.Property).Distinct();
        var body = kind == RelationKind.Grant ? new JsonObject { [Scope] = next[Scope]?.DeepClone() } : JournalValues.Body(next, changed);
        await SendAsync(
                work,
                GraphRequest
                    .Patch(
                        ItemPath(),
                        body,
                        UndoJson.Default.JsonObject,
                        Prior(Current).About(key.DeepClone().AsObject(), UndoJson.Default.JsonObject)
                    )
                    .Idempotent()
                    .Describe(Words(slots[0])),
                static _ => false,
                cancellationToken
            )
            .ConfigureAwait(false);
        next["id"] ??= Current["id"]?.DeepClone();
    }

    /// <summary>All entries of a list whose first page was read.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ListAsync(
        GraphClient graph,
        GraphResponse answer,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await graph.AllAsync(answer, UndoJson.Default.GraphPageJsonElement, cancellationToken).ConfigureAwait(false)).Select(
                JournalValues.Normalize
            ),
        ];

    /// <summary>The service refuses a second one of its kind, so that it may be sent again.</summary>
    private GraphRequest CreateRequest(CommandContext work, JsonObject next, string what)
    {
        if (kind is RelationKind.Owner or RelationKind.Member)
        {
            var member = kind == RelationKind.Owner ? key["id"] : holder;
            return GraphRequest
                .Post(
                    $"{place}/$ref",
                    new DirectoryReference
                    {
                        Id = $"{work.Graph.Endpoint.GetLeftPart(UriPartial.Authority)}/v1.0/directoryObjects/{member}",
                    },
                    ResourceJson.Default.DirectoryReference,
                    PriorState.Nothing
                )
                .Idempotent()
                .Describe(what);
        }

        var body = new JsonObject(
            next.Where(property => property.Value is not null && IsSent(property.Key))
                .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))
        );
        return GraphRequest.Post(place, body, UndoJson.Default.JsonObject, PriorState.Nothing).Idempotent().Describe(what);
    }

    private string ItemPath() =>
        kind switch
        {
            RelationKind.Owner => $"{place}/{key["id"]}/$ref",
            RelationKind.Member => $"{place}/{holder}/$ref",
            _ => $"{place}/{Segment(Current!["id"]!.ToString())}",
        };

    /// <summary>What a creation takes; the rest is what reads tell beyond it.</summary>
    private bool IsSent(string name) =>
        key.ContainsKey(name)
        || kind switch
        {
            RelationKind.Grant => name == Scope,
            RelationKind.FederatedCredential => name is "issuer" or "subject" or "audiences" or "description",
            _ => false,
        };

    /// <summary>The values of it that change: the permissions of a grant are a list in one text.</summary>
    private JsonObject ValuesOf(JsonObject? item)
    {
        var values = new JsonObject();
        if (kind == RelationKind.Grant)
        {
            values[Scope] = new JsonArray([
                .. (item?[Scope]?.ToString() ?? "")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(name => JsonValue.Create(name)),
            ]);
        }
        else
        {
            foreach (var (name, value) in item ?? [])
            {
                if (!key.ContainsKey(name) && IsSent(name))
                {
                    values[name] = value?.DeepClone();
                }
            }
        }

        return values;
    }

    private void Take(JsonObject item, JsonObject values)
    {
        foreach (var (name, value) in values)
        {
            item[name] =
                kind == RelationKind.Grant ? string.Join(' ', value!.AsArray().Select(entry => entry!.ToString())) : value?.DeepClone();
        }
    }
}

/// <summary>What a <see cref="RelationTarget"/> is.</summary>
internal enum RelationKind
{
    /// <summary>A role of an API that an app has, or of an app that somebody has.</summary>
    RoleAssignment,

    /// <summary>Consent to delegated permissions.</summary>
    Grant,

    /// <summary>A federated credential of an app.</summary>
    FederatedCredential,

    /// <summary>A directory role of an app.</summary>
    DirectoryRole,

    /// <summary>An owner.</summary>
    Owner,

    /// <summary>An app's membership in a group.</summary>
    Member,
}
