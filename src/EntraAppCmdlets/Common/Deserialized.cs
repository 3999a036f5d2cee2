using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;

namespace EntraAppCmdlets;

/// <summary>
/// The module's objects after a journey: out of a job, another session or a file of Export-Clixml they come back as property bags, whose
/// nested objects may have become their texts. What a property bag still holds is put into an object of its type again.
/// </summary>
internal static class Deserialized
{
    private const string Prefix = "Deserialized.";

    private static readonly Dictionary<string, Type> Types = typeof(AppRegistration)
        .Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false })
        .ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>The object that the property bag was, as far as it still tells; null for anything else.</summary>
    public static object? Read(object? item)
    {
        if (item is not PSObject bag || bag.BaseObject is not PSCustomObject)
        {
            return null;
        }

        var type = bag
            .TypeNames.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Types.GetValueOrDefault(name[(name.LastIndexOf(Prefix, StringComparison.Ordinal) + Prefix.Length)..]))
            .FirstOrDefault(type => type is not null);
        return type is null ? null : Read(bag, type);
    }

    /// <summary>The object that the property bag was; null if it was of another type.</summary>
    public static T? Read<T>(object? item)
        where T : class => Read(item) as T;

    private static object? Read(PSObject bag, Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is null)
        {
            return null;
        }

        var result = Activator.CreateInstance(type)!;
        foreach (
            var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is { IsPublic: true })
        )
        {
            if (bag.Properties[property.Name]?.Value is { } value && Convert(value, property.PropertyType) is { } converted)
            {
                property.SetValue(result, converted);
            }
        }

        return result;
    }

    /// <summary>The value as a property takes it; null where the journey has left its text alone of it.</summary>
    private static object? Convert(object value, Type type)
    {
        var plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        if (type.IsInstanceOfType(plain))
        {
            return plain;
        }

        // A time with an offset comes back as its parts.
        if (
            (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset)
            && plain is PSObject time
            && time.Properties[nameof(DateTimeOffset.UtcTicks)]?.Value is long ticks
        )
        {
            return new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        if (Read(plain) is { } nested)
        {
            return type.IsInstanceOfType(nested) ? nested : null;
        }

        if (type is { IsGenericType: true, IsInterface: true } && plain is IEnumerable items and not string)
        {
            var element = type.GetGenericArguments()[0];
            var converted = items.Cast<object?>().Select(item => item is null ? null : Convert(item, element)).OfType<object>().ToArray();
            var array = Array.CreateInstance(element, converted.Length);
            Array.Copy(converted, array, converted.Length);
            return array;
        }

        return
            type != typeof(SecureString)
            && LanguagePrimitives.TryConvertTo(plain, type, System.Globalization.CultureInfo.InvariantCulture, out var result)
            ? result
            : null;
    }
}
