using System.Globalization;

namespace EntraAppCmdlets.Model;

/// <summary>A length of time as people say it.</summary>
internal static class Duration
{
    public static string InWords(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        };
}
