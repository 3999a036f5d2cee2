using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using CmdletHost.Engine;

namespace CmdletHost.Language;

/// <summary>What the operators give. A name that starts with "c" minds upper and lower case.</summary>
internal static class Operators
{
    public static object? Binary(string name, object? left, object? right, Extent at)
    {
        var ignoreCase = !(name.Length > 2 && name[0] == 'c' && name is not "contains");
        var plain = ignoreCase ? name : name[1..];
        switch (plain)
        {
            case "contains" or "notcontains":
                return HasElement(left, right, ignoreCase) == (plain == "contains");
            case "in" or "notin":
                return HasElement(right, left, ignoreCase) == (plain == "in");
            case "join":
                return string.Join(LanguagePrimitives.ToText(right), Elements(left).Select(LanguagePrimitives.ToText));
            case "split":
                var options = ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None;
                return LanguagePrimitives.GetEnumerable(right) is null
                    ? Elements(left).SelectMany(item => Regex.Split(LanguagePrimitives.ToText(item), LanguagePrimitives.ToText(right), options)).ToArray<object?>()
                    : throw new NotKnownException("-split with a limit or options", at);
            case "f":
                return string.Format(CultureInfo.InvariantCulture, LanguagePrimitives.ToText(left), [.. Elements(right).Select(PSObject.Unwrap)]);
            case "is" or "isnot":
                return (PSObject.Unwrap(left) is { } value && TypeOf(right, at).IsInstanceOfType(value)) == (plain == "is");
            case "as":
                return LanguagePrimitives.TryConvertTo(left, TypeOf(right, at), out var converted) ? converted : null;
            case "..":
                var (from, to) = (LanguagePrimitives.ConvertTo<int>(left), LanguagePrimitives.ConvertTo<int>(right));
                return Enumerable.Range(0, Math.Abs(to - from) + 1).Select(step => (object?)(from + (to < from ? -step : step))).ToArray();
            case "+" or "-" or "*" or "/" or "%":
                return Arithmetic(plain, left, right, at);
            case "replace":
                return OnEach(left, item => Replace(LanguagePrimitives.ToText(item), right, ignoreCase));
            default:
                // A list on the left is filtered.
                return LanguagePrimitives.GetEnumerable(left) is { } list
                    ? list.Cast<object?>().Where(item => Compare(plain, item, right, ignoreCase)).ToArray()
                    : Compare(plain, left, right, ignoreCase);
        }
    }

    /// <summary>-match on a single value, which also sets <c>$Matches</c>.</summary>
    public static object Match(Session session, string name, object? left, object? right)
    {
        var match = Regex.Match(LanguagePrimitives.ToText(left), LanguagePrimitives.ToText(right), name[0] == 'c' ? RegexOptions.None : RegexOptions.IgnoreCase);
        if (match.Success)
        {
            var found = new Hashtable(StringComparer.OrdinalIgnoreCase);
            foreach (var group in match.Groups.Values.Where(group => group.Success))
            {
                found[int.TryParse(group.Name, CultureInfo.InvariantCulture, out var number) ? number : group.Name] = group.Value;
            }

            session.SetVariable("Matches", found);
        }

        return match.Success;
    }

    public static bool Compare(string name, object? left, object? right, bool ignoreCase = true) => name switch
    {
        "eq" => LanguagePrimitives.Equals(left, right, ignoreCase),
        "ne" => !LanguagePrimitives.Equals(left, right, ignoreCase),
        "gt" => LanguagePrimitives.Compare(left, right, ignoreCase) > 0,
        "ge" => LanguagePrimitives.Compare(left, right, ignoreCase) >= 0,
        "lt" => LanguagePrimitives.Compare(left, right, ignoreCase) < 0,
        "le" => LanguagePrimitives.Compare(left, right, ignoreCase) <= 0,
        "like" => Like(left, right, ignoreCase),
        "notlike" => !Like(left, right, ignoreCase),
        "match" => Regex.IsMatch(LanguagePrimitives.ToText(left), LanguagePrimitives.ToText(right), ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None),
        "notmatch" => !Compare("match", left, right, ignoreCase),
        "contains" => HasElement(left, right, ignoreCase),
        "notcontains" => !HasElement(left, right, ignoreCase),
        "in" => HasElement(right, left, ignoreCase),
        "notin" => !HasElement(right, left, ignoreCase),
        _ => throw new NotKnownException($"The operator '-{name}'"),
    };

