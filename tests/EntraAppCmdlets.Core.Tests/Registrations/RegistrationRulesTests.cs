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
    [InlineData("app.example.com/login", AppPlatform.Web, "not an absolute")]
    [InlineData("https://app.example.com/#top", AppPlatform.Spa, "fragment")]
    [InlineData("http://app.example.com/login", AppPlatform.Web, "http is allowed for localhost only")]
    [InlineData("myapp://callback", AppPlatform.Web, "scheme 'myapp'")]
    public void A_redirect_uri_that_Entra_would_refuse_is_refused_beforehand_with_value_and_rule(string uri, AppPlatform platform, string rule)
    {
        var error = Assert.Throws<AppException>(() => RegistrationRules.CheckRedirectUri(uri, platform));
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
    public void A_redirect_uri_that_Entra_takes_is_kept_as_it_was_given(string uri, AppPlatform platform) =>
        Assert.Equal(new AppRedirectUri(uri, platform), RegistrationRules.CheckRedirectUri(uri, platform));

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
