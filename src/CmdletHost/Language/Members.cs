using System.Collections;
using System.Management.Automation;

namespace CmdletHost.Language;

/// <summary>Properties and elements of values, as <c>.</c> and <c>[ ]</c> find them.</summary>
internal static class Members
{
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase) { "PSObject", "PSTypeNames", "PSBase", "PSAdapted", "PSExtended", "PSStandardMembers" };

    public static object? Get(object? owner, string name)
    {
        if (Refused.Contains(name))
        {
            throw new NotKnownException($"The property '{name}' that PowerShell gives every object");
        }

        if (owner is null or AutomationNull)
        {
            return null;
        }

        var value = PSObject.Unwrap(owner)!;
        if (value is IDictionary table && table.Contains(name))
        {
            return table[name];
        }

        if (PSObject.FindProperty(owner, name) is { } property)
        {
            return property.Value;
        }

        if (name.Equals("Count", StringComparison.OrdinalIgnoreCase) || name.Equals("Length", StringComparison.OrdinalIgnoreCase))
        {
            return LanguagePrimitives.GetEnumerable(value) is { } list ? list.Cast<object?>().Count() : 1;
        }

        // A list without such a property gives those of its elements.
        if (LanguagePrimitives.GetEnumerable(value) is not { } elements)
        {
            return null;
        }

        var found = new List<object?>();
        foreach (var element in elements)
        {
            // A custom object without the property counts as one whose property is null; anything else is passed over.
            var content = Get(element, name);
            if (content is not null || PSObject.Unwrap(element) is PSObject || (element is not null && PSObject.FindProperty(element, name) is not null))
            {
                Engine.Session.Enumerate(content, found.Add);
            }
        }

        return Engine.Session.OneValue(Engine.Session.Collected(found));
    }

    public static void Set(object? owner, string name, object? value)
    {
        value = Engine.Session.OneValue(value);
        switch (PSObject.Unwrap(owner))
        {
            case null:
                throw NotFound();
            case IDictionary table:
                table[name] = value;
                break;
            case var _ when PSObject.FindProperty(owner!, name) is { } property:
                property.Value = value;
                break;
            default:
                throw NotFound();
        }

        RuntimeException NotFound() => new("PropertyNotFound", $"The property '{name}' cannot be found on this object. Verify that the property exists and can be set.");
    }

    public static object? Index(object? owner, object? index, Extent at)
    {
        switch (PSObject.Unwrap(owner))
        {
            case null:
                throw new RuntimeException("NullArray", "Cannot index into a null array.");
            case IDictionary table when LanguagePrimitives.GetEnumerable(index) is null:
                var key = PSObject.Unwrap(index) ?? throw new RuntimeException("Index operation failed; the array index evaluated to null.");
                return table is System.Collections.Specialized.OrderedDictionary ordered && key is int position
                    ? position < ordered.Count && position >= 0 ? ordered[position] : null
                    : table[key];
            case string text when LanguagePrimitives.GetEnumerable(index) is null:
                return At(text.Length, index) is { } letter ? text[letter] : null;
            case IList list:
                return LanguagePrimitives.GetEnumerable(index) is { } many
                    ? many.Cast<object?>().Select(one => At(list.Count, one)).Where(one => one is not null).Select(one => list[one!.Value]).ToArray()
                    : At(list.Count, index) is { } place ? list[place] : null;
            case var single:
                throw new NotKnownException($"Indexing a {single.GetType().Name}", at);
        }
    }

    public static void SetIndex(object? owner, object? index, object? value, Extent at)
    {
        value = Engine.Session.OneValue(value);
        switch (PSObject.Unwrap(owner))
        {
            case IDictionary table when PSObject.Unwrap(index) is { } key and not int:
                table[key] = value;
                break;
            case IList list:
                list[At(list.Count, index) ?? throw new RuntimeException("Index was outside the bounds of the array.")] = value;
                break;
            default:
                throw new NotKnownException("Assigning to an element of this value", at);
        }
    }

    public static PSObject ToCustomObject(IDictionary table)
    {
        var custom = new PSObject();
        foreach (DictionaryEntry entry in table)
        {
            var name = LanguagePrimitives.ToText(entry.Key);
            if (name.Equals("PSTypeName", StringComparison.OrdinalIgnoreCase))
            {
                custom.TypeNames.Insert(0, LanguagePrimitives.ToText(entry.Value));
            }
            else
            {
                custom.Properties.Add(new PSNoteProperty(name, entry.Value));
            }
        }

        return custom;
    }

    private static int? At(int count, object? index)
    {
        if (!LanguagePrimitives.TryConvertTo<int>(index, out var place))
        {
            return null;
        }

        place = place < 0 ? place + count : place;
        return place >= 0 && place < count ? place : null;
    }
}
