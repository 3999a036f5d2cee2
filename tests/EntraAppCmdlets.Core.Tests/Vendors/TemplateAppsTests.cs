using System.Text.Json.Nodes;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>What is wrong with a template for several apps, and with a sign-in that depends on a parameter.</summary>
public sealed class TemplateAppsTests
{
    private const string Good = """
        {
          "id": "Acme",
          "title": "Acme",
          "description": "Two apps for Acme.",
          "guide": { "title": "Connect Acme" },
          "parameters": [{ "name": "Write", "type": "Switch", "help": "Whether the client writes." }],
          "apps": [
            {
              "key": "server",
              "steps": [{ "id": "register", "guide": "1", "text": "Register." }],
              "registration": { "step": "register", "displayName": "Acme API", "audience": "AzureADMyOrg" },
              "api": {
                "step": "register", "identifierUri": "api://{app.appId}",
                "scopes": [
                  { "value": "Read", "consent": "Admins", "adminTitle": "Read", "adminText": "Reads." },
                  { "value": "Write", "consent": "Admins", "adminTitle": "Write", "adminText": "Writes.", "when": { "Write": true } }
                ]
              },
              "roles": [{ "step": "register", "value": "Run", "displayName": "Run", "memberTypes": ["Application"] }]
            },
            {
              "key": "client",
              "steps": [{ "id": "register", "guide": "2", "text": "Register for {server.displayName}." }],
              "registration": { "step": "register", "displayName": "Acme client", "audience": "AzureADMyOrg" },
              "permissions": [
                { "api": "{server.appId}", "type": "Delegated", "names": ["Read"], "step": "register", "authorizedClient": true },
                { "api": "{server.appId}", "type": "Application", "names": ["Run"], "step": "register" }
              ],
              "settings": [{ "name": "Scope", "value": "{server.identifierUri}/Read" }]
            }
          ]
        }
        """;

    [Fact]
    public void Each_app_is_read_as_a_template_with_what_they_share()
    {
        var apps = TemplatesFolder.Read(Good).Each;
        Assert.Equal(["server", "client"], apps.Select(app => app.Key));
        Assert.Equal(["Acme API", "Acme client"], apps.Select(app => app.Registration!.DisplayName));
        Assert.All(
            apps,
            app =>
            {
                Assert.Equal("Acme", app.Id);
                Assert.Equal("Write", Assert.Single(app.Parameters).Name);
            }
        );
    }

