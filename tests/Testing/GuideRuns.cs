using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Testing;

/// <summary>The runs that are disturbed. A run that may be cut off and started again replaces the secrets of earlier runs.</summary>
internal static class GuideRuns
{
    /// <summary>Authentik's guide as the pipeline of the first chain.</summary>
    public static GuideRun Chain { get; } =
        new("authentik, as one pipeline", async (bench, cancel) => Require(await bench.RunAuthentikAsync(replaceSecret: true, cancel)));

    /// <summary>The five guides and one with claims; of those with several ways the one that asks for most, and the one that differs most.</summary>
    private static readonly IReadOnlyList<string> Guides =
    [
        "authentik",
        "XSOAR",
        "XSOAR vendor app",
        "Sekoia",
        "Auth0 extended",
        "Gateway",
        // With a secret it is as the others are.
        .. VendorBench.Everything.Skip(1),
        "Invictus",
    ];

    /// <summary>Each guide in one go.</summary>
    public static IReadOnlyList<GuideRun> Installs { get; } =
    [.. Guides.Select(name => new GuideRun($"{name}, in one go", (bench, cancel) => InstallAsync(bench, name, cancel)))];

    /// <summary>Each guide step by step, but the one that asks for everything: the random runs take its steps.</summary>
    public static IReadOnlyList<GuideRun> Steps { get; } = [.. Guides.Except(VendorBench.Everything).Select(InSteps)];

    public static IReadOnlyList<GuideRun> All { get; } = [Chain, .. Installs, .. Steps];

    /// <summary>Those for runs that are disturbed at random.</summary>
    public static IReadOnlyList<GuideRun> Random { get; } = [.. All, .. VendorBench.Everything.Select(InSteps)];

    private static GuideRun InSteps(string name) =>
        new($"{name}, step by step", (bench, cancel) => new GuideSteps(bench, bench.Guide(name), cancel).RunAsync());

    /// <summary>Two of them on an app that others know already, so that each change of it is looked after.</summary>
    public static IReadOnlyList<GuideRun> OnOldApps { get; } =
    [
        .. from run in new[] { Installs[^1], Steps[^1] }
        select run with
        {
            Name = $"{run.Name}, on an app that is there",
            BeforeAsync = bench => bench.RegisterAsync(Request(bench).DisplayName, _ => Request(bench) with { RedirectUris = [] }),
        },
    ];

    /// <summary>An app with something of most parts that is copied from another tenant.</summary>
    public static IReadOnlyList<GuideRun> Copies { get; } =
    [new("Invictus, copied from another tenant", (bench, cancel) => CopyAsync(bench, "Invictus", cancel))];

    /// <summary>Installations that are taken back: of an app of this tenant with all that can be taken back, of one for good, and of a vendor's app.</summary>
    public static IReadOnlyList<GuideRun> Uninstalls { get; } =
    [Uninstall("Invictus", permanent: false), Uninstall("XSOAR vendor app", permanent: false), Uninstall("authentik", permanent: true)];

    /// <summary>An API and its client, made from one template.</summary>
    public static GuideRun SeveralApps { get; } = new("Pair, both apps", InstallPairAsync);

    private static async Task InstallPairAsync(TenantBench bench, CancellationToken cancel)
    {
        foreach (var (plan, installation) in await bench.InstallAsync(bench.Pair(), new InstallOptions(Secret: SecretMode.Replace), cancel))
        {
            using (installation)
            {
                Require(await new VendorInstaller(bench.Work).ProveAsync(plan, installation, cancel));
            }
        }
    }

    private static GuideRun Uninstall(string name, bool permanent) =>
        new($"{name}, taken back{(permanent ? " for good" : "")}", (bench, cancel) => UninstallAsync(bench, name, permanent, cancel))
        {
            BeforeAsync = async bench => (await bench.InstallAsync(name)).Dispose(),
        };

    private static async Task UninstallAsync(TenantBench bench, string name, bool permanent, CancellationToken cancel)
    {
        var uninstaller = new VendorUninstaller(bench.Work);
        var plan = await uninstaller.PlanAsync(bench.Guide(name), null, permanent, cancel);
        await uninstaller.ApplyAsync(plan, force: false, cancel);
    }

