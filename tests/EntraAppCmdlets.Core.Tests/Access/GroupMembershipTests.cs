using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class GroupMembershipTests
{
    [Fact]
    public async Task An_app_becomes_a_member_once_with_a_word_on_what_that_means()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var service = new GroupService(bench.Work);
        var groups = await FindAsync(bench, "Security team");

        var change = await service.PlanAddAsync(app, groups, default);
        await change.ApplyAsync(bench.Work, default);

        Assert.Contains("'Security team' may do", Assert.Single(change.Warnings), StringComparison.Ordinal);
        Assert.Equal("Security team", Assert.Single(await service.GetAsync(app, default)).GroupDisplayName);
        Assert.Empty((await service.PlanAddAsync(app, groups, default)).Words);
        await bench.ApplyAsync(service.PlanRemoveAsync(app, groups, default));
        Assert.Empty(await service.GetAsync(app, default));
        var again = await service.PlanRemoveAsync(app, groups, default);
        Assert.Empty(again.Words);
        Assert.Contains("nothing to remove", Assert.Single(again.Absence.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"groupTypes":["DynamicMembership"],"membershipRule":"(user.department -eq \"x\")"}""", "dynamic membership")]
    [InlineData("""{"isAssignableToRole":true}""", "directory roles")]
    [InlineData("""{"groupTypes":["Unified"],"mailEnabled":true}""", "Microsoft 365 group")]
    public async Task A_group_that_an_app_can_not_or_must_not_be_in_is_refused_with_the_rule_before_anything_is_written(
        string more,
        string rule
    )
    {
        using var bench = new TenantBench();
        var body = System.Text.Json.Nodes.JsonNode.Parse(more)!.AsObject();
        body["displayName"] = "Special";
        body["mailNickname"] = "special";
        body["securityEnabled"] = true;
        body["mailEnabled"] ??= false;
        await bench.Work.Graph.SendAsync(
            new GraphRequest
            {
                Before = PriorState.Nothing,
                Method = HttpMethod.Post,
                Path = "groups",
                Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()),
            },
            default
        );
        var mark = bench.Tenant.Requests.Count;
        var errors = new List<AppException>();

        await new GroupService(bench.Work).CheckAsync(await FindAsync(bench, "Special", "Security team"), errors, default);

        var error = Assert.Single(errors);
        Assert.Equal("GroupUnsuitable", error.ErrorId);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Recommendation);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Fact]
    public async Task Right_after_joining_a_second_run_writes_nothing_though_reads_are_old() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var groups = await FindAsync(bench, "Security team");
                var service = new GroupService(bench.Work);
                await bench.ApplyAsync(service.PlanAddAsync(app, groups, default));
                Assert.Empty((await service.PlanAddAsync(app, groups, default)).Words);
            },
            async bench =>
                Assert.Single(
                    await new GroupService(bench.Work).GetAsync(await bench.Reader.GetAsync("authentik Entra Provider", default), default)
                )
        );

    private static async Task<IReadOnlyList<Principal>> FindAsync(TenantBench bench, params string[] names) =>
        await PrincipalService.FindAsync(bench.Work, names, [PrincipalKind.Group], "have an app as a member", [], default);
}
