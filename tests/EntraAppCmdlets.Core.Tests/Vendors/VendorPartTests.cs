using System.Text.Json.Nodes;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>A guide that asks for everything. What holds for every guide is tested with the others.</summary>
public sealed class VendorPartTests
{
    [Fact]
    public async Task The_installed_app_has_roles_clients_settings_and_assignments_by_role()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Workshop");
        var app = await bench.Reader.GetAsync(installation.AppId, default);

        Assert.Equal(
            ["Operator for User", "Viewer for User, Application", "Jobs.Run.All for Application"],
            app.Known.AppRoles.Select(role => $"{role} for {string.Join(", ", role.AllowedMemberTypes)}")
        );
        Assert.Equal(
            ["04b07795-8ddb-461a-bbee-02f9e1bf7b46 (Jobs.Read, Jobs.Write)", "3b2a7c1e-6a60-4f1f-8d0b-6a5f2a9c7e10 (Jobs.Read)"],
            app.Known.AuthorizedClients.Select(client => client.ToString())
        );
        Assert.Equal((true, true, true), (app.PropertyLock, app.HideApp, app.AssignmentRequired));
        Assert.Equal(["HideApp", "WindowsAzureActiveDirectoryIntegratedApp", "Workshop"], app.Tags!.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Lee Novak: Operator", "Sam Okafor: Viewer", "Security team: Operator", "Security team: Viewer"],
            (await new Aspects.Assignments.AssignmentService(bench.Work).GetAsync(app, default))
                .Select(item => $"{item.PrincipalDisplayName}: {item.Role}")
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_installed_app_takes_the_tokens_of_all_services()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Workshop federated");

        var there = await new CredentialService(bench.Work).GetAsync(installation.App, default);

        Assert.Equal(
            [
                "cluster https://oidc.workshop.example.com/cluster system:serviceaccount:workshop:runner api://AzureADTokenExchange",
                $"identity {bench.Connection.Cloud.Authority.GetLeftPart(UriPartial.Authority)}/{bench.Work.TenantId}/v2.0 5a1d1a0e-2f0b-4f0e-9d53-3b8a5f1f2c77 api://AzureADTokenExchange",
                "main https://token.actions.githubusercontent.com repo:contoso/workshop:ref:refs/heads/main api://AzureADTokenExchange",
                "other https://issuer.example.com workshop:runner api://workshop",
                "production https://token.actions.githubusercontent.com repo:contoso/workshop:environment:production api://AzureADTokenExchange",
                "pull-request https://token.actions.githubusercontent.com repo:contoso/workshop:pull_request api://AzureADTokenExchange",
                "release https://token.actions.githubusercontent.com repo:contoso/workshop:ref:refs/tags/v1.0 api://AzureADTokenExchange",
            ],
            there.Select(item => $"{item.DisplayName} {item.Issuer} {item.Subject} {item.Audience}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(there.Select(item => item.KeyId).Order(), installation.App.Known.Credentials.Select(item => item.KeyId).Order());
    }

    [Fact]
    public async Task A_certificate_is_added_and_its_thumbprint_handed_over()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Workshop certificate");

        var there = Assert.Single(await new CredentialService(bench.Work).GetAsync(installation.App, default));
        Assert.Equal(
            (AppCredentialKind.Certificate, "Workshop", TestCertificate.Thumbprint),
            (there.Kind, there.DisplayName, there.Thumbprint)
        );
        Assert.Equal(there.KeyId, Assert.Single(installation.App.Known.Credentials).KeyId);
        Assert.Equal(TestCertificate.Thumbprint, Setting(installation, "Thumbprint"));
        Assert.Null(installation.Secret);
    }

    [Fact]
    public async Task The_values_that_a_vendor_asks_back_are_those_of_the_app_and_its_cloud()
    {
        using var bench = new TenantBench();
        using var installation = await bench.InstallAsync("Workshop");
        var host = bench.Connection.Cloud.Authority.GetLeftPart(UriPartial.Authority);

        Assert.Equal(installation.App.Id.ToString(), Setting(installation, "Object ID"));
        Assert.Equal(installation.App.ServicePrincipalId.ToString(), Setting(installation, "Enterprise application"));
        Assert.Equal($"{host}/{{tenantid}}/v2.0", Setting(installation, "Issuer"));
        Assert.Equal($"https://sts.windows.net/{bench.Work.TenantId}/", Setting(installation, "Issuer of version 1.0"));
        Assert.Equal($"{host}/organizations/discovery/v2.0/keys", Setting(installation, "Keys"));
        Assert.Equal($"{host}/organizations/oauth2/v2.0/logout", Setting(installation, "Sign-out"));
        Assert.Equal(
            $"{host}/organizations/federationmetadata/2007-06/federationmetadata.xml",
            Setting(installation, "Federation metadata")
        );
        Assert.Equal("organizations", Setting(installation, "Accounts"));
        Assert.Equal(host, Setting(installation, "Authority host"));
    }

    [Fact]
    public async Task An_app_that_is_there_keeps_its_roles_and_settings_and_gets_what_it_lacks()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Workshop", request => request with { SignInAudience = AppSignInAudience.AzureADMultipleOrgs });
        await bench.ApplyAsync(
            new RoleService(bench.Work).PlanAddAsync(
                app,
                [
                    new RoleRequest { Value = "Auditor" },
                    new RoleRequest
                    {
                        Value = "Operator",
                        DisplayName = "Mine",
                        IsEnabled = false,
                    },
                ],
                default
            )
        );

        using var installation = await bench.InstallAsync("Workshop");

        var now = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal(
            ["Auditor Auditor True", "Jobs.Run.All Run all jobs True", "Operator Mine True", "Viewer Viewers True"],
            now.Known.AppRoles.Select(role => $"{role} {role.DisplayName} {role.IsEnabled}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ("https://workshop.example.com/terms", 2, true, true),
            (now.TermsOfServiceUrl, now.AccessTokenVersion, now.PropertyLock, now.HideApp)
        );
    }

    [Fact]
    public async Task Registering_completes_what_is_unset_and_refuses_what_contradicts()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync(
            "Acme",
            request => request with { Settings = [(AppSetting.HomePageUrl, "https://acme.example")] }
        );

        var again = await bench.RegisterAsync(
            "Acme",
            request =>
                request with
                {
                    Settings = [(AppSetting.Notes, "Ticket 4711"), (AppSetting.HideApp, true), (AppSetting.Tag, new[] { "Acme" })],
                }
        );

        Assert.Equal(app.AppId, again.AppId);
        var now = await bench.Reader.GetAsync(app.AppId, default);
        Assert.Equal(("Ticket 4711", "https://acme.example", true), (now.Notes, now.HomePageUrl, now.HideApp));
        Assert.Equal(3, now.Tags!.Count);
        var state = bench.Tenant.ExportState();
        var error = await Assert.ThrowsAsync<AppException>(() =>
            bench.RegisterAsync(
                "Acme",
                request =>
                    request with
                    {
                        Settings = [(AppSetting.Notes, "Ticket 4712"), (AppSetting.LogoutUrl, "https://acme.example/out")],
                    }
            )
        );
        Assert.Equal("AppSettingsDiffer", error.ErrorId);
        Assert.Contains("notes is 'Ticket 4711', not 'Ticket 4712'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("logout", error.Message, StringComparison.Ordinal);
        Assert.Equal(state, bench.Tenant.ExportState());
    }

    [Fact]
    public async Task An_enterprise_application_that_somebody_disabled_is_not_enabled_by_a_guide()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync("Workshop", request => request with { SignInAudience = AppSignInAudience.AzureADMultipleOrgs });
        await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, [(AppSetting.ServicePrincipalEnabled, false)], default));

        var error = Assert.Single(await RefusedAsync(bench, json => json["enterpriseApp"]!["enabled"] = true));

        Assert.Equal("AppSettingsDiffer", error.ErrorId);
        Assert.Contains("sign-in of users is off, not on", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_not_there_and_a_role_that_is_for_others_are_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var missing = await RefusedAsync(bench, _ => { }, ("Operator", new[] { "No such team" }), ("Viewer", new[] { "Nobody else" }));
        Assert.Equal(["PrincipalNotFound", "PrincipalNotFound"], missing.Select(error => error.ErrorId));

        var role = Assert.Single(
            await RefusedAsync(
                bench,
                json =>
                {
                    json["parameters"]!
                        .AsArray()
                        .Add(JsonNode.Parse("""{ "name": "Level", "type": "String", "default": "Admin", "help": "The role." }"""));
                    json["access"]!["role"] = "{Level}";
                }
            )
        );
        Assert.Equal("AppRoleNotFound", role.ErrorId);
        Assert.Contains("'Workshop' has no role 'Admin'", role.Message, StringComparison.Ordinal);
        Assert.Contains("Operator, Viewer", role.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Repository", "contoso", "the owner and the name of a repository")]
    [InlineData("Repository", "contoso/*", "the owner and the name of a repository")]
    [InlineData("Identity", "00000000-0000-0000-0000-000000000000", "the object (principal) ID")]
    public void A_subject_that_no_token_has_is_refused(string parameter, string value, string says)
    {
        var error = Assert.Throws<AppException>(() => Guide(_ => { }, ("Credential", "Federated"), (parameter, value)));
        Assert.Equal("FederatedCredentialInvalid", error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("branch", "refs/heads/main", "without refs/")]
    [InlineData("branch", "release/*", "no token can match")]
    [InlineData("tag", "v 1", "no token can match")]
    [InlineData("environment", "*", "wildcards don't count")]
    public void A_trigger_that_no_workflow_has_is_refused(string kind, string name, string says)
    {
        var trigger = kind switch
        {
            "branch" => new GitHubTrigger(name, null, null, false),
            "tag" => new GitHubTrigger(null, null, name, false),
            _ => new GitHubTrigger(null, name, null, false),
        };
        var error = Assert.Throws<AppException>(() => FederatedSubject.OfRepository("contoso/deploy", trigger));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        var text = folder.Write("my.cer", "no certificate");
        foreach (
            var (value, says) in new[]
            {
                (text, text),
                (Path.Combine(folder.Path, "missing.cer"), "neither a file nor"),
                ("AAAA", "the given text"),
            }
        )
        {
            var error = Assert.Throws<AppException>(() => Guide(_ => { }, ("Credential", "Certificate"), ("Certificate", value)));
            Assert.Equal("CertificateUnreadable", error.ErrorId);
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        using var old = TestCertificate.Make("CN=old", new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var error = Assert.Single(
            await RefusedAsync(bench, _ => { }, ("Credential", "Certificate"), ("Certificate", Convert.ToBase64String(old.RawData)))
        );

        Assert.Equal("CertificateExpired", error.ErrorId);
    }

    [Theory]
    [InlineData("secret", "oneOf: The template may ask for a client secret and for a certificate at once")]
    [InlineData("certificate", "oneOf: The template may ask for a client secret and for a certificate at once")]
    public void A_template_that_may_ask_for_two_kinds_of_credentials_is_refused(string always, string says) =>
        Fault(json => json[always]!.AsObject().Remove("when"), says);

    [Fact]
    public void Other_faults_of_parts_are_found_in_the_template()
    {
        Fault(
            json => json["access"]!["role"] = "Operators",
            "role: The app defines no role 'Operators'; there are Operator, Viewer, Jobs.Run.All"
        );
        Fault(json => json["access"]!["role"] = "Jobs.Run.All", "role: The role 'Jobs.Run.All' is for applications");
        Fault(json => json["roles"]![0]!["value"] = "Operate jobs", "role: ");
        Fault(json => json["roles"]![1]!["value"] = "operator", "duplicate: There are two roles 'operator'");
        Fault(
            json => json["api"]!["authorizedClients"]![1]!["scopes"] = new JsonArray("Jobs.Reed"),
            "client: The app exposes no scope 'Jobs.Reed'"
        );
        Fault(json => json["api"]!["authorizedClients"]![1]!["appId"] = "Azure CLI", "client: 'Azure CLI' isn't an application");
        Fault(json => json["certificate"]!["from"] = "{Operator}", "from: '{Operator}' must be one parameter of type Certificate");
        Fault(
            json => json["federatedCredentials"]![0]!["issuer"] = JsonNode.Parse("""{ "url": "https://a.example", "subject": "b" }"""),
            "oneOf: A federated credential has one of"
        );
        Fault(json => json["federatedCredentials"]![1]!["gitHub"]!["tag"] = "v1", "oneOf: A GitHub repository has one of");
        Fault(json => json["federatedCredentials"]![6]!["issuer"]!["subject"] = "repo:*", "federated: ");
        Fault(json => json["federatedCredentials"]![6]!["issuer"]!["url"] = "https://gitlab.com/", "federated: ");
    }

    [Fact]
    public async Task An_API_without_scopes_has_its_URI_alone()
    {
        using var bench = new TenantBench();
        var guide = Guide(
            json =>
            {
                json["api"]!.AsObject().Remove("scopes");
                json["api"]!.AsObject().Remove("authorizedClients");
                json["permissions"]!.AsArray().RemoveAt(2);
                json["steps"]!.AsArray().RemoveAt(3);
            },
            ("Owner", new[] { "alex.weber@contoso.onmicrosoft.com" })
        );
        var errors = new List<AppException>();
        var installer = new VendorInstaller(bench.Work);
        using var installation = await installer.ApplyAsync(
            (await installer.PlanAsync(guide, new InstallOptions(), errors, default))!,
            default
        );

        Assert.Equal([$"api://{installation.AppId}"], installation.App.IdentifierUris);
        Assert.Empty(await new VendorInspector(bench.Work).InspectAsync(guide, null, [], default));
    }

    [Theory]
    [InlineData("Guid", "{OrdersApi}", null)]
    [InlineData("String", "{OrdersApi}", "Orders")]
    [InlineData("String", "{OrdersApi}", "https://contoso.onmicrosoft.com/orders")]
    [InlineData("String", "Orders", null)]
    public async Task An_app_of_the_tenant_is_an_API_by_its_ID_name_or_URI(string type, string api, string? value)
    {
        using var bench = new TenantBench();
        var orders = await OrdersAsync(bench);
        var guide = Guide(json => Ask(json, type, api), api == "Orders" ? [] : [("OrdersApi", value is null ? orders.AppId : value)]);
        var installer = new VendorInstaller(bench.Work);
        using var installation = await installer.ApplyAsync(
            (await installer.PlanAsync(guide, new InstallOptions(), [], default))!,
            default
        );

        Assert.Contains(
            await bench.Consent.GetAsync(installation.App, default),
            consent => consent is { Permission: "Orders.Read", State: AppConsentState.Granted } && consent.ResourceAppId == orders.AppId
        );
        Assert.DoesNotContain(
            await new VendorInspector(bench.Work).InspectAsync(guide, null, [], default),
            finding => finding.Property.Contains("Orders", StringComparison.Ordinal)
        );
        Assert.False((await installer.PlanAsync(guide, new InstallOptions(), [], default))!.HasChanges);
    }

    [Theory]
    [InlineData(0, "ApiNotFound", "Nowhere")]
    [InlineData(2, "ApiAmbiguous", "2 APIs have the name 'Twice'")]
    public async Task An_API_whose_name_the_tenant_lacks_or_has_twice_is_refused_before_anything_is_sent(
        int number,
        string errorId,
        string says
    )
    {
        using var bench = new TenantBench();
        var ids = new List<string>();
        for (var i = 0; i < number; i++)
        {
            var app = await bench.RegisterAsync($"Number {i}");
            await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, [(AppSetting.DisplayName, "Twice")], default));
            ids.Add(app.AppId.ToString());
        }

        var errors = await RefusedAsync(
            bench,
            json => Ask(json, "String", "{OrdersApi}"),
            ("OrdersApi", number == 0 ? "Nowhere" : "Twice")
        );

        var error = Assert.Single(errors);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.Contains(id, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_API_whose_name_reads_like_a_built_in_one_is_a_slip()
    {
        Fault(json => Ask(json, "String", "Microsoft Grahp"), "Did you mean 'Microsoft Graph'?");
        Fault(json => Ask(json, "Switch", "{OrdersApi}"), "type Guid or String");
    }

    [Theory]
    [InlineData("Microsoft Graph", "Application", "df021288-bdef-4463-88db-98f22de89214", "User.Read.All")]
    [InlineData("Microsoft Graph", "Application", "https://graph.microsoft.com/Group.Read.All", "Group.Read.All")]
    [InlineData("Orders", "Delegated", "{id}", "Orders.Read")]
    [InlineData("Orders", "Delegated", "https://contoso.onmicrosoft.com/orders/Orders.Read", "Orders.Read")]
    public async Task A_permission_is_given_by_its_ID_or_with_the_URI_of_its_API_as_by_its_name(
        string api,
        string type,
        string given,
        string name
    )
    {
        using var bench = new TenantBench();
        var orders = await OrdersAsync(bench);
        given = given.Replace("{id}", $"{orders.Known.ApiScopes[0].Id}", StringComparison.Ordinal);
        var guide = Guide(json => Request(json, api, type, given));
        var installer = new VendorInstaller(bench.Work);
        var plan = (await installer.PlanAsync(guide, new InstallOptions(), [], default))!;
        Assert.Contains(plan.Planned(), words => words.StartsWith($"add {name} ({type.ToLowerInvariant()})", StringComparison.Ordinal));
        using var installation = await installer.ApplyAsync(plan, default);

        Assert.Contains(
            await bench.Consent.GetAsync(installation.App, default),
            consent => consent.Permission == name && consent.State == AppConsentState.Granted && $"{consent.Type}" == type
        );
        Assert.DoesNotContain(
            await new VendorInspector(bench.Work).InspectAsync(guide, null, [], default),
            finding =>
                finding.Property.Contains("permission", StringComparison.Ordinal)
                || finding.Property.Contains("consent", StringComparison.Ordinal)
        );
        Assert.False((await installer.PlanAsync(guide, new InstallOptions(), [], default))!.HasChanges);
    }

    [Fact]
    public async Task A_permission_that_the_list_of_its_API_lacks_is_looked_for_in_the_tenant()
    {
        using var bench = new TenantBench();
        const string exchange = "00000002-0000-0ff1-ce00-000000000000";
        await new SingleChanges.Changer(bench.Work.Graph, null!).PatchAt(
            $"servicePrincipals(appId='{exchange}')",
            """{"appRoles":[{"id":"6f1f1f6a-8c0e-4f5c-9d0a-51f5d2b1a001","value":"Courier.Track.All","displayName":"Track","description":"Track.","isEnabled":true,"allowedMemberTypes":["Application"]}]}"""
        );
        var guide = Guide(json => Request(json, "Office 365 Exchange Online", "Application", "Courier.Track.All"));
        var installer = new VendorInstaller(bench.Work);
        using var installation = await installer.ApplyAsync(
            (await installer.PlanAsync(guide, new InstallOptions(), [], default))!,
            default
        );

        Assert.Contains(
            await bench.Consent.GetAsync(installation.App, default),
            consent => consent is { Permission: "Courier.Track.All", State: AppConsentState.Granted }
        );
        Assert.False((await installer.PlanAsync(guide, new InstallOptions(), [], default))!.HasChanges);
    }

    [Theory]
    [InlineData("Courier.Track.All")]
    [InlineData("6f1f1f6a-8c0e-4f5c-9d0a-51f5d2b1a001")]
    public async Task A_permission_that_neither_the_list_nor_the_tenant_has_is_refused_before_anything_is_sent(string name)
    {
        using var bench = new TenantBench();
        var errors = await RefusedAsync(bench, json => Request(json, "Office 365 Exchange Online", "Application", name));

        var error = Assert.Single(errors);
        Assert.Equal("PermissionNotFound", error.ErrorId);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft Graph", "Application", "User.Raed.All", "The nearest application permissions are User.Read.All")]
    [InlineData("Microsoft Graph", "Application", "Directory.Read", "Directory.Read.All")]
    [InlineData("Microsoft Graph", "Application", "User.Read", "exists as delegated permission of Microsoft Graph only")]
    [InlineData("Microsoft Graph", "Application", "User.Read.All, Group.Read.All", "2 names in one string")]
    [InlineData("Microsoft Graph", "Delegated", "df021288-bdef-4463-88db-98f22de89214", "exists as application permission")]
    [InlineData("Office 365 Exchange Online", "Application", "Organization.Read.All", null)]
    [InlineData("Office 365 Exchange Online", "Application", "ReportingWebService.Read.All", null)]
    [InlineData("Office 365 Exchange Online", "Delegated", "ReportingWebService.Read", null)]
    [InlineData("Microsoft Graph", "Application", "6f1f1f6a-8c0e-4f5c-9d0a-51f5d2b1a001", null)]
    public void A_template_is_refused_for_a_permission_only_where_the_list_knows_better(string api, string type, string name, string? says)
    {
        if (says is null)
        {
            Assert.NotNull(Changed(json => Request(json, api, type, name)));
        }
        else
        {
            Fault(json => Request(json, api, type, name), says);
        }
    }

    [Theory]
    [InlineData("logoutUrl", "{Place}")]
    [InlineData("homePageUrl", "https://{Place}/home")]
    [InlineData("termsOfServiceUrl", "{Place}")]
    [InlineData("privacyStatementUrl", "{Place}")]
    [InlineData("notes", "At {Place}.")]
    public async Task A_setting_of_a_parameter_that_is_not_given_is_neither_sent_nor_compared(string field, string value)
    {
        using var bench = new TenantBench();
        void Change(JsonObject json)
        {
            json["parameters"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Place", "type": "String", "help": "Where." }"""));
            json["registration"]![field] = value;
        }

        var setting = AppSetting.Of($"{char.ToUpperInvariant(field[0])}{field[1..]}");
        var installer = new VendorInstaller(bench.Work);
        using var installation = await installer.ApplyAsync(
            (await installer.PlanAsync(Guide(Change), new InstallOptions(), [], default))!,
            default
        );
        Assert.Null(setting.Get(await bench.Reader.GetAsync(installation.AppId, default)));

        await bench.ApplyAsync(
            new SettingsService(bench.Work).PlanAsync(installation.App, [(setting, "https://others.example.com/")], default)
        );
        Assert.DoesNotContain(
            await new VendorInspector(bench.Work).InspectAsync(Guide(Change), null, [], default),
            finding => finding.Property == setting.Name
        );
        Assert.False((await installer.PlanAsync(Guide(Change), new InstallOptions(), [], default))!.HasChanges);

        var error = await Assert.ThrowsAsync<AppException>(() =>
            installer.PlanAsync(Guide(Change, ("Place", "https://w.example.com")), new InstallOptions(), [], default)
        );
        Assert.Contains("is 'https://others.example.com/', not '", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_hands_over_the_object_ID_of_a_group()
    {
        using var bench = new TenantBench();
        var guide = Guide(
            AskForGroup,
            ("Admins", "security team"),
            ("Readers", new[] { "Security team", "lee.novak@contoso.onmicrosoft.com" })
        );
        var installer = new VendorInstaller(bench.Work);
        var plan = (await installer.PlanAsync(guide, new InstallOptions(), [], default))!;
        var found = await Aspects.Principals.PrincipalService.FindAsync(
            bench.Work,
            ["Security team", "lee.novak@contoso.onmicrosoft.com"],
            [Aspects.Principals.PrincipalKind.Group, Aspects.Principals.PrincipalKind.User],
            "",
            [],
            default
        );
        using var rehearsal = installer.Rehearse(plan);
        Assert.Equal($"{found[0].Id}", Setting(rehearsal, "Admin group ID"));

        using var installation = await installer.ApplyAsync(plan, default);
        Assert.Equal("security team", Setting(installation, "Admin group"));
        Assert.Equal($"{found[0].Id}", Setting(installation, "Admin group ID"));
        Assert.Equal($"{found[0].Id}, {found[1].Id}", Setting(installation, "Readers"));
    }

    [Theory]
    [InlineData("Admins")]
    [InlineData("Readers")]
    public async Task Somebody_who_is_not_there_and_is_named_in_a_setting_alone_is_refused_before_anything_is_sent(string parameter)
    {
        using var bench = new TenantBench();
        var error = Assert.Single(await RefusedAsync(bench, AskForGroup, (parameter, "Nobody at all")));
        Assert.Equal("PrincipalNotFound", error.ErrorId);
        Assert.Contains("Nobody at all", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_is_not_there_is_said_once_though_an_owner_and_a_setting_name_the_same()
    {
        using var bench = new TenantBench();
        var error = Assert.Single(
            await RefusedAsync(
                bench,
                json => json["settings"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Owner ID", "value": "{Owner.id}" }""")),
                ("Owner", new[] { "nobody@contoso.onmicrosoft.com" })
            )
        );
        Assert.Equal("PrincipalNotFound", error.ErrorId);
    }

    [Fact]
    public void The_object_ID_of_a_parameter_is_for_settings_and_principals_only()
    {
        Fault(
            json => json["settings"]!.AsArray().Add(JsonNode.Parse("""{ "name": "X", "value": "{Repository.id}" }""")),
            "{Repository.id} stands for nothing here"
        );
        Fault(json => json["registration"]!["notes"] = "{Owner.id}", "{Owner.id} stands for nothing here");
    }

    private static void AskForGroup(JsonObject json)
    {
        json["parameters"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Admins", "type": "Principal", "help": "Who administers." }"""));
        json["parameters"]!
            .AsArray()
            .Add(JsonNode.Parse("""{ "name": "Readers", "type": "Principal", "list": true, "help": "Who reads." }"""));
        json["settings"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Admin group", "value": "{Admins}" }"""));
        json["settings"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Admin group ID", "value": "{Admins.id}" }"""));
        json["settings"]!.AsArray().Add(JsonNode.Parse("""{ "name": "Readers", "value": "{Readers.id}" }"""));
    }

    [Fact]
    public async Task A_plan_says_of_each_setting_what_is_done()
    {
        using var bench = new TenantBench();
        var guide = Guide(json =>
        {
            var registration = json["registration"]!.AsObject();
            registration["publicClientFlows"] = true;
            registration["idTokens"] = true;
            registration["accessTokens"] = true;
            registration["logoutUrl"] = "https://workshop.example.com/out";
        });
        var installer = new VendorInstaller(bench.Work);
        var plan = (await installer.PlanAsync(guide, new InstallOptions(), [], default))!;
        string[] settings =
        [
            "issue ID tokens from the authorization endpoint",
            "issue access tokens from the authorization endpoint",
            "set the version of access tokens to 2",
            "allow public client flows",
            "turn on the app instance property lock",
            "set the front-channel logout URL to 'https://workshop.example.com/out'",
            "hide the app from users",
            "add the tags Workshop",
            "require an assignment",
        ];
        Assert.All(settings, setting => Assert.Contains(setting, plan.Planned()));

        using var installation = await installer.ApplyAsync(plan, default);
        plan = (await installer.PlanAsync(guide, new InstallOptions(), [], default))!;
        Assert.All(settings, setting => Assert.Contains($"{setting}: done already", plan.Steps.Select(step => step.Words)));
    }

    private static void Request(JsonObject json, string api, string type, string name) =>
        json["permissions"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["api"] = api,
                    ["type"] = type,
                    ["names"] = new JsonArray(name),
                    ["step"] = "permissions",
                }
            );

    private static async Task<AppRegistration> OrdersAsync(TenantBench bench)
    {
        var api = await bench.RegisterAsync("Orders");
        api = await bench.ApplyAsync(
            new IdentifierUriService(bench.Work).PlanSetAsync(api, ["https://contoso.onmicrosoft.com/orders"], replace: false, default)
        );
        return await bench.ApplyAsync(
            new ScopeService(bench.Work).PlanAddAsync(api, [new ScopeRequest { Value = "Orders.Read" }], default)
        );
    }

    private static void Ask(JsonObject json, string type, string api)
    {
        if (api == "{OrdersApi}")
        {
            json["parameters"]!
                .AsArray()
                .Add(
                    new JsonObject
                    {
                        ["name"] = "OrdersApi",
                        ["type"] = type,
                        ["help"] = "The API.",
                    }
                );
        }

        json["permissions"]!
            .AsArray()
            .Add(
                new JsonObject
                {
                    ["api"] = api,
                    ["type"] = "Delegated",
                    ["names"] = new JsonArray("Orders.Read"),
                    ["step"] = "permissions",
                }
            );
    }

    private static string? Setting(VendorAppInstallation installation, string name) =>
        installation.Settings.Single(setting => setting.Name == name).Value as string;

    private static void Fault(Action<JsonObject> change, string says)
    {
        var error = Assert.Throws<AppException>(() => Changed(change));
        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static VendorTemplate Changed(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(TemplatesFolder.PathOf("Workshop")))!.AsObject();
        change(json);
        return TemplatesFolder.Read(json.ToJsonString());
    }

    private static VendorGuide Guide(Action<JsonObject> change, params (string Name, object Value)[] parameters)
    {
        var template = Changed(change);
        var input = VendorInput.Resolve(
            template,
            VendorBench.Table([("Operator", new[] { "Security team" }), .. parameters]),
            name => name.EndsWith("authority", StringComparison.Ordinal) ? "https://login.microsoftonline.com" : name
        );
        return VendorGuide.Of(template, input, new AppNaming());
    }

    private static async Task<IReadOnlyList<AppException>> RefusedAsync(
        TenantBench bench,
        Action<JsonObject> change,
        params (string Name, object Value)[] parameters
    )
    {
        var state = bench.Tenant.ExportState();
        var errors = new List<AppException>();
        Assert.Null(await new VendorInstaller(bench.Work).PlanAsync(Guide(change, parameters), new InstallOptions(), errors, default));
        Assert.Equal(state, bench.Tenant.ExportState());
        return errors;
    }
}
