using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

/// <summary>Each guide step by step, by the services behind the single commands, leaves the tenant as Install-VendorApp does.</summary>
public sealed class VendorChainTests
{
    [Theory]
    [MemberData(nameof(VendorBench.AllCases), MemberType = typeof(VendorBench))]
    public async Task Step_by_step_and_in_one_go_the_tenant_ends_the_same(string name)
    {
        using var whole = new TenantBench(new SandboxSettings { Seed = 1 });
        using var installation = await whole.InstallAsync(name);

        using var single = new TenantBench(new SandboxSettings { Seed = 1 });
        var app = await StepByStepAsync(single, name);

        Assert.Equal(single.Tenant.ExportState(normalizeIds: true), whole.Tenant.ExportState(normalizeIds: true));
        Assert.Equal(
            app.Known.Permissions.Select(permission => $"{permission.Name} {permission.Type}").Order(StringComparer.Ordinal),
            installation.App.Known.Permissions.Select(permission => $"{permission.Name} {permission.Type}").Order(StringComparer.Ordinal)
        );
    }

    private static async Task<AppRegistration> StepByStepAsync(TenantBench bench, string name)
    {
        switch (name)
        {
            case "authentik":
            {
                var app = await bench.RegisterAsync("authentik Entra Provider");
                app = await bench.RequestAsync(
                    app,
                    AppPermissionType.Application,
                    "Group.Create",
                    "Group.ReadWrite.All",
                    "GroupMember.ReadWrite.All",
                    "User.ReadWrite.All"
                );
                app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read");
                return await FinishAsync(bench, app, "authentik");
            }

            case "XSOAR":
            {
                var app = await bench.RegisterAsync("Cortex XSOAR Users");
                app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All");
                return await FinishAsync(bench, app, "Cortex XSOAR");
            }

            case "XSOAR code":
            {
                var app = await bench.RegisterAsync(
                    "Cortex XSOAR Users",
                    request =>
                        request with
                        {
                            UniqueName = $"{request.UniqueName}-authorizationcode",
                            RedirectUris = [new AppRedirectUri("https://localhost/xsoar", AppPlatform.Web)],
                        }
                );
                app = await bench.RequestAsync(app, AppPermissionType.Delegated, "Directory.AccessAsUser.All");
                return await FinishAsync(bench, app, "Cortex XSOAR");
            }

            case "XSOAR vendor app":
            {
                var app = new AppRegistration
                {
                    DisplayName = "the vendor's",
                    AppId = Guid.Parse(SandboxTenant.VendorAppId),
                    TenantId = bench.Work.TenantId,
                };
                var named = await bench.Permissions.ResolveAsync(
                    PermissionResource.MicrosoftGraphAppId,
                    ["User.Read.All"],
                    AppPermissionType.Application,
                    [],
                    default
                );
                app = await bench.ServicePrincipals.AddVendorAppAsync(app with { Permissions = named }, default);
                return await bench.ApplyAsync(bench.Consent.PlanAsync(app, named, default));
            }

            case "Sekoia":
            {
                var app = await bench.RegisterAsync(
                    "Sekoia.io",
                    request => request with { RedirectUris = [new AppRedirectUri("https://app.sekoia.io/user/callback", AppPlatform.Web)] }
                );
                var people = await FindAsync(bench, "Security team", "lee.novak@contoso.onmicrosoft.com");
                var assignments = new AssignmentService(bench.Work);
                app = await bench.ApplyAsync(assignments.PlanAddAsync(app, people, [], true, default));
                using (await bench.AddSecretAsync(app, "Sekoia.io"))
                {
                    return app;
                }
            }

            case "Auth0":
            {
                var app = await bench.RegisterAsync(
                    "Auth0",
                    request =>
                        request with
                        {
                            RedirectUris = [new AppRedirectUri("https://contoso.us.auth0.com/login/callback", AppPlatform.Web)],
                        }
                );
                app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read", "Directory.Read.All");
                return await FinishAsync(bench, app, "Auth0");
            }

            case "Auth0 extended":
            {
                var app = await bench.RegisterAsync(
                    "Auth0",
                    request =>
                        request with
                        {
                            SignInAudience = AppSignInAudience.AzureADMultipleOrgs,
                            RedirectUris = [new AppRedirectUri("https://login.contoso.com/login/callback", AppPlatform.Web)],
                        }
                );
                app = await bench.RequestAsync(
                    app,
                    AppPermissionType.Delegated,
                    "User.Read",
                    "Directory.Read.All",
                    "Directory.AccessAsUser.All"
                );
                app = await bench.RequestAsync(app, AppPermissionType.Application, "Directory.Read.All");
                return await FinishAsync(bench, app, "Auth0");
            }

            case "Gateway":
            {
                var app = await bench.RegisterAsync(
                    "Gateway",
                    request => request with { RedirectUris = [new AppRedirectUri("https://gateway.example.com/callback", AppPlatform.Web)] }
                );
                app = await bench.ApplyAsync(
                    new SettingsService(bench.Work).PlanAsync(
                        app,
                        [
                            (AppSetting.AccessTokenVersion, 2),
                            (AppSetting.PublicClientFlows, true),
                            (AppSetting.LogoutUrl, "https://gateway.example.com/out"),
                            (AppSetting.Notes, "Made by the tests"),
                        ],
                        default
                    )
                );
                var claims = new ClaimService(bench.Work);
                app = await bench.ApplyAsync(
                    claims.PlanGroupsAsync(
                        app,
                        new GroupClaimRequest
                        {
                            Groups = AppGroupClaim.SecurityGroup | AppGroupClaim.DirectoryRole,
                            Tokens = [AppTokenType.IdToken],
                            Format = AppGroupFormat.DnsDomainAndSamAccountName,
                            AsRole = true,
                        },
                        default
                    )
                );
                app = await bench.ApplyAsync(
                    claims.PlanAddAsync(
                        app,
                        [
                            new OptionalClaimRequest("email", [AppTokenType.IdToken, AppTokenType.AccessToken]),
                            new OptionalClaimRequest("upn", [AppTokenType.IdToken])
                            {
                                Essential = true,
                                AdditionalProperties = ["include_externally_authenticated_upn"],
                            },
                        ],
                        default
                    )
                );
                var roles = new DirectoryRoleService(bench.Work);
                var wanted = await roles.ResolveAsync(["Directory Readers", "Reports Reader"], [], default);
                app = await bench.ApplyAsync(roles.PlanAddAsync(app, wanted, default));
                app = await bench.ApplyAsync(
                    new GroupService(bench.Work).PlanAddAsync(app, await FindAsync(bench, "Security team"), default)
                );
                using (await bench.AddSecretAsync(app, "Gateway"))
                {
                    return app;
                }
            }

            case "Invictus":
                return await InvictusAsync(bench);

            default:
                return await new GuideSteps(bench, bench.Guide(name), default).RunAsync();
        }
    }

