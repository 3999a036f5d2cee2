using System.Text.Json;
using System.Text.Json.Serialization;

namespace EntraAppCmdlets.Reports;

/// <summary>The report as JSON, for other programs: the objects of Get-AppInventory and Test-AppHealth.</summary>
/// <param name="Tenant">The heading of the report.</param>
/// <param name="Made">When it was made, in UTC.</param>
/// <param name="Apps">The apps.</param>
/// <param name="Findings">What was found.</param>
internal sealed record ReportContent(
    string Tenant,
    DateTimeOffset Made,
    IReadOnlyList<AppInventoryItem> Apps,
    IReadOnlyList<AppHealthFinding> Findings
);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Serialization
)]
[JsonSerializable(typeof(ReportContent))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Text(ReportContent content) => JsonSerializer.Serialize(content, Default.ReportContent);
}
