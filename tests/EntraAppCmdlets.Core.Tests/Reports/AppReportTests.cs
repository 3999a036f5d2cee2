using System.Text.Json;
using System.Text.RegularExpressions;
using EntraAppCmdlets.Reports;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Reports;

public sealed partial class AppReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var html = Html(20);

        // Addresses stand in the data, as text; nothing loads one.
        var markup = Data().Replace(html, "");
        Assert.DoesNotMatch(@"(?i)(?:src|href|action)\s*=\s*[""']?(?:https?:|//)|@import|url\(", markup);
        Assert.Contains("default-src 'none'", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_markup_is_nothing_but_a_name()
    {
        var html = Html(20);

        Assert.DoesNotContain(MadeUpApps.Script, html, StringComparison.Ordinal);
        Assert.DoesNotContain(MadeUpApps.Image, html, StringComparison.Ordinal);
        // The page has two scripts, the data and its own.
        Assert.Equal(2, Regex.Count(html, "<script"));
        Assert.Equal(2, Regex.Count(html, "</script"));
        using var data = JsonDocument.Parse(Data().Match(html).Groups[1].Value);
        Assert.Equal(MadeUpApps.Script, data.RootElement.GetProperty("apps")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_title_that_is_markup_is_text_too() =>
        Assert.Contains("<h1>Apps of &lt;b&gt;Contoso&lt;/b&gt;</h1>", Html(1, "<b>Contoso</b>"), StringComparison.Ordinal);

    [Fact]
    public void What_is_shown_first_and_the_charts_need_no_script()
    {
        var markup = Data().Replace(Html(200), "");

        Assert.Contains("First things first", markup, StringComparison.Ordinal);
        Assert.Contains("Update-AppClientSecret", markup, StringComparison.Ordinal);
        Assert.Equal(4, Regex.Count(markup, "<svg role=\"img\""));
        Assert.Contains("aria-label=\"Apps by kind: Registration ", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_a_row_for_each_app_and_runs_nothing_in_a_spreadsheet()
    {
        var items = MadeUpApps.Make(3, Now);
        items = [items[0] with { DisplayName = "=HYPERLINK(\"https://evil.example\",\"x\")" }, .. items.Skip(1)];

        var lines = ReportFiles.Csv(items, []).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("\"'=HYPERLINK(\"\"https", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"<img src=x onerror=\"\"window", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_what_the_objects_have()
    {
        var items = MadeUpApps.Make(3, Now);
        using var json = JsonDocument.Parse(ReportJson.Text(new ReportContent("Contoso", Now, items, Findings(items))));

        var app = json.RootElement.GetProperty("apps")[0];
        Assert.Equal(MadeUpApps.Script, app.GetProperty("displayName").GetString());
        Assert.Equal(items[0].Kind.ToString(), app.GetProperty("kind").GetString());
        Assert.True(json.RootElement.GetProperty("findings").GetArrayLength() > 0);
    }

    [ChromiumTheory]
    [InlineData(20, 390)]
    [InlineData(5_000, 1280)]
    public async Task A_browser_draws_every_table_without_a_script_error(int count, int width)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "apps.html");
        var html = Html(count);
        await File.WriteAllTextAsync(file, html);
        if (Environment.GetEnvironmentVariable("KEEP_REPORTS") is { Length: > 0 } kept)
        {
            // To look at.
            File.Copy(file, Path.Combine(kept, $"report-{count}.html"), overwrite: true);
        }

        var (page, console) = await Chromium.OpenAsync(file, "--dump-dom", $"--window-size={width},2000");

        Assert.Empty(console);
        Assert.Equal(Math.Min(count, 200), Regex.Count(Section("apps", page), "<tr>") - 1);
        Assert.Contains($"{count:N0} apps", Section("apps", page), StringComparison.Ordinal);
        Assert.True(Regex.Count(Section("findings", page), "<tr>") > 10);
        Assert.Contains("&lt;/script&gt;&lt;script&gt;window.broken", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [ChromiumFact]
    public async Task A_browser_sorts_filters_opens_an_app_and_closes_it()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "apps.html");
        // What a test does in the page is allowed by a hash of its own: the page's policy takes no other script.
        const string Steps = """
            addEventListener("load", () => {
              const say = (name, value) => { const p = document.createElement("p"); p.textContent = `${name}=${value}`; p.className = "said"; document.body.append(p); };
              const apps = document.getElementById("apps"), head = text => [...apps.querySelectorAll("th")].find(one => one.textContent.startsWith(text));
              const names = () => [...apps.querySelectorAll("tbody tr td:first-child")].map(one => one.textContent);
              head("Days left").querySelector("button").click();
              const days = [...apps.querySelectorAll("tbody tr")].map(row => row.children[4].textContent).filter(text => text !== "").map(text => Number(text.replace(",", "")));
              say("sorted", head("Days left").getAttribute("aria-sort") + " " + days.every((one, index) => index === 0 || days[index - 1] <= one));
              const search = apps.querySelector("input"); search.value = "script window"; search.dispatchEvent(new Event("input"));
              say("filtered", names().length + " " + apps.querySelector(".count").textContent);
              apps.querySelector("tbody button").click();
              const dialog = document.getElementById("app");
              say("open", dialog.open + " " + (document.activeElement.id) + " " + dialog.querySelector("h2").textContent);
              dialog.querySelector(".close").click();
              say("closed", !dialog.open);
              search.value = "no such app"; search.dispatchEvent(new Event("input"));
              say("none", apps.querySelector("tbody").textContent);
              search.value = ""; search.dispatchEvent(new Event("input"));
              dispatchEvent(new Event("beforeprint"));
              say("printed", apps.querySelectorAll("tbody tr").length);
              say("broken", window.broken === true);
            });
            """;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Steps)));
        await File.WriteAllTextAsync(
            file,
            Html(300)
                .Replace("script-src ", $"script-src 'sha256-{hash}' ", StringComparison.Ordinal)
                .Replace("</body>", $"<script>{Steps}</script></body>", StringComparison.Ordinal)
        );

        var (page, console) = await Chromium.OpenAsync(file, "--dump-dom");

        Assert.Empty(console);
        Assert.Equal(
            [
                "sorted=ascending true",
                "filtered=1 1 of 300 apps",
                $"open=true app-title {System.Net.WebUtility.HtmlEncode(MadeUpApps.Script)}",
                "closed=true",
                "none=Nothing matches.",
                "printed=300",
                "broken=false",
            ],
            Said().Matches(page).Select(match => match.Groups[1].Value)
        );
    }

    [PrintFact]
    public async Task On_paper_each_page_of_a_table_begins_with_its_headings()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "apps.html");
        var printed = Path.Combine(folder.Path, "apps.pdf");
        await File.WriteAllTextAsync(file, Html(300));

        await Chromium.OpenAsync(file, "--no-pdf-header-footer", $"--print-to-pdf={printed}");

        var pages = await PrintFactAttribute.PagesAsync(printed);
        var withHeading = pages.Index().Where(page => AppHeading().IsMatch(page.Item)).Select(page => page.Index).ToList();
        Assert.True(withHeading.Count > 3, string.Join("\n--\n", pages.TakeLast(4)));
        Assert.Equal(Enumerable.Range(withHeading[0], withHeading.Count), withHeading);
    }

    private static string Html(int count, string title = "Contoso")
    {
        var items = MadeUpApps.Make(count, Now);
        return new AppReport(title, items, Findings(items), HealthRules.All, new HealthOptions { Now = Now }).Html();
    }

    private static IReadOnlyList<AppHealthFinding> Findings(IReadOnlyList<AppInventoryItem> items)
    {
        var check = new HealthCheck(new HealthOptions { Now = Now }, HealthRules.All);
        return [.. items.SelectMany(check.Examine).ToList(), .. check.Compare()];
    }

    private static string Section(string id, string page) =>
        Regex.Match(page, $"<section id=\"{id}\".*?</section>", RegexOptions.Singleline).Value;

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("Name.* Kind +Risk +Findings")]
    private static partial Regex AppHeading();

    [GeneratedRegex("""<p class="said">(.*?)</p>""")]
    private static partial Regex Said();
}
