using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.SignIn;

public sealed class CachingTokenSourceTests
{
    private const string GraphScope = "https://graph.microsoft.com/.default";

    private readonly VirtualClock _clock = new(TestToken.Now);
    private readonly List<(string Scope, bool Renew)> _fetches = [];
    private TimeSpan _life = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_token_is_kept_until_five_minutes_before_its_end()
    {
        var source = Source();
        var first = await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(54.9));
        Assert.Same(first, await source.GetTokenAsync(GraphScope, false, CancellationToken.None));
        _clock.Advance(TimeSpan.FromMinutes(0.2));
        Assert.NotSame(first, await source.GetTokenAsync(GraphScope, false, CancellationToken.None));

        Assert.Equal([(GraphScope, false), (GraphScope, false)], _fetches);
    }

    [Fact]
    public async Task A_token_that_lives_for_a_minute_is_kept_for_the_most_of_it()
    {
        _life = TimeSpan.FromMinutes(1);
        var source = Source();
        await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(47));
        await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        Assert.Single(_fetches);
        _clock.Advance(TimeSpan.FromSeconds(2));
        await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        Assert.Equal(2, _fetches.Count);
    }

    [Fact]
    public async Task A_refused_token_is_fetched_anew_past_every_cache()
    {
        var source = Source();
        var first = await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        var second = await source.GetTokenAsync(GraphScope, true, CancellationToken.None);

        Assert.NotSame(first, second);
        Assert.Same(second, await source.GetTokenAsync(GraphScope, false, CancellationToken.None));
        Assert.Equal([(GraphScope, false), (GraphScope, true)], _fetches);
    }

    [Fact]
    public async Task Each_scope_has_a_token_of_its_own()
    {
        _life = TimeSpan.FromHours(1);
        var source = new IdentityTokenSource(
            (scope, renew, _) => Answer(scope, renew, TestToken.With(("aud", scope.Replace("/.default", "", StringComparison.Ordinal)))),
            null,
            _clock
        );

        Assert.NotEqual(
            (await source.GetTokenAsync(GraphScope, false, CancellationToken.None)).Token,
            (await source.GetTokenAsync("https://management.azure.com/.default", false, CancellationToken.None)).Token
        );
    }

    [Fact]
    public async Task Many_requests_at_once_cause_one_fetch_and_many_refusals_one_more()
    {
        var gate = new TaskCompletionSource();
        var source = new IdentityTokenSource(
            async (scope, renew, _) =>
            {
                await gate.Task;
                return await Answer(scope, renew, TestToken.ForGraph());
            },
            TestToken.Tenant,
            _clock
        );
        var waiting = Enumerable
            .Range(0, 20)
            .Select(_ => source.GetTokenAsync(GraphScope, false, CancellationToken.None).AsTask())
            .ToList();
        gate.SetResult();
        await Task.WhenAll(waiting);
        Assert.Single(_fetches);

        gate = new TaskCompletionSource();
        var refused = Enumerable.Range(0, 20).Select(_ => source.GetTokenAsync(GraphScope, true, CancellationToken.None).AsTask()).ToList();
        gate.SetResult();
        await Task.WhenAll(refused);
        Assert.Equal([(GraphScope, false), (GraphScope, true)], _fetches);
    }

    [Fact]
    public async Task A_failed_fetch_leaves_nothing_behind()
    {
        var fail = true;
        var source = new IdentityTokenSource(
            (scope, renew, _) => fail ? throw new SignInException("invalid_client", "No.", "") : Answer(scope, renew, TestToken.ForGraph()),
            TestToken.Tenant,
            _clock
        );
        await Assert.ThrowsAsync<SignInException>(async () => await source.GetTokenAsync(GraphScope, false, CancellationToken.None));
        fail = false;

        Assert.NotNull(await source.GetTokenAsync(GraphScope, false, CancellationToken.None));
    }

    [Fact]
    public async Task A_cancelled_wait_ends_without_disturbing_the_others()
    {
        var gate = new TaskCompletionSource();
        var source = new IdentityTokenSource(
            async (scope, renew, _) =>
            {
                await gate.Task;
                return await Answer(scope, renew, TestToken.ForGraph());
            },
            TestToken.Tenant,
            _clock
        );
        using var cancel = new CancellationTokenSource();
        var first = source.GetTokenAsync(GraphScope, false, CancellationToken.None).AsTask();
        var second = source.GetTokenAsync(GraphScope, false, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();

        Assert.NotNull(await first);
    }

    [Fact]
    public async Task A_sign_in_that_ended_in_another_tenant_is_refused_before_use()
    {
        var source = new IdentityTokenSource(
            (scope, renew, _) => Answer(scope, renew, TestToken.ForGraph(tenant: Guid.NewGuid())),
            TestToken.Tenant,
            _clock
        );

        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await source.GetTokenAsync(GraphScope, false, CancellationToken.None)
        );

        Assert.Equal("TokenForOtherTenant", error.Error);
    }

    [Fact]
    public async Task Tokens_that_someone_else_fetches_are_checked_kept_and_fetched_again()
    {
        var given = TestToken.ForGraph();
        var count = 0;
        var source = new CallbackTokenSource(
            _ =>
            {
                count++;
                return Task.FromResult(SecureText.Hide(given));
            },
            TestToken.Tenant,
            _clock
        );

        Assert.Equal(given, (await source.GetTokenAsync(GraphScope, false, CancellationToken.None)).Token);
        await source.GetTokenAsync(GraphScope, false, CancellationToken.None);
        Assert.Equal(1, count);
        given = TestToken.ForGraph(tenant: Guid.NewGuid());
        var error = await Assert.ThrowsAsync<SignInException>(async () =>
            await source.GetTokenAsync(GraphScope, true, CancellationToken.None)
        );
        Assert.Equal("TokenForOtherTenant", error.Error);
        Assert.Equal(2, count);
    }

    private IdentityTokenSource Source() =>
        new((scope, renew, _) => Answer(scope, renew, TestToken.ForGraph(ends: _clock.GetUtcNow() + _life)), TestToken.Tenant, _clock);

    private ValueTask<(string Token, DateTimeOffset ExpiresOn)> Answer(string scope, bool renew, string token)
    {
        lock (_fetches)
        {
            _fetches.Add((scope, renew));
        }

        return ValueTask.FromResult((token, _clock.GetUtcNow() + _life));
    }
}
