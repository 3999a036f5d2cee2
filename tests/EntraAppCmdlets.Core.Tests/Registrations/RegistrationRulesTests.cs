using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets.Core.Tests.Registrations;

public sealed class RegistrationRulesTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "empty")]
    public void A_display_name_that_is_empty_is_refused_with_the_rule(string name, string rule)
    {
        var error = Assert.Throws<AppException>(() => RegistrationRules.CheckDisplayName(name));
        Assert.Equal("DisplayNameInvalid", error.ErrorId);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_display_name_of_120_characters_is_taken_and_one_of_121_is_refused_with_its_length()
    {
        Assert.Equal(120, RegistrationRules.CheckDisplayName(new string('a', 120)).Length);
        var error = Assert.Throws<AppException>(() => RegistrationRules.CheckDisplayName(new string('a', 121)));
        Assert.Contains("121", error.Message, StringComparison.Ordinal);
        Assert.Contains("120", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login", AppPlatform.Web, "not an absolute")]
    [InlineData("app.example.com/login", AppPlatform.Web, "no scheme; use https://app.example.com/login")]
    [InlineData(
        "https://app.*.example.com/login",
        AppPlatform.Web,
        "wildcards (*) aren't possible inside a host; give the address of each host by itself"
    )]
    [InlineData("https://*.*.example.com/login", AppPlatform.Web, "wildcards (*) aren't possible inside a host")]
    [InlineData("https://app.example.com/#top", AppPlatform.Spa, "fragment")]
    [InlineData("http://app.example.com/login", AppPlatform.Web, "http is allowed for localhost only")]
    [InlineData("https://a.example.com/one\nhttps://a.example.com/two", AppPlatform.Web, "line break")]
    [InlineData("https://a.example.com/\0", AppPlatform.Web, "control character")]
    [InlineData("https://a.example.com/my app", AppPlatform.Web, "blank")]
    [InlineData("https://a.example.com/one;https://a.example.com/two", AppPlatform.Web, "several addresses")]
    [InlineData("https://a.example.com/one,https://a.example.com/two", AppPlatform.Spa, "several addresses")]
    [InlineData("javascript:alert(1)", AppPlatform.PublicClient, "scheme 'javascript'")]
    [InlineData("data:text/html,x", AppPlatform.PublicClient, "scheme 'data'")]
    [InlineData("file:///tmp/x", AppPlatform.Web, "scheme 'file'")]
    [InlineData("localhost:4200", AppPlatform.PublicClient, "http://localhost:4200")]
    [InlineData("app.example.com:8443/login", AppPlatform.Web, "no scheme")]
    public void A_redirect_uri_that_Entra_would_refuse_is_refused_beforehand_with_value_and_rule(
        string uri,
        AppPlatform platform,
        string rule
    )
    {
        var error = Assert.Throws<AppException>(() => RedirectUriRules.CheckRedirectUri(uri, platform));
        Assert.Equal("RedirectUriInvalid", error.ErrorId);
        Assert.Equal(uri, error.Target);
        Assert.Contains(uri, error.Message, StringComparison.Ordinal);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://app.example.com/login", AppPlatform.Web)]
    [InlineData("http://localhost:8080/cb", AppPlatform.Web)]
    [InlineData("http://127.0.0.1/cb", AppPlatform.PublicClient)]
    [InlineData("http://[::1]:5000/cb", AppPlatform.Spa)]
    [InlineData("myapp://callback", AppPlatform.PublicClient)]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", AppPlatform.PublicClient)]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", AppPlatform.Web)]
    [InlineData("ms-appx-web://Microsoft.AAD.BrokerPlugIn/1234", AppPlatform.Web)]
    [InlineData("brk-multihub://localhost:3000", AppPlatform.Spa)]
    [InlineData("https://a.example.com/login?next=https://b.example.com", AppPlatform.Web)]
    public void A_redirect_uri_that_Entra_takes_is_kept_as_it_was_given(string uri, AppPlatform platform) =>
        Assert.Equal(new AppRedirectUri(uri, platform), RedirectUriRules.CheckRedirectUri(uri, platform));

    [Fact]
    public void Blanks_at_the_ends_of_a_redirect_uri_are_left_out() =>
        Assert.Equal(
            "https://a.example.com/login",
            RedirectUriRules.CheckRedirectUri(" https://a.example.com/login\r\n", AppPlatform.Web).Uri
        );

    [Theory]
    [InlineData("http://[::1]:5000/cb", AppPlatform.Spa, "IPv6")]
    [InlineData("http://[::1]/cb", AppPlatform.PublicClient, "127.0.0.1")]
    [InlineData("myapp://callback", AppPlatform.Web, "-PublicClientRedirectUri")]
    [InlineData("urn:ietf:wg:oauth:2.0:oob", AppPlatform.Spa, "-PublicClientRedirectUri")]
    [InlineData("brk-multihub://localhost:3000", AppPlatform.Spa, null)]
    [InlineData("ms-appx-web://Microsoft.AAD.BrokerPlugIn/1234", AppPlatform.Web, null)]
    [InlineData("http://127.0.0.1/cb", AppPlatform.Web, null)]
    [InlineData("myapp://callback", AppPlatform.PublicClient, null)]
    public void What_the_service_may_refuse_or_does_not_support_is_warned_of_and_not_refused(string uri, AppPlatform platform, string? word)
    {
        var warnings = RedirectUriRules.RedirectUriWarnings([RedirectUriRules.CheckRedirectUri(uri, platform)]);
        if (word is null)
        {
            Assert.Empty(warnings);
        }
        else
        {
            Assert.Contains(word, Assert.Single(warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_query_goes_with_work_accounts_and_not_with_personal_ones()
    {
        AppRedirectUri[] uris = [new("https://a.example.com/login?tenant=1", AppPlatform.Web)];
        RedirectUriRules.CheckRedirectUris(uris, AppSignInAudience.AzureADMultipleOrgs);
        var error = Assert.Throws<AppException>(() =>
            RedirectUriRules.CheckRedirectUris(uris, AppSignInAudience.AzureADandPersonalMicrosoftAccount)
        );
        Assert.Contains("query (?)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_unique_name_is_the_same_for_the_same_name_whatever_its_case_and_outer_spaces()
    {
        var name = RegistrationRules.DefaultUniqueName("authentik Entra Provider");
        Assert.Equal(name, RegistrationRules.DefaultUniqueName("  Authentik ENTRA provider "));
        Assert.StartsWith("vendorapp-authentik-entra-provider-", name, StringComparison.Ordinal);
        Assert.Equal(name, RegistrationRules.CheckUniqueName(name));
    }

    [Fact]
    public void Names_that_read_the_same_without_their_signs_get_unique_names_of_their_own() =>
        Assert.NotEqual(RegistrationRules.DefaultUniqueName("A & B"), RegistrationRules.DefaultUniqueName("A + B"));

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("quote'")]
    public void A_unique_name_of_other_signs_is_refused(string name) =>
        Assert.Equal("UniqueNameInvalid", Assert.Throws<AppException>(() => RegistrationRules.CheckUniqueName(name)).ErrorId);
}