    [Theory]
    [InlineData("no key", "\"key\": \"client\",\n", "\n", 21, 5, "required", "lacks the field 'key'")]
    [InlineData("key twice", "\"key\": \"client\"", "\"key\": \"SERVER\"", 22, 14, "pattern", "'SERVER'")]
    [InlineData("key twice", "\"key\": \"client\"", "\"key\": \"server\"", 22, 14, "duplicate", "two apps 'server'")]
    [InlineData("key that is no identifier", "\"key\": \"client\"", "\"key\": \"the client\"", 22, 14, "pattern", "'the client'")]
    [InlineData("key of the tenant", "\"key\": \"client\"", "\"key\": \"tenant\"", 22, 14, "reserved", "'tenantApp'")]
    [InlineData(
        "key of the tenant, of an app that others name",
        "\"key\": \"server\"",
        "\"key\": \"tenant\"",
        9,
        14,
        "reserved",
        "'tenantApp'"
    )]
    [InlineData(
        "a part beside the apps",
        "\"guide\": { \"title\": \"Connect Acme\" },",
        "\"guide\": { \"title\": \"Connect Acme\" }, \"secret\": { \"step\": \"register\", \"description\": \"x\" },",
        5,
        41,
        "apps",
        "'secret' belongs in one of the apps"
    )]
    [InlineData(
        "unknown field of an app",
        "\"key\": \"client\",",
        "\"key\": \"client\", \"notes\": [],",
        22,
        24,
        "additionalProperties",
        "'notes'"
    )]
    [InlineData(
        "a later app",
        "\"1\", \"text\": \"Register.\"",
        "\"1\", \"text\": \"For {client.appId}.\"",
        10,
        59,
        "placeholder",
        "{client.appId}"
    )]
    [InlineData("an unknown app", "Register for {server", "Register for {sever", 23, 59, "placeholder", "{sever.displayName}")]
    [InlineData("what an app has no value for", "{server.displayName}", "{server.secret}", 23, 59, "placeholder", "{server.secret}")]
    [InlineData(
        "an app before it is there",
        "\"displayName\": \"Acme client\"",
        "\"displayName\": \"{server.displayName} client\"",
        24,
        60,
        "placeholder",
        "{server.displayName}"
    )]
    [InlineData(
        "an API by another ID",
        "{ \"api\": \"{server.appId}\", \"type\": \"D",
        "{ \"api\": \"{server.objectId}\", \"type\": \"D",
        26,
        18,
        "placeholder",
        "{server.objectId}"
    )]
    [InlineData(
        "an API in a text",
        "{ \"api\": \"{server.appId}\", \"type\": \"D",
        "{ \"api\": \"api://{server.appId}\", \"type\": \"D",
        26,
        18,
        "permission",
        "use {server.appId} alone"
    )]
    [InlineData("a scope that is not exposed", "[\"Read\"]", "[\"Raed\"]", 26, 67, "permission", "'server' exposes no scope 'Raed'")]
    [InlineData("a role that is not defined", "[\"Run\"]", "[\"Walk\"]", 27, 69, "permission", "'server' defines no role 'Walk'")]
    [InlineData("a scope of a condition", "[\"Read\"]", "[\"Write\"]", 26, 67, "permission", "'Write' is exposed under a condition only")]
    [InlineData(
        "an application permission that authorizes",
        "\"names\": [\"Run\"], \"step\": \"register\"",
        "\"names\": [\"Run\"], \"step\": \"register\", \"authorizedClient\": true",
        27,
        117,
        "client",
        "type is Delegated"
    )]
    [InlineData(
        "a step that authorizes nothing",
        "\"names\": [\"Run\"], \"step\": \"register\"",
        "\"names\": [\"Run\"], \"step\": \"register\", \"authorizedClientStep\": \"register\"",
        27,
        121,
        "client",
        "without authorizedClient"
    )]
    [InlineData(
        "a step of another app",
        "\"id\": \"register\", \"guide\": \"2\"",
        "\"id\": \"begin\", \"guide\": \"2\"",
        24,
        33,
        "step",
        "'register'"
    )]
    public void A_fault_is_told_once_with_line_column_and_rule(
        string name,
        string good,
        string bad,
        int line,
        int column,
        string rule,
        string words
    )
    {
        var text = Good.ReplaceLineEndings("\n");
        var changed = text.Replace(good, bad, StringComparison.Ordinal);
        Assert.True(changed != text, name);
        MustFail(changed, line, column, rule, words);
    }

    private static readonly string Shared = Good.ReplaceLineEndings("\n")
        .Replace("\"title\": \"Acme\"", "\"formats\": [\"Json\", \"Env\", \"BicepParam\"], \"title\": \"Acme\"", StringComparison.Ordinal)
        .Replace("api://{app.appId}", "api://{tenant.domain}/acme", StringComparison.Ordinal)
        .Replace(
            "\"roles\": [",
            "\"settings\": [{ \"name\": \"Audience\", \"value\": \"{app.identifierUri}\" }], \"roles\": [",
            StringComparison.Ordinal
        );

    private const string SameUri =
        "\"api\": { \"step\": \"register\", \"identifierUri\": \"api://{tenant.domain}/Acme\" }, \"permissions\": [";

