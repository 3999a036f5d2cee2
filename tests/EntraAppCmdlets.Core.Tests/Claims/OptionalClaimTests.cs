using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Testing;
using static EntraAppCmdlets.AppTokenType;

namespace EntraAppCmdlets.Core.Tests.Claims;

public sealed class OptionalClaimTests
{
    [Fact]
    public async Task Claims_are_added_once_by_one_write_beside_those_that_are_there()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var claims = new ClaimService(bench.Work);
        await bench.ApplyAsync(claims.PlanAddAsync(app, [new OptionalClaimRequest("acct", [Saml2Token])], default));
        var mark = bench.Tenant.Requests.Count;
        OptionalClaimRequest[] wanted =
        [
            new("EMAIL", [IdToken, AccessToken]),
            new("upn", [IdToken]) { Essential = true, AdditionalProperties = ["include_externally_authenticated_upn"] },
        ];
        await bench.ApplyAsync(claims.PlanAddAsync(app, wanted, default));
        Assert.Single(bench.WritesSince(mark));

        Assert.Equal(
            ["upn (IdToken, include_externally_authenticated_upn)", "email (IdToken)", "email (AccessToken)", "acct (Saml2Token)"],
            (await claims.GetAsync(app, default))
                .OrderByDescending(claim => claim.Essential)
                .ThenBy(claim => claim.Token)
                .Select(claim => claim.ToString())
        );
        Assert.Empty((await claims.PlanAddAsync(app, wanted, default)).Words);
    }

    [Fact]
    public async Task Of_a_claim_that_is_there_only_what_is_given_changes()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var claims = new ClaimService(bench.Work);
        await bench.ApplyAsync(claims.PlanAddAsync(app, [new OptionalClaimRequest("upn", [IdToken]) { Essential = true }], default));
        await bench.ApplyAsync(
            claims.PlanAddAsync(
                app,
                [new OptionalClaimRequest("upn", [IdToken]) { AdditionalProperties = ["include_externally_authenticated_upn"] }],
                default
            )
        );
        var claim = Assert.Single(await claims.GetAsync(app, default));
        Assert.True(claim.Essential);
        Assert.Equal(["include_externally_authenticated_upn"], claim.AdditionalProperties);
        Assert.Equal((app.AppId, app.DisplayName), (claim.AppId, claim.AppDisplayName));
        await bench.ApplyAsync(claims.PlanAddAsync(app, [new OptionalClaimRequest("upn", [IdToken]) { Essential = false }], default));
        Assert.False(Assert.Single(await claims.GetAsync(app, default)).Essential);
    }

    [Theory]
    [InlineData("emial", null, IdToken, null, "OptionalClaimNotFound", "Did you mean email")]
    [InlineData("sid", null, Saml2Token, null, "OptionalClaimInvalid", "Saml2Token can't contain it")]
    [InlineData("idtyp", null, IdToken, null, "OptionalClaimInvalid", "IdToken can't contain it")]
    [InlineData("email", null, IdToken, "emit_as_roles", "OptionalClaimInvalid", "no additional property 'emit_as_roles'")]
    [InlineData("groups", null, IdToken, "emit_as_role", "OptionalClaimInvalid", "no additional property 'emit_as_role'")]
    [InlineData("email", "user", IdToken, null, "OptionalClaimInvalid", "has no source")]
    [InlineData("extension_0123_skypeId", null, IdToken, null, "OptionalClaimInvalid", "directory extension")]
    [InlineData("email, upn", null, IdToken, null, "OptionalClaimInvalid", "isn't a single name")]
    [InlineData(" ", null, IdToken, null, "OptionalClaimInvalid", "isn't a single name")]
    public async Task What_Entra_does_not_know_is_refused_before_anything_is_sent(
        string name,
        string? source,
        AppTokenType token,
        string? property,
        string id,
        string says
    )
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var mark = bench.Tenant.Requests.Count;
        var request = new OptionalClaimRequest(name, [token])
        {
            Source = source,
            AdditionalProperties = property is null ? [] : [property],
        };
        var error = await Assert.ThrowsAsync<AppException>(() => new ClaimService(bench.Work).PlanAddAsync(app, [request], default));
        Assert.Equal(id, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Since(mark));
    }

    [Fact]
    public async Task A_directory_extension_has_its_source()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(
            new ClaimService(bench.Work).PlanAddAsync(
                app,
                [new OptionalClaimRequest("extension_0123_skypeId", [IdToken]) { Source = "user" }],
                default
            )
        );
        Assert.Equal("user", Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).OptionalClaims!).Source);
    }

    [Fact]
    public async Task The_form_of_groups_that_are_not_emitted_is_warned_of()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var claims = new ClaimService(bench.Work);
        Assert.Contains(
            "Set-AppGroupClaim",
            Assert.Single((await claims.PlanAddAsync(app, [new OptionalClaimRequest("groups", [IdToken])], default)).Warnings),
            StringComparison.Ordinal
        );
        Assert.Empty((await claims.PlanAddAsync(app, [new OptionalClaimRequest("email", [IdToken])], default)).Warnings);
        app = await bench.ApplyAsync(claims.PlanGroupsAsync(app, new GroupClaimRequest { Groups = AppGroupClaim.SecurityGroup }, default));
        Assert.Empty((await claims.PlanAddAsync(app, [new OptionalClaimRequest("groups", [IdToken])], default)).Warnings);
    }

    [Fact]
    public async Task A_claim_is_removed_from_the_named_tokens_or_from_all()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var claims = new ClaimService(bench.Work);
        await bench.ApplyAsync(
            claims.PlanAddAsync(
                app,
                [new OptionalClaimRequest("email", [IdToken, AccessToken, Saml2Token]), new OptionalClaimRequest("upn", [IdToken])],
                default
            )
        );
        await bench.ApplyAsync(claims.PlanRemoveAsync(app, ["email"], [Saml2Token], default));
        Assert.Equal(
            [IdToken, AccessToken],
            (await claims.GetAsync(app, default)).Where(claim => claim.Name == "email").Select(claim => claim.Token)
        );
        await bench.ApplyAsync(claims.PlanRemoveAsync(app, ["Email"], [], default));
        Assert.Equal(["upn"], (await claims.GetAsync(app, default)).Select(claim => claim.Name));

        Assert.Contains(
            "'acct'",
            Assert.Single((await claims.PlanRemoveAsync(app, ["acct"], [], default)).Absence.Warnings),
            StringComparison.Ordinal
        );
        await bench.ApplyAsync(claims.PlanAddAsync(app, [new OptionalClaimRequest("family_name", [IdToken])], default));
        var error = Assert.Single((await claims.PlanRemoveAsync(app, ["famly_name"], [], default)).Absence.Errors);
        Assert.Equal("OptionalClaimNotFound", error.ErrorId);
    }

    [Fact]
    public async Task An_app_of_the_list_shows_its_claims()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(new ClaimService(bench.Work).PlanAddAsync(app, [new OptionalClaimRequest("email", [IdToken])], default));
        Assert.Equal(
            "email",
            Assert.Single(Assert.Single(await bench.Reader.FindByNameAsync(app.DisplayName, default)).OptionalClaims!).Name
        );
    }
}