    public static object? Arithmetic(string name, object? left, object? right, Extent at)
    {
        (left, right) = (PSObject.Unwrap(left), PSObject.Unwrap(right));
        switch (name, left)
        {
            case ("+", null):
                return right;
            case ("+", string text):
                return text + LanguagePrimitives.ToText(right);
            case ("+", IDictionary table):
                return Merge(table, right as IDictionary ?? throw Refuse());
            case ("+", not null) when LanguagePrimitives.GetEnumerable(left) is { } list:
                return list.Cast<object?>().Concat(LanguagePrimitives.GetEnumerable(right)?.Cast<object?>() ?? [right]).ToArray();
            case ("*", string text):
                return string.Concat(Enumerable.Repeat(text, LanguagePrimitives.ConvertTo<int>(right)));
            case ("+", DateTime moment) when right is TimeSpan span:
                return moment + span;
            case ("-", DateTime moment) when right is TimeSpan span:
                return moment - span;
            case ("-", DateTime moment) when right is DateTime other:
                return moment - other;
            case (_, null or bool or char):
                left = LanguagePrimitives.ConvertTo<int>(left);
                break;
        }

        right = right switch
        {
            null => 0,
            string text when Numbers.TryRead(text.Trim(), out var number) => number,
            bool flag => flag ? 1 : 0,
            _ => right,
        };
        return left is not null && LanguagePrimitives.IsNumeric(left.GetType()) && LanguagePrimitives.IsNumeric(right.GetType())
            ? OnNumbers(name, left, right)
            : throw Refuse();

        Exception Refuse() => new NotKnownException($"'{name}' between {left?.GetType().Name ?? "null"} and {right?.GetType().Name ?? "null"}", at);
    }

    private static object OnNumbers(string name, object left, object right)
    {
        if (left is decimal || right is decimal)
        {
            var (a, b) = (Convert.ToDecimal(left, CultureInfo.InvariantCulture), Convert.ToDecimal(right, CultureInfo.InvariantCulture));
            return name switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a % b };
        }

        var (x, y) = (Convert.ToDouble(left, CultureInfo.InvariantCulture), Convert.ToDouble(right, CultureInfo.InvariantCulture));
        if (left is double or float || right is double or float)
        {
            return name switch { "+" => x + y, "-" => x - y, "*" => x * y, "/" => x / y, _ => x % y };
        }

        var (first, second) = (Convert.ToInt64(left, CultureInfo.InvariantCulture), Convert.ToInt64(right, CultureInfo.InvariantCulture));
        if (name is "/" or "%" && second == 0)
        {
            throw new RuntimeException("Attempted to divide by zero.", new DivideByZeroException());
        }

        if (name == "/" && first % second != 0)
        {
            return x / y;
        }

        var exact = name switch
        {
            "+" => (Int128)first + second,
            "-" => (Int128)first - second,
            "*" => (Int128)first * second,
            "/" => first / second,
            _ => first % second,
        };
        return left is not long && right is not long && exact >= int.MinValue && exact <= int.MaxValue ? (object)(int)exact
            : exact >= long.MinValue && exact <= long.MaxValue && (left is long || right is long) ? (object)(long)exact : (double)exact;
    }

    private static Hashtable Merge(IDictionary left, IDictionary right)
    {
        var merged = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in left.Cast<DictionaryEntry>().Concat(right.Cast<DictionaryEntry>()))
        {
            merged.Add(entry.Key, entry.Value);
        }

        return merged;
    }

    private static bool HasElement(object? list, object? value, bool ignoreCase) => Elements(list).Any(item => LanguagePrimitives.Equals(item, value, ignoreCase));

    private static IEnumerable<object?> Elements(object? value) => LanguagePrimitives.GetEnumerable(value)?.Cast<object?>() ?? [value];

    private static bool Like(object? value, object? pattern, bool ignoreCase) =>
        Wildcards.IsMatch(LanguagePrimitives.ToText(value), LanguagePrimitives.ToText(pattern), ignoreCase);

    private static object? OnEach(object? value, Func<object?, object?> change) =>
        LanguagePrimitives.GetEnumerable(value) is { } list ? list.Cast<object?>().Select(change).ToArray() : change(value);

    private static string Replace(string text, object? right, bool ignoreCase)
    {
        var parts = Elements(right).Select(LanguagePrimitives.ToText).ToList();
        return Regex.Replace(text, parts[0], parts.Count > 1 ? parts[1] : "", ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
    }

    private static Type TypeOf(object? value, Extent at) => value as Type ?? throw new NotKnownException("A type given as a string", at);
}

/// <summary>PowerShell's wildcards: * ? and [a-z].</summary>
internal static class Wildcards
{
    public static bool HasAny(string pattern) => WildcardPattern.ContainsWildcardCharacters(pattern);

    public static bool IsMatch(string text, string pattern, bool ignoreCase = true) =>
        WildcardPattern.Get(pattern, ignoreCase ? WildcardOptions.IgnoreCase : WildcardOptions.None).IsMatch(text);
}