    [Theory]
    [InlineData("\"Acme client\"", "\"acme API \"", 24, 60, "two apps 'acme API '")]
    [InlineData("\"permissions\": [", SameUri, 25, 53, "the Application ID URI 'api://{tenant.domain}/Acme'")]
    [InlineData("\"Scope\",", "\"Scope\", \"key\": \"AUDIENCE\",", 29, 46, "two settings 'AUDIENCE' in the format Env")]
    [InlineData("\"Scope\",", "\"audience\", \"key\": \"ACME\",", 29, 30, "two settings 'audience' in the format BicepParam")]
    [InlineData(
        "Read\" }]",
        "Read\" }, { \"name\": \"other\", \"value\": \"x\", \"key\": \"SCOPE\" }]",
        29,
        121,
        "two settings 'SCOPE' in the format Env"
    )]
    public void What_would_be_one_in_the_tenant_or_in_a_file_is_a_fault(string good, string bad, int line, int column, string words)
    {
        TemplatesFolder.Read(Shared);
        var changed = Shared.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Shared, changed);
        MustFail(changed, line, column, "duplicate", words);
    }

    [Theory]
    [InlineData("\"Env\", \"BicepParam\"", "\"BicepParam\"", "\"Scope\",", "\"Scope\", \"key\": \"AUDIENCE\",")]
    [InlineData(", \"BicepParam\"", "", "\"Scope\",", "\"audience\", \"key\": \"ACME\",")]
    [InlineData(
        "\"value\": \"{app.identifierUri}\"",
        "\"value\": \"{app.identifierUri}\", \"when\": { \"Write\": true }",
        "\"Scope\",",
        "\"Audience\", \"when\": { \"Write\": false },"
    )]
    public void Settings_of_one_name_are_no_fault_where_no_file_has_both(string first, string firstBy, string second, string secondBy) =>
        TemplatesFolder.Read(Shared.Replace(first, firstBy, StringComparison.Ordinal).Replace(second, secondBy, StringComparison.Ordinal));

    [Fact]
    public void One_app_alone_is_the_short_form()
    {
        var json = JsonNode.Parse(Good)!.AsObject();
        json["apps"]!.AsArray().RemoveAt(1);
        Assert.Contains("'apps' needs 2 entries at least", Fault(json.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_has_steps_or_apps()
    {
        var json = JsonNode.Parse(Good)!.AsObject();
        json.Remove("apps");
        Assert.Contains("required: the template lacks the field 'steps'", Fault(json.ToJsonString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "[{ \"flow\": \"ClientCredentials\", \"when\": { \"Write\": true } }, { \"flow\": \"AuthorizationCode\", \"when\": { \"Write\": false } }]",
        null
    )]
    [InlineData("{ \"flow\": \"ClientCredentials\", \"when\": { \"Write\": true } }", null)]
    [InlineData(
        "[{ \"flow\": \"ClientCredentials\", \"when\": { \"Write\": true } }, { \"flow\": \"AuthorizationCode\" }]",
        "signIn: Two ways of signing in may apply at once"
    )]
    [InlineData("[{ \"when\": { \"Write\": true } }]", "required: an entry of 'signIn' lacks the field 'flow'")]
    [InlineData("\"ClientCredentials\"", "'signIn' must be object or array, not string")]
    public void A_product_signs_in_in_one_way_at_a_time(string signIn, string? fault)
    {
        var text = Good.Replace("\"settings\": [", $"\"signIn\": {signIn}, \"settings\": [", StringComparison.Ordinal);
        if (fault is null)
        {
            TemplatesFolder.Read(text);
        }
        else
        {
            Assert.Contains(fault, Fault(text), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true, "ClientCredentials")]
    [InlineData(false, "AuthorizationCode")]
    public void The_way_of_signing_in_is_the_one_whose_condition_holds(bool write, string expected)
    {
        var client = TemplatesFolder
            .Read(
                Good.Replace(
                    "\"settings\": [",
                    "\"signIn\": [{ \"flow\": \"ClientCredentials\", \"when\": { \"Write\": true } }, { \"flow\": \"AuthorizationCode\", \"when\": { \"Write\": false } }], \"settings\": [",
                    StringComparison.Ordinal
                )
            )
            .Each[1];
        Assert.Equal(expected, VendorInput.Resolve(client, VendorBench.Table(("Write", write)), name => name).Flow.ToString());
    }

    private static string Fault(string template) => Assert.Throws<AppException>(() => TemplatesFolder.Read(template)).Message;

    private static void MustFail(string template, int line, int column, string rule, string words)
    {
        var error = Assert.Throws<AppException>(() => TemplatesFolder.Read(template));
        Assert.Equal("TemplateInvalid", error.ErrorId);
        var told = Assert.Single(
            error.Message.Split('\n'),
            part => part.Contains($"my.json({line},{column}): {rule}: ", StringComparison.Ordinal)
        );
        Assert.Contains(words, told, StringComparison.Ordinal);
    }
}
