using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class JwtClaimsTests
{
    [Fact]
    public void An_apps_token_tells_tenant_app_audience_roles_and_end()
    {
        var claims = JwtClaims.Read(
            TestToken.With(
                ("aud", "https://graph.microsoft.com"),
                ("tid", TestToken.Tenant.ToString()),
                ("iss", "https://sts.windows.net/x/"),
                ("appid", "22222222-2222-2222-2222-222222222222"),
                ("app_displayname", "Contoso ☼"),
                ("oid", "33333333-3333-3333-3333-333333333333"),
                ("roles", new[] { "User.Read.All", "Group.Create" }),
                ("nbf", 1700000000),
                ("exp", 1700003600.75),
                ("ver", "1.0"),
                ("xms_cc", new { nested = new[] { 1, 2 } })
            )
        );

        Assert.Equal("https://graph.microsoft.com", claims.Audience);
        Assert.Equal(TestToken.Tenant, claims.TenantId);
        Assert.Equal(new Guid("22222222-2222-2222-2222-222222222222"), claims.AppId);
        Assert.Equal("Contoso ☼", claims.AppName);
        Assert.Equal(new Guid("33333333-3333-3333-3333-333333333333"), claims.ObjectId);
        Assert.Equal(["User.Read.All", "Group.Create"], claims.Roles);
        Assert.Empty(claims.Scopes);
        Assert.Null(claims.UserName);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), claims.NotBefore);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700003600), claims.ExpiresOn);
        Assert.Equal("1.0", claims.Version);
    }

    [Fact]
    public void A_persons_token_tells_name_scopes_and_directory_roles()
    {
        var claims = JwtClaims.Read(
            TestToken.With(
                ("aud", new[] { "api://one", "api://two" }),
                ("preferred_username", "guest@example.com"),
                ("azp", "22222222-2222-2222-2222-222222222222"),
                ("upn", "admin@contoso.com"),
                ("scp", "User.Read  Group.ReadWrite.All"),
                ("wids", new[] { "62e90394-69f5-4237-9190-012177145e10", "nonsense" })
            )
        );

        Assert.Equal("api://one", claims.Audience);
        Assert.Equal("admin@contoso.com", claims.UserName);
        Assert.Equal(["User.Read", "Group.ReadWrite.All"], claims.Scopes);
        Assert.Equal([new Guid("62e90394-69f5-4237-9190-012177145e10")], claims.DirectoryRoles);
        Assert.Equal(new Guid("22222222-2222-2222-2222-222222222222"), claims.AppId);
    }

    [Fact]
    public void Claims_of_an_unexpected_kind_are_left_out()
    {
        var claims = JwtClaims.Read(
            TestToken.FromJson(
                """{"aud":{"a":1},"tid":5,"exp":"soon","roles":{"x":[]},"scp":["a"],"nbf":1e300,"unique_name":{"n":[1]},"upn":"u"}"""
            )
        );

        Assert.Equal("", claims.Audience);
        Assert.Null(claims.TenantId);
        Assert.Null(claims.ExpiresOn);
        Assert.Null(claims.NotBefore);
        Assert.Empty(claims.Roles);
        Assert.Empty(claims.Scopes);
        Assert.Equal("u", claims.UserName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("opaque")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("a.!!!!.c")]
    [InlineData("a..c")]
    [InlineData("a.bm90IGpzb24.c")]
    [InlineData("a.WzFd.c")]
    [InlineData("a.eyJhIjox.c")]
    [InlineData("a.e30.c.d.e")]
    public void What_is_no_readable_token_is_refused_without_showing_it(string text)
    {
        Assert.False(JwtClaims.TryRead(text, out _));
        var error = Assert.Throws<FormatException>(() => JwtClaims.Read(text));
        Assert.Equal("The token is not a readable JWT.", error.Message);
    }

    [Fact]
    public void A_token_without_claims_is_readable() => Assert.Null(JwtClaims.Read(TestToken.FromJson("{}")).TenantId);
}
