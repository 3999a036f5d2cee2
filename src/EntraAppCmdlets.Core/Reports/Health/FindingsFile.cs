using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace EntraAppCmdlets.Reports;

/// <summary>Findings in the forms that the tools of a pipeline read.</summary>
/// <param name="rules">The rules that were in use, those without a finding too.</param>
/// <param name="findings">What they found.</param>
/// <param name="apps">How many apps were examined.</param>
internal sealed class FindingsFile(IReadOnlyList<HealthRule> rules, IReadOnlyList<AppHealthFinding> findings, int apps)
{
    private const string Tool = "EntraAppCmdlets";
    private const string Pages = "docs/health.md";

    /// <summary>The format that the name of a file shows.</summary>
    /// <exception cref="AppException">ReportFormatUnknown.</exception>
    public static AppReportFormat FormatOf(string path) =>
        path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) ? AppReportFormat.JUnit
        : path.EndsWith(".sarif", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".sarif.json", StringComparison.OrdinalIgnoreCase)
            ? AppReportFormat.Sarif
        : throw HealthErrors.ReportFormatUnknown(path);

    /// <summary>The whole text of the file.</summary>
    public string Text(AppReportFormat format) => format == AppReportFormat.JUnit ? JUnit() : Sarif();

    /// <summary>A suite for each rule. A finding fails its test, unless it is for information; a rule without findings is a test that passes.</summary>
    private string JUnit()
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "Test-AppHealth");
            Counts(xml, rules.Sum(Tests), findings);
            foreach (var rule in rules)
            {
                var found = findings.Where(finding => finding.RuleId == rule.Id).ToList();
                xml.WriteStartElement("testsuite");
                xml.WriteAttributeString("name", rule.Id);
                Counts(xml, Tests(rule), found);
                if (found.Count == 0)
                {
                    Case(rule, $"{apps} apps without a finding");
                    xml.WriteEndElement();
                }

                foreach (var finding in found)
                {
                    Case(rule, finding.Subject is null ? finding.AppDisplayName : $"{finding.AppDisplayName}: {finding.Subject}");
                    var details = $"{finding.Reason}\nApp: {finding.AppDisplayName} ({finding.AppId})\nFix: {finding.Fix}\n{rule.Why}";
                    if (finding.Severity == AppHealthSeverity.Information)
                    {
                        xml.WriteElementString("system-out", Valid(details));
                    }
                    else
                    {
                        xml.WriteStartElement("failure");
                        xml.WriteAttributeString("type", finding.Severity.ToString());
                        xml.WriteAttributeString("message", Valid($"{rule.Title}: {finding.Reason}"));
                        xml.WriteString(Valid(details));
                        xml.WriteEndElement();
                    }

                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();

            void Case(HealthRule rule, string name)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", $"Test-AppHealth.{rule.Id}");
                xml.WriteAttributeString("name", Valid(name));
                xml.WriteAttributeString("time", "0");
            }
        }

        return text.ToString();
    }

    private int Tests(HealthRule rule) => Math.Max(1, findings.Count(finding => finding.RuleId == rule.Id));

    private static void Counts(XmlWriter xml, int tests, IEnumerable<AppHealthFinding> found)
    {
        xml.WriteAttributeString("tests", tests.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString(
            "failures",
            found.Count(finding => finding.Severity != AppHealthSeverity.Information).ToString(CultureInfo.InvariantCulture)
        );
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", "0");
    }

    /// <summary>A name may have what XML has no form for.</summary>
    private static string Valid(string text) =>
        text.Any(c => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c)) || HasLoneSurrogate(text)
            ? string.Concat(
                text.EnumerateRunes()
                    .Select(rune =>
                        rune.Value < 0x20 && rune.Value is not (9 or 10 or 13) || rune.Value is 0xFFFE or 0xFFFF
                            ? "\uFFFD"
                            : rune.ToString()
                    )
            )
            : text;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private string Sarif()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WriteStartObject("tool");
            json.WriteStartObject("driver");
            json.WriteString("name", Tool);
            json.WriteString("semanticVersion", typeof(FindingsFile).Assembly.GetName().Version?.ToString(3));
            json.WriteStartArray("rules");
            foreach (var rule in rules)
            {
                Rule(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartArray("results");
            foreach (var finding in findings)
            {
                Result(json, finding);
            }

            json.WriteEndArray();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Rule(Utf8JsonWriter json, HealthRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", rule.Id);
        Message(json, "shortDescription", rule.Title);
        Message(json, "fullDescription", rule.Why);
        Message(json, "help", $"{rule.Why} See {Pages}, {rule.Id}.");
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", Level(rule.Severity));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Result(Utf8JsonWriter json, AppHealthFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.RuleId);
        json.WriteNumber("ruleIndex", rules.ToList().FindIndex(rule => rule.Id == finding.RuleId));
        json.WriteString("level", Level(finding.Severity));
        Message(
            json,
            "message",
            $"{finding.AppDisplayName}{(finding.Subject is null ? "" : $", {finding.Subject}")}: {finding.Reason} Fix: {finding.Fix}"
        );
        json.WriteStartArray("locations");
        json.WriteStartObject();
        // Viewers of code show results at a place in a file only; an app has none, so that its id stands for it.
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", $"apps/{finding.AppId}");
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", finding.AppDisplayName);
        json.WriteString("fullyQualifiedName", $"{finding.TenantId}/{finding.AppId}");
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        // The same finding of tomorrow is recognized by it.
        json.WriteStartObject("partialFingerprints");
        json.WriteString("app/v1", $"{finding.TenantId}/{finding.AppId}/{finding.RuleId}/{finding.Subject}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Message(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(AppHealthSeverity severity) =>
        severity switch
        {
            AppHealthSeverity.Error => "error",
            AppHealthSeverity.Warning => "warning",
            _ => "note",
        };

    /// <summary>Says in the XML declaration what the file is written in.</summary>
    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
