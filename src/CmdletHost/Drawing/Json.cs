using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CmdletHost.Drawing;

/// <summary>JSON as PowerShell 7 writes and reads it.</summary>
internal sealed partial class Json(int depth, bool compress, bool enumsAsStrings)
{
    private readonly StringBuilder _text = new();

    /// <summary>True when something lay deeper than the depth allowed and became a string.</summary>
    public bool IsTruncated { get; private set; }

    public string Write(object? value)
    {
        WriteValue(value, 0);
        return _text.ToString();
    }

    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Language.Members.ToCustomObject(Table(element)),
        JsonValueKind.Array => element.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => IsoDate().IsMatch(element.GetString()!) && DateTime.TryParse(element.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
            ? moment : element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static OrderedDictionary Table(JsonElement element)
    {
        var table = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            table[property.Name] = Read(property.Value);
        }

        return table;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")]
    private static partial Regex IsoDate();

    private void WriteValue(object? value, int level)
    {
        var plain = PSObject.Unwrap(value);
        switch (plain)
        {
            case null or DBNull:
                _text.Append("null");
                return;
            case string or char or Guid:
                Quote(plain.ToString()!);
                return;
            case Uri address:
                Quote(address.OriginalString);
                return;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                return;
            case DateTime moment:
                Quote(moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                return;
            case DateTimeOffset moment:
                Quote(moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));
                return;
            case Enum constant:
                _text.Append(enumsAsStrings ? null : constant.ToString("d"));
                if (enumsAsStrings)
                {
                    Quote(constant.ToString());
                }

                return;
            case double or float or decimal:
                var number = ((IFormattable)plain).ToString("R", CultureInfo.InvariantCulture);
                _text.Append(number.AsSpan().ContainsAny(".EN∞") ? number : number + ".0");
                return;
            case BigInteger:
            case ValueType when LanguagePrimitives.IsNumeric(plain.GetType()):
                _text.Append(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture));
                return;
        }

        if (level > depth)
        {
            IsTruncated = true;
            Quote(LanguagePrimitives.ToText(value));
            return;
        }

        if (plain is IDictionary table)
        {
            WriteObject(table.Keys.Cast<object>().Select(key => (LanguagePrimitives.ToText(key), table[key])).Concat(Added(value)), level);
        }
        else if (LanguagePrimitives.GetEnumerable(plain) is { } elements)
        {
            WriteList(elements.Cast<object?>().Select<object?, Action>(item => () => WriteValue(item, level + 1)), '[', ']', level);
        }
        else
        {
            // Fields come before properties, what was added to the object last.
            var own = plain is PSObject ? [] : PSProperty.Of(plain.GetType()).OrderBy(member => member is System.Reflection.PropertyInfo)
                .Select(member => (member.Name, Value(new PSProperty(member, plain))));
            WriteObject(own.Concat(Added(value)), level);
        }
    }

    private static IEnumerable<(string Name, object? Value)> Added(object? value) => value is PSObject wrapped ? wrapped.Added.Select(item => (item.Name, item.Value)) : [];

    // A property that can't be read counts as null.
    private static object? Value(PSProperty property)
    {
        try
        {
            return property.Value;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    private void WriteObject(IEnumerable<(string Name, object? Value)> entries, int level) => WriteList(entries.Select<(string Name, object? Value), Action>(entry => () =>
    {
        Quote(entry.Name);
        _text.Append(compress ? ":" : ": ");
        WriteValue(entry.Value, level + 1);
    }), '{', '}', level);

    private void WriteList(IEnumerable<Action> items, char open, char close, int level)
    {
        _text.Append(open);
        var any = false;
        foreach (var item in items)
        {
            _text.Append(any ? "," : "");
            NewLine(level + 1);
            item();
            any = true;
        }

        if (any)
        {
            NewLine(level);
        }

        _text.Append(close);
    }

    private void NewLine(int level)
    {
        if (!compress)
        {
            _text.AppendLine().Append(' ', level * 2);
        }
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                < ' ' or '\u0085' or '\u2028' or '\u2029' => _text.Append($"\\u{(int)letter:x4}"),
                _ => _text.Append(letter),
            };
        }

        _text.Append('"');
    }
}
