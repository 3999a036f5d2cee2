using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class TenantNameTests
{
    [Theory]
    [InlineData("contoso.onmicrosoft.com", "contoso.onmicrosoft.com")]
    [InlineData(" contoso.com ", "contoso.com")]
    [InlineData("my-company_1.example.co", "my-company_1.example.co")]
    [InlineData("organizations", "organizations")]
    [InlineData("{11112222-3333-4444-5555-66667777AAAA}", "11112222-3333-4444-5555-66667777aaaa")]
    [InlineData("1111222233334444555566667777aaaa", "11112222-3333-4444-5555-66667777aaaa")]
    public void An_id_and_a_domain_are_taken_as_the_service_writes_them(string given, string taken) =>
        Assert.Equal(taken, TenantName.Check(given));

    [Theory]
    [InlineData("")]
    [InlineData("contoso")]
    [InlineData("contoso com")]
    [InlineData("contoso.com/../evil")]
    [InlineData("contoso..com")]
    [InlineData(".com")]
    [InlineData("11112222-3333-4444-5555-66667777888")]
    [InlineData("contoso.com?x=1")]
    public void What_is_neither_is_refused_with_what_both_look_like(string given)
    {
        var error = Assert.Throws<SignInException>(() => TenantName.Check(given));

        Assert.Equal("TenantInvalid", error.Error);
        Assert.Equal($"'{given}' is neither the id nor a domain of a tenant.", error.Summary);
        Assert.Contains("11112222-3333-4444-5555-666677778888", error.Cure, StringComparison.Ordinal);
        Assert.Contains("contoso.onmicrosoft.com", error.Cure, StringComparison.Ordinal);
    }
}
