using EntraAppCmdlets.Sandbox.Tests.Support;

namespace EntraAppCmdlets.Sandbox.Tests.Graph;

public sealed class PopulationTests
{
    [Fact]
    public async Task Grants_for_everyone_need_applications_only()
    {
        using var client = new SandboxClient(
            new SandboxSettings
            {
                Seed = 1,
                ExtraApplications = 3,
                ExtraGrants = 3,
            }
        );
        var grants = (await client.GetAsync("/oauth2PermissionGrants")).Expect(200).Value;
        Assert.Equal(["AllPrincipals", "AllPrincipals", "AllPrincipals"], grants.Select(grant => (string)grant!["consentType"]!));
        Assert.Equal(3, grants.Select(grant => (string)grant!["clientId"]!).Distinct().Count());
    }

    [Theory]
    [InlineData(3, 0, 4)]
    [InlineData(0, 5, 1)]
    [InlineData(2, 1, 5)]
    public void More_grants_than_there_can_be_are_refused_with_the_reason(int applications, int users, int grants)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            SandboxTenant.Open(
                new SandboxSettings
                {
                    ExtraApplications = applications,
                    ExtraUsers = users,
                    ExtraGrants = grants,
                }
            )
        );
        Assert.Contains("ExtraGrants", error.Message, StringComparison.Ordinal);
        Assert.Contains("one for each extra application", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_ten_thousand_is_read_in_pages_of_999()
    {
        using var client = new SandboxClient(new SandboxSettings { Seed = 1, ExtraApplications = 10_000 });
        var (pages, ids, next) = (0, new HashSet<string>(), (string?)"/applications?$top=999&$select=id");
        while (next is not null)
        {
            var page = (await client.GetAsync(next)).Expect(200);
            ids.UnionWith(page.Value.Select(each => (string)each!["id"]!));
            next = (string?)page.Json!["@odata.nextLink"];
            pages++;
        }

        Assert.Equal((11, 10_000), (pages, ids.Count));
    }
}
