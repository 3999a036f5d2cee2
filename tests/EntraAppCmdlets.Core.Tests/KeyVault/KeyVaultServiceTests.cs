using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Core.Tests.Vendors;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.KeyVault;

public sealed class KeyVaultServiceTests : IDisposable
{
    private const string Description = "authentik";

    // Moved by hand: nothing here waits.
    private readonly VirtualClock _clock = new();
    private readonly TenantBench _bench;
    private readonly FakeVault _vault = new();
    private readonly KeyVaultService _service;

    public KeyVaultServiceTests()
    {
        _bench = new TenantBench(new SandboxSettings { Clock = _clock });
        _service = new KeyVaultService(_bench.Work, _vault, new Uri("https://contoso.vault.azure.net/"));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_secret_goes_into_the_vault_with_its_times_and_whose_it_is_and_its_text_nowhere_else()
    {
        var app = await _bench.RegisterAsync();

        var secret = await MakeAsync(app);

        Assert.Null(secret.SecretText);
        var kept = Assert.Single(_vault.Versions);
        Assert.Equal(kept.Id.AbsoluteUri, secret.KeyVaultSecretId);
        Assert.Equal("authentik-Entra-Provider-authentik", kept.Name);
        Assert.Equal((secret.StartDateTime, secret.EndDateTime), (kept.Begins, kept.Ends));
        Assert.Equal(app.AppId.ToString(), kept.Tags["appId"]);
        Assert.Equal(secret.KeyId.ToString(), kept.Tags["keyId"]);
        Assert.StartsWith(secret.Hint!, kept.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(kept.Tags.Values, value => value.Contains(kept.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_vault_that_refuses_beforehand_costs_no_secret()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnAsking.Enqueue(FakeVault.Forbidden());

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

        Assert.Equal("KeyVaultRefused", error.ErrorId);
        Assert.Contains("Key Vault Secrets Officer", error.Recommendation, StringComparison.Ordinal);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task A_sign_in_that_gives_no_token_for_the_vault_costs_no_secret()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnAsking.Enqueue(new SignInException("TokenForOtherAudience", "The access token is for Graph.", "Get another."));

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

        Assert.Equal("KeyVaultSignIn", error.ErrorId);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task A_deleted_name_costs_no_secret()
    {
        var app = await _bench.RegisterAsync();
        _vault.Deleted.Add("authentik-Entra-Provider-authentik");

        Assert.Equal("KeyVaultSecretDeleted", (await Assert.ThrowsAsync<AppException>(() => MakeAsync(app))).ErrorId);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task A_vault_that_does_not_tell_what_was_deleted_gets_the_secret_all_the_same()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnAsking.Enqueue(null);
        _vault.OnAsking.Enqueue(FakeVault.Forbidden());

        Assert.NotNull((await MakeAsync(app)).KeyVaultSecretId);
    }

    [Fact]
    public async Task A_write_that_is_refused_takes_the_secret_out_of_the_app_again()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (FakeVault.Forbidden(), false);

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

        Assert.Equal("KeyVaultNotStored", error.ErrorId);
        Assert.Contains("removed from the app again", error.Message, StringComparison.Ordinal);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task A_secret_that_neither_the_vault_takes_nor_the_app_gives_back_is_named()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (FakeVault.Forbidden(), false);
        _bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.Status,
                Status = 403,
                When = request => request.Uri.AbsolutePath.EndsWith("/removePassword", StringComparison.Ordinal),
            }
        );

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

        Assert.Equal("KeyVaultNotStored", error.ErrorId);
        var left = Assert.Single(await SecretsAsync(app));
        Assert.Contains(left.KeyId.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains($"-KeyId {left.KeyId}", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_lost_after_the_write_is_looked_for_and_found()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (FakeVault.Lost(), true);

        var secret = await MakeAsync(app);

        Assert.Equal(Assert.Single(_vault.Versions).Id.AbsoluteUri, secret.KeyVaultSecretId);
        Assert.Equal(secret.KeyId, Assert.Single(await SecretsAsync(app)).KeyId);
    }

    [Fact]
    public async Task A_write_that_was_lost_on_its_way_takes_the_secret_out_of_the_app_again()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (FakeVault.Lost(), false);

        Assert.Equal("KeyVaultNotStored", (await Assert.ThrowsAsync<AppException>(() => MakeAsync(app))).ErrorId);
        Assert.Empty(await SecretsAsync(app));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_vault_that_may_hold_the_secret_and_does_not_answer_leaves_it_in_the_app_and_names_it(bool isThere)
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (FakeVault.Lost(), isThere);
        _vault.WhileWriting = _ =>
        {
            _vault.OnAsking.Enqueue(FakeVault.Lost());
            return Task.CompletedTask;
        };

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

        Assert.Equal("KeyVaultOutcomeUnknown", error.ErrorId);
        Assert.Contains(Assert.Single(await SecretsAsync(app)).KeyId.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_to_end_while_the_vault_is_writing_loses_nothing()
    {
        var app = await _bench.RegisterAsync();
        using var stop = new CancellationTokenSource();
        _vault.WhileWriting = async _ => await stop.CancelAsync();

        var secret = await MakeAsync(app, cancel: stop.Token);

        Assert.Equal(secret.KeyId.ToString(), Assert.Single(_vault.Versions).Tags["keyId"]);
    }

    [Fact]
    public async Task A_mistake_of_the_client_takes_the_secret_out_of_the_app_too()
    {
        var app = await _bench.RegisterAsync();
        _vault.OnWriting = (new FormatException("No such date."), false);

        Assert.Equal("KeyVaultNotStored", (await Assert.ThrowsAsync<AppException>(() => MakeAsync(app))).ErrorId);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task Older_secrets_are_replaced_only_once_the_vault_has_the_new_one()
    {
        var app = await _bench.RegisterAsync();
        var first = await MakeAsync(app);
        _vault.OnWriting = (FakeVault.Forbidden(), false);
        await Assert.ThrowsAsync<AppException>(() => MakeAsync(app, replace: true));
        Assert.Equal(first.KeyId, Assert.Single(await SecretsAsync(app)).KeyId);

        _vault.OnWriting = null;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = await MakeAsync(app, replace: true);

        Assert.Equal(second.KeyId, Assert.Single(await SecretsAsync(app)).KeyId);
        Assert.Equal([first.KeyId.ToString(), second.KeyId.ToString()], _vault.Versions.Select(version => version.Tags["keyId"]));
    }

    [Theory]
    [InlineData(null, null, "was created elsewhere")]
    [InlineData(null, "33333333-3333-3333-3333-333333333333", "belongs to the app 33333333")]
    [InlineData("authentik-Entra-Provider-authentik", "33333333-3333-3333-3333-333333333333", "belongs to the app 33333333")]
    public async Task What_somebody_else_keeps_under_the_name_is_not_replaced(string? given, string? whose, string expected)
    {
        var app = await _bench.RegisterAsync();
        await PutByHandAsync(whose);

        var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app, given));

        Assert.Equal("KeyVaultSecretOfOther", error.ErrorId);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(await SecretsAsync(app));
    }

    [Fact]
    public async Task What_was_put_there_by_hand_goes_on_with_a_new_version_where_its_name_was_given()
    {
        var app = await _bench.RegisterAsync();
        await PutByHandAsync(null);

        await MakeAsync(app, "authentik-Entra-Provider-authentik");

        Assert.Equal(2, _vault.Versions.Count);
    }

    [Fact]
    public async Task A_rotation_makes_up_for_a_run_that_was_cut_off_before_the_vault_had_the_secret()
    {
        var app = await _bench.RegisterAsync();
        using var lost = await _bench.AddSecretAsync(app, Description);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var made = await RotateAsync(app);
        var again = await RotateAsync(app);

        Assert.NotNull(made?.KeyVaultSecretId);
        Assert.Null(again);
        Assert.Equal(2, (await SecretsAsync(app)).Count);
    }

    [Fact]
    public async Task A_rotation_leaves_a_secret_alone_that_somebody_made_by_hand_and_that_lives_long_enough()
    {
        var app = await _bench.RegisterAsync();
        var now = _bench.Work.Clock.GetUtcNow();
        await _bench.Work.Graph.SendAsync(
            GraphRequest.Post(
                $"applications/{app.Id}/addPassword",
                new AddPasswordRequest
                {
                    PasswordCredential = new()
                    {
                        DisplayName = Description,
                        StartDateTime = now,
                        EndDateTime = now.AddDays(180),
                    },
                },
                ResourceJson.Default.AddPasswordRequest,
                PriorState.Nothing
            ),
            default
        );

        Assert.Null(await RotateAsync(app));
        Assert.Empty(_vault.Versions);
    }

    [Fact]
    public async Task A_guide_puts_its_secret_into_the_vault_and_hands_over_the_place()
    {
        using var installation = await InstallAsync();

        Assert.Null(installation.Secret!.SecretText);
        var setting = Assert.Single(installation.Settings, setting => setting.IsSecret);
        Assert.Null(setting.Value);
        Assert.Equal(Assert.Single(_vault.Versions).Id.AbsoluteUri, setting.From);

        using var again = await InstallAsync();
        Assert.Null(again.Secret);
        Assert.Single(_vault.Versions);
    }

    [Fact]
    public async Task A_guide_makes_up_for_a_run_that_was_cut_off_before_the_vault_had_the_secret()
    {
        using var first = await InstallAsync();
        _vault.Versions.Clear();

        using var second = await InstallAsync();

        Assert.NotNull(second.Secret?.KeyVaultSecretId);
    }

    [Fact]
    public async Task A_guide_whose_vault_refuses_registers_nothing()
    {
        _vault.OnAsking.Enqueue(FakeVault.Forbidden());

        var mark = _bench.Tenant.Requests.Count;
        Assert.Equal("KeyVaultRefused", (await Assert.ThrowsAsync<AppException>(InstallAsync)).ErrorId);
        Assert.Empty(_bench.WritesSince(mark));
    }

    private async Task<VendorAppInstallation> InstallAsync()
    {
        var installer = new VendorInstaller(_bench.Work);
        var plan = await installer.PlanAsync(_bench.Guide("authentik"), new InstallOptions(Vault: _service), [], default);
        return await installer.ApplyAsync(plan!, default);
    }

    private async Task<AppClientSecret?> RotateAsync(AppRegistration app)
    {
        var rotation = new SecretRotation(_bench.Work);
        var now = _bench.Work.Clock.GetUtcNow();
        var plan = await rotation.PlanAsync(
            app,
            Description,
            TimeSpan.FromDays(30),
            null,
            now,
            await _service.FindPlaceAsync(app, Description, null, default),
            default
        );
        return plan.MakesOne ? await rotation.MakeAsync(plan, now.AddDays(180), default) : null;
    }

    private async Task<AppClientSecret> MakeAsync(
        AppRegistration app,
        string? name = null,
        bool replace = false,
        CancellationToken cancel = default
    )
    {
        var now = _bench.Work.Clock.GetUtcNow();
        var place = await _service.FindPlaceAsync(app, Description, name, cancel);
        return await _bench.Secrets.CreateAsync(app, Description, now, now.AddDays(180), replace, place, cancel);
    }

    private async Task PutByHandAsync(string? whose)
    {
        var now = _bench.Work.Clock.GetUtcNow();
        Dictionary<string, string> tags = whose is null ? [] : new() { ["appId"] = whose };
        await _vault.SetAsync("authentik-Entra-Provider-authentik", SecureText.Hide("by hand"), "", now, now.AddDays(1), tags, default);
    }

    private async Task<IReadOnlyList<AppCredential>> SecretsAsync(AppRegistration app) => await _bench.Credentials.GetAsync(app, default);
}
