using System.Globalization;
using EntraAppCmdlets.Aspects;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class VendorInstallerTests
{
    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task A_guide_takes_at_most_8_requests_and_5_one_after_the_other_and_one_with_everything_12_and_6(string name)
    {
        var (most, deepest) = VendorBench.Everything.Contains(name) ? (12, 6) : (8, 5);
        // A second for each answer, and nothing else that takes time: the seconds are the requests that had to wait for another.
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, Latency = TimeSpan.FromSeconds(1) });
        await clock.RunAsync(() => bench.Reader.FindAsync(Guid.NewGuid(), default));
        var mark = bench.Tenant.Requests.Count;
        var started = clock.GetUtcNow();

        using var installation = await clock.RunAsync(() => bench.InstallAsync(name));

        var sent = bench.Since(mark);
        Assert.True(sent.Count <= most, $"{sent.Count} requests:\n{string.Join('\n', sent)}");
        var depth = (clock.GetUtcNow() - started).TotalSeconds;
        Assert.True(depth <= deepest, $"{depth} one after the other:\n{string.Join('\n', sent)}");
    }

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task A_second_run_writes_nothing(string name)
    {
        using var bench = new TenantBench();
        using var first = await bench.InstallAsync(name);
        var mark = bench.Tenant.Requests.Count;
        var state = bench.Tenant.ExportState();

        using var second = await bench.InstallAsync(name);

        Assert.Empty(Writes(bench, mark));
        Assert.Equal(state, bench.Tenant.ExportState());
        Assert.Equal(first.AppId, second.AppId);
        Assert.DoesNotContain(second.Steps, step => step.State == VendorAppStepState.Done && step.Details is not null);
    }

    [Theory]
    [InlineData("authentik")]
    [InlineData("Invictus")]
    public async Task A_second_run_that_is_asked_for_a_new_secret_writes_that_and_nothing_else(string name)
    {
        using var bench = new TenantBench();
        using var first = await bench.InstallAsync(name);
        var mark = bench.Tenant.Requests.Count;

        using var second = await bench.InstallAsync(name, new InstallOptions(Secret: SecretMode.Always));

        Assert.EndsWith("/addPassword", Assert.Single(Writes(bench, mark)).Path, StringComparison.Ordinal);
        Assert.NotNull(second.Secret);
        Assert.True(second.SignIn!.Succeeded, second.SignIn.Error);
    }

    [Theory]
    [InlineData("XSOAR", "XSOAR code", "ClientCredentials", "AuthorizationCode")]
    [InlineData("XSOAR code", "XSOAR", "AuthorizationCode", "ClientCredentials")]
    public async Task Another_variant_does_not_go_on_with_the_app_of_the_first_unasked(
        string one,
        string other,
        string found,
        string wanted
    )
    {
        using var bench = new TenantBench();
        using var first = await bench.InstallAsync(one);
        var state = bench.Tenant.ExportState();

        var error = await Assert.ThrowsAsync<AppException>(() => bench.PlanVendorAsync(other));

        Assert.Equal("AppOfOtherVariant", error.ErrorId);
        Assert.Contains(
            $"'{first.DisplayName}' ({first.AppId}) is the app of XSOAR's variant {found}, not of {wanted}",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains($"-AppId {first.AppId}", error.Recommendation, StringComparison.Ordinal);
        Assert.Equal(state, bench.Tenant.ExportState());

        using var both = await bench.InstallAsync(other, names: new AppNaming(AppId: first.AppId));
        Assert.Equal(first.AppId, both.AppId);
        using var second = await bench.InstallAsync(other, names: new AppNaming("XSOAR of its own"));
        Assert.NotEqual(first.AppId, second.AppId);
        using var again = await bench.InstallAsync(one);
        Assert.Equal(first.AppId, again.AppId);
    }

    [Fact]
    public async Task The_result_says_what_has_become_of_the_secret()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        var installer = new VendorInstaller(bench.Work);
        string Day(int days) => clock.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal("to be made", installer.Rehearse(await bench.PlanVendorAsync("authentik")).SecretState);
        using var first = await bench.InstallAsync("authentik");
        Assert.Equal($"made now, valid until {Day(180)}", first.SecretState);
        var kept =
            $"kept, made {Day(0)}, valid until {Day(180)}; Entra does not show its value again, -NewSecret makes another, and -ReplaceSecret replaces it if an interrupted run has lost it";
        Assert.Equal(kept, installer.Rehearse(await bench.PlanVendorAsync("authentik")).SecretState);
        await clock.RunAsync(() => Task.Delay(TimeSpan.FromDays(3), clock));
        using var second = await bench.InstallAsync("authentik");
        Assert.Equal(kept, second.SecretState);
        Assert.Equal(first.Secret!.KeyId, second.KeptSecret!.KeyId);
        using var third = await bench.InstallAsync("authentik", new InstallOptions(Secret: SecretMode.Always));
        Assert.Equal($"made now, valid until {Day(180)}", third.SecretState);
        using var none = await bench.InstallAsync("Sekoia", new InstallOptions(Secret: SecretMode.Never));
        Assert.Equal("none made", none.SecretState);
        using var foreign = await bench.InstallAsync("XSOAR vendor app");
        Assert.Equal("none needed", foreign.SecretState);
    }

    [Theory]
    [InlineData("authentik")]
    [InlineData("XSOAR")]
    [InlineData("Invictus")]
    public async Task An_app_that_signs_in_as_itself_ends_with_a_token_that_carries_its_permissions(string name)
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync(name);

        Assert.True(installation.SignIn!.Succeeded, installation.SignIn.Error);
        var wanted = installation
            .App.Known.Permissions.Where(permission => permission.Type == AppPermissionType.Application)
            .Select(permission => permission.Name!);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), installation.SignIn.Roles.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task With_5_seconds_of_replication_delay_it_ends_in_the_same_state(string name)
    {
        using var plain = new TenantBench(new SandboxSettings { Seed = 1 });
        using var expected = await plain.InstallAsync(name);
        var clock = new VirtualClock();
        using var slow = new TenantBench(
            new SandboxSettings
            {
                Seed = 1,
                Clock = clock,
                ReplicationDelay = TimeSpan.FromSeconds(5),
            }
        );

        using var installation = await clock.RunAsync(() => slow.InstallAsync(name));

        Assert.Equal(plain.Tenant.ExportState(normalizeIds: true), slow.Tenant.ExportState(normalizeIds: true));
        Assert.True(installation.SignIn?.Succeeded ?? true, installation.SignIn?.Error);
    }

    [Theory]
    [InlineData("Invictus")]
    [InlineData("Sekoia")]
    public async Task A_run_that_was_interrupted_anywhere_is_finished_by_the_next(string name)
    {
        using var plain = new TenantBench(new SandboxSettings { Seed = 1 });
        using (await plain.InstallAsync(name)) { }

        var expected = plain.Tenant.ExportState(normalizeIds: true);
        var writes = plain.Tenant.Requests.Count;
        for (var broken = 2; broken <= writes; broken++)
        {
            using var transport = new BreakingTransport { BreakAt = broken };
            using var bench = new TenantBench(new SandboxSettings { Seed = 1 }, transport: transport);
            await Assert.ThrowsAnyAsync<Exception>(() => bench.InstallAsync(name));
            transport.BreakAt = int.MaxValue;
            using var installation = await bench.InstallAsync(name);
            Assert.Equal((broken, expected), (broken, bench.Tenant.ExportState(normalizeIds: true)));
            // One that was made in the very last moment can't be read back: the step says what to do.
            Assert.True(
                installation.Secret is not null
                    || installation.Steps.Any(step =>
                        step.Details?.Contains("-ReplaceSecret replaces it", StringComparison.Ordinal) == true
                    )
            );
        }
    }

    [Fact]
    public async Task A_rehearsal_writes_nothing_and_tells_every_step_of_the_guide()
    {
        using var bench = new TenantBench();
        var before = bench.Tenant.ExportState();

        using var rehearsal = new VendorInstaller(bench.Work).Rehearse(await bench.PlanVendorAsync("Invictus"));

        Assert.Equal(before, bench.Tenant.ExportState());
        Assert.True(rehearsal.IsPlanned);
        Assert.Equal(
            [
                "1",
                "1, Access tokens",
                "1, client secret",
                "1, Owners",
                "2",
                "3, Microsoft Graph",
                "3, My APIs",
                "1, Admin consent",
                "4",
                "4",
            ],
            rehearsal.Steps.Select(step => step.Guide)
        );
        Assert.Contains("create 'Invictus' for AzureADMultipleOrgs", rehearsal.Steps[0].Details, StringComparison.Ordinal);
        Assert.Contains(
            "add the redirect URI https://contoso-invictus.azurewebsites.net/api/auth/callback/azure-ad (Web)",
            rehearsal.Steps[0].Details,
            StringComparison.Ordinal
        );
        Assert.Contains("Mail.Send (application)", rehearsal.Steps[7].Details, StringComparison.Ordinal);
        Assert.Contains("access_as_user (delegated)", rehearsal.Steps[7].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_have_added_to_the_app_stays()
    {
        using var bench = new TenantBench();
        using var first = await bench.InstallAsync("Invictus");
        await bench.RequestAsync(first.App, AppPermissionType.Delegated, "Calendars.Read");
        var uris = await new RedirectUriService(bench.Work).PlanAddAsync(
            first.App,
            [new AppRedirectUri("https://extra.example.com/cb", AppPlatform.Web)],
            default
        );
        await uris.ApplyAsync(bench.Work, default);

        using var second = await bench.InstallAsync("Invictus");

        var now = await bench.Reader.GetAsync(first.AppId, default);
        Assert.Contains(now.Known.RedirectUris, uri => uri.Uri == "https://extra.example.com/cb");
        Assert.Contains(now.Known.Permissions, permission => permission.Name == "Calendars.Read");
        // Consent is given to what the guide asks for alone.
        Assert.Contains(
            await bench.Consent.GetAsync(now, default),
            consent => consent is { Permission: "Calendars.Read", State: AppConsentState.NotGranted }
        );
    }

    [Fact]
    public async Task What_is_missing_is_added_to_an_app_that_is_there()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync(
            "Invictus",
            request =>
                request with
                {
                    SignInAudience = AppSignInAudience.AzureADMultipleOrgs,
                    AccessTokenIssuance = true,
                    RedirectUris = [new AppRedirectUri("https://contoso-invictus.azurewebsites.net/login", AppPlatform.Web)],
                }
        );
        using var fresh = new TenantBench();
        using var other = await fresh.InstallAsync("Invictus");

        using var installation = await bench.InstallAsync("Invictus");

        Assert.Equal(other.App.RedirectUris, installation.App.RedirectUris);
        Assert.Equal(["access_as_user"], installation.App.Known.ApiScopes.Select(scope => scope.Value));
        Assert.All(
            await bench.Consent.GetAsync(installation.App, default),
            consent => Assert.Equal(AppConsentState.Granted, consent.State)
        );
    }

    [Fact]
    public async Task Contradicting_settings_are_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync("Invictus", request => request with { SignInAudience = AppSignInAudience.AzureADMyOrg });
        var mark = bench.Tenant.Requests.Count;

        var error = await Assert.ThrowsAsync<AppException>(() => bench.InstallAsync("Invictus"));

        Assert.Equal("AppSettingsDiffer", error.ErrorId);
        Assert.Empty(Writes(bench, mark));
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_told_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var template = TemplatesFolder.Get("Sekoia");
        var input = VendorInput.Resolve(
            template,
            VendorBench.Table(("AssignTo", new[] { "No such group", "nobody@contoso.com" })),
            name => name
        );
        var trouble = new List<AppException>();
        var mark = bench.Tenant.Requests.Count;

        var plan = await new VendorInstaller(bench.Work).PlanAsync(
            VendorGuide.Of(template, input, new AppNaming()),
            new InstallOptions(),
            trouble,
            default
        );

        Assert.Null(plan);
        Assert.Equal(["PrincipalNotFound", "PrincipalNotFound"], trouble.Select(error => error.ErrorId));
        Assert.Empty(Writes(bench, mark));
    }

    [Fact]
    public async Task What_a_refused_installation_leaves_to_do_is_said_once()
    {
        using var bench = new TenantBench(new SandboxSettings { Permissions = "Application.ReadWrite.All, Directory.Read.All" });

        var error = await Assert.ThrowsAsync<GraphException>(() => bench.InstallAsync("authentik"));

        Assert.Single(error.Failure.Undone, item => item.Contains("Group.Create", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_whose_owners_or_consent_failed_is_taken_back()
    {
        using var transport = new BreakingTransport
        {
            Refuse = request =>
                request.RequestUri!.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal)
                && BreakingTransport.Text(request).Contains("appRoleAssignments\",\"headers", StringComparison.Ordinal),
        };
        using var bench = new TenantBench(transport: transport);

        await Assert.ThrowsAsync<GraphException>(() => bench.InstallAsync("authentik"));

        transport.Refuse = _ => false;
        var app = await bench.Reader.GetAsync("authentik Entra Provider", default);
        Assert.Empty(app.Known.Credentials);
    }

    [Fact]
    public async Task The_vendors_own_app_is_let_in_and_gets_consent()
    {
        using var bench = new TenantBench();

        using var installation = await bench.InstallAsync("XSOAR vendor app");

        Assert.Null(installation.App.Id);
        Assert.NotNull(installation.App.ServicePrincipalId);
        Assert.Equal(
            ["User.Read.All"],
            (await bench.Consent.GetAsync(installation.App with { Permissions = [] }, default)).Select(consent => consent.Permission)
        );
        Assert.Equal(["ID", "Token", "Key"], installation.Settings.Select(setting => setting.Name));
        Assert.All(installation.Settings, setting => Assert.Null(setting.Value));
    }

    [Fact]
    public async Task A_step_for_a_person_is_filled_in()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("XSOAR code");
        Assert.Contains(
            $"Sign in at https://login.microsoftonline.com/{installation.TenantId}/oauth2/v2.0/authorize?response_type=code&scope=offline_access%20Directory.AccessAsUser.All&client_id={installation.AppId}&redirect_uri=https%3A%2F%2Flocalhost%2Fxsoar and accept.",
            installation.StepsLeft
        );
    }

    [Fact]
    public async Task Settings_carry_the_vendors_own_names_and_the_secret_as_SecureString()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Invictus");

        Assert.Equal(
            [
                "azureActiveDirectoryClientId",
                "azureActiveDirectoryTenantId",
                "azureActiveDirectoryClientSecret",
                "azureActiveDirectoryAudience",
            ],
            installation.Settings.Select(setting => setting.Name)
        );
        Assert.Equal($"api://{installation.AppId}", installation.Settings[3].Value);
        Assert.Same(installation.Secret!.SecretText, installation.Settings[2].Value);
        Assert.DoesNotContain(
            new System.Net.NetworkCredential("", installation.Secret.SecretText).Password,
            installation.Settings[2].ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_app_made_by_other_means_is_gone_on_with()
    {
        using var bench = new TenantBench();
        var made = await bench.RegisterAsync(
            "made in the portal",
            request => request with { UniqueName = "portal-1", UniqueNameChosen = true }
        );

        using var installation = await bench.InstallAsync("authentik", names: new AppNaming(AppId: made.AppId));

        Assert.Equal(made.AppId, installation.AppId);
        Assert.Equal("made in the portal", installation.DisplayName);
        Assert.Equal(5, installation.App.Known.Permissions.Count);
        Assert.Single(await bench.Reader.FindByNameAsync("made in the portal", default));
    }

    [Fact]
    public async Task An_app_of_the_same_name_that_somebody_else_made_is_not_taken_for_the_guides()
    {
        using var bench = new TenantBench();
        await bench.RegisterAsync("authentik Entra Provider", request => request with { UniqueName = "portal-1", UniqueNameChosen = true });
        Assert.Equal("AppNameTaken", (await Assert.ThrowsAsync<AppException>(() => bench.InstallAsync("authentik"))).ErrorId);
    }

    [Fact]
    public async Task A_deleted_app_is_brought_back_on_request_with_what_it_lacks()
    {
        using var bench = new TenantBench();
        using var first = await bench.InstallAsync("Invictus");
        await bench.Removal.RemoveAsync(first.App, permanent: false, default);
        Assert.Equal("AppSoftDeleted", (await Assert.ThrowsAsync<AppException>(() => bench.InstallAsync("Invictus"))).ErrorId);

        using var second = await bench.InstallAsync("Invictus", names: new AppNaming(Restore: true));

        Assert.Equal(first.AppId, second.AppId);
        Assert.Contains("restore", second.Steps[0].Details, StringComparison.Ordinal);
        Assert.All(await bench.Consent.GetAsync(second.App, default), consent => Assert.Equal(AppConsentState.Granted, consent.State));
    }

    [Fact]
    public async Task What_the_command_is_told_to_leave_out_is_left_for_a_person()
    {
        using var bench = new TenantBench();

        using var installation = await bench.InstallAsync("authentik", new InstallOptions(Consent: false, Secret: SecretMode.Never));

        Assert.Null(installation.Secret);
        Assert.Empty((await bench.Reader.GetAsync(installation.AppId, default)).Known.Credentials);
        Assert.All(
            await bench.Consent.GetAsync(installation.App, default),
            consent => Assert.Equal(AppConsentState.NotGranted, consent.State)
        );
        Assert.Equal(["5-8", "13"], installation.Steps.Where(step => step.State == VendorAppStepState.LeftOut).Select(step => step.Guide));
        Assert.Contains("Give admin consent for the tenant.", installation.StepsLeft);
    }

    [Fact]
    public async Task A_secret_that_has_ended_is_followed_by_another()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            using var first = await bench.InstallAsync("Auth0");
            clock.Advance(TimeSpan.FromDays(200));
            using var second = await bench.InstallAsync("Auth0");
            Assert.NotNull(second.Secret);
            Assert.NotEqual(first.Secret!.KeyId, second.Secret.KeyId);
        });
    }

    [Fact]
    public async Task A_template_may_ask_for_a_permission_of_an_API_that_only_the_tenant_knows()
    {
        using var bench = new TenantBench();
        var template = TemplatesFolder.Changed(
            "authentik",
            json =>
                json["permissions"]!.AsArray()[1] = System.Text.Json.Nodes.JsonNode.Parse(
                    """{ "api": "797f4846-ba00-4fd7-ba43-dac1f8f63013", "type": "Delegated", "names": ["user_impersonation"], "step": "permissions" }"""
                )
        );
        var design = VendorGuide.Of(template, VendorInput.Resolve(template, VendorBench.None, name => name), new AppNaming());
        var installer = new VendorInstaller(bench.Work);

        using var installation = await installer.ApplyAsync(
            (await installer.PlanAsync(design, new InstallOptions(), [], default))!,
            default
        );

        Assert.Contains(
            await bench.Consent.GetAsync(installation.App, default),
            consent => consent is { Permission: "user_impersonation", State: AppConsentState.Granted }
        );
        Assert.Empty(await new VendorInspector(bench.Work).InspectAsync(design, null, [], default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_API_that_can_not_be_added_stops_the_guide_before_anything_is_made_unless_it_is_left_out(bool skip)
    {
        var powerBi = Guid.Parse("00000009-0000-0000-c000-000000000000");
        using var bench = new TenantBench();
        await new SingleChanges.Changer(bench.Work.Graph, null!).Delete($"servicePrincipals(appId='{powerBi}')");
        bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 400,
                Code = "Request_BadRequest",
                Message = "The appId is no longer offered.",
                Times = int.MaxValue,
                When = request =>
                    request.Method == "POST"
                    && request.Uri.AbsolutePath.EndsWith("/servicePrincipals", StringComparison.Ordinal)
                    && System.Text.Encoding.UTF8.GetString(request.Body.Span).Contains(powerBi.ToString(), StringComparison.Ordinal),
            }
        );
        var design = bench.Guide("authentik");
        design = design with
        {
            Spec = design.Spec.With<PermissionsSpec>(part =>
                part with
                {
                    Permissions =
                    [
                        new WantedPermission(powerBi, AppPermissionType.Delegated, "App.Read.All", "permissions"),
                        .. part.Permissions,
                    ],
                }
            ),
        };
        var installer = new VendorInstaller(bench.Work);
        var plan = (await installer.PlanAsync(design, new InstallOptions(SkipUnavailableApi: skip), [], default))!;
        if (!skip)
        {
            var error = await Assert.ThrowsAsync<AppException>(() => installer.ApplyAsync(plan, default));
            Assert.Equal("ResourceNotInTenant", error.ErrorId);
            Assert.Contains("App.Read.All", error.Message, StringComparison.Ordinal);
            Assert.Contains("-SkipUnavailableApi", error.Recommendation, StringComparison.Ordinal);
            Assert.True((await bench.PlanVendorAsync("authentik")).App.IsPlanned);
            return;
        }

        using var installation = await installer.ApplyAsync(plan, default);
        Assert.DoesNotContain(installation.App.Known.Permissions, permission => permission.ResourceAppId == powerBi);
        Assert.Contains(installation.Steps, step => step.Details?.Contains("App.Read.All", StringComparison.Ordinal) == true);
        Assert.NotNull(installation.Secret);
    }

    private static List<SandboxRequestRecord> Writes(TenantBench bench, int mark) =>
        [
            .. bench
                .Since(mark)
                .Where(request =>
                    request.Method is not "GET"
                    && !request.Path.Contains("$batch", StringComparison.Ordinal)
                    && !request.Path.Contains("/token", StringComparison.Ordinal)
                ),
        ];
}
