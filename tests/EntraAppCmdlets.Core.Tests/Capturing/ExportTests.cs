using System.Text;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Capturing;

/// <summary>What an export says, and what is wrong with one that somebody has changed.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TenantBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_template_names_nobody_and_nothing_of_the_tenant_unless_its_values_are_wanted()
    {
        using var installation = await _bench.InstallAsync("Invictus");
        var export = await ExportAsync(installation.App);
        string[] ofTenant = ["contoso", "alex.weber", _bench.Tenant.TenantId, installation.AppId.ToString()];
        Assert.DoesNotContain(ofTenant, name => export.Text(includeValues: false).Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("alex.weber@contoso.onmicrosoft.com", export.Text(includeValues: true), StringComparison.Ordinal);
        Assert.DoesNotContain(
            new System.Net.NetworkCredential("", installation.Secret!.SecretText).Password,
            export.Text(includeValues: true),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_export_with_its_values_needs_no_parameters_and_one_without_asks_for_them()
    {
        using var installation = await _bench.InstallAsync("Invictus");
        var export = await ExportAsync(installation.App);
        Assert.Equal(
            "Invictus",
            _bench.Guide(Read(export.Text(includeValues: true))).Spec.Find<Aspects.Registration.RegistrationSpec>()!.Request.DisplayName
        );
        var error = Assert.Throws<AppException>(() => _bench.Guide(Read(export.Text(includeValues: false))));
        Assert.Equal("VendorParameterMissing", error.ErrorId);
        // A value that is given goes before that of the file.
        var guide = _bench.Guide(Read(export.Text(includeValues: true)), VendorBench.Table(("HostName", "other.example.com")));
        Assert.All(
            guide.Spec.Find<Aspects.Registration.RegistrationSpec>()!.Request.RedirectUris,
            uri => Assert.StartsWith("https://other.example.com/", uri.Uri, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_export_begins_with_its_schema_as_the_templates_of_the_module_do()
    {
        var export = await ExportAsync(await _bench.RegisterAsync("Demo"));
        var field = "\"$schema\": \"./template.schema.json\",";
        Assert.Equal(field, export.Text(includeValues: false).Split('\n')[1].Trim());
        Assert.Equal(field, TemplatesFolder.Text("authentik").Split('\n')[1].Trim());
    }

    [Fact]
    public async Task What_a_template_can_not_say_is_a_step_for_a_person()
    {
        var app = await _bench.RegisterAsync("Demo");
        using var first = await _bench.AddSecretAsync(app, "first");
        using var second = await _bench.AddSecretAsync(app, "second");
        var export = await ExportAsync(app);
        var gap = Assert.Single(export.NotCaptured);
        Assert.StartsWith("client secret '", gap.Property, StringComparison.Ordinal);
        Assert.Contains(export.Template.Steps, step => step.By == TemplateActor.Person && step.Text == gap.ToString());
    }

    [Fact]
    public async Task A_newer_export_is_refused_by_its_version()
    {
        var text = await TextAsync(json =>
        {
            json["schemaVersion"] = 2;
            json["somethingNew"] = new JsonObject();
        });
        var error = Assert.Throws<AppException>(() => Read(text));
        Assert.Equal("TemplateNewer", error.ErrorId);
        Assert.Contains("export.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HostName", "a b")]
    [InlineData("Nothing", "x")]
    public async Task A_value_that_somebody_broke_is_a_fault_with_its_place(string name, string value)
    {
        var text = await TextAsync(json => json["values"]![name] = value);
        var error = Assert.Throws<AppException>(() => Read(text));
        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Matches(@"export\.json\(\d+,\d+\): values: ", error.Message);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{", "{")]
    [InlineData("a }} b {{c}}", "a } b {c}")]
    [InlineData("{{{X}}}", "{1}")]
    [InlineData("{{X}}", "{X}")]
    public void A_brace_that_is_written_twice_stands_for_itself(string text, string filled)
    {
        Assert.Null(Placeholder.Stray(text));
        Assert.Equal(filled, Placeholder.Fill(text, name => name == "X" ? "1" : null));
        Assert.Equal(text == "{{{X}}}" ? ["X"] : [], Placeholder.NamesIn(text));
    }

    private async Task<TemplateExport> ExportAsync(AppRegistration app) =>
        TemplateExport.Of(
            await _bench.CaptureAsync(app),
            null,
            DateTimeOffset.UnixEpoch,
            name => name == "tenant.domain" ? _bench.Tenant.DomainName : new VendorSettings(_bench.Connection).OfTenant(name)
        );

    private async Task<string> TextAsync(Action<JsonObject> change)
    {
        using var installation = await _bench.InstallAsync("Invictus");
        var json = JsonNode.Parse((await ExportAsync(installation.App)).Text(includeValues: true))!.AsObject();
        change(json);
        return json.ToJsonString();
    }

    private static VendorTemplate Read(string text) => TemplateReader.Read("export.json", Encoding.UTF8.GetBytes(text));
}
