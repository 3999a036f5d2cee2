using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class TemplateFaultTests
{
    private const string Good = """
        {
          "id": "Acme",
          "title": "Acme",
          "description": "An app for Acme.",
          "guide": { "title": "Connect Acme" },
          "parameters": [
            { "name": "Place", "type": "Choice", "default": "EU", "help": "Where.", "choices": [{ "value": "EU" }, { "value": "US" }] },
            { "name": "HostName", "type": "HostName", "default": "{Place}.acme.example", "help": "The host." }
          ],
          "steps": [
            { "id": "register", "guide": "1", "text": "Register." },
            { "id": "paste", "guide": "2", "text": "Paste it.", "by": "Person" }
          ],
          "registration": {
            "step": "register", "displayName": "Acme", "audience": "AzureADMyOrg",
            "redirectUris": [{ "uri": "https://{HostName}/cb", "platform": "Web" }]
          },
          "permissions": [
            { "api": "Microsoft Graph", "type": "Delegated", "names": ["User.Read"], "step": "register" }
          ],
          "secret": { "step": "register", "description": "acme" },
          "settings": [
            { "name": "id", "value": "{app.appId}" },
            { "name": "secret", "value": "{secret.text}" }
          ]
        }
        """;

    [Fact]
    public void A_template_without_a_fault_is_read() => Assert.Equal("Acme", TemplatesFolder.Read(Good).Id);

    [Theory]
    [InlineData(
        "unknown field",
        "\"title\": \"Acme\",\n",
        "\"title\": \"Acme\",\n  \"colour\": \"red\",\n",
        4,
        3,
        "additionalProperties",
        "'colour'"
    )]
    [InlineData("missing value", "  \"description\": \"An app for Acme.\",\n", "", 1, 1, "required", "'description'")]
    [InlineData("missing value inside", "\"help\": \"The host.\"", "\"example\": \"x\"", 8, 5, "required", "'help'")]
    [InlineData("wrong type", "\"title\": \"Acme\"", "\"title\": 7", 3, 12, "type", "string, not integer")]
    [InlineData("empty text", "\"title\": \"Acme\"", "\"title\": \"\"", 3, 12, "minLength", "empty")]
    [InlineData("unknown value", "\"platform\": \"Web\"", "\"platform\": \"Desktop\"", 16, 68, "enum", "Web, Spa or PublicClient")]
    [InlineData("bad id", "\"id\": \"Acme\"", "\"id\": \"A c m e\"", 2, 9, "pattern", "'A c m e'")]
    [InlineData(
        "pattern that looks around",
        "\"help\": \"The host.\"",
        "\"pattern\": \"(?=a).+\", \"help\": \"The host.\"",
        8,
        93,
        "pattern",
        "looks around"
    )]
    [InlineData(
        "pattern that repeats too much",
        "\"help\": \"The host.\"",
        "\"pattern\": \"[a-z]{60000}\", \"help\": \"The host.\"",
        8,
        93,
        "pattern",
        "repeats too much"
    )]
    [InlineData("field twice", "\"title\": \"Acme\",", "\"title\": \"Acme\", \"title\": \"Acme\",", 3, 20, "duplicate", "'title' twice")]
    [InlineData("placeholder without parameter", "{HostName}/cb", "{Hostname2}/cb", 16, 31, "placeholder", "{Hostname2}")]
    [InlineData("half a placeholder", "{HostName}/cb", "{HostName/cb", 16, 31, "placeholder", "'{'")]
    [InlineData("the app before it is there", "{HostName}/cb", "{app.appId}/cb", 16, 31, "placeholder", "{app.appId}")]
    [InlineData("secret outside the settings", "\"Paste it.\"", "\"Paste {secret.text}.\"", 12, 44, "placeholder", "{secret.text}")]
    [InlineData("cycle of one", "{Place}.acme.example", "{HostName}.acme.example", 8, 58, "cycle", "HostName -> HostName")]
    [InlineData("cycle of two", "\"default\": \"EU\"", "\"default\": \"{HostName}\"", 8, 58, "cycle", "Place -> HostName -> Place")]
    [InlineData("parameter twice", "\"name\": \"HostName\"", "\"name\": \"Place\"", 8, 15, "duplicate", "two parameters 'Place'")]
    [InlineData("name of a command's parameter", "\"name\": \"HostName\"", "\"name\": \"Confirm\"", 8, 15, "reserved", "'Confirm'")]
    [InlineData(
        "step for a person that a setting claims",
        "{ \"name\": \"id\", \"value\": \"{app.appId}\" }",
        "{ \"name\": \"id\", \"value\": \"{app.appId}\", \"step\": \"paste\" }",
        23,
        53,
        "step",
        "The step 'paste' is for a person, but settings[0] 'id' says that it carries it out."
    )]
    [InlineData(
        "step for a person that a redirect URI claims",
        "\"platform\": \"Web\" }",
        "\"platform\": \"Web\", \"step\": \"paste\" }",
        16,
        83,
        "step",
        "but registration.redirectUris[0] 'https://{HostName}/cb' says"
    )]
    [InlineData(
        "step for a person that a part claims",
        "{ \"step\": \"register\", \"description\"",
        "{ \"step\": \"paste\", \"description\"",
        21,
        23,
        "step",
        "but secret says"
    )]
    [InlineData(
        "default that is no choice",
        "\"default\": \"EU\"",
        "\"default\": \"CH\"",
        7,
        53,
        "default",
        "EU, US; 'CH' isn't one of them"
    )]
    [InlineData("default of another kind", "\"default\": \"EU\"", "\"default\": true", 7, 53, "default", "boolean")]
    [InlineData(
        "choice without choices",
        ", \"choices\": [{ \"value\": \"EU\" }, { \"value\": \"US\" }]",
        "",
        7,
        32,
        "choices",
        "no choices"
    )]
    [InlineData(
        "day that is not there",
        "\"title\": \"Connect Acme\"",
        "\"title\": \"A\", \"date\": \"2026-02-30\"",
        5,
        36,
        "date",
        "'2026-02-30' isn't a day"
    )]
    [InlineData(
        "day in another form",
        "\"title\": \"Connect Acme\"",
        "\"title\": \"A\", \"date\": \"30.11.2026\"",
        5,
        36,
        "pattern",
        "'30.11.2026'"
    )]
    [InlineData(
        "step that is not there",
        "\"step\": \"register\", \"displayName\"",
        "\"step\": \"begin\", \"displayName\"",
        15,
        13,
        "step",
        "'begin'"
    )]
    [InlineData("step that nothing does", "\"by\": \"Person\"", "\"by\": \"Module\"", 12, 13, "step", "'paste'")]
    [InlineData(
        "condition on nothing",
        "\"description\": \"acme\"",
        "\"description\": \"acme\", \"when\": { \"Plan\": \"Pro\" }",
        21,
        68,
        "when",
        "'Plan'"
    )]
    [InlineData(
        "condition on no choice",
        "\"description\": \"acme\"",
        "\"description\": \"acme\", \"when\": { \"Place\": \"CH\" }",
        21,
        77,
        "when",
        "'CH'"
    )]
    [InlineData(
        "permission of the other type",
        "\"type\": \"Delegated\"",
        "\"type\": \"Application\"",
        19,
        66,
        "permission",
        "delegated permission of Microsoft Graph only"
    )]
    [InlineData("misspelt permission", "\"User.Read\"", "\"User.Raed\"", 19, 64, "permission", "User.Read")]
    [InlineData("unknown API", "\"Microsoft Graph\"", "\"Microsoft Grape\"", 19, 14, "permission", "'Microsoft Grape'")]
    [InlineData(
        "redirect URI that Entra refuses",
        "https://{HostName}/cb",
        "http://acme.example/cb",
        16,
        31,
        "redirectUri",
        "localhost only"
    )]
    [InlineData("audience", "\"AzureADMyOrg\"", "\"Everyone\"", 15, 60, "audience", "'Everyone'")]
    [InlineData("secret inside a text", "\"{secret.text}\"", "\"Bearer {secret.text}\"", 24, 34, "secret", "would have to be shown")]
    [InlineData("no JSON", "\"title\": \"Acme\",", "\"title\": \"Acme\" ", 4, 3, "json", "invalid after a value")]
    public void A_fault_is_told_with_line_column_and_rule(
        string name,
        string good,
        string bad,
        int line,
        int column,
        string rule,
        string words
    )
    {
        var text = Good.ReplaceLineEndings("\n").Replace(good, bad, StringComparison.Ordinal);
        Assert.True(text != Good.ReplaceLineEndings("\n"), name);

        var error = Assert.Throws<AppException>(() => TemplatesFolder.Read(text));

        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Contains($"my.json({line},{column}): {rule}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_a_person_gets_elsewhere_is_part_of_what_a_person_does() =>
        MustSay(
            null,
            Good.Replace(
                "{ \"name\": \"id\", \"value\": \"{app.appId}\" }",
                "{ \"name\": \"id\", \"from\": \"Make a random key.\", \"step\": \"paste\" }",
                StringComparison.Ordinal
            )
        );

    [Theory]
    [InlineData("Lithnet-AMS", "LogoutUrl", "LithnetAMSLogoutUrl")]
    [InlineData("acme", "Confirm", "AcmeConfirm")]
    [InlineData("a-very-long-name-of-a-vendor-and-product", "PublicClientRedirectUri", "AverylongnameofavPublicClientRedirectUri")]
    public void The_name_that_is_suggested_instead_of_a_reserved_one_is_allowed(string vendor, string name, string suggested)
    {
        string With(string parameter) =>
            Good.Replace("\"id\": \"Acme\"", $"\"id\": \"{vendor}\"", StringComparison.Ordinal)
                .Replace("HostName}", $"{parameter}}}", StringComparison.Ordinal)
                .Replace("\"name\": \"HostName\"", $"\"name\": \"{parameter}\"", StringComparison.Ordinal);

        MustSay($"reserved: '{name}' is a parameter of the commands themselves. Use another name, such as '{suggested}'.", With(name));
        MustSay(null, With(suggested));
    }

    private const string Ask = "{ \"id\": \"ask\", \"guide\": \"3\", \"text\": \"Ask.\", \"when\": { \"Place\": \"US\" } },";

    [Theory]
    [InlineData(
        "\"step\": \"ask\"",
        "This is carried out whatever Place is, but its step 'ask' is part of the guide only under a condition on Place"
    )]
    [InlineData("\"step\": \"ask\", \"when\": { \"Place\": [\"US\", \"EU\"] }", "whatever Place is")]
    [InlineData("\"step\": \"ask\", \"when\": { \"Place\": \"US\" }", null)]
    public void Nothing_is_carried_out_under_a_step_that_no_plan_would_list(string part, string? says) =>
        MustSay(
            says,
            Good.Replace("{ \"id\": \"paste\"", $"{Ask} {{ \"id\": \"paste\"", StringComparison.Ordinal)
                .Replace(
                    "\"names\": [\"User.Read\"], \"step\": \"register\"",
                    $"\"names\": [\"User.Read\"], {part}",
                    StringComparison.Ordinal
                )
        );

    [Theory]
    [InlineData("", "", "{Team} may be empty here")]
    [InlineData("\"list\": true, \"required\": true,", "", "{Team} may be several values, and a role has one name")]
    [InlineData("\"required\": true,", "", null)]
    [InlineData("\"default\": \"ops\",", "", null)]
    [InlineData("", "\"when\": { \"Team\": true },", null)]
    public void A_name_that_is_made_of_a_parameter_is_one_whole_name(string parameter, string condition, string? says) =>
        MustSay(
            says,
            Good.Replace(
                    "\"parameters\": [",
                    $"\"parameters\": [{{ \"name\": \"Team\", \"type\": \"String\", {parameter} \"help\": \"Who.\" }},",
                    StringComparison.Ordinal
                )
                .Replace(
                    "\"secret\": {",
                    $"\"roles\": [{{ \"value\": \"r.{{Team}}\", {condition} \"displayName\": \"R\", \"description\": \"R\", \"memberTypes\": [\"User\"], \"step\": \"register\" }}], \"secret\": {{",
                    StringComparison.Ordinal
                )
        );

    private static void MustSay(string? fault, string template)
    {
        if (fault is null)
        {
            TemplatesFolder.Read(template);
        }
        else
        {
            Assert.Contains(fault, Assert.Throws<AppException>(() => TemplatesFolder.Read(template)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_the_file()
    {
        var error = Assert.Throws<AppException>(() =>
            TemplatesFolder.Read(
                Good.Replace("\"title\": \"Acme\"", "\"title\": 7", StringComparison.Ordinal)
                    .Replace("\"Web\"", "\"Desktop\"", StringComparison.Ordinal)
            )
        );

        Assert.StartsWith("The template has 2 faults:", error.Message, StringComparison.Ordinal);
        Assert.True(
            error.Message.IndexOf("my.json(3,", StringComparison.Ordinal) < error.Message.IndexOf("my.json(16,", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read() =>
        Assert.Equal(
            "Acme",
            TemplateReader.Read("my.json", (byte[])[.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes(Good)]).Id
        );

    [Fact]
    public void Columns_count_characters_not_bytes()
    {
        var error = Assert.Throws<AppException>(() =>
            TemplatesFolder.Read(
                Good.Replace(
                    "{ \"id\": \"paste\", \"guide\": \"2\"",
                    "{ \"id\": \"paste\", \"guide\": \"§\", \"colour\": 1",
                    StringComparison.Ordinal
                )
            )
        );
        Assert.Contains("my.json(12,36): additionalProperties", error.Message, StringComparison.Ordinal);
    }
}
