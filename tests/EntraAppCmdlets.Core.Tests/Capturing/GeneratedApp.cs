using EntraAppCmdlets.Aspects.Assignments;
using EntraAppCmdlets.Aspects.DirectoryRoles;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Groups;
using EntraAppCmdlets.Aspects.Owners;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Capturing;

/// <summary>An app made up from a seed, with something of everything that an app can have. Made by the requests themselves, not by way of a
/// specification.</summary>
internal sealed class GeneratedApp(TenantBench bench, int seed)
{
    private static readonly string[] OddTexts =
    [
        "R&D 100% O'Brien + Söhne #1/2?",
        "App {prod}",
        "{tenant.id}",
        "{{HostName}}",
        "}{",
        "日本語アプリ 😀",
        "\"quoted\" \\ back$(slash) `tick`",
        "Line one\nline two\t{x}",
        "-WhatIf",
        "null",
    ];

    private static readonly string[] Hosts =
    [
        "app.example.com",
        "app.example.com:8443",
        "APP.Example.com",
        "10.1.2.3",
        "localhost:5000",
        "sub.contoso.onmicrosoft.com",
        "contoso.onmicrosoft.com",
        "xn--bcher-kva.example",
    ];

    private static readonly string[] Delegated =
    [
        "User.Read",
        "Mail.Read",
        "Group.Read.All",
        "offline_access",
        "Directory.AccessAsUser.All",
    ];
    private static readonly string[] Application = ["User.Read.All", "Mail.Send", "Group.Read.All", "Sites.Selected"];

    private readonly Random _random = new(seed);
    private readonly HashSet<string> _gaps = [];

    /// <summary>What an export has to say that it leaves out.</summary>
    public IReadOnlySet<string> Gaps => _gaps;

    public async Task<AppRegistration> MakeAsync()
    {
        var made = await bench.Work.Graph.SendAsync(
            GraphRequest.Post("applications", Resource(), ResourceJson.Default.ApplicationResource, PriorState.Nothing).Describe("make it"),
            ResourceJson.Default.ApplicationResource,
            default
        );
        if (Chance(4))
        {
            _gaps.Add("tags");
            await PatchAsync(made, new ApplicationResource { Tags = ["a", "b"] });
        }

        var scopes = await ExposeAsync(made);
        await RolesAsync(made);
        var app = (await bench.Reader.FindAsync(made.AppId!.Value, default))!;
        app = app with
        {
            ServicePrincipalId = (await bench.ServicePrincipals.EnsureAsync(app.AppId, app.DisplayName, ours: true, default)).Id,
        };
        app = await PermissionsAsync(app, scopes);
        app = (await bench.Reader.FindAsync(made.AppId!.Value, default))!;
        await PeopleAsync(app);
        await PowersAsync(app);
        await PropertiesAsync(app);
        await SecretsAsync(app);
        await FederatedAsync(app);
        return app;
    }

    private async Task RolesAsync(ApplicationResource made)
    {
        if (Chance(2))
        {
            return;
        }

        await PatchAsync(
            made,
            new ApplicationResource
            {
                AppRoles =
                [
                    .. Some(["Reader", "Writer.All", "off"])
                        .Select(value => new AppRoleResource
                        {
                            Id = Guid.NewGuid(),
                            Value = value,
                            DisplayName = $"{value} {{of}} {seed}",
                            Description = Text().Replace('\n', ' ').Replace('\t', ' '),
                            AllowedMemberTypes =
                                value == "Reader" ? ["User", "Application"] : One(["User"], new List<string> { "Application" }),
                            IsEnabled = value != "off",
                        }),
                ],
            }
        );
    }

    private async Task PropertiesAsync(AppRegistration app)
    {
        var (tags, isDisabled) = (new List<string> { ServicePrincipalService.EnterpriseApplicationTag }, Chance(4));
        tags.AddRange(Some(["HideApp", "Ticket {4711}", "Söhne & Co"]));
        await bench.Work.Graph.SendAsync(
            GraphRequest
                .Patch(
                    $"servicePrincipals/{app.ServicePrincipalId}",
                    new ServicePrincipalResource { Tags = tags, AccountEnabled = isDisabled ? false : null },
                    ResourceJson.Default.ServicePrincipalResource,
                    PriorState.Nothing
                )
                .Describe("set its properties"),
            default
        );
    }

    private async Task FederatedAsync(AppRegistration app)
    {
        var credentials = Some([
            ("ci", "https://token.actions.githubusercontent.com", "repo:contoso/deploy:ref:refs/heads/main"),
            ("identity", $"https://login.microsoftonline.com/{bench.Work.TenantId}/v2.0", "0f8c9a34-3c6e-4c7b-9a1d-0c4f6f1f9a11"),
            ("cluster", "https://oidc.example.com/0f8c9a34/", "system:serviceaccount:default:app"),
        ]);
        foreach (var (name, issuer, subject) in credentials)
        {
            await bench.ApplyAsync(
                new FederatedCredentialService(bench.Work).PlanAddAsync(
                    app,
                    new FederatedCredentialRequest(name, issuer, subject, Chance(2) ? "api://other" : null, Chance(2) ? "For {x}" : null),
                    default
                )
            );
        }
    }

