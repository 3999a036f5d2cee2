using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class ProfileTests
{
    [Fact]
    public async Task Each_user_is_told_with_what_is_missing()
    {
        using var bench = new TenantBench();

        var profiles = await TestAsync(bench, [.. ProfileService.Properties.Keys], "Alex Weber", "Lee Novak", "Front desk");

        Assert.Equal([true, false, false], profiles.Select(profile => profile.Complete));
        Assert.Equal(["EmailAddress"], profiles[1].Missing);
        Assert.Equal(["EmailAddress", "FirstName", "LastName"], profiles[2].Missing);
    }

    [Fact]
    public async Task Of_a_group_each_member_is_told_once_though_named_as_well()
    {
        using var bench = new TenantBench();

        var profiles = await TestAsync(bench, [.. ProfileService.Properties.Keys], "All staff", "Alex Weber", "Security team");

        Assert.Equal(5, profiles.Count);
        Assert.Equal(5, profiles.DistinctBy(profile => profile.Id).Count());
        Assert.Equal("Alex Weber", profiles[0].FullName);
        Assert.Null(profiles[0].Group);
        Assert.All(profiles.Skip(1), profile => Assert.Equal("All staff", profile.Group));
    }

    [Fact]
    public async Task Only_what_is_asked_for_can_be_missing()
    {
        using var bench = new TenantBench();

        Assert.True(Assert.Single(await TestAsync(bench, ["FirstName", "FullName"], "Lee Novak")).Complete);
    }

    private static async Task<List<AppUserProfile>> TestAsync(TenantBench bench, string[] required, params string[] names)
    {
        var trouble = new List<AppException>();
        var found = await new PrincipalService(bench.Work, []).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            [PrincipalKind.User, PrincipalKind.Group],
            "sign in",
            trouble,
            default
        );
        Assert.Empty(trouble);
        var result = new List<AppUserProfile>();
        await foreach (var profile in new ProfileService(bench.Work).TestAsync(found, required, default))
        {
            result.Add(profile);
        }

        return result;
    }
}
