using System.Collections.Concurrent;
using System.Globalization;
using EntraAppCmdlets.Aspects.AppRoles;
using EntraAppCmdlets.Aspects.Claims;
using EntraAppCmdlets.Aspects.ExposedApi;
using EntraAppCmdlets.Aspects.RedirectUris;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>Two runs that add different entries to one collection, which Graph replaces as a whole with each write, while neither can see what the other does.</summary>
[Trait("Category", "Long")]
public sealed class ReplacedCollectionTests(Figures figures) : IClassFixture<Figures>
{
    private const int Seeds = 25;

    /// <summary>A failing seed is replayed by its number in this environment variable.</summary>
    private const string Variable = "SHARED_SEED";

    /// <summary>Another number of seeds, for a longer search.</summary>
    private const string CountVariable = "SHARED_SEEDS";

    private const string Consents = "consents";

    private static readonly Dictionary<string, Func<TenantBench, AppRegistration, int, Task<AppRegistration>>> Additions = new()
    {
        ["redirect URIs"] = (bench, app, run) =>
            bench.ApplyAsync(
                new RedirectUriService(bench.Work).PlanAddAsync(
                    app,
                    [new AppRedirectUri($"https://run{run}.example/cb", AppPlatform.Web)],
                    default
                )
            ),
        ["Application ID URIs"] = (bench, app, run) =>
            bench.ApplyAsync(
                new IdentifierUriService(bench.Work).PlanSetAsync(app, [$"api://{app.AppId}/run{run}"], replace: false, default)
            ),
        ["scopes"] = (bench, app, run) =>
            bench.ApplyAsync(new ScopeService(bench.Work).PlanAddAsync(app, [new ScopeRequest { Value = $"run{run}" }], default)),
        ["roles"] = (bench, app, run) =>
            bench.ApplyAsync(new RoleService(bench.Work).PlanAddAsync(app, [new RoleRequest { Value = $"run{run}" }], default)),
        ["authorized clients"] = (bench, app, run) =>
            bench.ApplyAsync(new AuthorizedClientService(bench.Work).PlanAddAsync(app, [Client(run)], [], default)),
        ["optional claims"] = (bench, app, run) =>
            bench.ApplyAsync(
                new ClaimService(bench.Work).PlanAddAsync(
                    app,
                    [new OptionalClaimRequest(run == 1 ? "email" : "upn", [AppTokenType.IdToken])],
                    default
                )
            ),
        [Consents] = async (bench, app, run) =>
            await bench.GrantAsync(await bench.RequestAsync(app, AppPermissionType.Delegated, run == 1 ? "User.Read" : "Mail.Read")),
        ["permissions"] = (bench, app, run) =>
            bench.RequestAsync(app, AppPermissionType.Application, run == 1 ? "Group.Create" : "User.Read.All"),
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var what in Additions.Keys)
            {
                foreach (var lag in new[] { 0, 3, 15 })
                {
                    cases.Add(what, lag);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_two_runs_add_at_once_stands_side_by_side(string what, int lagSeconds)
    {
        var seeds = Number(Variable) is { } only ? [only] : Enumerable.Range(1, Number(CountVariable) ?? Seeds);
        var lost = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            seeds,
            async (seed, _) =>
            {
                if (await LostAsync(what, TimeSpan.FromSeconds(lagSeconds), seed) is { } trouble)
                {
                    lost.Enqueue($"Seed {seed}: {trouble}");
                }
            }
        );
        figures.Print(
            $"Two runs that add different {what} at once, lag {lagSeconds} s: {seeds.Count() - lost.Count} of {seeds.Count()} left both"
        );
        Assert.True(
            lost.IsEmpty,
            $"{lost.Count} of {seeds.Count()} lost something. {Variable}=n replays seed n.\n{string.Join('\n', lost.Take(5))}"
        );
    }

    private static async Task<string?> LostAsync(string what, TimeSpan lag, int seed)
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        var random = new Random(seed);
        using var tenant = SandboxTenant.Open(
            new SandboxSettings
            {
                Clock = clock,
                Seed = 1,
                ReplicationDelay = lag,
            }
        );
        return await clock.RunAsync(async () =>
        {
            using var before = Connect(tenant, clock, random);
            var app = await before.RegisterAsync("shared");
            await before.ApplyAsync(new ScopeService(before.Work).PlanAddAsync(app, [new ScopeRequest { Value = "earlier" }], default));
            await before.GrantAsync(await before.RequestAsync(app, AppPermissionType.Delegated, "profile"));
            await Task.Delay(TimeSpan.FromMinutes(10), clock);

            tenant.Settings.ThrottleEvery = random.Next(2) == 0 ? 0 : 3 + random.Next(6);
            tenant.Settings.ThrottleRetryAfter = TimeSpan.FromSeconds(random.Next(5));
            var (apart, second) = (TimeSpan.FromMilliseconds(random.Next((int)(2000 + (lag.TotalMilliseconds / 2)))), random.Next());
            await Task.WhenAll(AddAsync(1, TimeSpan.Zero, new Random(seed)), AddAsync(2, apart, new Random(second)));
            await Task.Delay(TimeSpan.FromMinutes(10), clock);

            using var after = Connect(tenant, clock, random);
            var end = await after.Reader.GetAsync(app.AppId, default);
            var found =
                what == Consents
                    ? (await after.Consent.GetAsync(end, default))
                        .Where(consent => consent.State == AppConsentState.Granted)
                        .Select(consent => consent.Permission)
                        .ToHashSet()
                    : Entries(what, end);
            return found.SetEquals(what == Consents ? ["profile", "User.Read", "Mail.Read"] : Entries(what, Wanted(end)))
                ? null
                : $"{apart.TotalSeconds:0.00} s apart: {string.Join(", ", found)}";

            async Task AddAsync(int run, TimeSpan later, Random own)
            {
                await Task.Delay(later, clock);
                using var bench = Connect(tenant, clock, own);
                await Additions[what](bench, await bench.Reader.GetAsync(app.AppId, default), run);
            }
        });
    }

