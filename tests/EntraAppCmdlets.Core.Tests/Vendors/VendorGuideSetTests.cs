using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>A template for an API and its client: both are made, found, compared and taken back together.</summary>
public sealed class VendorGuideSetTests : IDisposable
{
    private readonly TenantBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_client_gets_permissions_of_the_api_and_is_authorized_by_it()
    {
        var (server, client) = await InstallAsync();

        Assert.Equal([VendorAppOutcome.Installed, VendorAppOutcome.Installed], new[] { server.Outcome, client.Outcome });
        var own = client.App.Known.Permissions.Where(permission => permission.ResourceAppId == server.AppId).ToList();
        Assert.Equal(["Pair.Read", "Pair.Run", "Pair.Write"], own.Select(permission => permission.Name).Order(StringComparer.Ordinal));
        Assert.All(own, permission => Assert.True(permission.Consented));
        var authorized = Assert.Single((await ReadAsync(server.App)).Known.AuthorizedClients);
        Assert.Equal(client.AppId, authorized.AppId);
        Assert.Equal(["Pair.Read", "Pair.Write"], authorized.Scopes.Order(StringComparer.Ordinal));
        Assert.Equal($"api://{server.AppId}/Pair.Read", client.Settings.Single(setting => setting.Name == "Scope").Value);
        Assert.Contains(client.Steps, step => step.Text == "Register the client of Pair API.");
        Assert.DoesNotContain(server.Steps.Concat(client.Steps), step => step.State == VendorAppStepState.Planned);
    }

    [Fact]
    public async Task Nothing_differs_afterwards_and_a_second_run_writes_nothing()
    {
        await InstallAsync();

        Assert.Empty(await _bench.InspectAsync(_bench.Pair()));

        var mark = _bench.Tenant.Requests.Count;
        var state = _bench.Tenant.ExportState();
        var (server, client) = await InstallAsync();
        Assert.Equal([VendorAppOutcome.Unchanged, VendorAppOutcome.Unchanged], new[] { server.Outcome, client.Outcome });
        Assert.Empty(_bench.WritesSince(mark));
        Assert.Equal(state, _bench.Tenant.ExportState());
    }

    [Fact]
    public async Task All_of_it_is_planned_before_the_api_exists()
    {
        var mark = _bench.Tenant.Requests.Count;

        var plans = await _bench.PlanAsync(_bench.Pair());

        Assert.Empty(_bench.WritesSince(mark));
        var words = plans[1].Steps.Select(step => step.Words).ToList();
        Assert.Contains("add Pair.Read (delegated) of Pair API", words);
        Assert.Contains("add Pair.Run (application) of Pair API", words);
        Assert.Contains("authorize it as a client of 'Pair API' for Pair.Read, Pair.Write", words);
        var settings = new VendorInstaller(_bench.Work).Rehearse(plans[1]).Settings;
        Assert.Equal("<Application ID URI of 'Pair API'>/Pair.Read", settings.Single(setting => setting.Name == "Scope").Value);
    }

    [Fact]
    public async Task What_is_wrong_with_the_client_is_told_before_the_api_is_made()
    {
        await _bench.RegisterAsync("Pair client", request => request with { UniqueName = "somebody-elses" });
        var mark = _bench.Tenant.Requests.Count;

        var error = await Assert.ThrowsAsync<AppException>(() => _bench.InstallAsync(_bench.Pair()));

        Assert.Equal("AppNameTaken", error.ErrorId);
        Assert.Empty(_bench.WritesSince(mark));
    }

    [Fact]
    public async Task A_run_that_ended_between_the_apps_is_finished_by_the_next_one()
    {
        var guides = _bench.Pair();
        var installer = new VendorInstaller(_bench.Work);
        var plans = await _bench.PlanAsync(guides);
        using var first = await installer.ApplyAsync(plans[0], default);

        var (server, client) = await InstallAsync();

        Assert.Equal([VendorAppOutcome.Unchanged, VendorAppOutcome.Installed], new[] { server.Outcome, client.Outcome });
        Assert.Equal(first.AppId, server.AppId);
        Assert.Empty(await _bench.InspectAsync(_bench.Pair()));
    }

    [Fact]
    public async Task An_api_that_lacks_a_scope_gets_it_before_the_client_asks_for_it()
    {
        var (server, client) = await InstallAsync();
        await _bench.ApplyAsync(
            new AuthorizedClientService(_bench.Work).PlanRemoveAsync(server.App, [client.AppId], ["Pair.Write"], default)
        );
        await _bench.ApplyAsync(new ScopeService(_bench.Work).PlanRemoveAsync(server.App, ["Pair.Write"], default));
        Assert.Contains(await _bench.InspectAsync(_bench.Pair()), finding => finding.Check == VendorAppCheck.ScopeMissing);

        (server, client) = await InstallAsync();

        Assert.Equal([VendorAppOutcome.Changed, VendorAppOutcome.Changed], new[] { server.Outcome, client.Outcome });
        Assert.Empty(await _bench.InspectAsync(_bench.Pair()));
    }

