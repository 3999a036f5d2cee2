using System.Text.Json;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Undo;

/// <summary>What the writes of a journal have changed, found by the paths of their requests.</summary>
internal sealed class UndoTargets
{
    private readonly Dictionary<string, DirectoryTarget> _objects = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RelationTarget> _relations = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _ids;

    /// <param name="lines">The writes, in their order.</param>
    /// <param name="ids">The IDs of objects whose creation has no answer, by collection and alternate key, as far as they are known.</param>
    public UndoTargets(IEnumerable<JournalLine> lines, IReadOnlyDictionary<string, string>? ids = null)
    {
        _ids = ids ?? new Dictionary<string, string>();
        foreach (var line in lines)
        {
            var write = new UndoWrite(line);
            Writes.Add(write);
            if (line.Entry.Format is null)
            {
                write.Reason = UndoReasons.OldFormat;
            }
            else if (!Add(write))
            {
                write.Reason = UndoReasons.Of(line.Entry.Irreversible) ?? UndoReasons.Unknown;
            }
        }
    }

    public List<UndoWrite> Writes { get; } = [];

    public IReadOnlyCollection<DirectoryTarget> Objects => _objects.Values;

    public IReadOnlyCollection<RelationTarget> Relations => _relations.Values;

    /// <summary>The object of this ID that the writes have changed; null if they haven't.</summary>
    public DirectoryTarget? Find(string id) =>
        _objects.Values.FirstOrDefault(item => string.Equals(item.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>The IDs of objects that were created without an answer, where later writes name the same object by its ID.</summary>
    public IReadOnlyDictionary<string, string> FindNamed() =>
        _objects
            .Where(item => item.Value is { IsNamed: true, Id: { } id } && _objects.ContainsKey($"{item.Value.Collection}/{id}"))
            .ToDictionary(item => item.Key, item => item.Value.Id!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds what a write has changed.</summary>
    /// <returns>False if it isn't known how it is taken back.</returns>
    private bool Add(UndoWrite write)
    {
        var entry = write.Line.Entry;
        var before = entry.Before is { ValueKind: JsonValueKind.Object } old ? JournalValues.Normalize(old) : null;
        var change = entry.Change is { ValueKind: JsonValueKind.Object } sent ? JournalValues.Normalize(sent) : null;
        var identity = entry.Identity is { ValueKind: JsonValueKind.Object } known ? JournalValues.Normalize(known) : null;
        var segments = entry.Path.Split('?')[0].Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
        switch (entry.Method, segments)
        {
            case ("PATCH", [var named]) when named.StartsWith("applications(", StringComparison.Ordinal) && change is not null:
                return entry.Irreversible is null
                    && Create(write, DirectoryTarget.Applications, entry.Path["applications".Length..], change);
            case ("POST", [DirectoryTarget.Principals]) when change is not null:
                return Create(write, DirectoryTarget.Principals, $"(appId='{change["appId"]}')", change);
            case ("PATCH", [DirectoryTarget.Applications or DirectoryTarget.Principals, var id])
                when change is not null && before is not null:
                Object(segments[0], id).RecordValues(write, before, change);
                return true;
            case ("DELETE", [DirectoryTarget.Applications or DirectoryTarget.Principals, var id]):
                Object(segments[0], id).RecordExistence(write, before: true, after: false);
                return true;
            case ("POST", ["directory", "deletedItems", var id, "restore"]):
                Object(
                        Text(identity, "@odata.type")?.EndsWith("servicePrincipal", StringComparison.Ordinal) == true
                            ? DirectoryTarget.Principals
                            : DirectoryTarget.Applications,
                        id
                    )
                    .RecordExistence(write, before: false, after: true);
                return true;
            case ("POST", [DirectoryTarget.Applications, var id, "addPassword"])
                when Text(change?["passwordCredential"], "keyId") is { } made:
                Object(segments[0], id).Record(write, new ValuePath(DirectoryTarget.Secrets, made), null, true);
                return true;
            case ("POST", [DirectoryTarget.Applications, var id, "removePassword"]) when Text(change, "keyId") is { } removed:
                Object(segments[0], id).Record(write, new ValuePath(DirectoryTarget.Secrets, removed), true, null);
                return true;
            case ("POST", [DirectoryTarget.Applications, var id, "federatedIdentityCredentials"]) when change is not null:
                return Relate(write, RelationKind.FederatedCredential, id, Place(segments, 3), ["name"], change, null, change);
            case ("PATCH", [DirectoryTarget.Applications, var id, "federatedIdentityCredentials", _])
                when change is not null && before is not null && identity is not null:
                return Relate(write, RelationKind.FederatedCredential, id, Place(segments, 3), ["name"], identity, before, change);
            case ("DELETE", [DirectoryTarget.Applications, var id, "federatedIdentityCredentials", _]) when before is not null:
                return Relate(write, RelationKind.FederatedCredential, id, Place(segments, 3), ["name"], before, before, null);
            case ("POST", [_, var id, "owners", "$ref"]) when MemberOf(change) is { } owner:
                return Relate(write, RelationKind.Owner, id, Place(segments, 3), ["id"], owner, null, owner);
            case ("DELETE", [_, var id, "owners", var owner, "$ref"]):
                return Relate(write, RelationKind.Owner, id, Place(segments, 3), ["id"], WithId(owner), WithId(owner), null);
            case ("POST", ["groups", var group, "members", "$ref"]) when MemberOf(change) is { } member:
                return Relate(
                    write,
                    RelationKind.Member,
                    member["id"]!.ToString(),
                    Place(segments, 3),
                    ["id"],
                    WithId(group),
                    null,
                    WithId(group)
                );
            case ("DELETE", ["groups", var group, "members", var member, "$ref"]):
                return Relate(write, RelationKind.Member, member, Place(segments, 3), ["id"], WithId(group), WithId(group), null);
            case ("POST", [DirectoryTarget.Principals, var id, "appRoleAssignments" or "appRoleAssignedTo"]) when change is not null:
                return Relate(write, RelationKind.RoleAssignment, id, Place(segments, 3), Assignment, change, null, change);
            case ("DELETE", [DirectoryTarget.Principals, var id, "appRoleAssignments" or "appRoleAssignedTo", _]) when before is not null:
                return Relate(write, RelationKind.RoleAssignment, id, Place(segments, 3), Assignment, before, before, null);
            case ("POST", ["oauth2PermissionGrants"]) when Text(change, "clientId") is { } client:
                return Relate(write, RelationKind.Grant, client, segments[0], Grant, change, null, change);
            case ("PATCH", ["oauth2PermissionGrants", _])
                when change is not null && before is not null && Text(identity, "clientId") is { } client:
                return Relate(write, RelationKind.Grant, client, segments[0], Grant, identity, before, change);
            case ("DELETE", ["oauth2PermissionGrants", _]) when Text(before, "clientId") is { } client:
                return Relate(write, RelationKind.Grant, client, segments[0], Grant, before, before, null);
            case ("POST", ["roleManagement", "directory", "roleAssignments"]) when Text(change, "principalId") is { } principal:
                return Relate(write, RelationKind.DirectoryRole, principal, Place(segments, 3), Role, change, null, change);
            case ("DELETE", ["roleManagement", "directory", "roleAssignments", _]) when Text(before, "principalId") is { } principal:
                return Relate(write, RelationKind.DirectoryRole, principal, Place(segments, 3), Role, before, before, null);
            default:
                return false;
        }
    }

    private static readonly string[] Assignment = ["principalId", "resourceId", "appRoleId"];
    private static readonly string[] Grant = ["clientId", "consentType", "principalId", "resourceId"];
    private static readonly string[] Role = ["principalId", "roleDefinitionId", "directoryScopeId"];

    /// <summary>An object that was created; one whose answer was lost is known by its alternate key.</summary>
    private bool Create(UndoWrite write, string collection, string key, JsonObject change)
    {
        var target = (write.Line.Entry.Id ?? _ids.GetValueOrDefault(collection + key)) is { } id
            ? Object(collection, id)
            : At(collection, key);
        target.RecordExistence(write, before: false, after: true);
        change.Remove("appId");
        target.RecordValues(write, [], change);
        return true;
    }

    private DirectoryTarget Object(string collection, string id) => At(collection, $"/{id}");

    private DirectoryTarget At(string collection, string address) =>
        _objects.TryGetValue(collection + address, out var found)
            ? found
            : _objects[collection + address] = new DirectoryTarget(collection, address);

    private bool Relate(
        UndoWrite write,
        RelationKind kind,
        string holder,
        string place,
        string[] names,
        JsonObject? key,
        JsonObject? before,
        JsonObject? after
    )
    {
        if (key is null)
        {
            return false;
        }

        var identity = new JsonObject(
            names.Where(name => key[name] is not null).Select(name => KeyValuePair.Create(name, key[name]?.DeepClone()))
        );
        var id = RelationTarget.KeyOf(kind, place, identity);
        if (!_relations.TryGetValue(id, out var target))
        {
            _relations[id] = target = new RelationTarget(kind, holder, place, identity);
        }

        // Without its holder it can't be made again.
        _ = Object(
            place.StartsWith(DirectoryTarget.Applications, StringComparison.Ordinal)
                ? DirectoryTarget.Applications
                : DirectoryTarget.Principals,
            holder
        );
        target.RecordChange(write, before, after);
        return true;
    }

    private static string Place(string[] segments, int count) => string.Join('/', segments.Take(count));

    private static string? Text(JsonNode? json, string name) => json?[name]?.ToString();

    private static JsonObject WithId(string id) => new() { ["id"] = id };

    private static JsonObject? MemberOf(JsonObject? change) =>
        Text(change, "@odata.id")?.Split('/')[^1] is { Length: > 0 } id ? WithId(id) : null;
}
