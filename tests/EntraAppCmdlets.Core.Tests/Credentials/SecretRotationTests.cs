using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class SecretRotationTests
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Fact]
    public async Task Run_every_day_it_makes_a_new_secret_in_time_and_removes_the_old_one_after_the_overlap()
    {
        var clock = new VirtualClock();
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            using var foreign = await bench.AddSecretAsync(app, "somebody else's");
            var made = new List<int>();
            var valid = new List<int>();
            for (var day = 0; day <= 200; day++)
            {
                if (await RotateAsync(bench, app, Month, Week) is { } secret)
                {
                    made.Add(day);
                    secret.Dispose();
                }

                var own = (await new CredentialService(bench.Work).GetAsync(app, default))
                    .Where(credential => credential.DisplayName == "authentik")
                    .ToList();
                Assert.Contains(own, credential => credential.State is AppCredentialState.Valid or AppCredentialState.ExpiresSoon);
                valid.Add(own.Count);
                await Task.Delay(TimeSpan.FromDays(1), clock);
            }

            // Secrets of 90 days, renewed 30 days before their end; two are there for the week after each renewal.
            Assert.Equal([0, 60, 120, 180], made);
            Assert.Equal(
                [.. Enumerable.Range(60, 7).Concat(Enumerable.Range(120, 7)).Concat(Enumerable.Range(180, 7))],
                Enumerable.Range(0, 201).Where(day => valid[day] == 2)
            );
            Assert.Equal(2, valid.Max());
            Assert.Contains(
                await new CredentialService(bench.Work).GetAsync(app, default),
                credential => credential.DisplayName == "somebody else's"
            );
        });
    }

    [Fact]
    public async Task Without_an_overlap_given_no_secret_is_ever_removed()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        for (var i = 0; i < 3; i++)
        {
            (await RotateAsync(bench, app, null, null))!.Dispose();
        }

        Assert.Equal(3, (await new CredentialService(bench.Work).GetAsync(app, default)).Count);
    }

    [Fact]
    public async Task With_no_overlap_at_all_only_the_new_secret_is_left_and_it_works()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        (await RotateAsync(bench, app, null, null))!.Dispose();
        using var secret = (await RotateAsync(bench, app, null, TimeSpan.Zero))!;
        Assert.Equal(secret.KeyId, Assert.Single(await new CredentialService(bench.Work).GetAsync(app, default)).KeyId);
        Assert.True((await bench.SignInAsync(secret)).Succeeded);
    }

    [Fact]
    public async Task Right_after_a_rotation_a_second_run_makes_none_though_it_reads_an_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                (await RotateAsync(bench, app, Month, Week))!.Dispose();
                Assert.Null(await RotateAsync(bench, app, Month, Week));
            },
            async bench => Assert.Single((await bench.Reader.GetAsync("authentik Entra Provider", default)).Known.Credentials)
        );

    [Fact]
    public async Task A_description_that_no_secret_has_is_told_with_those_that_are_there()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        using var secret = await bench.AddSecretAsync(app, "authentik");
        var plan = await new SecretRotation(bench.Work).PlanAsync(
            app,
            "autentik",
            null,
            null,
            bench.Work.Clock.GetUtcNow(),
            place: null,
            default
        );
        Assert.Contains("'authentik'", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    private static async Task<AppClientSecret?> RotateAsync(TenantBench bench, AppRegistration app, TimeSpan? endsWithin, TimeSpan? overlap)
    {
        var rotation = new SecretRotation(bench.Work);
        var now = bench.Work.Clock.GetUtcNow();
        var plan = await rotation.PlanAsync(app, "authentik", endsWithin, overlap, now, place: null, default);
        var secret = plan.MakesOne ? await rotation.MakeAsync(plan, now.AddDays(90), default) : null;
        await rotation.RemoveOldAsync(plan, default);
        return secret;
    }
}