    private static async Task<AppRegistration> InvictusAsync(TenantBench bench)
    {
        var app = await bench.RegisterAsync(
            "Invictus",
            request =>
                request with
                {
                    SignInAudience = AppSignInAudience.AzureADMultipleOrgs,
                    RedirectUris =
                    [
                        new AppRedirectUri("https://contoso-invictus.azurewebsites.net/login", AppPlatform.Web),
                        new AppRedirectUri("https://contoso-invictus.azurewebsites.net/api/auth/callback/azure-ad", AppPlatform.Web),
                    ],
                    AccessTokenIssuance = true,
                }
        );
        var scopes = await new ScopeService(bench.Work).PlanAddAsync(
            app,
            [
                new ScopeRequest
                {
                    Value = "access_as_user",
                    Consent = AppScopeConsent.AdminsAndUsers,
                    AdminConsentDisplayName = "Access Invictus",
                    AdminConsentDescription = "Allows the Invictus dashboard to call its API on behalf of the signed-in user.",
                    UserConsentDisplayName = "Access Invictus",
                    UserConsentDescription = "Allows the Invictus dashboard to call its API on your behalf.",
                },
            ],
            default
        );
        app = await scopes.ApplyAsync(bench.Work, default);
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "Directory.Read.All", "User.Read", "User.Read.All");
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All", "Group.Read.All", "Mail.Send");
        var own = await bench.Permissions.ResolveAsync(app.AppId, ["access_as_user"], AppPermissionType.Delegated, [], default);
        app = await bench.ApplyAsync(bench.Permissions.PlanAddAsync(app, own, default));
        var owners = new OwnerService(bench.Work);
        app = await bench.ApplyAsync(
            owners.PlanAddAsync(app, await FindAsync(bench, "alex.weber@contoso.onmicrosoft.com"), AppOwnerTarget.ServicePrincipal, default)
        );
        return await FinishAsync(bench, app, "Invictus");
    }

    private static async Task<AppRegistration> FinishAsync(TenantBench bench, AppRegistration app, string secret)
    {
        app = await bench.GrantAsync(app);
        using (await bench.AddSecretAsync(app, secret))
        {
            return app;
        }
    }

    private static Task<IReadOnlyList<Principal>> FindAsync(TenantBench bench, params string[] names) =>
        new PrincipalService(bench.Work, []).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            Enum.GetValues<PrincipalKind>(),
            "take part",
            [],
            default
        );
}
