using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.KeyVault;

public sealed class KeyVaultCertificateServiceTests : IDisposable
{
    private const string Name = "authentik-Entra-Provider-certificate";

    private readonly VirtualClock _clock = new() { Settle = TimeSpan.Zero };
    private readonly TenantBench _bench;
    private readonly FakeCertificateVault _vault;
    private readonly KeyVaultCertificateService _service;

    public KeyVaultCertificateServiceTests()
    {
        _bench = new TenantBench(new SandboxSettings { Clock = _clock });
        _vault = new FakeCertificateVault(_clock);
        _service = new KeyVaultCertificateService(_bench.Work, _vault, new Uri("https://contoso.vault.azure.net/"));
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public Task The_vault_makes_the_certificate_the_app_gets_its_public_part_and_the_vault_signs() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();

            using var made = await MakeAsync(app);

            Assert.Equal([$"{Name}: CN=authentik Entra Provider, 3072 bits, 6 months, not exportable"], _vault.Asked);
            var kept = Assert.Single(_vault.Versions);
            Assert.Equal(kept.Id.AbsoluteUri, made.KeyVaultCertificateId);
            Assert.False(made.Certificate!.HasPrivateKey);
            var credential = Assert.Single((await _bench.Reader.GetAsync(app.AppId, default)).Known.Credentials);
            Assert.Equal((made.Thumbprint, made.KeyId), (credential.Thumbprint, credential.KeyId));
            Assert.Equal(app.AppId.ToString(), kept.Tags["appId"]);
            Assert.Equal(made.KeyId.ToString(), kept.Tags["keyId"]);
            var proof = _service.ProofOf(made.Certificate, kept.Id);
            Assert.True((await new SignInTest(_bench.Work).RunAsync(made.App, proof, null, true, null, default)).Succeeded);
        });

    [Fact]
    public Task It_is_asked_again_when_the_vault_says_and_no_earlier() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            var started = _clock.GetUtcNow();
            var (later, soon) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4));
            // The first is the question whether an earlier run has begun one.
            _vault.Answer(("completed", null, null), ("inProgress", null, later), ("inProgress", null, soon), ("completed", null, null));

            using var made = await MakeAsync(app);

            Assert.Equal([started, started + later, started + later + soon], _vault.Polls);
        });

    [Theory]
    [InlineData("failed", "The issuer refused it", "*failed*The issuer refused it.*")]
    [InlineData("cancelled", null, "*cancelled*")]
    public Task What_the_vault_does_not_make_is_an_error_and_the_app_stays_as_it_was(string status, string? reason, string message) =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            _vault.Makes = false;
            _vault.Answer(("completed", null, null), ("inProgress", null, null), (status, reason, null));

            var error = await Assert.ThrowsAsync<AppException>(() => MakeAsync(app));

            Assert.Equal("KeyVaultCertificateNotMade", error.ErrorId);
            Assert.All(message.Split('*'), part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
            Assert.Empty((await _bench.Reader.GetAsync(app.AppId, default)).Known.Credentials);
        });

    [Fact]
    public Task One_that_never_ends_is_given_up_and_said() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            _vault.Answer([.. Enumerable.Repeat(("inProgress", (string?)null, (TimeSpan?)TimeSpan.FromMinutes(1)), 20)]);

            Assert.Equal("KeyVaultCertificateNotMade", (await Assert.ThrowsAsync<AppException>(() => MakeAsync(app))).ErrorId);
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Where_the_answer_of_the_vault_was_lost_its_certificate_is_found(bool isConflict) =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            _vault.OnStarting = (
                isConflict ? new KeyVaultException(409, "Forbidden", "One is in progress.", false) : FakeVault.Lost(),
                Afterwards: true
            );

            using var made = await MakeAsync(app);

            Assert.Equal(Assert.Single(_vault.Versions).Id.AbsoluteUri, made.KeyVaultCertificateId);
        });

    [Theory]
    [InlineData(false, 403)]
    [InlineData(true, 0)]
    public Task What_a_run_left_in_the_vault_the_next_one_takes(bool isLost, int status) =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            _bench.Tenant.Settings.Faults.Add(
                isLost
                    ? new SandboxFault { Kind = SandboxFaultKind.ConnectionRefused, Times = int.MaxValue }
                    : new SandboxFault
                    {
                        Kind = SandboxFaultKind.Status,
                        Status = status,
                        Times = int.MaxValue,
                        When = request => request.Method == "PATCH",
                    }
            );
            var error = await Assert.ThrowsAnyAsync<Exception>(() => MakeAsync(app));
            _bench.Tenant.Settings.Faults.Clear();
            var left = Assert.Single(_vault.Versions);
            if (isLost)
            {
                Assert.Contains(
                    $"New-AppCertificate -App {app.AppId} -KeyVaultName contoso.vault.azure.net -KeyVaultCertificateName {Name}",
                    Assert.IsType<AppException>(error).Recommendation,
                    StringComparison.Ordinal
                );
            }
            else
            {
                Assert.Equal(status, Assert.IsType<GraphException>(error).Status);
                Assert.Contains(_bench.Log.Warnings, warning => warning.Contains("version 0", StringComparison.Ordinal));
            }

            using var made = await MakeAsync(app);

            Assert.Equal(left.Id.AbsoluteUri, made.KeyVaultCertificateId);
            Assert.Single(_vault.Asked);
            // Handed over once, it is never taken again: whoever removes it from the app means it.
            _clock.Advance(TimeSpan.FromSeconds(2));
            using var next = await MakeAsync(app);
            Assert.NotEqual(made.Thumbprint, next.Thumbprint);
        });

    [Fact]
    public Task What_a_run_left_with_another_subject_or_life_is_not_taken() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            var tags = new Dictionary<string, string> { ["appId"] = app.AppId.ToString() };
            _vault.Add(Name, _clock.GetUtcNow().AddMonths(6), "CN=other", tags);
            _clock.Advance(TimeSpan.FromSeconds(2));
            _vault.Add(Name, _clock.GetUtcNow().AddMonths(12), "CN=authentik Entra Provider", tags);

            using var made = await MakeAsync(app);

            Assert.Equal(3, _vault.Versions.Count);
            Assert.Equal(_vault.Versions[^1].Id.AbsoluteUri, made.KeyVaultCertificateId);
        });

    [Fact]
    public Task A_tag_that_the_vault_does_not_take_costs_a_warning_only() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            _vault.OnTagging = FakeVault.Forbidden();

            using var made = await MakeAsync(app);

            Assert.NotNull(made.Thumbprint);
            Assert.Contains(_bench.Log.Warnings, warning => warning.Contains("'keyId'", StringComparison.Ordinal));
        });

    [Theory]
    [InlineData("other app", "KeyVaultCertificateOfOther")]
    [InlineData("elsewhere", "KeyVaultCertificateOfOther")]
    [InlineData("deleted", "KeyVaultCertificateDeleted")]
    [InlineData("no right", "KeyVaultRefused")]
    [InlineData("not there", "KeyVaultNotReached")]
    public async Task What_would_refuse_the_certificate_shows_before_anything_is_made(string why, string errorId)
    {
        var app = await _bench.RegisterAsync();
        switch (why)
        {
            case "other app":
                _vault.Add(
                    Name,
                    _clock.GetUtcNow().AddMonths(6),
                    "CN=x",
                    new Dictionary<string, string> { ["appId"] = Guid.NewGuid().ToString() }
                );
                break;
            case "elsewhere":
                _vault.Add(Name, _clock.GetUtcNow().AddMonths(6), "CN=x", new Dictionary<string, string>());
                break;
            case "deleted":
                _vault.Deleted.Add(Name);
                break;
            default:
                _vault.OnListing =
                    why == "no right" ? FakeVault.Forbidden() : new KeyVaultException(0, "NameNotResolved", "The name isn't known.", false);
                break;
        }

        var error = await Assert.ThrowsAsync<AppException>(() => Place().CheckAsync(app, false, default));

        Assert.Equal(errorId, error.ErrorId);
        if (why == "no right")
        {
            Assert.Contains("Key Vault Certificates Officer", error.Recommendation, StringComparison.Ordinal);
        }

        if (why == "elsewhere")
        {
            await Place(Name).CheckAsync(app, false, default);
        }
    }

    [Theory]
    [InlineData(6, true, 90.0, 2)]
    [InlineData(6, true, null, 6)]
    [InlineData(3, false, 100.0, 3)]
    public async Task The_life_is_whole_months_within_what_the_policy_allows(int months, bool canBeLess, double? longest, int expected)
    {
        var app = await _bench.RegisterAsync();
        var wanted = Months(app, months, canBeLess, longest);
        Assert.Equal(expected, wanted.Months);
        Assert.Equal(_clock.GetUtcNow().AddMonths(expected), wanted.End);
    }

    [Theory]
    [InlineData(6, false, 90.0, "Use -ValidForMonths 2 or less.")]
    [InlineData(6, true, 20.0, "Use -Path or -StoreLocation")]
    public async Task A_life_that_the_policy_forbids_is_refused_with_what_would_do(int months, bool canBeLess, double longest, string cure)
    {
        var app = await _bench.RegisterAsync();
        var error = Assert.Throws<AppException>(() => Months(app, months, canBeLess, longest));
        Assert.Equal("CertificateLifetimeForbidden", error.ErrorId);
        Assert.Contains(cure, error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_wait_that_is_cancelled_says_that_the_vault_goes_on() =>
        _clock.RunAsync(async () =>
        {
            var app = await _bench.RegisterAsync();
            using var stop = new CancellationTokenSource();
            _vault.Answer([.. Enumerable.Repeat(("inProgress", (string?)null, (TimeSpan?)TimeSpan.FromSeconds(10)), 20)]);
            await stop.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => MakeAsync(app, stop.Token));

            Assert.Contains(_bench.Log.Warnings, warning => warning.Contains("takes that one", StringComparison.Ordinal));
        });

    private NewCertificate Months(AppRegistration app, int months, bool canBeLess, double? longest) =>
        NewCertificate.OfMonths(
            app,
            "x",
            NewCertificate.OfName("x"),
            3072,
            _clock.GetUtcNow(),
            months,
            canBeLess,
            longest is { } days ? TimeSpan.FromDays(days) : null
        );

    private KeyVaultCertificatePlace Place(string? name = null) => new(_service, _bench.Log, "authentik Entra Provider", name, false);

    private async Task<AppCertificate> MakeAsync(AppRegistration app, CancellationToken cancellationToken = default)
    {
        var place = Place();
        await place.CheckAsync(app, false, cancellationToken);
        var wanted = NewCertificate.OfMonths(
            app,
            app.DisplayName,
            NewCertificate.OfName(app.DisplayName),
            3072,
            _clock.GetUtcNow(),
            6,
            true,
            null
        );
        return await new CertificateMaker(_bench.Work).MakeAsync(app, wanted, place, cancellationToken);
    }
}
