using System.Net;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Tests.Graph;

public sealed class GraphTransportProxyTests
{
    [Theory]
    [InlineData("https://graph.microsoft.com/v1.0/me", false)]
    [InlineData("https://login.microsoftonline.com/", false)]
    [InlineData("http://169.254.169.254/metadata/identity/oauth2/token?x=y", true)]
    [InlineData("http://127.0.0.1:5000/", true)]
    [InlineData("http://169.254.169.254.example.com/", false)]
    public void A_named_proxy_carries_all_but_what_only_this_machine_reaches(string address, bool direct) =>
        Assert.Equal(
            direct,
            GraphTransport.Proxy(new Uri("http://proxy.example.com:8080"), new NetworkCredential("u", "p")).IsBypassed(new Uri(address))
        );
}
