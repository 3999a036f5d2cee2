using System.Collections.Concurrent;
using EntraAppCmdlets.Aspects;
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
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Guides;

namespace EntraAppCmdlets.Testing;

/// <summary>What a guide asks for, carried out step by step by the services of the single commands, each of which knows its own step only.</summary>
internal sealed class GuideSteps(TenantBench bench, VendorGuide guide, CancellationToken cancel)
{
    private readonly List<AppException> _trouble = [];

    public async Task<AppRegistration> RunAsync()
    {
        var app = await RegisterAsync();
        app = await ExposeAsync(app);
        app = await DefineRolesAsync(app);
        app = await ClaimAsync(app);
        app = await RequestAsync(app);
        if (Part<ConsentSpec>() is { IsAsked: true })
        {
            app = await bench.GrantAsync(app, cancel);
        }

        using var secret = Part<CredentialsSpec>().Secret is { } wanted ? await MakeSecretAsync(app, wanted) : null;
        app = await AddCertificateAsync(app);
        app = await FederateAsync(app);
        app = await SetAsync(app);
        app = await AddOwnersAsync(app);
        app = await LetInAsync(app);
        app = await EmpowerAsync(app);
        if (secret is not null && guide.Flow == TemplateFlow.ClientCredentials)
        {
            GuideRuns.Require(await new SignInTest(bench.Work).RunAsync(app, secret.SecretText!, null, madeJustNow: true, null, cancel));
        }

        return app;
    }

    private async Task<AppRegistration> RegisterAsync()
    {
        if (guide.Spec.Find<RegistrationSpec>()?.Request is { } request)
        {
            return await bench.RegisterAsync(request.DisplayName, _ => request, cancel);
        }

        var appId = Part<VendorAppSpec>().Id;
        return await bench.Reader.FindAsync(appId, cancel)
            ?? await bench.ServicePrincipals.AddVendorAppAsync(
                new AppRegistration
                {
                    DisplayName = appId.ToString(),
                    AppId = appId,
                    TenantId = bench.Work.TenantId,
                },
                cancel
            );
    }

