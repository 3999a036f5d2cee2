using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.ExposedApi;

public sealed class AuthorizedClientTests
{
    private static readonly Guid One = new("04b07795-8ddb-461a-bbee-02f9e1bf7b46");
    private static readonly Guid Two = new("1950a258-227b-4e31-a9cf-717495945fc2");

    [Fact]
    public async Task Clients_and_their_scopes_are_united_with_what_is_authorized_already()
    {
        using var bench = new TenantBench();
        var app = await AppWithScopesAsync(bench);
        var clients = new AuthorizedClientService(bench.Work);
        app = await bench.ApplyAsync(clients.PlanAddAsync(app, [One], ["A"], default));
        app = await bench.ApplyAsync(clients.PlanAddAsync(app, [One, Two], ["b"], default));
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.AuthorizedClients;
        Assert.Equal([One, Two], read.Select(client => client.AppId));
        Assert.Equal(["A", "B"], read[0].Scopes);
        Assert.Equal(["B"], read[1].Scopes);
        Assert.Empty((await clients.PlanAddAsync(app, [One], [], default)).Words);
    }

    [Fact]
    public async Task Authorization_is_taken_for_one_scope_or_for_all_and_other_clients_keep_theirs()
    {
        using var bench = new TenantBench();
        var app = await AppWithScopesAsync(bench);
        var clients = new AuthorizedClientService(bench.Work);
        app = await bench.ApplyAsync(clients.PlanAddAsync(app, [One, Two], [], default));
        app = await bench.ApplyAsync(clients.PlanRemoveAsync(app, [One], ["A"], default));
        app = await bench.ApplyAsync(clients.PlanRemoveAsync(app, [Two], [], default));
        var client = Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).Known.AuthorizedClients);
        Assert.Equal(One, client.AppId);
        Assert.Equal(["B"], client.Scopes);
        Assert.Empty((await clients.PlanRemoveAsync(app, [Two], [], default)).Words);
    }

    [Fact]
    public async Task A_scope_that_the_app_has_not_is_refused_with_those_that_it_has()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var clients = new AuthorizedClientService(bench.Work);
        Assert.Equal(
            "ApiScopeMissing",
            (await Assert.ThrowsAsync<AppException>(() => clients.PlanAddAsync(app, [One], [], default))).ErrorId
        );
        app = await AppWithScopesAsync(bench);
        var error = await Assert.ThrowsAsync<AppException>(() => clients.PlanAddAsync(app, [One], ["C"], default));
        Assert.Equal("ApiScopeNotFound", error.ErrorId);
        Assert.Contains("A, B", error.Message, StringComparison.Ordinal);
    }

    private static async Task<AppRegistration> AppWithScopesAsync(TenantBench bench) =>
        await bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(
                await bench.RegisterAsync(),
                [new ScopeRequest { Value = "A" }, new ScopeRequest { Value = "B" }],
                default
            )
        );
}