    private ApplicationResource Resource()
    {
        List<string> Uris(string scheme) =>
            Chance(2)
                ? []
                :
                [
                    .. Some(Hosts)
                        .Select(
                            (host, i) =>
                                $"{scheme}://{host}/cb/{i}?x={{y}}".Replace("?x={y}", Chance(3) ? "?x=1" : "", StringComparison.Ordinal)
                        ),
                ];
        var web = Uris("https");
        return new ApplicationResource
        {
            DisplayName = $"{Text()} {seed}".Replace('\n', ' ').Replace('\t', ' '),
            SignInAudience = Chance(3) ? "AzureADMultipleOrgs" : "AzureADMyOrg",
            Notes = Chance(2) ? Text() : null,
            ServicePrincipalLockConfiguration = Chance(3) ? new PropertyLockResource { IsEnabled = true, AllProperties = true } : null,
            IsFallbackPublicClient = Chance(3) ? true : null,
            GroupMembershipClaims = One(null, "SecurityGroup", "SecurityGroup,DirectoryRole", "ApplicationGroup", "All"),
            Web = new WebPlatformResource
            {
                RedirectUris = web,
                HomePageUrl = Chance(2) ? $"https://{One(Hosts)}/home" : null,
                LogoutUrl = Chance(3) ? $"https://{One(Hosts)}/out" : null,
                ImplicitGrantSettings = new ImplicitGrantSettings
                {
                    EnableIdTokenIssuance = Chance(2),
                    EnableAccessTokenIssuance = Chance(3),
                },
            },
            Spa = new RedirectPlatformResource
            {
                RedirectUris = [.. Uris("https").Select(uri => uri.Replace("/cb/", "/spa/", StringComparison.Ordinal))],
            },
            PublicClient = new RedirectPlatformResource { RedirectUris = Chance(3) ? ["http://localhost", $"myapp{seed}://auth"] : [] },
            Info = new InformationalUrlResource
            {
                TermsOfServiceUrl = Chance(3) ? $"https://{One(Hosts)}/terms" : null,
                PrivacyStatementUrl = Chance(3) ? "https://privacy.example.com" : null,
            },
            Api = new ApiApplicationResource { RequestedAccessTokenVersion = Chance(2) ? 2 : null },
            OptionalClaims = Claims(),
        };
    }

    private OptionalClaimsResource? Claims()
    {
        if (Chance(3))
        {
            return null;
        }

        OptionalClaimResource Plain(string name) =>
            new()
            {
                Name = name,
                Essential = Chance(2),
                AdditionalProperties = [],
            };
        return new OptionalClaimsResource
        {
            IdToken =
            [
                Plain("email"),
                new OptionalClaimResource
                {
                    Name = "upn",
                    Essential = false,
                    AdditionalProperties = ["include_externally_authenticated_upn"],
                },
                .. Chance(2)
                    ?
                    [
                        new OptionalClaimResource
                        {
                            Name = "extension_0123456789abcdef0123456789abcdef_team",
                            Source = "user",
                            AdditionalProperties = [],
                        },
                    ]
                    : Array.Empty<OptionalClaimResource>(),
            ],
            AccessToken =
            [
                Plain("email"),
                new OptionalClaimResource
                {
                    Name = "groups",
                    AdditionalProperties = Chance(2) ? ["emit_as_roles"] : ["sam_account_name", "emit_as_roles"],
                },
            ],
            Saml2Token = [],
        };
    }

    private async Task<IReadOnlyList<PermissionScopeResource>> ExposeAsync(ApplicationResource made)
    {
        if (Chance(2))
        {
            return [];
        }

        var uri = One(
            $"api://{made.AppId}",
            $"api://{made.AppId}/x",
            $"https://{bench.Tenant.DomainName}/{seed}",
            $"api://{bench.Work.TenantId}/{seed}"
        );
        await PatchAsync(made, new ApplicationResource { IdentifierUris = [uri] });
        List<PermissionScopeResource> scopes =
        [
            .. Some(["read", "write.all", "do_it"])
                .Select(value => new PermissionScopeResource
                {
                    Id = Guid.NewGuid(),
                    Value = value,
                    Type = Chance(2) ? "User" : "Admin",
                    IsEnabled = true,
                    AdminConsentDisplayName = Text().Replace('\n', ' '),
                    AdminConsentDescription = Text(),
                    UserConsentDisplayName = Chance(2) ? "For users {x}" : null,
                    UserConsentDescription = Chance(2) ? Text() : null,
                }),
        ];
        if (scopes.Count > 0)
        {
            await PatchAsync(made, new ApplicationResource { Api = new ApiApplicationResource { Scopes = scopes } });
        }

        if (scopes.Count > 0 && Chance(2))
        {
            await PatchAsync(
                made,
                new ApplicationResource
                {
                    Api = new ApiApplicationResource
                    {
                        PreAuthorizedApplications =
                        [
                            new PreAuthorizedApplicationResource
                            {
                                AppId = new Guid("04b07795-8ddb-461a-bbee-02f9e1bf7b46"),
                                DelegatedPermissionIds = [.. scopes.Take(1 + _random.Next(2)).Select(scope => scope.Id)],
                            },
                        ],
                    },
                }
            );
        }

        return scopes;
    }

