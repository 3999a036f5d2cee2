using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Testing;
using static EntraAppCmdlets.AppGroupClaim;

namespace EntraAppCmdlets.Core.Tests.Claims;

public sealed class GroupClaimTests
{
    [Fact]
    public async Task The_groups_and_their_form_are_set_once_and_by_one_write()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        Assert.Equal(None, app.GroupMembershipClaims);
        var request = new GroupClaimRequest
        {
            Groups = SecurityGroup | DirectoryRole,
            Tokens = [AppTokenType.IdToken],
            Format = AppGroupFormat.DnsDomainAndSamAccountName,
            AsRole = true,
        };
        var mark = bench.Tenant.Requests.Count;
        await bench.ApplyAsync(Service(bench).PlanGroupsAsync(app, request, default));
        Assert.Single(bench.WritesSince(mark));

        app = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal(SecurityGroup | DirectoryRole, app.GroupMembershipClaims);
        Assert.Equal("groups (IdToken, dns_domain_and_sam_account_name, emit_as_roles)", Assert.Single(app.OptionalClaims!).ToString());
        var again = await Service(bench).PlanGroupsAsync(app, request, default);
        Assert.Equal((0, 0, 0), (again.Words.Count, again.Writes.Count, again.Warnings.Count));
    }

    [Fact]
    public async Task What_is_not_named_stays()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.ApplyAsync(
            Service(bench).PlanAddAsync(app, [new OptionalClaimRequest("email", [AppTokenType.IdToken])], default)
        );
        app = await SetAsync(
            bench,
            app,
            new GroupClaimRequest
            {
                Groups = SecurityGroup,
                Format = AppGroupFormat.SamAccountName,
                AsRole = true,
            }
        );
        app = await SetAsync(bench, app, new GroupClaimRequest { Groups = ApplicationGroup });
        app = await SetAsync(
            bench,
            app,
            new GroupClaimRequest { Format = AppGroupFormat.CloudDisplayName, Tokens = [AppTokenType.IdToken] }
        );
        app = await SetAsync(bench, app, new GroupClaimRequest { AsRole = false, Tokens = [AppTokenType.AccessToken] });
        app = await SetAsync(bench, app, new GroupClaimRequest { Format = AppGroupFormat.ObjectId, Tokens = [AppTokenType.Saml2Token] });

        Assert.Equal(ApplicationGroup, app.GroupMembershipClaims);
        Assert.Equal(
            [
                "email (IdToken)",
                "groups (AccessToken, sam_account_name)",
                "groups (IdToken, emit_as_roles, cloud_displayname)",
                "groups (Saml2Token, emit_as_roles)",
            ],
            app.OptionalClaims!.Select(claim => claim.ToString()).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Groups_that_were_set_are_taken_out_again()
    {
        using var bench = new TenantBench();
        var app = await SetAsync(bench, await bench.RegisterAsync(), new GroupClaimRequest { Groups = All });
        app = await SetAsync(bench, app, new GroupClaimRequest { Groups = None });
        Assert.Equal(None, app.GroupMembershipClaims);
    }

    [Theory]
    [InlineData(None, SecurityGroup)]
    [InlineData(All, DirectoryRole)]
    public void Groups_that_exclude_each_other_are_refused(AppGroupClaim one, AppGroupClaim other) =>
        Assert.Equal("GroupClaimInvalid", Assert.Throws<AppException>(() => GroupClaimRequest.Combine([one, other])).ErrorId);

    [Theory]
    [InlineData(None)]
    [InlineData(DirectoryRole)]
    public void A_form_of_groups_that_are_not_emitted_is_refused(AppGroupClaim groups) =>
        Assert.Equal(
            "GroupClaimInvalid",
            Assert.Throws<AppException>(() => new GroupClaimRequest { Groups = groups, AsRole = true }.Check()).ErrorId
        );

    [Fact]
    public async Task A_form_for_an_app_without_groups_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() =>
            Service(bench).PlanGroupsAsync(app, new GroupClaimRequest { AsRole = true }, default)
        );
        Assert.Equal("GroupClaimMissing", error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
        Assert.Equal(
            "GroupClaimInvalid",
            (await Assert.ThrowsAsync<AppException>(() => Service(bench).PlanGroupsAsync(app, new GroupClaimRequest(), default))).ErrorId
        );
    }

    [Fact]
    public async Task Limits_of_the_choice_are_warned_of()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.ApplyAsync(new RoleService(bench.Work).PlanAddAsync(app, [new RoleRequest { Value = "Reader" }], default));

        Assert.Contains(
            "200 groups, a SAML token 150",
            Assert.Single(await WarningsAsync(new GroupClaimRequest { Groups = All })),
            StringComparison.Ordinal
        );
        Assert.Empty(await WarningsAsync(new GroupClaimRequest { Groups = ApplicationGroup, Format = AppGroupFormat.CloudDisplayName }));
        Assert.Contains(
            "synchronized from Active Directory",
            Assert.Single(await WarningsAsync(new GroupClaimRequest { Groups = ApplicationGroup, Format = AppGroupFormat.SamAccountName })),
            StringComparison.Ordinal
        );
        Assert.Contains(
            await WarningsAsync(new GroupClaimRequest { Groups = SecurityGroup, Format = AppGroupFormat.CloudDisplayName }),
            text => text.Contains("Choose ApplicationGroup", StringComparison.Ordinal)
        );
        Assert.Contains(
            "app role Reader",
            Assert.Single(await WarningsAsync(new GroupClaimRequest { Groups = ApplicationGroup, AsRole = true })),
            StringComparison.Ordinal
        );

        async Task<IReadOnlyList<string>> WarningsAsync(GroupClaimRequest request) =>
            (await Service(bench).PlanGroupsAsync(app, request, default)).Warnings;
    }

    [Fact]
    public async Task What_was_just_written_is_not_lost_to_a_read_that_does_not_show_it_yet()
    {
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                app = await SetAsync(
                    bench,
                    app,
                    new GroupClaimRequest
                    {
                        Groups = SecurityGroup,
                        Format = AppGroupFormat.SamAccountName,
                        Tokens = [AppTokenType.IdToken],
                    }
                );
                await bench.ApplyAsync(
                    Service(bench).PlanAddAsync(app, [new OptionalClaimRequest("email", [AppTokenType.IdToken])], default)
                );
                Assert.Empty((await Service(bench).PlanGroupsAsync(app, new GroupClaimRequest { Groups = SecurityGroup }, default)).Words);
            },
            async bench =>
            {
                var app = await bench.RegisterAsync();
                Assert.Equal(SecurityGroup, app.GroupMembershipClaims);
                Assert.Equal(["groups", "email"], app.OptionalClaims!.Select(claim => claim.Name));
            }
        );
    }

    private static ClaimService Service(TenantBench bench) => new(bench.Work);

    private static async Task<AppRegistration> SetAsync(TenantBench bench, AppRegistration app, GroupClaimRequest request)
    {
        await bench.ApplyAsync(Service(bench).PlanGroupsAsync(app, request, default));
        return await bench.Reader.GetAsync(app.AppId, default);
    }
}
