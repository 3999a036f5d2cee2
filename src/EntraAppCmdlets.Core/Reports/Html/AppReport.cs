using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace EntraAppCmdlets.Reports;

/// <summary>
/// The report of a tenant's apps as one HTML file that needs no network: figures, charts, and what comes first are in the page itself; the tables and the parts of the apps
/// are drawn by its script. A policy in the page allows this script and these styles alone.
/// </summary>
/// <param name="title">The heading: the tenant.</param>
/// <param name="items">The apps.</param>
/// <param name="findings">What was found.</param>
/// <param name="rules">The rules that were in use.</param>
/// <param name="options">Their limits, and the moment of the report.</param>
internal sealed class AppReport(
    string title,
    IReadOnlyList<AppInventoryItem> items,
    IReadOnlyList<AppHealthFinding> findings,
    IReadOnlyList<HealthRule> rules,
    HealthOptions options
)
{
    private static readonly string Styles = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    /// <summary>The whole page.</summary>
    public string Html()
    {
        var html = new StringBuilder(1 << 16);
        var made = options.Now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
            )
            .Append(Hash(Script))
            .Append("'; style-src 'sha256-")
            .Append(Hash(Styles))
            .Append("'; img-src data:\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
            .Append(Text($"Apps of {title}"))
            .Append("</title>\n<style>")
            .Append(Styles)
            .Append("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#findings-title\">Skip to the findings</a>\n<header>\n<h1>")
            .Append(Text($"Apps of {title}"))
            .Append("</h1>\n<p class=\"muted\">")
            .Append(Text($"{made} UTC, {Number(items.Count, "app")}, {Number(findings.Count, "finding")}."))
            .Append("</p>\n");
        Figures(html);
        html.Append("</header>\n<main>\n");
        FirstThings(html);
        html.Append("<h2>Charts</h2>\n<div class=\"charts\">\n");
        foreach (var chart in ReportCharts.Of(items, options.Now))
        {
            chart.Write(html);
        }

        html.Append("</div>\n<h2 id=\"findings-title\">Findings</h2>\n")
            .Append("<noscript><p>The tables need JavaScript. Save the file and open it in a browser.</p></noscript>\n")
            .Append("<section id=\"findings\" aria-labelledby=\"findings-title\"></section>\n<h2 id=\"apps-title\">Apps</h2>\n")
            .Append(
                "<section id=\"apps\" aria-labelledby=\"apps-title\"></section>\n</main>\n<dialog id=\"app\" aria-labelledby=\"app-title\"></dialog>\n"
            )
            .Append("<footer>Made by Export-AppReport of EntraAppCmdlets. Secrets are not in it. Times are UTC.</footer>\n")
            .Append("<script type=\"application/json\" id=\"data\">")
            .Append(ReportData.Json(items, findings, rules))
            .Append("</script>\n<script>")
            .Append(Script)
            .Append("</script>\n</body>\n</html>\n");
        return html.ToString();
    }

    private void Figures(StringBuilder html)
    {
        var withFindings = findings.Select(finding => finding.AppId).Distinct().Count();
        (string Name, int Count)[] figures =
        [
            ("App registrations", items.Count(item => item.Kind == AppKind.Registration)),
            ("Enterprise applications of vendors", items.Count(item => item.Kind == AppKind.Enterprise)),
            ("Managed identities", items.Count(item => item.Kind == AppKind.ManagedIdentity)),
            ("Apps with findings", withFindings),
            ("Control of the tenant granted", Apps("TenantControl")),
            ("Apps with expired credentials", Apps("CredentialExpired")),
            ($"Apps with credentials that expire within {options.ExpiringInDays} days", Apps("CredentialExpiring")),
            ("Apps without an owner", Apps("NoOwner")),
            ($"Apps not used for {options.UnusedInDays} days", Apps(HealthRules.Unused)),
        ];
        html.Append("<dl class=\"figures\">\n");
        foreach (var (name, count) in figures)
        {
            html.Append("<div><dt>")
                .Append(Text(name))
                .Append("</dt><dd>")
                .Append(Text(count.ToString("N0", CultureInfo.InvariantCulture)))
                .Append("</dd></div>\n");
        }

        html.Append("</dl>\n");

        int Apps(string rule) => findings.Where(finding => finding.RuleId == rule).Select(finding => finding.AppId).Distinct().Count();
    }

    /// <summary>The most severe, and credentials by the day on which they end: readable in previews of mail that run no script.</summary>
    private void FirstThings(StringBuilder html)
    {
        var days = items.ToLookup(item => item.AppId, item => item.DaysLeft);
        var first = Ranked(finding => finding.RuleId == "CredentialExpiring", 6)
            .Concat(Ranked(finding => finding.Severity == AppHealthSeverity.Error, 4))
            .Concat(Ranked(finding => finding.RuleId == "CredentialExpired", 2))
            .ToList();
        if (first.Count == 0)
        {
            return;
        }

        html.Append(
                "<h2 id=\"first-title\">First things first</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"first-title\">\n"
            )
            .Append(
                "<table><caption>What ends soon, and what is most severe</caption><thead><tr><th scope=\"col\">App</th><th scope=\"col\">Finding</th>"
            )
            .Append("<th scope=\"col\" class=\"less\">Fix</th></tr></thead><tbody>\n");
        foreach (var finding in first)
        {
            html.Append("<tr><td><button type=\"button\" class=\"link\" data-app=\"")
                .Append(finding.AppId)
                .Append("\">")
                .Append(Text(finding.AppDisplayName))
                .Append("</button></td><td><span class=\"tag ")
                .Append(finding.Severity)
                .Append("\">")
                .Append(finding.Severity)
                .Append("</span> ")
                .Append(
                    Text(
                        finding.Subject is null || finding.Reason.Contains(finding.Subject, StringComparison.Ordinal)
                            ? $"{finding.Title}. {finding.Reason}"
                            : $"{finding.Title}: {finding.Subject}. {finding.Reason}"
                    )
                )
                .Append("</td><td class=\"less\"><code>")
                .Append(Text(finding.Fix))
                .Append("</code></td></tr>\n");
        }

        html.Append("</tbody></table></div>\n");

        IEnumerable<AppHealthFinding> Ranked(Func<AppHealthFinding, bool> wanted, int most) =>
            findings.Where(wanted).OrderBy(finding => days[finding.AppId].FirstOrDefault()).Take(most);
    }

    private static string Number(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>Text for the content of an element.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream =
            typeof(AppReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The module's assembly lacks {name}.");
        using var text = new StreamReader(stream, Encoding.UTF8);
        // What a browser hashes has the line ends that it reads.
        return text.ReadToEnd().ReplaceLineEndings("\n");
    }
}
