using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Access;

public sealed class PrincipalTests
{
    private static readonly PrincipalKind[] All = Enum.GetValues<PrincipalKind>();

    [Theory]
    [InlineData("alex.weber@contoso.onmicrosoft.com", "Alex Weber")]
    [InlineData("ALEX.WEBER@contoso.onmicrosoft.com", "Alex Weber")]
    [InlineData("alex weber", "Alex Weber")]
    [InlineData("Security team", "Security team")]
    [InlineData("Microsoft Graph", "Microsoft Graph")]
    [InlineData("00000003-0000-0000-c000-000000000000", "Microsoft Graph")]
    public async Task A_person_a_group_or_an_app_is_found_by_what_people_call_it(string text, string expected)
    {
        using var bench = new TenantBench();

        var found = Assert.Single(await ResolveAsync(bench, All, text));

        Assert.Equal(expected, found.DisplayName);
    }

    [Fact]
    public async Task An_object_id_is_enough_whatever_it_belongs_to()
    {
        using var bench = new TenantBench();
        var first = await ResolveAsync(bench, All, "Security team", "Alex Weber", "Microsoft Graph");

        var again = await ResolveAsync(bench, All, [.. first.Select(item => item.Id.ToString())]);

        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Any_number_of_names_takes_one_round_trip_and_a_known_one_none()
    {
        using var bench = new TenantBench();
        await ResolveAsync(bench, All, "Sam Okafor");
        var mark = bench.Tenant.Requests.Count;
        var known = new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase);

        await ResolveAsync(bench, All, known, "Alex Weber", "Security team", "lee.novak@contoso.onmicrosoft.com");
        await ResolveAsync(bench, All, known, "alex weber", "Security team");

        Assert.Single(bench.Since(mark));
    }

    [Fact]
    public async Task Two_of_one_name_are_refused_with_both_ids()
    {
        using var bench = new TenantBench();
        var one = await bench.RegisterAsync("twin");
        var two = await bench.RegisterAsync("twin", request => request with { UniqueName = "twin-two", UniqueNameChosen = true });

        var error = Assert.Single(await RefuseAsync(bench, All, "twin"));

        Assert.Equal("PrincipalAmbiguous", error.ErrorId);
        Assert.Contains(one.ServicePrincipalId.ToString()!, error.Message, StringComparison.Ordinal);
        Assert.Contains(two.ServicePrincipalId.ToString()!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_wrong_name_is_told_and_not_only_the_first()
    {
        using var bench = new TenantBench();

        var errors = await RefuseAsync(bench, All, "nobody", "Alex Weber", "no.body@contoso.onmicrosoft.com", Guid.NewGuid().ToString());

        Assert.Equal(3, errors.Count);
        Assert.All(errors, error => Assert.Equal("PrincipalNotFound", error.ErrorId));
        Assert.Contains("user, group or service principal 'nobody'", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_the_wrong_kind_is_told_apart_from_one_that_is_not_there()
    {
        using var bench = new TenantBench();

        var error = Assert.Single(await RefuseAsync(bench, [PrincipalKind.User, PrincipalKind.ServicePrincipal], "Security team"));

        Assert.Equal("PrincipalUnsuitable", error.ErrorId);
        Assert.Contains("'Security team' is a group, which can't own an app.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotes_and_signs_in_a_name_are_part_of_the_name()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync("O'Neil & Co #1 50%");

        Assert.Single(await ResolveAsync(bench, All, "O'Neil & Co #1 50%"));
        Assert.Single(await RefuseAsync(bench, All, "x' or startswith(displayName,'A"));
    }

    private static Task<IReadOnlyList<Principal>> ResolveAsync(TenantBench bench, PrincipalKind[] kinds, params string[] texts) =>
        ResolveAsync(bench, kinds, [], texts);

    private static async Task<IReadOnlyList<Principal>> ResolveAsync(
        TenantBench bench,
        PrincipalKind[] kinds,
        ConcurrentDictionary<string, Principal> known,
        params string[] texts
    )
    {
        var trouble = new List<AppException>();
        var found = await new PrincipalService(bench.Work, known).ResolveAsync(
            [.. texts.Select(text => new PrincipalQuery(text))],
            kinds,
            "own an app",
            trouble,
            default
        );
        Assert.Empty(trouble);
        return found;
    }

    private static async Task<IReadOnlyList<AppException>> RefuseAsync(TenantBench bench, PrincipalKind[] kinds, params string[] texts)
    {
        var trouble = new List<AppException>();
        await new PrincipalService(bench.Work, []).ResolveAsync(
            [.. texts.Select(text => new PrincipalQuery(text))],
            kinds,
            "own an app",
            trouble,
            default
        );
        return trouble;
    }
}