    private async Task<AppRegistration> PermissionsAsync(AppRegistration app, IReadOnlyList<PermissionScopeResource> scopes)
    {
        app = await bench.RequestAsync(app, AppPermissionType.Delegated, [.. Some(Delegated)]);
        app = await bench.RequestAsync(app, AppPermissionType.Application, [.. Some(Application)]);
        if (scopes.Count > 0 && Chance(2))
        {
            var own = await bench.Permissions.ResolveAsync(app.AppId, [scopes[0].Value!], AppPermissionType.Delegated, [], default);
            app = await bench.ApplyAsync(bench.Permissions.PlanAddAsync(app, own, default));
        }

        var consented = Some(app.Known.Permissions).ToList();
        return consented.Count == 0 ? app : await bench.ApplyAsync(bench.Consent.PlanAsync(app, consented, default));
    }

    private async Task PeopleAsync(AppRegistration app)
    {
        var owners = await FindAsync(Some(["alex.weber", "sam.okafor"]).Select(name => $"{name}@{bench.Tenant.DomainName}"));
        var target = One(AppOwnerTarget.Both, AppOwnerTarget.Application, AppOwnerTarget.ServicePrincipal);
        if (owners.Count > 0)
        {
            await bench.ApplyAsync(new OwnerService(bench.Work).PlanAddAsync(app, owners, target, default));
        }

        // Of both, one who owns another object than the first is left out.
        if (owners.Count == 1 && target == AppOwnerTarget.Application && Chance(2))
        {
            _gaps.Add($"owner lee.novak@{bench.Tenant.DomainName}");
            await bench.ApplyAsync(
                new OwnerService(bench.Work).PlanAddAsync(
                    app,
                    await FindAsync([$"lee.novak@{bench.Tenant.DomainName}"]),
                    AppOwnerTarget.ServicePrincipal,
                    default
                )
            );
        }

        var people = await FindAsync(Some([$"lee.novak@{bench.Tenant.DomainName}", "Security team", "All staff"]));
        // An app with roles has no default access.
        List<string> roles =
        [
            .. app.Known.AppRoles.Where(role => role.IsEnabled && role.AllowedMemberTypes.Contains("User")).Select(role => role.Value!),
        ];
        if (people.Count > 0 || Chance(2))
        {
            await bench.ApplyAsync(new AssignmentService(bench.Work).PlanAddAsync(app, people, roles, Chance(2) ? true : null, default));
        }
    }

    private async Task PowersAsync(AppRegistration app)
    {
        var directoryRoles = new DirectoryRoleService(bench.Work);
        var roles = await directoryRoles.ResolveAsync([.. Some(["Global Reader", "Application Developer"])], [], default);
        if (roles.Count > 0)
        {
            await bench.ApplyAsync(directoryRoles.PlanAddAsync(app, roles, default));
        }

        var groups = await FindAsync(Some(["Security team"]));
        if (groups.Count > 0)
        {
            await bench.ApplyAsync(new GroupService(bench.Work).PlanAddAsync(app, groups, default));
        }
    }

    private async Task SecretsAsync(AppRegistration app)
    {
        if (Chance(2))
        {
            return;
        }

        using var secret = await bench.AddSecretAsync(app, Text().Replace('\n', ' ').Replace('\t', ' '));
        if (Chance(3))
        {
            // Of the same end, the first is taken.
            _gaps.Add("client secret 'another'");
            var now = bench.Work.Clock.GetUtcNow();
            using var another = await bench.Secrets.CreateAsync(app, "another", now, now.AddDays(30), false, null, default);
        }
    }

    private Task<IReadOnlyList<Principal>> FindAsync(IEnumerable<string> names) =>
        PrincipalService.FindAsync(bench.Work, [.. names], Enum.GetValues<PrincipalKind>(), "take part", [], default);

    private Task PatchAsync(ApplicationResource made, ApplicationResource patch) =>
        bench.Work.Graph.SendAsync(
            GraphRequest
                .Patch($"applications/{made.Id}", patch, ResourceJson.Default.ApplicationResource, PriorState.Nothing)
                .Describe("change it"),
            default
        );

    private bool Chance(int of) => _random.Next(of) == 0;

    private T One<T>(params T[] items) => items[_random.Next(items.Length)];

    private IEnumerable<T> Some<T>(IReadOnlyList<T> items) => items.Where(_ => Chance(2)).ToList();

    private string Text() => One(OddTexts);
}
