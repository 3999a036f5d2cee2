using System.Collections;
using System.Security;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class VendorInputTests
{
    [Fact]
    public void A_default_is_made_of_other_parameters() =>
        Assert.Equal(
            "https://contoso.eu.auth0.com/login/callback",
            Resolve("Auth0", ("Auth0Tenant", "contoso"), ("Region", "EU")).Fill("https://{Auth0Domain}/login/callback")
        );

    [Fact]
    public void A_given_value_goes_before_its_default() =>
        Assert.Equal("login.contoso.com", Resolve("Auth0", ("Auth0Domain", "Login.Contoso.com")).Fill("{Auth0Domain}"));

    [Fact]
    public void A_choice_inserts_what_it_stands_for() =>
        Assert.Equal(
            "https://app.uae1.sekoia.io/user/callback",
            Resolve("Sekoia", ("Region", "uae1")).Fill("https://{AppHost}/user/callback")
        );

    [Fact]
    public void An_unknown_parameter_gets_the_list_of_those_there_are()
    {
        var error = Fails("Sekoia", ("Regoin", "FRA1"));
        Assert.Equal("VendorParameterUnknown", error.ErrorId);
        Assert.Contains("Region, AppHost, AccountTypes, AssignTo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_of_another_variant_is_refused()
    {
        var error = Fails("XSOAR", ("RedirectUri", "https://localhost"));
        Assert.Equal("VendorParameterUnknown", error.ErrorId);
        Assert.Equal("-RedirectUri is used only with -Variant AuthorizationCode, and -Variant is ClientCredentials.", error.Message);
        Assert.StartsWith(
            "Leave -RedirectUri out, or run the command with -Variant AuthorizationCode.",
            error.Recommendation,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{ \"Oidc\": true }", "-AmsHost is used only with -Oidc.")]
    [InlineData(
        "{ \"Oidc\": true, \"Place\": [\"EU\", \"US\"] }",
        "-AmsHost is used only with -Oidc and with -Place EU or US, and -Place is CH."
    )]
    [InlineData("{ \"Local\": false }", "-AmsHost is used only without -Local.")]
    public void A_parameter_whose_condition_does_not_hold_says_when_it_is_used(string condition, string says)
    {
        var template = WithCondition(condition);
        var error = Assert.Throws<AppException>(() =>
            VendorInput.Resolve(template, VendorBench.Table(("AmsHost", "a.example.com"), ("Place", "CH"), ("Local", true)), name => name)
        );
        Assert.Equal("VendorParameterUnknown", error.ErrorId);
        Assert.Equal(says, error.Message);
    }

    /// <summary>Only with its file a command finds a template that was named for another command.</summary>
    [Theory]
    [InlineData("Nothing", "1", "explains them")]
    [InlineData("Place", "FR", "explains it")]
    [InlineData("AmsHost", "a.example.com", "explains them")]
    [InlineData("Local", true, "explains it")]
    public void A_recommendation_names_the_file_of_a_template_of_your_own(string parameter, object value, string says)
    {
        var template = WithCondition("{ \"Oidc\": true }") with { NamedFile = "/tmp/it's mine.json" };
        var error = Assert.Throws<AppException>(() => VendorInput.Resolve(template, VendorBench.Table((parameter, value)), name => name));
        Assert.EndsWith(
            $"(Get-VendorAppTemplate Acme -TemplatePath '/tmp/it''s mine.json').Parameters {says}.",
            error.Recommendation,
            StringComparison.Ordinal
        );
    }

    private static VendorTemplate WithCondition(string condition) =>
        TemplatesFolder.Read(
            $$"""
            {
              "id": "Acme",
              "title": "Acme",
              "description": "An app for Acme.",
              "guide": { "title": "Connect Acme" },
              "parameters": [
                { "name": "Oidc", "type": "Switch", "help": "OIDC." },
                { "name": "Local", "type": "Switch", "help": "Local." },
                { "name": "Place", "type": "Choice", "help": "Where.", "choices": [{ "value": "EU" }, { "value": "US" }, { "value": "CH" }] },
                { "name": "Needed", "type": "String", "help": "Why.", "required": true },
                { "name": "AmsHost", "type": "HostName", "help": "The host.", "when": {{condition}} }
              ],
              "steps": [{ "id": "register", "guide": "1", "text": "Register." }],
              "registration": { "step": "register", "displayName": "Acme", "audience": "AzureADMyOrg" }
            }
            """
        );

    [Fact]
    public void A_parameter_that_its_variant_needs_is_asked_for()
    {
        var error = Fails("XSOAR", ("Variant", "AuthorizationCode"));
        Assert.Equal("VendorParameterMissing", error.ErrorId);
        Assert.Contains("-RedirectUri", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_made_of_a_missing_one_says_so() =>
        Assert.Contains("-Auth0Domain, or -Auth0Tenant", Fails("Auth0").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Invictus", "DashboardHost", "https://dash.example.com/", "host name alone")]
    [InlineData("Invictus", "DashboardHost", "dash example com", "host name such as")]
    [InlineData("Invictus", "DashboardHost", "dash.example.com:0", "dash.example.com:0")]
    [InlineData("Invictus", "DashboardHost", "dash.example.com:", "host name such as")]
    [InlineData("Invictus", "DashboardHost", "a:b@dash.example.com", "host name such as")]
    [InlineData("Invictus", "ScopeName", "a b", "can't be 'a b'. Use up to 120 letters")]
    [InlineData("Sekoia", "Region", "PAR1", "FRA1, FRA2, MCO1, UAE1, USA1")]
    [InlineData("Auth0", "Auth0Tenant", "Contoso!", "can't be 'Contoso!'. Use 3 to 63 small letters")]
    [InlineData("Auth0", "LogoUrl", "logo", "must be an absolute address")]
    [InlineData(
        "Auth0",
        "LogoUrl",
        "logo.contoso.com/a.png",
        "must be an absolute address such as https://logo.contoso.com/a.png; 'logo.contoso.com/a.png' isn't one"
    )]
    [InlineData("Auth0", "LogoUrl", "https://logo.*.contoso.com/a.png", "wildcards (*) aren't possible in it. Give each host by itself.")]
    [InlineData(
        "Invictus",
        "DashboardHost",
        "*.contoso.com",
        "can't be '*.contoso.com': wildcards (*) aren't possible in it. Give each host by itself."
    )]
    [InlineData("XSOAR", "VendorAppId", "12", "GUID")]
    public void A_value_that_does_not_fit_is_refused_with_the_rule(string vendor, string parameter, string value, string words)
    {
        var error = Fails(vendor, (parameter, value));
        Assert.Equal("VendorParameterInvalid", error.ErrorId);
        Assert.Contains($"-{parameter} ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dash.example.com:8443", "dash.example.com:8443")]
    [InlineData("LOCALHOST:1", "localhost:1")]
    public void A_host_may_have_a_port(string value, string expected) =>
        Assert.Equal([expected], Resolve("Invictus", ("DashboardHost", value)).ValuesOf("DashboardHost"));

    [Theory]
    [InlineData("AzureADMyOrg", "SingleTenant")]
    [InlineData("azureadmultipleorgs", "Multitenant")]
    [InlineData("multitenant", "Multitenant")]
    public void A_choice_is_taken_by_its_word_and_by_what_it_inserts(string value, string expected) =>
        Assert.Equal([expected], Resolve("Sekoia", ("AccountTypes", value)).ValuesOf("AccountTypes"));

    [Fact]
    public void A_list_parameter_inserts_all_its_values() =>
        Assert.Equal(
            ["User.Read.All", "Group.Read.All"],
            Resolve("XSOAR", ("ApplicationPermission", new[] { "User.Read.All", "Group.Read.All", "User.Read.All" }))
                .Expand("{ApplicationPermission}")
        );

    [Fact]
    public void A_secret_is_never_taken_as_text()
    {
        Assert.Equal(
            "VendorParameterInvalid",
            Fails("XSOAR", ("Variant", "AuthorizationCode"), ("RedirectUri", "https://localhost"), ("AuthorizationCode", "0.AX")).ErrorId
        );
        using var code = new SecureString();
        Assert.Same(
            code,
            Resolve("XSOAR", ("Variant", "AuthorizationCode"), ("RedirectUri", "https://localhost"), ("AuthorizationCode", code))
                .SecretOf("AuthorizationCode")
        );
    }

    [Fact]
    public void A_value_is_escaped_for_an_address_where_the_template_says_so() =>
        Assert.Equal(
            "redirect_uri=https%3A%2F%2Flocalhost%2Fcb",
            Resolve("XSOAR", ("Variant", "AuthorizationCode"), ("RedirectUri", "https://localhost/cb"))
                .Fill("redirect_uri={RedirectUri:url}")
        );

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("a*a*a*a*a*b")]
    public void A_pattern_of_many_repeats_is_held_against_a_long_value_without_a_limit_in_time(string pattern)
    {
        var template = TemplatesFolder.Changed(
            "Auth0",
            json => json["parameters"]!.AsArray().Single(each => (string)each!["name"]! == "Auth0Tenant")!["pattern"] = pattern
        );
        var values = new Hashtable { ["Auth0Tenant"] = new string('a', 5000) };
        var error = Assert.Throws<AppException>(() => VendorInput.Resolve(template, values, name => name));
        Assert.Equal("VendorParameterInvalid", error.ErrorId);
    }

    private static VendorInput Resolve(string vendor, params (string Name, object Value)[] given)
    {
        var values = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
        {
            values[name] = value;
        }

        return VendorInput.Resolve(TemplatesFolder.Get(vendor), values, name => name);
    }

    private static AppException Fails(string vendor, params (string Name, object Value)[] given) =>
        Assert.Throws<AppException>(() => Resolve(vendor, given));
}
