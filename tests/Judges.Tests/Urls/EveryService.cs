using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Reports;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace Judges.Tests.Urls;

/// <summary>An app's whole life, with every service of Core and names that need escapes.</summary>
internal sealed class EveryService(TenantBench bench)
{
    private const string Name = "R&D 100% O'Brien + Söhne #1/2?";
    private const string User = "alex.weber@contoso.onmicrosoft.com";
    private const string Group = "Security team";

    private readonly CommandContext _work = bench.Work;

    private DateTimeOffset Now => _work.Clock.GetUtcNow();

    public async Task RunAsync()
    {
        await new TenantService(_work).DescribeAsync(default);
        var app = await bench.RegisterAsync(Name, request => request with { UniqueName = "unique " + Name, UniqueNameChosen = true });
        app = await PermissionsAsync(app);
        await ExposedApiAsync(app);
        await CredentialsAsync(app);
        await PeopleAsync(app);
        await new AppCapturer(_work).CaptureAsync(app, default);
        await NamesAsync(app);
        await ManyAsync();
        await DrainAsync(new TenantInventory(_work).ReadAsync(includeMicrosoft: true, default));
        await DeletedAsync(app);
    }

    private async Task<AppRegistration> PermissionsAsync(AppRegistration app)
    {
        app = await bench.RequestAsync(app, AppPermissionType.Application, "User.Read.All");
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "User.Read");
        app = await bench.GrantAsync(app);
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, "Group.Read.All");
        app = await bench.GrantAsync(app);
        await bench.Permissions.LiveAsync(await ApiFinder.FindAsync(_work, "https://graph.microsoft.com", default), default);
        await ApiFinder.FindAsync(_work, "Microsoft Graph", default);
        await DrainAsync(bench.Permissions.ListApisAsync(default));
        var revocation = new RevocationService(_work);
        app = await bench.ApplyAsync(
            revocation.PlanAsync(app, [.. app.Known.Permissions.Where(item => item.Name == "User.Read")], null, false, default)
        );
        return await bench.ApplyAsync(revocation.PlanAsync(app, null, null, true, default));
    }

    private async Task ExposedApiAsync(AppRegistration app)
    {
        await bench.ApplyAsync(new IdentifierUriService(_work).PlanSetAsync(app, [], false, default));
        await bench.ApplyAsync(new ScopeService(_work).PlanAddAsync(app, [new ScopeRequest { Value = "read" }], default));
        await bench.ApplyAsync(new RoleService(_work).PlanAddAsync(app, [new RoleRequest { Value = "Reader" }], default));
        var claims = new ClaimService(_work);
        await bench.ApplyAsync(
            claims.PlanGroupsAsync(
                app,
                new GroupClaimRequest { Groups = AppGroupClaim.SecurityGroup | AppGroupClaim.DirectoryRole, AsRole = true },
                default
            )
        );
        await claims.GetAsync(app, default);
        await bench.ApplyAsync(
            new RedirectUriService(_work).PlanAddAsync(app, [new AppRedirectUri("https://app.example/cb", AppPlatform.Web)], default)
        );
        await bench.ApplyAsync(
            new SettingsService(_work).PlanAsync(app, [(AppSetting.IdTokenIssuance, true), (AppSetting.HideApp, true)], default)
        );
    }

    private async Task CredentialsAsync(AppRegistration app)
    {
        using var first = await bench.AddSecretAsync(app);
        using var second = await bench.AddSecretAsync(app, replace: true);
        await bench.ApplyAsync(
            new FederatedCredentialService(_work).PlanAddAsync(
                app,
                new FederatedCredentialRequest(
                    "ci",
                    "https://token.actions.githubusercontent.com",
                    "repo:a/b:ref:refs/heads/main",
                    FederatedCredentialService.DefaultAudience,
                    null
                ),
                default
            )
        );
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            Now.AddDays(-1),
            Now.AddDays(100)
        );
        await bench.ApplyAsync(new CertificateService(_work).PlanAddAsync(app, certificate, null, default));
        await new CertificatePolicy(_work).LongestLifeAsync(app, default);
        await bench.ApplyAsync(bench.Credentials.PlanRemoveAsync(app, _ => true, "all", default));
    }

    private async Task PeopleAsync(AppRegistration app)
    {
        var found = new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase);
        var people = await FindAsync(found, User, Group);
        await FindAsync([], people[0].Id.ToString(), people[1].Id.ToString(), app.ServicePrincipalId.ToString()!);
        await DrainAsync(new ProfileService(_work).TestAsync(people, [], default));

        var owners = new OwnerService(_work);
        app = await bench.ApplyAsync(owners.PlanAddAsync(app, [people[0]], AppOwnerTarget.Both, default));
        app = await bench.ApplyAsync(owners.PlanRemoveAsync(app, [people[0]], AppOwnerTarget.Both, default));

        var roles = new DirectoryRoleService(_work);
        var readers = await roles.ResolveAsync(["Directory Readers"], [], default);
        Assert.Empty(await roles.ResolveAsync(["R&D 'readers'", Guid.NewGuid().ToString()], [], default));
        app = await bench.ApplyAsync(roles.PlanAddAsync(app, readers, default));
        app = await bench.ApplyAsync(roles.PlanRemoveAsync(app, ["Directory Readers"], default));
        var groups = new GroupService(_work);
        await groups.CheckAsync([people[1]], [], default);
        app = await bench.ApplyAsync(groups.PlanAddAsync(app, [people[1]], default));
        app = await bench.ApplyAsync(groups.PlanRemoveAsync(app, [people[1]], default));

        var assignments = new AssignmentService(_work);
        app = await bench.ApplyAsync(assignments.PlanAddAsync(app, people, ["Reader"], true, default));
        await bench.ApplyAsync(assignments.PlanRemoveAsync(app, people, [], default));
    }

    private async Task NamesAsync(AppRegistration app)
    {
        await bench.Reader.GetAsync(Name, default);
        await DrainAsync(bench.Reader.ListAsync(Name[..8], [AppKind.Registration], default));
        await bench.Reader.GetAsync(app.Id!.Value, default);
        await Assert.ThrowsAsync<AppException>(() => bench.Reader.GetAsync(Name + "x", default));
        await new NameSearch(_work).AppsAsync("R&D 100% O'", default);
        await new NameSearch(_work).PeopleAsync("O'", true, default);
    }

    /// <summary>Reads of several apps, which one request answers together.</summary>
    private async Task ManyAsync()
    {
        var apps = new List<AppRegistration>();
        await foreach (var app in bench.Reader.ListAsync("App ", [AppKind.Registration], default))
        {
            apps.Add(app);
        }

        await _work.TogetherAsync(
            new SharedReads(),
            [
                .. apps.Select(app =>
                    (Func<CommandContext, Task>)(
                        async side =>
                        {
                            await new AppReader(side).GetAsync(app.AppId, default);
                            await new CredentialService(side).GetAsync(app, default);
                            await new OwnerService(side).GetAsync(app, AppOwnerTarget.Both, default);
                            await new ConsentService(side).GetAsync(app, default);
                            await new AssignmentService(side).GetAsync(app, default);
                        }
                    )
                ),
            ]
        );
    }

    private async Task DeletedAsync(AppRegistration app)
    {
        var vendor = await bench.ServicePrincipals.AddVendorAppAsync(
            new AppRegistration
            {
                DisplayName = "vendor",
                AppId = Guid.Parse(SandboxTenant.VendorAppId),
                TenantId = _work.TenantId,
            },
            default
        );
        await bench.Removal.RemoveAsync(vendor, permanent: false, default);

        var deleted = new DeletedAppService(_work);
        await bench.Removal.RemoveAsync(app, permanent: false, default);
        await deleted.RestoreAsync((await deleted.FindAsync(Name, default))!, default);
        await bench.Removal.RemoveAsync(app, permanent: false, default);
        await bench.Removal.RemoveDeletedAsync((await deleted.FindAsync(app.AppId, default))!, default);
    }

    private async Task<IReadOnlyList<Principal>> FindAsync(ConcurrentDictionary<string, Principal> found, params string[] names)
    {
        var errors = new List<AppException>();
        var people = await new PrincipalService(_work, found).ResolveAsync(
            [.. names.Select(name => new PrincipalQuery(name))],
            [PrincipalKind.User, PrincipalKind.Group, PrincipalKind.ServicePrincipal],
            "be found",
            errors,
            default
        );
        Assert.Empty(errors);
        return people;
    }

    private static async Task DrainAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var _ in items) { }
    }
}
