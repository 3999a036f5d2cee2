using EntraAppCmdlets.Aspects.Consent;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;

namespace EntraAppCmdlets.Testing;

/// <summary>A connection to an embedded tenant of one test, and the steps of a chain as the cmdlets take them.</summary>
internal sealed class TenantBench : IDisposable
{
    private readonly TenantConnection _connection;

    /// <param name="settings">How the tenant behaves.</param>
    /// <param name="options">Limits and clock of the client.</param>
    /// <param name="transport">What stands between the client and the tenant, its inner handler not set yet; null for nothing.</param>
    public TenantBench(SandboxSettings? settings = null, GraphClientOptions? options = null, DelegatingHandler? transport = null)
    {
        Tenant = SandboxTenant.Open(settings ?? new SandboxSettings());
        transport?.InnerHandler = Tenant.CreateHandler();
        _connection = Connector.ToSandbox(
            transport ?? Tenant.CreateHandler(),
            Tenant,
            Guid.Parse(Tenant.TenantId),
            Tenant.AdminClientId,
            Tenant.AdminClientSecret,
            null,
            options ?? new GraphClientOptions { Clock = settings?.Clock ?? TimeProvider.System }
        );
        Work = new CommandContext(_connection, Log);
    }

    /// <summary>Another connection to a tenant that stays open after it: a run in a process of its own.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">Limits and clock.</param>
    /// <param name="line">What lies between the connection and the tenant.</param>
    public TenantBench(SandboxTenant tenant, GraphClientOptions options, Func<HttpMessageHandler, HttpMessageHandler>? line = null)
    {
        Tenant = tenant;
        var transport = tenant.CreateHandler();
        _connection = Connector.ToSandbox(
            line?.Invoke(transport) ?? transport,
            null,
            Guid.Parse(tenant.TenantId),
            tenant.AdminClientId,
            tenant.AdminClientSecret,
            null,
            options with
            {
                Journal = Journal,
            }
        );
        Work = new CommandContext(_connection, Log);
    }

    public SandboxTenant Tenant { get; }

    public ActivityRecorder Log { get; } = new();

    /// <summary>What a connection of its own has written; empty for the bench of one tenant.</summary>
    public JournalRecorder Journal { get; } = new();

    /// <summary>All that a connection of its own has said to its streams and written to its journal.</summary>
    public string Everything => $"{Log.Everything}\n{string.Join('\n', Journal.Lines)}";

    public CommandContext Work { get; }

    public TenantConnection Connection => _connection;

    public RegistrationService Registrations => new(Work);

    public AppReader Reader => new(Work);

    public AppRemoval Removal => new(Work);

    public ServicePrincipalService ServicePrincipals => new(Work);

    public PermissionService Permissions => new(Work);

    public ConsentService Consent => new(Work);

    public SecretService Secrets => new(Work);

    public CredentialService Credentials => new(Work);

    /// <summary>The requests of the module itself since <paramref name="mark"/>, sign-in as administrator left out.</summary>
    public IReadOnlyList<SandboxRequestRecord> Since(int mark) => [.. Tenant.Requests.Skip(mark)];

    public async Task<AppRegistration> RegisterAsync(
        string name = "authentik Entra Provider",
        Func<RegistrationRequest, RegistrationRequest>? with = null,
        CancellationToken cancel = default
    )
    {
        var request = new RegistrationRequest { DisplayName = name, UniqueName = RegistrationRules.DefaultUniqueName(name) };
        var registrations = Registrations;
        var plan = await registrations.PlanAsync(with?.Invoke(request) ?? request, cancel);
        return plan is { Existing: { } there, Changes.Count: 0 } ? there : await registrations.ApplyAsync(plan, cancel);
    }

    public async Task<AppRegistration> RequestAsync(AppRegistration app, AppPermissionType type, params string[] names) =>
        await RequestAsync(app, type, names, default);

    public async Task<AppRegistration> RequestAsync(AppRegistration app, AppPermissionType type, string[] names, CancellationToken cancel)
    {
        var permissions = Permissions;
        var trouble = new List<AppException>();
        var wanted = await permissions.ResolveAsync(PermissionResource.MicrosoftGraphAppId, names, type, trouble, cancel);
        if (trouble.Count > 0)
        {
            throw trouble[0];
        }

        return await ApplyAsync(permissions.PlanAddAsync(app, wanted, cancel), cancel);
    }

    public async Task<AppRegistration> GrantAsync(AppRegistration app, CancellationToken cancel = default)
    {
        var consent = Consent;
        var state = await consent.ReadAsync(app, cancel);
        return state.Missing.Count == 0 ? state.App : await consent.Granting(state).ApplyAsync(Work, cancel);
    }

    /// <summary>Does what a plan says, if there is anything to do, as the cmdlets do.</summary>
    public async Task<AppRegistration> ApplyAsync(Task<AppChange> plan, CancellationToken cancel = default)
    {
        var change = await plan;
        return change.Words.Count == 0 ? change.Expected : await change.ApplyAsync(Work, cancel);
    }

    /// <summary>Runs work on a tenant whose every write takes so long to be seen everywhere, then lets all of it arrive.</summary>
    public static async Task WithReplicationDelayAsync(TimeSpan delay, Func<TenantBench, Task> work, Func<TenantBench, Task> afterwards)
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock, ReplicationDelay = delay });
        await clock.RunAsync(async () =>
        {
            await work(bench);
            await Task.Delay(TimeSpan.FromMinutes(10), clock);
            await afterwards(bench);
        });
    }

    /// <summary>How many requests since <paramref name="mark"/> were writes to Graph, batches left out.</summary>
    public IReadOnlyList<SandboxRequestRecord> WritesSince(int mark) =>
        [
            .. Since(mark)
                .Where(request =>
                    request.Method is not "GET"
                    && !request.Path.Contains("$batch", StringComparison.Ordinal)
                    && !request.Path.Contains("/token", StringComparison.Ordinal)
                ),
        ];

    public Task<AppClientSecret> AddSecretAsync(
        AppRegistration app,
        string name = "authentik",
        bool replace = false,
        CancellationToken cancel = default
    )
    {
        var now = Work.Clock.GetUtcNow();
        return Secrets.CreateAsync(app, name, now, now.AddDays(180), replace, place: null, cancel);
    }

    public Task<AppSignInResult> SignInAsync(AppClientSecret secret, CancellationToken cancel = default) =>
        new SignInTest(Work).RunAsync(secret.App, secret.SecretText!, null, madeJustNow: true, null, cancel);

    /// <summary>The steps of authentik's guide.</summary>
    public async Task<AppSignInResult> RunAuthentikAsync(bool replaceSecret = false, CancellationToken cancel = default)
    {
        var app = await RegisterAsync(cancel: cancel);
        app = await RequestAsync(
            app,
            AppPermissionType.Application,
            ["Group.Create", "Group.ReadWrite.All", "GroupMember.ReadWrite.All", "User.ReadWrite.All"],
            cancel
        );
        app = await RequestAsync(app, AppPermissionType.Delegated, ["User.Read"], cancel);
        app = await GrantAsync(app, cancel);
        using var secret = await AddSecretAsync(app, replace: replaceSecret, cancel: cancel);
        return await SignInAsync(secret, cancel);
    }

    public void Dispose() => _connection.Dispose();
}