    /// <summary>Guides that are taken back by their log: an app that was created, and one that was there; and what uninstalling has removed is made again.</summary>
    public static IReadOnlyList<GuideRun> Undos { get; } =
    [
        Undo("Invictus, taken back by its log", async bench => (await bench.InstallAsync("Invictus")).Dispose()),
        Undo(
            "Invictus, taken back by its log from an app that is there",
            async bench => (await bench.InstallAsync("Invictus")).Dispose(),
            bench => bench.RegisterAsync(Request(bench).DisplayName, _ => Request(bench) with { RedirectUris = [] })
        ),
        Undo(
            "Invictus, uninstalled, made again by its log",
            bench => UninstallAsync(bench, "Invictus", permanent: false, default),
            async bench => (await bench.InstallAsync("Invictus")).Dispose()
        ),
    ];

    private static GuideRun Undo(string name, Func<TenantBench, Task> change, Func<TenantBench, Task>? before = null) =>
        new(name, (bench, cancel) => bench.UndoKeptAsync(cancel))
        {
            BeforeAsync = async bench =>
            {
                await (before?.Invoke(bench) ?? Task.CompletedTask);
                var earlier = bench.Journal.Lines.Count;
                await change(bench);
                bench.Keep(earlier);
            },
        };

    /// <summary>A certificate that ends soon, replaced by one that is kept before the app gets it; the old one goes.</summary>
    public static GuideRun Rotation { get; } =
        new("a certificate, rotated", RotateAsync)
        {
            BeforeAsync = async bench =>
                await bench.ApplyAsync(
                    new CertificateService(bench.Work).PlanAddAsync(
                        await bench.RegisterAsync("Rotated"),
                        KeptPlace.Make(bench.Work.Clock, 20),
                        "runbook",
                        default
                    )
                ),
        };

    private static async Task RotateAsync(TenantBench bench, CancellationToken cancel)
    {
        var app = await bench.RegisterAsync("Rotated", cancel: cancel);
        var rotation = new CertificateRotation(bench.Work);
        var now = bench.Work.Clock.GetUtcNow();
        var kept = KeptPlace.Of(bench.Work.Clock);
        var chain = await rotation.PlanAsync(app, "runbook", TimeSpan.FromDays(30), TimeSpan.Zero, now, kept, cancel);
        var wanted = new NewCertificate("runbook", NewCertificate.OfName("runbook"), 2048, now, now.AddDays(180));
        var change = rotation.Rotating(chain, chain.MakesOne ? wanted : null);
        if (change.Words.Count > 0)
        {
            await change.ApplyAsync(bench.Work, cancel);
            await change.Afterwards!(cancel);
        }

        Require(await new SignInTest(bench.Work).RunAsync(app, ClientProof.Of(kept.Certificate), null, madeJustNow: true, null, cancel));
    }

    private static RegistrationRequest Request(TenantBench bench) => bench.Guide("Invictus").Spec.Find<RegistrationSpec>()!.Request;

    public static void Require(AppSignInResult? result)
    {
        if (result is { Succeeded: false } or { MissingRoles.Count: > 0 })
        {
            throw new RunUnprovenException($"sign in as the app: {result}");
        }
    }

    private static async Task CopyAsync(TenantBench bench, string name, CancellationToken cancel)
    {
        using var source = new TenantBench(new SandboxSettings { Clock = bench.Work.Clock, Seed = 2 });
        using var original = await source.InstallAsync(name);
        var errors = new List<AppException>();
        var copy =
            await new AppCopier(source.Work, bench.Work).PlanAsync(
                original.App,
                VendorBench.None,
                new AppNaming(),
                new InstallOptions(Secret: SecretMode.Replace),
                errors,
                () => { },
                cancel
            ) ?? throw errors[0];
        var installer = new VendorInstaller(bench.Work);
        using var installation = await installer.ApplyAsync(copy.Plan, cancel);
        Require(await installer.ProveAsync(copy.Plan, installation, cancel));
    }

    private static async Task InstallAsync(TenantBench bench, string name, CancellationToken cancel)
    {
        var installer = new VendorInstaller(bench.Work);
        var trouble = new List<AppException>();
        var plan =
            await installer.PlanAsync(bench.Guide(name), new InstallOptions(Secret: SecretMode.Replace), trouble, cancel)
            ?? throw trouble[0];
        using var installation = await installer.ApplyAsync(plan, cancel);
        Require(await installer.ProveAsync(plan, installation, cancel));
    }
}

/// <summary>All was carried out, but the app can't sign in.</summary>
internal sealed class RunUnprovenException(string message) : Exception(message);
