using System.Collections;
using System.Reflection;
using System.Text.Json;
using EntraAppCmdlets.Graph;

namespace Judges.Tests.WireModels;

/// <summary>Makes objects of our wire models with a value in every property, each value another one.</summary>
internal sealed class Filler(WireModel model)
{
    /// <summary>The texts that have a form of their own.</summary>
    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["MaxLifetime"] = "P30D",
        ["RestrictionType"] = "passwordLifetime",
        ["KeyRestriction.RestrictionType"] = "asymmetricKeyLifetime",
        ["State"] = "enabled",
        ["Key"] = "a2V5",
        ["CustomKeyIdentifier"] = "aWQ=",
    };

    /// <summary>What Graph has beyond the members that our model names: kept and sent back.</summary>
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["RedirectPlatformResource"] = "{}",
        ["WebPlatformResource"] = """{ "redirectUriSettings": [{ "uri": "https://app.example/cb", "index": 1 }] }""",
        ["PropertyLockResource"] = """{ "tokenEncryptionKeyId": true }""",
        ["InformationalUrlResource"] = """{ "supportUrl": "https://app.example/support" }""",
        ["ImplicitGrantSettings"] = "{}",
        ["ApiApplicationResource"] =
            """{ "acceptMappedClaims": true, "knownClientApplications": ["0f5c1b6a-2f0e-4f7c-8b3e-5c9f6d1a2b3c"] }""",
    };

    /// <summary>What the service answers in version 1.0 although its published schema, and so the SDK, doesn't have it there.</summary>
    private static readonly (Type Ours, string Property)[] Unpublished =
    [
        (typeof(ServicePrincipalResource), nameof(ServicePrincipalResource.CreatedDateTime)),
    ];

    private int _next;

    public object Fill(Type type)
    {
        var item = Activator.CreateInstance(type)!;
        foreach (
            var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && Has(type, property))
        )
        {
            property.SetValue(item, Value(property.PropertyType, property, type));
        }

        return item;
    }

    private bool Has(Type type, PropertyInfo property) =>
        !Unpublished.Contains((type, property.Name)) && (type != model.Ours || model.Only is null || model.Only.Contains(property.Name));

    private object Value(Type type, PropertyInfo property, Type owner)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        _next++;
        if (type == typeof(string))
        {
            return property.Name == "Type" && model.ODataType is { } odata
                ? odata
                : Forms.GetValueOrDefault($"{owner.Name}.{property.Name}")
                    ?? Forms.GetValueOrDefault(property.Name)
                    ?? $"{owner.Name}.{property.Name} {_next} Ä&'\"";
        }

        if (type == typeof(Guid))
        {
            return new Guid(_next, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(int))
        {
            return _next;
        }

        if (type == typeof(long))
        {
            return (long)_next;
        }

        if (type == typeof(DateTimeOffset))
        {
            return new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMinutes(_next);
        }

        if (type == typeof(Dictionary<string, JsonElement>))
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Others[owner.Name])!;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(type)!;
            for (var i = 0; i < 2; i++)
            {
                list.Add(Value(type.GetGenericArguments()[0], property, owner));
            }

            return list;
        }

        return type.IsClass
            ? Fill(type)
            : throw new NotSupportedException($"{owner.Name}.{property.Name} is of a type that is not filled: {type}.");
    }
}
