using System.Globalization;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.Guides;

/// <summary>A template's pattern, for a whole value.</summary>
/// <remarks>
/// The engine without backtracking takes a time that grows with the value's length and no faster, so that it needs no limit. But loading it takes longer
/// than the rest of a template: a plain pattern is matched by the other engine, as long as that is quick.
/// </remarks>
internal sealed class ParameterPattern
{
    /// <summary>Far below what the engine without backtracking refuses as too large.</summary>
    private const int MaxRepetitions = 1000;

    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

    private readonly string _whole;
    private readonly Regex _regex;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It looks around or refers back, which takes time without a limit.</exception>
    public ParameterPattern(string pattern)
    {
        _whole = $@"\A(?:{pattern})\z";
        _regex = IsPlain(pattern) ? new Regex(_whole, RegexOptions.None, Quick) : Linear();
    }

    /// <summary>Whether a whole value fits.</summary>
    public bool IsMatch(string value)
    {
        try
        {
            return _regex.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return Linear().IsMatch(value);
        }
    }

    private Regex Linear() => new(_whole, RegexOptions.NonBacktracking);

    /// <summary>Whether both engines surely take it: what looks around or refers back has groups, and \G is the only anchor that one of them lacks.</summary>
    private static bool IsPlain(string pattern) =>
        !pattern.Contains('(', StringComparison.Ordinal)
        && !pattern.Contains(@"\G", StringComparison.Ordinal)
        && Repetitions(pattern) <= MaxRepetitions;

    /// <summary>How often the parts of a pattern without groups are repeated, at most: all numbers in it together.</summary>
    private static double Repetitions(string pattern)
    {
        var sum = 0.0;
        for (var at = 0; at < pattern.Length; at++)
        {
            var end = at;
            while (end < pattern.Length && char.IsAsciiDigit(pattern[end]))
            {
                end++;
            }

            if (end > at)
            {
                sum += double.Parse(pattern.AsSpan(at, end - at), CultureInfo.InvariantCulture);
                at = end;
            }
        }

        return sum;
    }
}