    [Fact]
    public async Task A_client_that_the_api_no_longer_authorizes_is_found_with_the_command_that_authorizes_it()
    {
        var (server, client) = await InstallAsync();
        await _bench.ApplyAsync(new AuthorizedClientService(_bench.Work).PlanRemoveAsync(server.App, [client.AppId], [], default));

        var finding = Assert.Single(await _bench.InspectAsync(_bench.Pair()));

        Assert.Equal(VendorAppCheck.AuthorizedClientMissing, finding.Check);
        Assert.Equal(client.AppId, finding.AppId);
        Assert.Equal($"Add-AppAuthorizedClient -App {server.AppId} -Client {client.AppId} -Scope 'Pair.Read', 'Pair.Write'", finding.Fix);
    }

    [Fact]
    public async Task A_client_that_others_have_authorized_is_an_addition_of_others()
    {
        var (server, _) = await InstallAsync();
        var other = await _bench.RegisterAsync("Another client");
        await _bench.ApplyAsync(new AuthorizedClientService(_bench.Work).PlanAddAsync(server.App, [other.AppId], [], default));

        var finding = Assert.Single(await _bench.InspectAsync(_bench.Pair()));

        Assert.Equal((VendorAppCheck.AuthorizedClientExtra, $"client {other.AppId}"), (finding.Check, finding.Property));
        var error = await Assert.ThrowsAsync<AppException>(() => _bench.UninstallAsync(_bench.Pair()));
        Assert.Equal("VendorAppHasExtras", error.ErrorId);
    }

    [Fact]
    public async Task Both_are_taken_back_without_a_trace_the_client_first()
    {
        await _bench.Reader.FindAsync(Guid.NewGuid(), default);
        var before = _bench.Tenant.ExportState();
        var (_, client) = await InstallAsync();
        var mark = _bench.Tenant.Requests.Count;

        await _bench.UninstallAsync(_bench.Pair(), permanent: true);

        Assert.Equal(before, _bench.Tenant.ExportState());
        var deleted = _bench.WritesSince(mark).Where(write => write.Path.Contains("/applications/", StringComparison.Ordinal)).ToList();
        Assert.Contains(client.App.Id.ToString()!, deleted.First(write => write.Method == "DELETE").Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_app_has_the_chosen_name_and_its_key()
    {
        var names = new AppNaming("Contoso pair", "contoso-pair");

        var installed = await _bench.InstallAsync(_bench.Pair(names));

        Assert.Equal(["Contoso pair server", "Contoso pair client"], installed.Select(item => item.Installation.DisplayName));
        Assert.Equal(["contoso-pair-server", "contoso-pair-client"], installed.Select(item => item.Installation.App.UniqueName));
        Assert.Empty(await _bench.InspectAsync(_bench.Pair(names)));
        Assert.All(
            await _bench.InspectAsync(_bench.Pair(new AppNaming("Other"))),
            finding =>
                Assert.True(
                    finding.Check != VendorAppCheck.AppMissing
                        || finding.Fix == "Install-VendorApp Pair -Viewer 'Security team' -DisplayName 'Other'",
                    finding.Fix
                )
        );
    }

    [Fact]
    public void One_app_alone_can_not_be_asked_of_a_template_for_several()
    {
        var template = TemplatesFolder.Get("Pair");
        var error = Assert.Throws<AppException>(() =>
            VendorGuide.Of(template, VendorInput.Resolve(template, PairBench.Given, name => name), new AppNaming())
        );
        Assert.Equal("VendorAppsSeveral", error.ErrorId);
        Assert.Contains("server, client", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_apps_are_distinguished_by_their_ids()
    {
        var (server, client) = await InstallAsync();
        var other = await _bench.RegisterAsync("Another app");
        var guides = _bench.Pair();
        await guides.FindAsync(_bench.Work, default);

        Assert.Equal([0], guides.PlacesOf(server.App));
        Assert.Equal([1], guides.PlacesOf(client.App));
        Assert.Equal([0, 1], guides.PlacesOf(null));
        Assert.Equal("VendorAppUnknown", Assert.Throws<AppException>(() => guides.PlacesOf(other)).ErrorId);
    }

    private async Task<AppRegistration> ReadAsync(AppRegistration app) => (await _bench.Reader.FindAsync(app.AppId, default))!;

    private async Task<(VendorAppInstallation Server, VendorAppInstallation Client)> InstallAsync()
    {
        var installed = await _bench.InstallAsync(_bench.Pair());
        return (installed[0].Installation, installed[1].Installation);
    }
}
