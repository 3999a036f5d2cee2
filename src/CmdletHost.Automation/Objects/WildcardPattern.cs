using System.Text;
using System.Text.RegularExpressions;

namespace System.Management.Automation;

/// <summary>How a pattern compares.</summary>
[Flags]
public enum WildcardOptions
{
    None = 0,
    Compiled = 1,
    IgnoreCase = 2,
    CultureInvariant = 4,
}

/// <summary>A pattern with * for any text, ? for any character, [ab-d] for one of some, and ` before what stands for itself.</summary>
public sealed class WildcardPattern
{
    private readonly Regex _expression;

    public WildcardPattern(string pattern) : this(pattern, WildcardOptions.None) { }

    public WildcardPattern(string pattern, WildcardOptions options) =>
        _expression = new Regex(
            ToExpression(pattern),
            RegexOptions.Singleline | RegexOptions.CultureInvariant | (options.HasFlag(WildcardOptions.IgnoreCase) ? RegexOptions.IgnoreCase : RegexOptions.None));

    public static WildcardPattern Get(string pattern, WildcardOptions options) => new(pattern, options);

    public static bool ContainsWildcardCharacters(string pattern)
    {
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] == '`')
            {
                index++;
            }
            else if (IsSpecial(pattern[index]))
            {
                return true;
            }
        }

        return false;
    }

    public static string Escape(string pattern) =>
        string.Concat(pattern.Select(letter => IsSpecial(letter) || letter == '`' ? $"`{letter}" : letter.ToString()));

    public bool IsMatch(string input) => _expression.IsMatch(input);

    private static bool IsSpecial(char letter) => letter is '*' or '?' or '[' or ']';

    private static string ToExpression(string pattern)
    {
        StringBuilder expression = new(@"\A");
        for (var index = 0; index < pattern.Length; index++)
        {
            _ = pattern[index] switch
            {
                '*' => expression.Append(".*"),
                '?' => expression.Append('.'),
                '[' => expression.Append(ToClass(pattern, ref index)),
                // The last character of all, it stands for itself.
                '`' when index + 1 < pattern.Length => expression.Append(Regex.Escape(pattern[++index].ToString())),
                var letter => expression.Append(Regex.Escape(letter.ToString())),
            };
        }

        return expression.Append(@"\z").ToString();
    }

    // From a bracket to the one that closes it; directly behind the first, a closing one stands for itself.
    private static string ToClass(string pattern, ref int index)
    {
        StringBuilder letters = new();
        for (index++; index < pattern.Length; index++)
        {
            var letter = pattern[index];
            if (letter == ']' && letters.Length > 0)
            {
                return $"[{letters}]";
            }

            if (letter == '`' && index + 1 < pattern.Length)
            {
                letter = pattern[++index];
            }

            letters.Append(letter is '\\' or '^' or '[' or ']' ? $"\\{letter}" : letter.ToString());
        }

        throw new WildcardPatternException($"The specified wildcard character pattern is not valid: {pattern}");
    }
}

/// <summary>A pattern that opens a bracket and doesn't close it.</summary>
public class WildcardPatternException : RuntimeException
{
    public WildcardPatternException(string message) : base(message) { }
}
