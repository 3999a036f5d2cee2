using System.Text.Json;
using System.Text.Json.Nodes;

namespace EntraAppCmdlets.Undo;

/// <summary>The values of an object, one by one: how they are found in JSON, compared, and put back.</summary>
internal static class JournalValues
{
    /// <summary>What the journal shows instead of a value that it must not keep.</summary>
    private const string Hidden = "***";

    /// <summary>Properties with parts that are null where nobody has set them.</summary>
    private static readonly string[] Wholes = ["servicePrincipalLockConfiguration", "optionalClaims"];

    private const string Requested = "requiredResourceAccess";

    /// <summary>What tells an entry of a list of objects from others, in the order in which it is looked for.</summary>
    private static readonly string[] Keys = ["keyId", "id", "appId", "name", "index", "uri"];

    /// <summary>What the service tells of an entry but doesn't take.</summary>
    private static readonly string[] ReadOnly = ["origin"];

    /// <summary>An object in the form whose values are compared: lists in lists are one list, and certificates are their IDs.</summary>
    public static JsonObject Normalize(JsonElement json)
    {
        var node = JsonObject.Create(json) ?? [];
        if (node[Requested] is JsonArray required)
        {
            node[Requested] = new JsonArray([
                .. from resource in required.OfType<JsonObject>()
                from access in resource["resourceAccess"]?.AsArray().OfType<JsonObject>() ?? []
                select new JsonObject
                {
                    ["resourceAppId"] = resource["resourceAppId"]?.DeepClone(),
                    ["id"] = access["id"]?.DeepClone(),
                    ["type"] = access["type"]?.DeepClone(),
                },
            ]);
        }

        return node;
    }

    /// <summary>All values of an object.</summary>
    public static Dictionary<ValuePath, JsonNode?> Flatten(JsonObject json)
    {
        var values = new Dictionary<ValuePath, JsonNode?>();
        Flatten(json, "", values);
        return values;
    }

    /// <summary>A value of an object; null where it has none.</summary>
    public static JsonNode? Get(JsonObject json, ValuePath path)
    {
        JsonNode? node = json;
        foreach (var name in path.Property.Split('.'))
        {
            node = (node as JsonObject)?[name];
        }

        return path.Entry is null ? node
            : (node as JsonArray)?.FirstOrDefault(item => KeyOf(path.Property, item) == path.Entry) is { } entry ? entry
            : null;
    }

    /// <summary>Puts a value into an object; null takes an entry out of its list.</summary>
    public static void Set(JsonObject json, ValuePath path, JsonNode? value)
    {
        var names = path.Property.Split('.');
        foreach (var name in names[..^1])
        {
            if (json[name] is not JsonObject inner)
            {
                json[name] = inner = [];
            }

            json = inner;
        }

        if (path.Entry is null)
        {
            json[names[^1]] = value?.DeepClone();
            return;
        }

        if (json[names[^1]] is not JsonArray list)
        {
            json[names[^1]] = list = [];
        }

        var place = list.ToList().FindIndex(item => KeyOf(path.Property, item) == path.Entry);
        if (place >= 0)
        {
            list.RemoveAt(place);
        }

        if (value is not null)
        {
            list.Insert(place >= 0 ? place : list.Count, value.DeepClone());
        }
    }

    /// <summary>The properties of an object as the service takes them.</summary>
    public static JsonObject Body(JsonObject json, IEnumerable<string> properties)
    {
        var body = new JsonObject();
        foreach (var property in properties.Distinct())
        {
            var value = Get(json, new ValuePath(property));
            Set(body, new ValuePath(property), property == Requested ? ToRequired(value as JsonArray ?? []) : Written(value));
        }

        // What nobody has set: its parts can't be without a value, the whole can.
        foreach (
            var whole in Wholes.Where(whole =>
                body[whole] is JsonObject parts && parts.All(part => part.Value is null or JsonArray { Count: 0 })
            )
        )
        {
            body[whole] = null;
        }

        return body;
    }