    private static AppRegistration Wanted(AppRegistration app) =>
        app with
        {
            RedirectUris = [.. new[] { 1, 2 }.Select(run => new AppRedirectUri($"https://run{run}.example/cb", AppPlatform.Web))],
            IdentifierUris = [$"api://{app.AppId}", $"api://{app.AppId}/run1", $"api://{app.AppId}/run2"],
            ApiScopes = [.. new[] { "earlier", "run1", "run2" }.Select(value => new AppApiScope { Id = Guid.Empty, Value = value })],
            AppRoles =
            [
                .. new[] { "run1", "run2" }.Select(value => new AppRole
                {
                    Id = Guid.Empty,
                    Value = value,
                    DisplayName = value,
                    AllowedMemberTypes = [],
                }),
            ],
            AuthorizedClients =
            [
                .. new[] { 1, 2 }.Select(run => new AppAuthorizedClient
                {
                    AppId = Client(run),
                    ScopeIds = [],
                    Scopes = [],
                }),
            ],
            OptionalClaims =
            [
                .. new[] { "email", "upn" }.Select(name => new AppOptionalClaim { Name = name, Token = AppTokenType.IdToken }),
            ],
            Permissions =
            [
                .. new[] { "profile", "Group.Create", "User.Read.All" }.Select(name => new AppRequestedPermission
                {
                    Name = name,
                    Id = Guid.Empty,
                    ResourceAppId = Guid.Empty,
                    Type = AppPermissionType.Application,
                }),
            ],
        };

    private static HashSet<string> Entries(string what, AppRegistration app) =>
        [
            .. what switch
            {
                "redirect URIs" => app.Known.RedirectUris.Select(uri => uri.Uri),
                "Application ID URIs" => app.Known.IdentifierUris,
                "scopes" => app.Known.ApiScopes.Select(scope => scope.Value),
                "roles" => app.Known.AppRoles.Select(role => role.Value!),
                "authorized clients" => app.Known.AuthorizedClients.Select(client => client.AppId.ToString()),
                "optional claims" => app.OptionalClaims!.Select(claim => claim.Name),
                _ => app.Known.Permissions.Select(permission => permission.Name!),
            },
        ];

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;

    private static Guid Client(int run) => new(run, 0, 0, new byte[8]);

    private static TenantBench Connect(SandboxTenant tenant, VirtualClock clock, Random random) =>
        new(
            tenant,
            new GraphClientOptions { Clock = clock, Jitter = new Random(random.Next()) },
            line => new SlowLine(line, clock, random)
        );
}
