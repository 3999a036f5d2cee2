using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.ExposedApi;

public sealed class ScopeTests
{
    private static readonly Guid AzureCli = new("04b07795-8ddb-461a-bbee-02f9e1bf7b46");
    private static readonly ScopeRequest Access = new() { Value = "Api.Access", Consent = AppScopeConsent.AdminsAndUsers };

    [Fact]
    public async Task The_first_scope_brings_the_Application_ID_URI_and_texts_made_of_the_name()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Invictus");
        await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [Access], default));
        var read = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal([$"api://{app.AppId}"], read.IdentifierUris);
        var scope = Assert.Single(read.Known.ApiScopes);
        Assert.Equal((Access.Value, AppScopeConsent.AdminsAndUsers, true), (scope.Value, scope.Consent, scope.IsEnabled));
        Assert.All(
            [scope.AdminConsentDisplayName, scope.AdminConsentDescription, scope.UserConsentDisplayName, scope.UserConsentDescription],
            text => Assert.Contains("Invictus", text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task An_Application_ID_URI_that_is_there_is_left_alone()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.ApplyAsync(
            new IdentifierUriService(bench.Work).PlanSetAsync(app, [$"api://{app.TenantId}/invictus"], false, default)
        );
        app = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [Access], default));
        Assert.Equal([$"api://{app.TenantId}/invictus"], (await bench.Reader.GetAsync(app.AppId, default)).Known.IdentifierUris);
    }

    [Fact]
    public async Task A_name_that_is_there_in_whatever_case_is_no_second_scope()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var scopes = new ScopeService(bench.Work);
        await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access], default));
        var again = await scopes.PlanAddAsync(app, [new ScopeRequest { Value = "API.ACCESS" }], default);
        Assert.Empty(again.Words);
        Assert.Empty(again.Writes);
    }

    [Fact]
    public async Task An_enabled_scope_is_changed_by_disabling_it_first_and_is_enabled_again()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var scopes = new ScopeService(bench.Work);
        app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access, Access with { Value = "Other" }], default));
        var change = await scopes.PlanAddAsync(
            app,
            [Access with { Consent = AppScopeConsent.Admins, AdminConsentDisplayName = "New title" }],
            default
        );
        Assert.Equal(2, change.Writes.Count);
        await bench.ApplyAsync(Task.FromResult(change));
        var read = (await bench.Reader.GetAsync(app.AppId, default)).Known.ApiScopes;
        Assert.Equal(
            (AppScopeConsent.Admins, "New title", true, app.Known.ApiScopes[0].Id),
            (read[0].Consent, read[0].AdminConsentDisplayName, read[0].IsEnabled, read[0].Id)
        );
        Assert.Equal(app.Known.ApiScopes[1], read[1]);
    }

    [Fact]
    public async Task Disabling_alone_is_one_write_and_a_disabled_scope_is_warned_of()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var scopes = new ScopeService(bench.Work);
        app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access], default));
        var disable = await scopes.PlanAddAsync(app, [new ScopeRequest { Value = Access.Value, IsEnabled = false }], default);
        Assert.Single(disable.Writes);
        app = await bench.ApplyAsync(Task.FromResult(disable));
        Assert.Contains("disabled", Assert.Single((await scopes.PlanAddAsync(app, [Access], default)).Warnings), StringComparison.Ordinal);
        app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access with { IsEnabled = true }], default));
        Assert.True(Assert.Single(app.Known.ApiScopes).IsEnabled);
    }

    [Fact]
    public async Task Removing_a_scope_takes_it_from_the_clients_that_were_authorized_for_it()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var scopes = new ScopeService(bench.Work);
        app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access, Access with { Value = "Other" }], default));
        var clients = new AuthorizedClientService(bench.Work);
        app = await bench.ApplyAsync(clients.PlanAddAsync(app, [AzureCli], [], default));
        app = await bench.ApplyAsync(clients.PlanAddAsync(app, [bench.Work.TenantId], ["Other"], default));
        await bench.ApplyAsync(scopes.PlanRemoveAsync(app, ["other"], default));
        var read = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal(["Api.Access"], read.Known.ApiScopes.Select(scope => scope.Value));
        var client = Assert.Single(read.Known.AuthorizedClients);
        Assert.Equal(AzureCli, client.AppId);
        Assert.Equal(["Api.Access"], client.Scopes);
        Assert.Empty((await scopes.PlanRemoveAsync(app, ["other"], default)).Words);
    }

    [Fact]
    public async Task Each_step_of_an_exposed_API_builds_on_the_one_before_though_reads_lag_behind() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var scopes = new ScopeService(bench.Work);
                app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access], default));
                app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access with { Value = "Other" }], default));
                app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access with { Consent = AppScopeConsent.Admins }], default));
                app = await bench.ApplyAsync(new AuthorizedClientService(bench.Work).PlanAddAsync(app, [AzureCli], [], default));
                app = await bench.ApplyAsync(
                    new RoleService(bench.Work).PlanAddAsync(app, [new RoleRequest { Value = "Reader" }], default)
                );
                app = await bench.ApplyAsync(
                    new RoleService(bench.Work).PlanAddAsync(app, [new RoleRequest { Value = "Writer" }], default)
                );
                await bench.ApplyAsync(scopes.PlanRemoveAsync(app, ["Other"], default));
            },
            async bench =>
            {
                var read = await bench.Reader.GetAsync("authentik Entra Provider", default);
                var scope = Assert.Single(read.Known.ApiScopes);
                Assert.Equal(("Api.Access", AppScopeConsent.Admins, true), (scope.Value, scope.Consent, scope.IsEnabled));
                Assert.Equal(["Api.Access"], Assert.Single(read.Known.AuthorizedClients).Scopes);
                Assert.Equal(["Reader", "Writer"], read.Known.AppRoles.Select(role => role.Value));
            }
        );

    [Fact]
    public async Task A_run_that_ends_between_disabling_and_changing_is_finished_by_the_next_attempt_of_the_same_run()
    {
        var settings = new SandboxSettings { Clock = new VirtualClock() };
        using var bench = new TenantBench(settings);
        await ((VirtualClock)settings.Clock).RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            var scopes = new ScopeService(bench.Work);
            app = await bench.ApplyAsync(scopes.PlanAddAsync(app, [Access], default));
            var change = await scopes.PlanAddAsync(app, [Access with { Consent = AppScopeConsent.Admins }], default);
            // The first of the two writes is carried out, the second meets another write.
            var writes = 0;
            settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 409,
                    Code = "Directory_ConcurrencyViolation",
                    InBatch = true,
                    When = request => request.Method == "PATCH" && ++writes == 2,
                }
            );
            await bench.ApplyAsync(Task.FromResult(change));
            Assert.True(writes >= 2, "the fault has met no write");
            var scope = Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).Known.ApiScopes);
            Assert.Equal((AppScopeConsent.Admins, true), (scope.Consent, scope.IsEnabled));
        });
    }

    [Fact]
    public async Task Two_runs_that_add_the_same_scope_at_once_leave_one_and_both_go_on_with_it()
    {
        var clock = new VirtualClock();
        using var one = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = TimeSpan.FromSeconds(10) });
        using var two = new TenantBench(one.Tenant, new GraphClientOptions { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await one.ApplyAsync(new IdentifierUriService(one.Work).PlanSetAsync(await one.RegisterAsync(), [], false, default));
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            await Task.WhenAll(
                new[] { one, two }.Select(async bench =>
                {
                    var result = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [Access], default));
                    await bench.ApplyAsync(new AuthorizedClientService(bench.Work).PlanAddAsync(result, [AzureCli], [], default));
                })
            );
            await Task.Delay(TimeSpan.FromMinutes(5), clock);
            var read = await one.Reader.GetAsync(app.AppId, default);
            Assert.Equal(Assert.Single(read.Known.ApiScopes).Id, Assert.Single(Assert.Single(read.Known.AuthorizedClients).ScopeIds));
        });
    }

    [Fact]
    public async Task A_scope_and_a_role_of_one_name_are_one_permission()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        app = await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(
                app,
                [new RoleRequest { Value = "Files.Read", AllowedMemberTypes = [AppRoleMemberType.Application] }],
                default
            )
        );
        app = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [new ScopeRequest { Value = "Files.Read" }], default));
        Assert.Equal(app.Known.AppRoles[0].Id, app.Known.ApiScopes[0].Id);
    }

    [Theory]
    [InlineData("Api Access", "space")]
    [InlineData(".Access", "dot")]
    [InlineData("Zugriff\u00e4", "\u00e4")]
    [InlineData("", "1 to 120")]
    public void A_name_that_cannot_stand_in_a_token_is_refused_with_its_rule(string value, string rule)
    {
        var error = Assert.Throws<AppException>(() => Entitlements<AppApiScope>.CheckValue(value));
        Assert.Equal("PermissionValueInvalid", error.ErrorId);
        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_never_cut_inside_a_character()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(string.Concat(Enumerable.Repeat("\U0001F680", 60)));
        app = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [Access], default));
        Assert.DoesNotContain('\uFFFD', app.Known.ApiScopes[0].AdminConsentDisplayName!);
        Assert.False(char.IsHighSurrogate(app.Known.ApiScopes[0].AdminConsentDisplayName![^1]));
        Assert.Equal("a", Cut.To("a\U0001F680", 2));
        Assert.Equal("a\U0001F680", Cut.To("a\U0001F680", 3));
    }

    [Fact]
    public async Task A_scope_with_a_slash_can_be_requested_by_its_name()
    {
        using var bench = new TenantBench();
        var api = await bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(await bench.RegisterAsync("api"), [new ScopeRequest { Value = "a/b" }], default)
        );
        var errors = new List<AppException>();
        var byObject = await bench.Permissions.ResolveAsync(api, ["a/b"], AppPermissionType.Delegated, errors, default);
        Assert.Equal(api.Known.ApiScopes[0].Id, Assert.Single(byObject).Id);
        Assert.Equal(
            byObject,
            await bench.Permissions.ResolveAsync(api, [api.Known.ApiScopes[0].Id.ToString()], AppPermissionType.Delegated, errors, default)
        );
        Assert.Empty(errors);
    }

    [Fact]
    public async Task An_app_name_of_full_length_still_makes_texts_that_the_service_takes()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(new string('n', 120));
        app = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [Access], default));
        Assert.True(app.Known.ApiScopes[0].AdminConsentDisplayName!.Length <= 100);
    }
}
