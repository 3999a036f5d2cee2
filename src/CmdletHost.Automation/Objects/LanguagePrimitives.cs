using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace System.Management.Automation;

/// <summary>Converts one type's values into others of its own accord. Named by a TypeConverterAttribute.</summary>
public abstract class PSTypeConverter
{
    protected PSTypeConverter() { }

    public abstract bool CanConvertFrom(object sourceValue, Type destinationType);

    public abstract object? ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase);

    public abstract bool CanConvertTo(object sourceValue, Type destinationType);

    public abstract object? ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase);
}

/// <summary>How the language compares, enumerates and converts values. Conversions that PowerShell makes in a subtle way are refused.</summary>
public static class LanguagePrimitives
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static T ConvertTo<T>(object? valueToConvert) => (T)ConvertTo(valueToConvert, typeof(T))!;

    public static object? ConvertTo(object? valueToConvert, Type resultType)
    {
        ArgumentNullException.ThrowIfNull(resultType);
        if (valueToConvert is AutomationNull)
        {
            valueToConvert = null;
        }

        if (valueToConvert is null)
        {
            return FromNull(resultType);
        }

        if (resultType.IsInstanceOfType(valueToConvert))
        {
            return valueToConvert;
        }

        if (resultType == typeof(PSObject))
        {
            return PSObject.AsPSObject(valueToConvert);
        }

        var value = PSObject.Unwrap(valueToConvert)!;
        if (resultType.IsInstanceOfType(value))
        {
            return value;
        }

        if (resultType == typeof(string))
        {
            return ToText(value);
        }

        var type = Nullable.GetUnderlyingType(resultType) ?? resultType;
        if (type == typeof(bool))
        {
            return IsTrue(value);
        }

        if (type == typeof(SwitchParameter))
        {
            return new SwitchParameter(IsTrue(value));
        }

        if (ByConverter(value, type, out var converted))
        {
            return converted;
        }

        if (type.IsArray || IsListOf(type, out _))
        {
            return ToArray(value, type);
        }

        try
        {
            return ToScalar(value, type);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or ArgumentException or InvalidCastException and not PSInvalidCastException)
        {
            var id = value is not string ? "InvalidCastException" : type == typeof(double) || type == typeof(float) ? "InvalidCastFromStringToDoubleOrSingle"
                : type == typeof(decimal) ? "InvalidCastFromStringToDecimal" : IsNumeric(type) ? "InvalidCastFromStringToInteger" : "InvalidCastParseTargetInvocationWithFormatProvider";
            throw new PSInvalidCastException(id, $"Cannot convert value \"{ToText(value)}\" to type \"{type}\". Error: \"{failure.Message}\"", failure);
        }
    }

    public static bool TryConvertTo<T>(object? valueToConvert, out T? result)
    {
        var success = TryConvertTo(valueToConvert, typeof(T), out var converted);
        result = success ? (T?)converted : default;
        return success;
    }

    public static bool TryConvertTo(object? valueToConvert, Type resultType, out object? result)
    {
        try
        {
            result = ConvertTo(valueToConvert, resultType);
            return true;
        }
        catch (PSInvalidCastException)
        {
            result = null;
            return false;
        }
    }

    public static bool IsTrue(object? obj) => PSObject.Unwrap(obj) switch
    {
        null => false,
        bool flag => flag,
        SwitchParameter flag => flag,
        string text => text.Length > 0,
        char letter => letter != 0,
        IList { Count: 0 } => false,
        IList { Count: 1 } list => list[0] is IList inner ? inner.Count > 0 : IsTrue(list[0]),
        IList => true,
        IConvertible number when IsNumeric(number.GetType()) => number.ToDouble(Culture) != 0,
        _ => true,
    };

    /// <summary>The elements of a collection; null for a single value. A string, a dictionary and an XML node are single values.</summary>
    public static IEnumerable? GetEnumerable(object? obj) => PSObject.Unwrap(obj) switch
    {
        string or IDictionary => null,
        Xml.XmlNode => null,
        IEnumerable elements => elements,
        _ => null,
    };

    public static new bool Equals(object? first, object? second) => Equals(first, second, ignoreCase: false);

    public static bool Equals(object? first, object? second, bool ignoreCase)
    {
        var (left, right) = (PSObject.Unwrap(first), PSObject.Unwrap(second));
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        if (left is string text)
        {
            return string.Compare(text, ToText(right), Culture, ignoreCase ? CompareOptions.IgnoreCase : CompareOptions.None) == 0;
        }

        if (left.Equals(right))
        {
            return true;
        }

        return IsNumeric(left.GetType()) && IsNumeric(right.GetType())
            ? CompareNumbers(left, right) == 0
            : TryConvertTo(right, left.GetType(), out var converted) && left.Equals(converted);
    }

    public static int Compare(object? first, object? second) => Compare(first, second, ignoreCase: false);

    public static int Compare(object? first, object? second, bool ignoreCase)
    {
        var (left, right) = (PSObject.Unwrap(first), PSObject.Unwrap(second));
        if (left is null || right is null)
        {
            return left is null ? right is null ? 0 : IsNegative(right) ? 1 : -1 : IsNegative(left) ? -1 : 1;
        }

        if (left is string text)
        {
            return string.Compare(text, ToText(right), Culture, ignoreCase ? CompareOptions.IgnoreCase : CompareOptions.None);
        }

        if (IsNumeric(left.GetType()) && IsNumeric(right.GetType()))
        {
            return CompareNumbers(left, right);
        }

        return left is IComparable comparable ? comparable.CompareTo(ConvertTo(right, left.GetType()))
            : throw new RuntimeException("NotIcomparable", $"Cannot compare \"{ToText(left)}\" because it is not IComparable.");
    }

    /// <summary>A value as the language writes it into a string: elements joined by spaces, numbers and dates in the invariant culture.</summary>
    internal static string ToText(object? value) => PSObject.Unwrap(value) switch
    {
        null => "",
        string text => text,
        double number => number.ToString("G15", Culture),
        float number => number.ToString("G7", Culture),
        IFormattable formattable => formattable.ToString(null, Culture),
        PSObject custom => custom.ToString(),
        var other when GetEnumerable(other) is { } elements => string.Join(' ', elements.Cast<object?>().Select(Brief)),
        var other => other.ToString() ?? "",
    };

    /// <summary>A value inside a list or a custom object: a list shows its type only.</summary>
    internal static string Brief(object? value) => GetEnumerable(value) is { } list ? list.ToString()! : ToText(value);

    internal static bool IsNumeric(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal && !type.IsEnum;

    /// <summary>True for the collection types that an array can be bound to, with the type of their elements.</summary>
    internal static bool IsListOf(Type type, out Type element)
    {
        element = type.IsArray ? type.GetElementType()! : typeof(object);
        return type.IsArray || type == typeof(Array) || type == typeof(IEnumerable) || type == typeof(IList) || type == typeof(ICollection);
    }

    private static object? FromNull(Type type)
    {
        if (type == typeof(string))
        {
            return "";
        }

        if (type == typeof(SwitchParameter) || type == typeof(bool) || type == typeof(char) || IsNumeric(type))
        {
            return Activator.CreateInstance(type);
        }

        return !type.IsValueType || Nullable.GetUnderlyingType(type) is not null ? null : throw new PSInvalidCastException(type.IsEnum
            ? $"Cannot convert null to type \"{type}\" due to enumeration values that are not valid. Specify one of the following " +
              $"enumeration values and try again. The possible enumeration values are \"{string.Join(",", Enum.GetNames(type))}\"."
            : $"Cannot convert null to type \"{type}\".");
    }

    private static Array ToArray(object value, Type type)
    {
        IsListOf(type, out var element);
        var elements = GetEnumerable(value)?.Cast<object?>().ToList() ?? [value];
        var array = Array.CreateInstance(element, elements.Count);
        for (var index = 0; index < elements.Count; index++)
        {
            array.SetValue(ConvertTo(elements[index], element), index);
        }

        return array;
    }

    private static object? ToScalar(object value, Type type)
    {
        var text = value as string;
        if (type.IsEnum)
        {
            return text is null ? EnumFromNumber(value, type) : EnumFromText(text, type);
        }

        if (IsNumeric(type))
        {
            return text is null ? ToNumber(value, type) : NumberFromText(text, type);
        }

        if (text is not null)
        {
            if (type == typeof(Uri))
            {
                return new Uri(text, UriKind.RelativeOrAbsolute);
            }

            if (type == typeof(DateTime))
            {
                return DateTime.Parse(text, Culture);
            }

            if (type == typeof(DateTimeOffset))
            {
                return DateTimeOffset.Parse(text, Culture);
            }

            if (type == typeof(char) && text.Length == 1)
            {
                return text[0];
            }
        }

        if (type == typeof(TimeSpan) && IsNumeric(value.GetType()))
        {
            return TimeSpan.FromTicks(Convert.ToInt64(value, Culture));
        }

        if (type == typeof(DateTimeOffset) && value is DateTime moment)
        {
            return new DateTimeOffset(moment);
        }

        return ByTypeItself(value, type);
    }

    // As the language does: a static Parse for strings, then a constructor of one argument, then a cast operator of either type.
    private static object? ByTypeItself(object value, Type type)
    {
        var id = "InvalidCastParseTargetInvocation";
        try
        {
            if (value is string)
            {
                if (type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(IFormatProvider)]) is { } parseIn && type.IsAssignableFrom(parseIn.ReturnType))
                {
                    id = "InvalidCastParseTargetInvocationWithFormatProvider";
                    return parseIn.Invoke(null, [value, Culture]);
                }

                if (type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string)]) is { } parse && type.IsAssignableFrom(parse.ReturnType))
                {
                    return parse.Invoke(null, [value]);
                }
            }

            id = "InvalidCastConstructorTargetInvocationException";
            if (!type.IsAbstract && !(IsNumeric(value.GetType()) && typeof(ICollection).IsAssignableFrom(type)) && type.GetConstructors().FirstOrDefault(item => item.GetParameters() is [{ } only] && only.ParameterType.IsInstanceOfType(value) &&
                only.ParameterType != typeof(object)) is { } constructor)
            {
                return constructor.Invoke([value]);
            }

            var cast = type.GetMethods(BindingFlags.Public | BindingFlags.Static).Concat(value.GetType().GetMethods(BindingFlags.Public | BindingFlags.Static))
                .FirstOrDefault(method => method.Name is "op_Implicit" or "op_Explicit" && method.ReturnType == type && method.GetParameters()[0].ParameterType.IsInstanceOfType(value));
            if (cast is not null)
            {
                return cast.Invoke(null, [value]);
            }
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            throw new PSInvalidCastException(id, $"Cannot convert value \"{ToText(value)}\" to type \"{type}\". Error: \"{inner.Message}\"", inner);
        }

        if (value is IDictionary or PSObject && !type.IsAbstract && type.GetConstructor([]) is { } create)
        {
            return WithProperties(create.Invoke([]), value, type);
        }

        throw new PSInvalidCastException(type == typeof(Security.SecureString) ? $"Cannot convert the value of type \"{value.GetType()}\" to type \"{type}\"."
            : $"Cannot convert the \"{ToText(value)}\" value of type \"{(value is PSObject wrapped ? wrapped.BaseObject : value).GetType()}\" to type \"{type}\".");
    }

    // A hashtable or a custom object sets the properties of a new object; each must be one of the type's.
    private static object WithProperties(object created, object value, Type type)
    {
        var entries = value is IDictionary table ? table.Cast<DictionaryEntry>().Select(entry => (Name: ToText(entry.Key), entry.Value))
            : ((PSObject)value).Added.Select(property => (property.Name, property.Value));
        foreach (var (name, content) in entries)
        {
            if (PSObject.FindProperty(created, name) is not { IsSettable: true } property)
            {
                var settable = PSObject.PropertiesOf(created).Where(item => item.IsSettable).Select(item => $"[{item.Name} <{item.TypeNameOfValue}>]");
                throw new PSInvalidCastException("ObjectCreationError", $"Cannot create object of type \"{type}\". The property '{name}' was not found for the '{type}' object. " +
                    $"The settable properties are: {string.Join(", ", settable)}.", null);
            }

            try
            {
                property.Value = content;
            }
            catch (PSInvalidCastException failure)
            {
                throw new PSInvalidCastException("ObjectCreationError", $"Cannot create object of type \"{type}\". {failure.Message}", failure);
            }
        }

        return created;
    }

    private static bool ByConverter(object value, Type type, out object? converted)
    {
        converted = null;
        return (FindConverter(type) is { } target && target.CanConvertFrom(value, type) && Succeeds(target.ConvertFrom(value, type, Culture, true), out converted)) ||
            (FindConverter(value.GetType()) is { } source && source.CanConvertTo(value, type) && Succeeds(source.ConvertTo(value, type, Culture, true), out converted));

        static bool Succeeds(object? result, out object? converted)
        {
            converted = result;
            return true;
        }
    }

    private static PSTypeConverter? FindConverter(Type type) =>
        type.GetCustomAttribute<TypeConverterAttribute>() is { } attribute && Type.GetType(attribute.ConverterTypeName) is { } converter &&
        typeof(PSTypeConverter).IsAssignableFrom(converter) ? (PSTypeConverter?)Activator.CreateInstance(converter) : null;

    private static object ToNumber(object value, Type type) => value switch
    {
        bool flag => Convert.ChangeType(flag ? 1 : 0, type, Culture),
        SwitchParameter flag => Convert.ChangeType(flag ? 1 : 0, type, Culture),
        Enum constant => Convert.ChangeType(Convert.ChangeType(constant, Enum.GetUnderlyingType(value.GetType()), Culture), type, Culture),
        char letter => Convert.ChangeType((int)letter, type, Culture),
        IConvertible number when IsNumeric(value.GetType()) => Convert.ChangeType(number, type, Culture),
        _ => throw new PSInvalidCastException($"Cannot convert the \"{ToText(value)}\" value of type \"{value.GetType()}\" to type \"{type}\"."),
    };

    private static object NumberFromText(string text, Type type)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            return Convert.ChangeType(0, type, Culture);
        }

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return Convert.ChangeType(long.Parse(text[2..], NumberStyles.HexNumber, Culture), type, Culture);
        }

        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal) || !text.AsSpan().ContainsAny(".eE"))
        {
            return Convert.ChangeType(text, type, Culture);
        }

        return Convert.ChangeType(double.Parse(text, Culture), type, Culture);
    }

    private static object EnumFromNumber(object value, Type type)
    {
        if (!IsNumeric(value.GetType()))
        {
            return EnumFromText(ToText(value), type);
        }

        var constant = Enum.ToObject(type, Convert.ToInt64(value, Culture));
        return Enum.IsDefined(type, constant) || type.IsDefined(typeof(FlagsAttribute), false)
            ? constant
            : throw new PSInvalidCastException("UndefinedIntegerToEnum", $"Cannot convert value \"{ToText(value)}\" to type \"{type}\" due to enumeration values that are not " +
                $"valid. Specify one of the following enumeration values and try again. The possible enumeration values are \"{string.Join(",", Enum.GetNames(type))}\".", null);
    }

    private static object EnumFromText(string text, Type type)
    {
        if (text.Trim().Length > 0 && !text.Contains(',', StringComparison.Ordinal) && long.TryParse(text, NumberStyles.AllowLeadingSign, Culture, out var number))
        {
            return EnumFromNumber(number, type);
        }

        var names = Enum.GetNames(type);
        var parts = text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        {
            var exact = names.FirstOrDefault(name => name.Equals(part, StringComparison.OrdinalIgnoreCase));
            var starting = names.Where(name => name.StartsWith(part, StringComparison.OrdinalIgnoreCase)).ToList();
            var why = starting.Count == 0
                ? $"Unable to match the identifier name {part} to a valid enumerator name. Specify one of the following enumerator names and try again:{Environment.NewLine}{string.Join(", ", names)}"
                : $"The identifier name {part} cannot be processed because it is either too similar or identical to the following enumerator names: {string.Join(", ", starting)}. Use a more specific identifier name.";
            return exact ?? (starting is [var single] ? single : throw new PSInvalidCastException("SubstringDisambiguationEnumParseThrewAnException",
                $"Cannot convert value \"{text}\" to type \"{type}\". Error: \"{why}\"", null));
        });
        return Enum.Parse(type, string.Join(",", parts));
    }

    private static int CompareNumbers(object left, object right) => left is double or float || right is double or float
        ? Convert.ToDouble(left, Culture).CompareTo(Convert.ToDouble(right, Culture))
        : Convert.ToDecimal(left, Culture).CompareTo(Convert.ToDecimal(right, Culture));

    private static bool IsNegative(object value) => IsNumeric(value.GetType()) && CompareNumbers(value, 0) < 0;
}