    /// <summary>Whether a value is as the journal says: what it doesn't say of an entry doesn't count, nor does the order of lists.</summary>
    public static bool Same(JsonNode? kept, JsonNode? current) =>
        kept switch
        {
            JsonObject keptObject => current is JsonObject other
                ? keptObject.All(property => Same(property.Value, other[property.Key]))
                : keptObject.Count == 0 || keptObject.All(property => IsEmpty(property.Value)),
            JsonArray keptList when current is JsonArray list => keptList.Count == list.Count
                && keptList.All(item => list.Any(other => Same(item, other))),
            _ when IsHidden(kept) => !IsEmpty(current),
            _ when IsEmpty(kept) || IsEmpty(current) => IsEmpty(kept) && IsEmpty(current),
            _ => JsonNode.DeepEquals(kept, current),
        };

    /// <summary>Whether the journal doesn't keep the value.</summary>
    public static bool IsHidden(JsonNode? value) =>
        value switch
        {
            JsonObject holder => holder.Any(property => IsHidden(property.Value)),
            JsonArray list => list.Any(IsHidden),
            JsonValue text => text.TryGetValue<string>(out var said) && said == Hidden,
            _ => false,
        };

    /// <summary>Whether the entry is in use, so that it must be disabled before it is changed or removed.</summary>
    public static bool IsEnabled(JsonNode? entry) => entry?["isEnabled"]?.GetValue<bool>() == true;

    // The service doesn't tell a setting that nobody has made from one that is empty or off.
    private static bool IsEmpty(JsonNode? value) =>
        value switch
        {
            null => true,
            JsonArray list => list.Count == 0,
            JsonObject => false,
            _ => value.GetValueKind() == JsonValueKind.False
                || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == ""),
        };

    private static void Flatten(JsonObject json, string prefix, Dictionary<ValuePath, JsonNode?> values)
    {
        foreach (var (name, value) in json.Where(property => !property.Key.Contains('@', StringComparison.Ordinal)))
        {
            var property = prefix + name;
            if (value is JsonObject inner)
            {
                Flatten(inner, property + ".", values);
            }
            else if (value is JsonArray list)
            {
                foreach (var item in list)
                {
                    values[new ValuePath(property, KeyOf(property, item))] =
                        property == DirectoryTarget.Certificates ? Certificate(item) : item;
                }
            }
            else
            {
                values[new ValuePath(property)] = value;
            }
        }
    }

    private static string KeyOf(string property, JsonNode? item) =>
        item is JsonObject entry
            ? property == Requested
                ? $"{entry["type"]} {entry["id"]} of {entry["resourceAppId"]}"
                : property.StartsWith("optionalClaims.", StringComparison.Ordinal)
                    ? $"{entry["name"]} {entry["source"]}".TrimEnd()
                    : Keys.Select(key => entry[key]?.ToString()).FirstOrDefault(key => key is not null) ?? entry.ToJsonString()
            : item?.ToString() ?? "";

    private static JsonObject Certificate(JsonNode? item) => new() { ["keyId"] = item?["keyId"]?.DeepClone() };

    private static JsonNode? Written(JsonNode? value) =>
        value is JsonArray list
            ? new JsonArray([
                .. list.Select(item =>
                    item is JsonObject entry
                        ? new JsonObject(
                            entry
                                .Where(property => property.Value is not null && !ReadOnly.Contains(property.Key))
                                .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))
                        )
                        : item?.DeepClone()
                ),
            ])
            : value?.DeepClone();

    private static JsonArray ToRequired(JsonArray permissions) =>
        [
            .. from permission in permissions.OfType<JsonObject>()
            group permission by permission["resourceAppId"]?.ToString() into resource
            select new JsonObject
            {
                ["resourceAppId"] = resource.Key,
                ["resourceAccess"] = new JsonArray([
                    .. resource.Select(permission => new JsonObject
                    {
                        ["id"] = permission["id"]?.DeepClone(),
                        ["type"] = permission["type"]?.DeepClone(),
                    }),
                ]),
            },
        ];
}
