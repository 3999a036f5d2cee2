using System.Globalization;
using System.Text;

namespace EntraAppCmdlets.Reports;

/// <summary>A chart of bars: a name, a length and a number each, as SVG that a page holds itself.</summary>
/// <param name="Title">What is counted.</param>
/// <param name="Bars">The bars from the top, each with its class for the color.</param>
internal sealed record ReportChart(string Title, IReadOnlyList<(string Name, int Count, string Class)> Bars)
{
    private const int Width = 340;
    private const int Row = 22;
    private const int Left = 118;
    private const int Right = 52;

    /// <summary>Writes the chart, with its numbers as text for those who don't see it.</summary>
    public void Write(StringBuilder html)
    {
        var most = Math.Max(1, Bars.Max(bar => bar.Count));
        var height = (Bars.Count * Row) + 4;
        html.Append("<figure><figcaption>")
            .Append(AppReport.Text(Title))
            .Append("</figcaption><svg role=\"img\" viewBox=\"0 0 ")
            .Append(Width)
            .Append(' ')
            .Append(height)
            .Append("\" aria-label=\"")
            .Append(AppReport.Text($"{Title}: {string.Join(", ", Bars.Select(bar => $"{bar.Name} {Number(bar.Count)}"))}"))
            .Append("\">")
            .Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" y1=\"0\" x2=\"{Left}\" y2=\"{height}\"/>");
        for (var i = 0; i < Bars.Count; i++)
        {
            var (name, count, color) = Bars[i];
            var y = (i * Row) + 3;
            var length = count == 0 ? 0 : Math.Max(2, (Width - Left - Right) * (double)count / most);
            html.Append(
                    CultureInfo.InvariantCulture,
                    $"<text x=\"{Left - 8}\" y=\"{y + 13}\" text-anchor=\"end\">{AppReport.Text(name)}</text>"
                )
                .Append(
                    CultureInfo.InvariantCulture,
                    $"<rect class=\"bar {color}\" x=\"{Left}\" y=\"{y}\" width=\"{length:0.#}\" height=\"16\" rx=\"2\"/>"
                )
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + length + 6:0.#}\" y=\"{y + 13}\">{Number(count)}</text>");
        }

        html.Append("</svg></figure>\n");
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The charts of a report.</summary>
internal static class ReportCharts
{
    private const int Months = 12;

    public static IEnumerable<ReportChart> Of(IReadOnlyList<AppInventoryItem> items, DateTimeOffset now)
    {
        var ends = items
            .SelectMany(item => item.AllCredentials)
            .Select(credential => credential.EndDateTime)
            .OfType<DateTimeOffset>()
            .ToList();
        var month = new DateTime(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        yield return new ReportChart(
            "Credentials by the month in which they expire",
            [
                ("Expired", ends.Count(end => end <= now), "error"),
                .. Enumerable
                    .Range(0, Months)
                    .Select(index =>
                    {
                        var (from, to) = (month.AddMonths(index), month.AddMonths(index + 1));
                        return (
                            from.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
                            ends.Count(end => end > now && end.UtcDateTime >= from && end.UtcDateTime < to),
                            index < 2 ? "warning" : ""
                        );
                    }),
                ("Later", ends.Count(end => end.UtcDateTime >= month.AddMonths(Months)), ""),
            ]
        );
        yield return new ReportChart(
            "Apps by the highest risk of what is granted",
            [
                Risk(AppPermissionRisk.Critical, "error"),
                Risk(AppPermissionRisk.Unknown, "warning"),
                Risk(AppPermissionRisk.High, "warning"),
                Risk(AppPermissionRisk.Medium, ""),
                Risk(AppPermissionRisk.Low, ""),
                ("Nothing granted", items.Count(item => item.Risk is null), ""),
            ]
        );
        yield return new ReportChart(
            "Apps by kind",
            [
                ("Registration", Count(AppKind.Registration), ""),
                ("Enterprise", Count(AppKind.Enterprise), ""),
                ("Managed identity", Count(AppKind.ManagedIdentity), ""),
                .. Count(AppKind.Microsoft) is > 0 and var own ? [("Microsoft", own, "")] : Array.Empty<(string, int, string)>(),
            ]
        );
        yield return new ReportChart(
            "Apps by age",
            [
                Age("Under 1 year", 0, 1),
                Age("1 to 2 years", 1, 2),
                Age("2 to 5 years", 2, 5),
                Age("Over 5 years", 5, 1000),
                ("Unknown", items.Count(item => item.CreatedDateTime is null), ""),
            ]
        );

        (string, int, string) Risk(AppPermissionRisk risk, string color) =>
            (risk.ToString(), items.Count(item => item.Risk == risk), color);

        int Count(AppKind kind) => items.Count(item => item.Kind == kind);

        (string, int, string) Age(string name, int from, int to) =>
            (
                name,
                items.Count(item =>
                    item.CreatedDateTime is { } created && (now - created).TotalDays / 365.25 is var years && years >= from && years < to
                ),
                ""
            );
    }
}
