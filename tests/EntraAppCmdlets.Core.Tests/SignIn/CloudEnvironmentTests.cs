using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class CloudEnvironmentTests
{
    [Theory]
    [InlineData("Global", "https://graph.microsoft.com/.default", "https://login.microsoftonline.com/")]
    [InlineData("usgov", "https://graph.microsoft.us/.default", "https://login.microsoftonline.us/")]
    [InlineData("USGovDoD", "https://dod-graph.microsoft.us/.default", "https://login.microsoftonline.us/")]
    [InlineData("China", "https://microsoftgraph.chinacloudapi.cn/.default", "https://login.chinacloudapi.cn/")]
    public void Each_cloud_has_its_addresses(string name, string scope, string authority)
    {
        var cloud = CloudEnvironment.Find(name);

        Assert.Equal(scope, cloud.GraphScope);
        Assert.Equal(authority, cloud.Authority.AbsoluteUri);
        Assert.False(cloud.IsCustom);
    }

    [Fact]
    public void Every_cloud_of_the_parameter_is_there() =>
        Assert.All(Enum.GetValues<AppCloud>(), cloud => Assert.Equal(cloud.ToString(), CloudEnvironment.Of(cloud).Name));

    [Fact]
    public void An_unknown_cloud_is_answered_with_those_that_there_are()
    {
        var error = Assert.Throws<SignInException>(() => CloudEnvironment.Find("Germany"));

        Assert.Equal("There is no cloud 'Germany'. Use Global, USGov, USGovDoD, China, or give the endpoints themselves.", error.Message);
    }

    [Theory]
    [InlineData("https://graph.contoso.example")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://localhost:5000/")]
    public void Endpoints_of_ones_own_are_https_or_on_this_machine(string graph)
    {
        var cloud = CloudEnvironment.Global.With(new Uri(graph), null);

        Assert.True(cloud.IsCustom);
        Assert.Equal(new Uri(graph), cloud.GraphEndpoint);
        // Whoever answers there knows Graph by its id.
        Assert.Equal("00000003-0000-0000-c000-000000000000/.default", cloud.GraphScope);
        Assert.Equal(CloudEnvironment.Global.Authority, cloud.Authority);
    }

    [Fact]
    public void An_authority_that_ends_with_the_tenant_is_taken_without_it() =>
        Assert.Equal(
            new Uri("http://127.0.0.1:5000/"),
            CloudEnvironment.Global.With(null, new Uri("http://127.0.0.1:5000/11111111-2222-3333-4444-555555555555")).Authority
        );

    [Theory]
    [InlineData("https://login.contoso.example/11112222-3333-4444-5555-666677778888")]
    [InlineData("https://login.contoso.example/contoso.onmicrosoft.com/v2.0")]
    [InlineData("https://login.contoso.example/common/")]
    public void An_authority_that_ends_with_a_tenant_is_taken_without_it(string authority)
    {
        var cloud = CloudEnvironment.Global.With(new Uri("https://graph.contoso.example/v1.0"), new Uri(authority));

        Assert.Equal(new Uri("https://login.contoso.example/"), cloud.Authority);
        Assert.Equal(new Uri("https://graph.contoso.example/"), cloud.GraphEndpoint);
    }

    [Theory]
    [InlineData("http://graph.contoso.example", "only https")]
    [InlineData("ftp://127.0.0.1", "only https")]
    [InlineData("https://graph.contoso.example/api/v1.0", "base address")]
    [InlineData("https://graph.contoso.example/?a=b", "base address")]
    [InlineData("https://graph.contoso.example/#a", "base address")]
    [InlineData("https://me:sesame@graph.contoso.example", "user or password")]
    [InlineData("graph.contoso.example", "absolute")]
    public void Other_endpoints_are_refused_with_the_rule(string address, string rule)
    {
        var error = Assert.Throws<SignInException>(() => CloudEnvironment.Global.With(null, new Uri(address, UriKind.RelativeOrAbsolute)));

        Assert.Equal("EndpointInvalid", error.Error);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", error.ToString(), StringComparison.Ordinal);
    }
}
