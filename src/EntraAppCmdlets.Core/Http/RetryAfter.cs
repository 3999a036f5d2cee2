using System.Globalization;

namespace EntraAppCmdlets.Http;

/// <summary>The header that says how long to stay away.</summary>
internal static class RetryAfter
{
    /// <summary>The header as it ends a sentence: <c>in 75 s</c>, <c>at Wed, 21 Oct 2015 07:28:00 GMT</c>.</summary>
    public static string InWords(string header) => header.All(char.IsAsciiDigit) ? $"in {header} s" : $"at {header}";

    /// <summary>The wait that the header asks for, as seconds or as an HTTP date; null where it asks for nothing that makes sense.</summary>
    public static TimeSpan? Parse(string? header, TimeProvider clock)
    {
        if (
            double.TryParse(
                header,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
        {
            // Beyond a day the number only means "not now"; a TimeSpan of it could overflow.
            return TimeSpan.FromSeconds(Math.Min(seconds, 86_400));
        }

        if (
            !DateTimeOffset.TryParse(
                header,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var date
            )
        )
        {
            return null;
        }

        var left = date - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