    private async Task<AppRegistration> ExposeAsync(AppRegistration app)
    {
        var scopes = Part<ExposedApiSpec>().Scopes;
        if (scopes.Count == 0)
        {
            return app;
        }

        var requests = scopes.Select(scope => new ScopeRequest
        {
            Value = scope.Value,
            Consent = scope.Consent,
            AdminConsentDisplayName = scope.AdminConsentDisplayName,
            AdminConsentDescription = scope.AdminConsentDescription,
            UserConsentDisplayName = scope.UserConsentDisplayName,
            UserConsentDescription = scope.UserConsentDescription,
        });
        app = await bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [.. requests], cancel), cancel);
        foreach (var client in Part<ExposedApiSpec>().Clients)
        {
            app = await bench.ApplyAsync(
                new AuthorizedClientService(bench.Work).PlanAddAsync(app, [client.AppId], client.Scopes, cancel),
                cancel
            );
        }

        return app;
    }

    private async Task<AppRegistration> DefineRolesAsync(AppRegistration app) =>
        Part<AppRolesSpec>().Roles is { Count: > 0 } roles
            ? await bench.ApplyAsync(new RoleService(bench.Work).PlanAddAsync(app, [.. roles.Select(item => item.Role)], cancel), cancel)
            : app;

    private async Task<AppRegistration> AddCertificateAsync(AppRegistration app) =>
        guide.Spec.Find<CertificatesSpec>() is { Certificate: { } certificate } wanted
            ? await bench.ApplyAsync(new CertificateService(bench.Work).PlanAddAsync(app, certificate, wanted.Description, cancel), cancel)
            : app;

    private async Task<AppRegistration> FederateAsync(AppRegistration app)
    {
        foreach (var (credential, _) in guide.Spec.Find<FederatedCredentialsSpec>()?.Credentials ?? [])
        {
            app = await bench.ApplyAsync(new FederatedCredentialService(bench.Work).PlanAddAsync(app, credential, cancel), cancel);
        }

        return app;
    }

    private async Task<AppRegistration> SetAsync(AppRegistration app) =>
        Part<ServicePrincipalSpec>().Settings is { Count: > 0 } settings
            ? await bench.ApplyAsync(new SettingsService(bench.Work).PlanAsync(app, settings, cancel), cancel)
            : app;

    private async Task<AppRegistration> ClaimAsync(AppRegistration app)
    {
        if (guide.Spec.Find<ClaimsSpec>() is not { } wanted)
        {
            return app;
        }

        var claims = new ClaimService(bench.Work);
        if (wanted.Groups is { } groups)
        {
            app = await bench.ApplyAsync(claims.PlanGroupsAsync(app, groups, cancel), cancel);
        }

        return await bench.ApplyAsync(claims.PlanAddAsync(app, [.. wanted.Claims.Select(item => item.Claim)], cancel), cancel);
    }

    private async Task<AppRegistration> RequestAsync(AppRegistration app)
    {
        var permissions = bench.Permissions;
        foreach (var same in Part<PermissionsSpec>().Permissions.GroupBy(permission => (permission.Api, permission.Type)))
        {
            IReadOnlyList<AppRequestedPermission> wanted = same.Key.Api is { } api
                ? await permissions.ResolveAsync(api, same.Select(permission => permission.Name), same.Key.Type, _trouble, cancel)
                : [.. same.Select(permission => OwnScope(app, permission.Name))];
            Check();
            if (app.Id is null)
            {
                app = app with { Permissions = [.. app.Known.Permissions.UnionBy(wanted, permission => permission.Key)] };
                continue;
            }

            app = await bench.ApplyAsync(permissions.PlanAddAsync(app, wanted, cancel), cancel);
        }

        return app;
    }

    private static AppRequestedPermission OwnScope(AppRegistration app, string name)
    {
        var scope = app.Known.ApiScopes.First(scope => scope.Value == name);
        return new AppRequestedPermission
        {
            ResourceAppId = app.AppId,
            ResourceName = app.DisplayName,
            Name = name,
            Type = AppPermissionType.Delegated,
            Id = scope.Id,
        };
    }

    private Task<AppClientSecret> MakeSecretAsync(AppRegistration app, SecretSpec wanted)
    {
        var now = bench.Work.Clock.GetUtcNow();
        return bench.Secrets.CreateAsync(
            app,
            wanted.Description,
            now,
            now.AddDays(wanted.ValidForDays),
            replace: true,
            place: null,
            cancel
        );
    }

    private async Task<AppRegistration> AddOwnersAsync(AppRegistration app)
    {
        if (guide.Spec.Find<OwnersSpec>() is not { Names.Count: > 0 } wanted)
        {
            return app;
        }

        var owners = new OwnerService(bench.Work);
        var people = await FindAsync(wanted.Names, [PrincipalKind.User, PrincipalKind.ServicePrincipal]);
        return await bench.ApplyAsync(owners.PlanAddAsync(app, people, wanted.Target, cancel), cancel);
    }

    private async Task<AppRegistration> LetInAsync(AppRegistration app)
    {
        if (guide.Spec.Find<AssignmentsSpec>() is not { } wanted)
        {
            return app;
        }

        var assignments = new AssignmentService(bench.Work);
        foreach (var item in wanted.Assignments ?? [])
        {
            var people = await FindAsync(item.Names, [PrincipalKind.User, PrincipalKind.Group]);
            app = await bench.ApplyAsync(assignments.PlanAddAsync(app, people, item.Role is null ? [] : [item.Role], null, cancel), cancel);
        }

        return await bench.ApplyAsync(assignments.PlanAddAsync(app, [], [], wanted.Required, cancel), cancel);
    }

    private async Task<AppRegistration> EmpowerAsync(AppRegistration app)
    {
        if (guide.Spec.Find<DirectoryRolesSpec>() is { } wanted)
        {
            var service = new DirectoryRoleService(bench.Work);
            var roles = await service.ResolveAsync([.. wanted.Roles.Select(item => item.Role)], _trouble, cancel);
            Check();
            app = await bench.ApplyAsync(service.PlanAddAsync(app, roles, cancel), cancel);
        }

        if (guide.Spec.Find<GroupMembershipSpec>() is { } membership)
        {
            var groups = await FindAsync(membership.Names, [PrincipalKind.Group]);
            app = await bench.ApplyAsync(new GroupService(bench.Work).PlanAddAsync(app, groups, cancel), cancel);
        }

        return app;
    }

    private async Task<IReadOnlyList<Principal>> FindAsync(IReadOnlyList<string> names, IReadOnlyList<PrincipalKind> suitable)
    {
        var found = await new PrincipalService(
            bench.Work,
            new ConcurrentDictionary<string, Principal>(StringComparer.OrdinalIgnoreCase)
        ).ResolveAsync([.. names.Select(name => new PrincipalQuery(name))], suitable, "be found", _trouble, cancel);
        Check();
        return found;
    }

    private T Part<T>()
        where T : SpecPart => guide.Spec.Find<T>()!;

    private void Check()
    {
        if (_trouble.Count > 0)
        {
            throw _trouble[0];
        }
    }
}
