using System.Collections;
using System.Management.Automation;

namespace EntraAppCmdlets;

/// <summary>PowerShell's objects from and to the shapes of the base library that Core reads and writes as JSON.</summary>
internal static class ShapeConverter
{
    private const int DeepestLevel = 64;

    /// <summary>An object for the pipeline: properties become note properties, in their order.</summary>
    public static object? ToObject(object? shape)
    {
        switch (shape)
        {
            case KeyValuePair<string, object?>[] properties:
                var item = new PSObject();
                // Names that differ only in case are one property in PowerShell. The last value counts, as in ConvertFrom-Json.
                foreach (var (name, value) in properties)
                {
                    item.Properties.Remove(name);
                    item.Properties.Add(new PSNoteProperty(name, ToObject(value)));
                }

                return item;
            case object?[] items:
                return items.Select(ToObject).ToArray();
            default:
                return shape;
        }
    }

    /// <summary>What a hashtable or an object holds: its keys or properties, through all levels.</summary>
    public static object? FromObject(object? value) => FromObject(value, 0);

    private static object? FromObject(object? value, int level)
    {
        // What holds itself is refused by its depth where it is written.
        if (level > DeepestLevel + 1)
        {
            return value?.ToString();
        }

        var item = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return item switch
        {
            string or byte[] => item,
            PSObject bag => bag
                .Properties.Select(property => KeyValuePair.Create(property.Name, FromObject(property.Value, level + 1)))
                .ToList(),
            IDictionary keyed => keyed
                .Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create(entry.Key.ToString() ?? "", FromObject(entry.Value, level + 1)))
                .ToList(),
            IEnumerable items => items.Cast<object?>().Select(each => FromObject(each, level + 1)).ToList(),
            _ => item,
        };
    }
}
