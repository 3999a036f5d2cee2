using System.Text.Json;
using EntraAppCmdlets;
using EntraAppCmdlets.Reports;
using EntraAppCmdlets.Testing;
using Json.Schema;

namespace Judges.Tests.Schemas;

/// <summary>Findings as SARIF have the shape of the standard (SARIF 2.1.0), as far as they use it, and nothing that it doesn't know.</summary>
public sealed class SarifTests
{
    private const string Shape = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object", "required": ["version", "runs"], "additionalProperties": false,
          "properties": {
            "$schema": { "type": "string", "format": "uri" },
            "version": { "const": "2.1.0" },
            "runs": { "type": "array", "minItems": 1, "items": {
              "type": "object", "required": ["tool"], "additionalProperties": false,
              "properties": {
                "tool": { "type": "object", "required": ["driver"], "additionalProperties": false, "properties": { "driver": {
                  "type": "object", "required": ["name"], "additionalProperties": false,
                  "properties": {
                    "name": { "type": "string" },
                    "semanticVersion": { "type": "string", "pattern": "^\\d+\\.\\d+\\.\\d+$" },
                    "rules": { "type": "array", "uniqueItems": true, "items": {
                      "type": "object", "required": ["id"], "additionalProperties": false,
                      "properties": {
                        "id": { "type": "string" }, "name": { "type": "string" },
                        "shortDescription": { "$ref": "#/$defs/message" }, "fullDescription": { "$ref": "#/$defs/message" }, "help": { "$ref": "#/$defs/message" },
                        "defaultConfiguration": { "type": "object", "additionalProperties": false, "properties": { "level": { "$ref": "#/$defs/level" } } }
                      } } }
                  } } } },
                "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
                "results": { "type": "array", "items": {
                  "type": "object", "required": ["message"], "additionalProperties": false,
                  "properties": {
                    "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer", "minimum": 0 }, "level": { "$ref": "#/$defs/level" }, "message": { "$ref": "#/$defs/message" },
                    "partialFingerprints": { "type": "object", "additionalProperties": { "type": "string" } },
                    "locations": { "type": "array", "minItems": 1, "items": {
                      "type": "object", "additionalProperties": false,
                      "properties": {
                        "physicalLocation": { "type": "object", "additionalProperties": false, "required": ["artifactLocation"], "properties": {
                          "artifactLocation": { "type": "object", "additionalProperties": false, "properties": { "uri": { "type": "string", "format": "uri-reference" } } },
                          "region": { "type": "object", "additionalProperties": false, "properties": { "startLine": { "type": "integer", "minimum": 1 } } } } },
                        "logicalLocations": { "type": "array", "uniqueItems": true, "items": { "type": "object", "additionalProperties": false, "properties": {
                          "name": { "type": "string" }, "fullyQualifiedName": { "type": "string" }, "kind": { "type": "string" } } } }
                      } } }
                  } } }
              } } }
          },
          "$defs": {
            "message": { "type": "object", "required": ["text"], "additionalProperties": false, "properties": { "text": { "type": "string", "minLength": 1 } } },
            "level": { "enum": ["none", "note", "warning", "error"] }
          }
        }
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void Findings_have_the_shape_of_the_standard(int apps)
    {
        var now = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var check = new HealthCheck(new HealthOptions { Now = now }, HealthRules.All);
        IReadOnlyList<AppHealthFinding> findings = [.. MadeUpApps.Make(apps, now).SelectMany(check.Examine).ToList(), .. check.Compare()];

        using var sarif = JsonDocument.Parse(new FindingsFile(HealthRules.All, findings, apps).Text(AppReportFormat.Sarif));

        var found = JsonSchema
            .FromText(Shape)
            .Evaluate(sarif.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(
            found.IsValid,
            string.Join(
                '\n',
                (found.Details ?? [])
                    .Where(detail => detail.Errors is not null)
                    .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")
            )
        );
        var run = sarif.RootElement.GetProperty("runs")[0];
        Assert.Equal(apps > 0, run.GetProperty("results").GetArrayLength() > 10);
        Assert.Equal(HealthRules.All.Count, run.GetProperty("tool").GetProperty("driver").GetProperty("rules").GetArrayLength());
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(
                result.GetProperty("ruleId").GetString(),
                run.GetProperty("tool")
                    .GetProperty("driver")
                    .GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()]
                    .GetProperty("id")
                    .GetString()
            );
        }
    }
}
