using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Reports;

public sealed class TenantInventoryTests
{
    private const string Alex = "alex.weber@contoso.onmicrosoft.com";

    [Fact]
    public async Task An_app_is_shown_with_all_that_the_directory_has_of_it()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(with: request =>
            request with
            {
                RedirectUris =
                [
                    new("https://vendor.example.com/cb", AppPlatform.Web),
                    new("https://login.contoso.onmicrosoft.com/cb", AppPlatform.Web),
                    new("http://localhost/cb", AppPlatform.PublicClient),
                ],
            }
        );
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All", "Directory.ReadWrite.All");
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read", "openid");
        app = await bench.GrantAsync(app);
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "Mail.Read");
        using var secret = await bench.AddSecretAsync(app);
        var people = new List<Principal>(await PeopleAsync(bench, Alex, "Security team"));
        app = await bench.ApplyAsync(new OwnerService(bench.Work).PlanAddAsync(app, [people[0]], AppOwnerTarget.Both, default));
        await bench.ApplyAsync(new AssignmentService(bench.Work).PlanAddAsync(app, people, [], true, default));
        await bench.SignInAsync(secret);

        var item = Assert.Single(await bench.InventoryAsync(), item => item.AppId == app.AppId);

        Assert.Equal((AppKind.Registration, app.Id, app.ServicePrincipalId), (item.Kind, item.Id, item.ServicePrincipalId));
        Assert.Equal(
            (true, true, 1, 1, 0),
            (item.Enabled, item.AssignmentRequired, item.AssignedUsers, item.AssignedGroups, item.AssignedApps)
        );
        Assert.Equal(("contoso.onmicrosoft.com", bench.Work.TenantId), (item.PublisherDomain, item.OwnerTenantId));
        var owner = Assert.Single(item.Owners!);
        Assert.Equal((Alex, true, AppOwnerTarget.Both), (owner.UserPrincipalName, owner.Enabled, owner.Target));
        Assert.Equal((180, AppCredentialState.Valid), (item.DaysLeft, Assert.Single(item.Credentials!).State));
        Assert.Equal(
            [
                "Directory.ReadWrite.All Application True True",
                "Mail.Read Delegated True False",
                "openid Delegated True True",
                "User.Read Delegated True True",
                "User.Read.All Application True True",
            ],
            item.Permissions!.Select(one => $"{one.Name} {one.Type} {one.Requested} {one.AdminConsent}")
                .Order(StringComparer.OrdinalIgnoreCase)
        );
        Assert.Equal(AppPermissionRisk.Critical, item.Risk);
        Assert.Equal(["vendor.example.com"], item.UnverifiedRedirectHosts!);
        Assert.Equal(AppLastSignInState.Known, item.LastSignInState);
        Assert.NotNull(item.LastSignInDateTime);
    }

    [Theory]
    [InlineData(AppPermissionRisk.High, AppPermissionRisk.Low, AppPermissionRisk.Unknown, AppPermissionRisk.High)]
    [InlineData(AppPermissionRisk.Critical, AppPermissionRisk.Unknown, AppPermissionRisk.High, AppPermissionRisk.Critical)]
    [InlineData(AppPermissionRisk.Medium, AppPermissionRisk.Unknown, AppPermissionRisk.Low, AppPermissionRisk.Unknown)]
    public void A_known_high_risk_is_not_hidden_by_a_permission_that_nobody_has_rated(
        AppPermissionRisk one,
        AppPermissionRisk two,
        AppPermissionRisk three,
        AppPermissionRisk expected
    )
    {
        var item = new AppInventoryItem
        {
            DisplayName = "vendor",
            AppId = Guid.NewGuid(),
            Kind = AppKind.Registration,
            TenantId = Guid.NewGuid(),
            Permissions =
            [
                .. new[] { one, two, three }.Select(risk => new AppInventoryPermission
                {
                    Name = "x",
                    Type = AppPermissionType.Application,
                    AdminConsent = true,
                    Risk = risk,
                }),
            ],
        };

        Assert.Equal(expected, item.Risk);
    }

    [Fact]
    public async Task Each_kind_of_app_is_there_once_and_Microsofts_own_on_request()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync("Own");
        var vendor = await bench.ServicePrincipals.AddVendorAppAsync(
            new AppRegistration
            {
                DisplayName = "vendor",
                AppId = Guid.Parse(SandboxTenant.VendorAppId),
                TenantId = bench.Work.TenantId,
            },
            default
        );

        var items = await bench.InventoryAsync();
        var all = await bench.InventoryAsync(includeMicrosoft: true);

        Assert.Equal(items.Count, items.DistinctBy(item => item.AppId).Count());
        Assert.Equal(AppKind.Registration, Assert.Single(items, item => item.DisplayName == "Own").Kind);
        var enterprise = Assert.Single(items, item => item.AppId == vendor.AppId);
        Assert.Equal((AppKind.Enterprise, null), (enterprise.Kind, enterprise.Credentials));
        Assert.DoesNotContain(items, item => item.Kind == AppKind.Microsoft);
        Assert.Contains(all, item => item is { Kind: AppKind.Microsoft, DisplayName: "Microsoft Graph" });
        Assert.Equal(items.Count, all.Count(item => item.Kind != AppKind.Microsoft));
    }

    [Fact]
    public async Task Users_who_consented_for_themselves_are_counted()
    {
        var (bench, clock) = InventoryBench.Open(2, settings => settings.ExtraGrants = 2 * 31);
        using var _ = bench;

        var items = await clock.RunAsync(() => bench.InventoryAsync());

        foreach (var item in items.Where(item => item.DisplayName.StartsWith("App ", StringComparison.Ordinal)))
        {
            var permission = Assert.Single(item.Permissions!);
            Assert.Equal(
                ("User.Read", false, true, 30),
                (permission.Name, permission.Requested, permission.AdminConsent, permission.UserCount)
            );
        }
    }

    /// <summary>The service adds at most 20 related objects to an object of a list.</summary>
    [Fact]
    public async Task More_owners_and_assignments_than_come_with_a_list_are_read_to_the_end()
    {
        var (bench, clock) = InventoryBench.Open(1, settings => settings.ExtraAssignments = 45);
        using var _ = bench;
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            var people = await PeopleAsync(
                bench,
                [.. Enumerable.Range(1, 25).Select(number => $"user{number:000000}@contoso.onmicrosoft.com")]
            );
            await bench.ApplyAsync(new OwnerService(bench.Work).PlanAddAsync(app, people, AppOwnerTarget.Both, default));

            var items = await bench.InventoryAsync();

            Assert.Equal(25, Assert.Single(items, item => item.AppId == app.AppId).Owners!.Count);
            Assert.Equal(45, Assert.Single(items, item => item.DisplayName == "App 000001").AssignedUsers);
        });
    }

    [Fact]
    public async Task A_large_tenant_takes_pages_and_no_request_for_an_app()
    {
        var (bench, clock) = InventoryBench.Open(2_500);
        using var _ = bench;

        var items = await clock.RunAsync(() => bench.InventoryAsync());

        Assert.Equal(2_500, items.Count(item => item.DisplayName.StartsWith("App ", StringComparison.Ordinal)));
        // Three lists of 2,500 objects in pages of 999, eleven pages of grants, and what the tenant says of itself.
        Assert.InRange(bench.Tenant.Requests.Count(request => !request.Path.Contains("/token", StringComparison.Ordinal)), 15, 32);
    }

    [Fact]
    public async Task A_tenant_that_turns_away_every_fifth_request_gives_the_same()
    {
        var (calm, clock) = InventoryBench.Open(1_100);
        using var _ = calm;
        var (busy, busyClock) = InventoryBench.Open(1_100, settings => settings.ThrottleEvery = 5);
        using var __ = busy;

        var expected = await clock.RunAsync(() => calm.InventoryAsync());
        var items = await busyClock.RunAsync(() => busy.InventoryAsync());

        Assert.Equal(expected.Select(InWords), items.Select(InWords));
        Assert.Contains(busy.Log.Everything.Split('\n'), line => line.Contains(" 429 ", StringComparison.Ordinal));

        static string InWords(AppInventoryItem item) =>
            $"{item.DisplayName} {item.AssignedUsers} {item.Risk} {string.Join(',', item.Permissions!.Select(one => $"{one} {one.UserCount}"))}";
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Federated_credentials_are_among_the_others_on_request_also_where_every_fifth_request_is_turned_away(int throttled)
    {
        var (bench, clock) = InventoryBench.Open(150, settings => settings.ThrottleEvery = throttled);
        using var _ = bench;
        await clock.RunAsync(() => FederateAsync(bench));
        var mark = bench.Tenant.Requests.Count;

        var without = await clock.RunAsync(() => bench.InventoryAsync());
        var between = bench.Since(mark).Count;
        var items = await clock.RunAsync(() => bench.InventoryAsync(federated: true));

        Assert.All(without, item => Assert.Empty(item.Credentials ?? []));
        var credential = Assert.Single(items.SelectMany(item => item.Credentials ?? []));
        Assert.Equal(
            ("ci", AppCredentialKind.Federated, "App 000120"),
            (credential.DisplayName, credential.Kind, credential.AppDisplayName)
        );
        if (throttled == 0)
        {
            Assert.InRange(bench.Since(mark).Count - (2 * between), 1, 9);
        }
    }

    [Fact]
    public async Task Federated_credentials_that_could_not_be_read_are_said()
    {
        using var line = new Interception(request =>
            request.RequestUri!.PathAndQuery.EndsWith("/federatedIdentityCredentials", StringComparison.Ordinal)
                ? InventoryBench.Answer(400, "Request_BadRequest", "Not today.")
                : null
        );
        var (bench, clock) = InventoryBench.Open(1, null, line);
        using var _ = bench;
        var missing = new List<AppException>();

        await clock.RunAsync(() => bench.InventoryAsync(missing: missing, federated: true));

        Assert.Contains(missing, error => error.Message.Contains("federated credentials of 'App 000001'", StringComparison.Ordinal));
    }

    private static async Task FederateAsync(TenantBench bench)
    {
        var app = await bench.Reader.GetAsync("App 000120", default);
        await bench.ApplyAsync(
            new FederatedCredentialService(bench.Work).PlanAddAsync(
                app,
                new FederatedCredentialRequest("ci", "https://token.example.com", "build", null, null),
                default
            )
        );
    }

    [Theory]
    [InlineData("/v1.0/applications?")]
    [InlineData("/v1.0/servicePrincipals?")]
    [InlineData("/v1.0/oauth2PermissionGrants?")]
    public async Task A_list_that_fails_on_the_way_ends_with_its_error(string list)
    {
        using var line = new Interception(request =>
            request.RequestUri!.PathAndQuery is var path
            && path.StartsWith(list, StringComparison.Ordinal)
            && path.Contains("skiptoken", StringComparison.Ordinal)
                ? InventoryBench.Answer(400, "Directory_ExpiredPageToken", "The page token has expired.")
                : null
        );
        var (bench, clock) = InventoryBench.Open(1_100, null, line);
        using var _ = bench;

        var error = await Assert.ThrowsAsync<GraphException>(() => clock.RunAsync(() => bench.InventoryAsync()));

        Assert.Equal("Directory_ExpiredPageToken", error.Code);
    }

    [Fact]
    public async Task What_could_not_be_read_of_one_app_is_null_and_said()
    {
        using var line = new Interception(request =>
            request.RequestUri!.PathAndQuery.Contains("/appRoleAssignedTo?", StringComparison.Ordinal)
                ? InventoryBench.Answer(400, "Request_BadRequest", "Not today.")
                : null
        );
        var (bench, clock) = InventoryBench.Open(1, settings => settings.ExtraAssignments = 45, line);
        using var _ = bench;
        var missing = new List<AppException>();

        var items = await clock.RunAsync(() => bench.InventoryAsync(missing: missing));

        var item = Assert.Single(items, item => item.DisplayName == "App 000001");
        Assert.Null(item.AssignedUsers);
        Assert.Contains(
            missing,
            error => error.ErrorId == "InventoryIncomplete" && error.Message.Contains("'App 000001'", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", AppLastSignInState.NoLicense, "licence")]
    [InlineData(403, "Authorization_RequestDenied", AppLastSignInState.NoPermission, "AuditLog.Read.All")]
    [InlineData(400, "UnknownError", AppLastSignInState.NotAvailable, "Out of order.")]
    public async Task Last_sign_ins_that_are_not_known_are_not_taken_for_none(int status, string code, AppLastSignInState state, string why)
    {
        using var line = new Interception(request =>
            request.RequestUri!.PathAndQuery.StartsWith("/beta/", StringComparison.Ordinal)
                ? InventoryBench.Answer(status, code, "Out of order.")
                : null
        );
        var (bench, clock) = InventoryBench.Open(1, null, line);
        using var _ = bench;

        var items = await clock.RunAsync(() => bench.InventoryAsync());

        Assert.All(items, item => Assert.Equal((null, state), (item.LastSignInDateTime, item.LastSignInState)));
        Assert.Contains(bench.Log.Warnings, warning => warning.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reads_end_with_those_who_asked_for_them()
    {
        var (bench, clock) = InventoryBench.Open(2_500);
        using var _ = bench;
        await clock.RunAsync(async () =>
        {
            await foreach (var item in new TenantInventory(bench.Work).ReadAsync(false, default))
            {
                break;
            }

            var sent = bench.Tenant.Requests.Count;
            await Task.Delay(TimeSpan.FromMinutes(1), clock);
            Assert.Equal(sent, bench.Tenant.Requests.Count);
        });
    }

    [Fact]
    public async Task Progress_is_shown_with_numbers_and_the_time_left_once_it_takes_more_than_two_seconds()
    {
        var (bench, clock) = InventoryBench.Open(3_000, settings => settings.Latency = TimeSpan.FromSeconds(2));
        using var _ = bench;

        await clock.RunAsync(() => bench.InventoryAsync());

        var shown = bench.Log.Shown.Where(progress => progress.Activity == "Read the apps of the tenant").ToList();
        Assert.Contains(
            shown,
            progress =>
                progress.Status.Contains("app registrations 1,998 of 3,0", StringComparison.Ordinal)
                && progress is { PercentComplete: > 0 and < 100, SecondsRemaining: > 0 }
        );
        Assert.True(shown[^1].Completed);
    }

    private static async Task<IReadOnlyList<Principal>> PeopleAsync(TenantBench bench, params string[] names)
    {
        var errors = new List<AppException>();
        var found = await new PrincipalService(bench.Work, []).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            [PrincipalKind.User, PrincipalKind.Group],
            "be found",
            errors,
            default
        );
        Assert.Empty(errors);
        return found;
    }
}
