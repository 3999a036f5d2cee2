using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Certificates;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.SignIn;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class CertificateMakerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_key_is_kept_first_then_the_app_gets_the_certificate_and_can_sign_in_with_it()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var path = _folder.PathOf("made.pfx");
        using var made = await MakeAsync(bench, app, new CertificateFilePlace(path, SecureText.Hide("secret"), replace: false));

        Assert.Equal(made.Thumbprint, Assert.Single((await bench.Reader.GetAsync(app.AppId, default)).Known.Credentials).Thumbprint);
        Assert.Equal("CN=made", made.Subject);
        using var read = SignInCertificate.FromFile(path, SecureText.Hide("secret"), TimeProvider.System);
        Assert.Equal(3072, read.GetRSAPublicKey()!.KeySize);
        Assert.Equal(TimeSpan.FromDays(30), made.EndDateTime - made.StartDateTime);
        Assert.True((await SignInAsync(bench, app, read)).Succeeded);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task A_pem_file_holds_certificate_and_key_and_the_key_is_encrypted_with_a_password(string? password)
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var path = _folder.PathOf("made.pem");
        var secret = password is null ? null : SecureText.Hide(password);
        using var made = await MakeAsync(bench, app, new CertificateFilePlace(path, secret, replace: false));

        Assert.Equal(password is not null, (await File.ReadAllTextAsync(path)).Contains("ENCRYPTED", StringComparison.Ordinal));
        using var read = SignInCertificate.FromFile(path, secret, TimeProvider.System);
        Assert.True((await SignInAsync(bench, app, read)).Succeeded);
    }

    [Fact]
    public async Task What_the_policy_refuses_is_taken_back_and_a_file_that_was_there_stays_as_it_was()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await RestrictAsync(bench, "P7D");
        var there = _folder.Write("made.pem", "the key in use");

        var error = await Assert.ThrowsAsync<AppException>(() =>
            MakeAsync(bench, app, new CertificateFilePlace(there, null, replace: true))
        );

        Assert.Equal("CertificateLifetimeForbidden", error.ErrorId);
        Assert.Equal("the key in use", await File.ReadAllTextAsync(there));
        Assert.Equal([there], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_once_the_app_has_the_new_certificate()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        var there = _folder.Write("made.pem", "the key in use");
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            bench.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.ConnectionReset,
                    AfterProcessing = true,
                    Times = 2,
                    When = request => request.Method == "PATCH",
                }
            );
            using var made = await MakeAsync(bench, app, new CertificateFilePlace(there, null, replace: true));
            using var read = SignInCertificate.FromFile(there, null, clock);
            Assert.Equal(made.Thumbprint, read.Thumbprint);
            Assert.Equal([there], Directory.GetFiles(_folder.Path));
        });
    }

    [Fact]
    public async Task Where_nobody_knows_whether_the_app_has_it_the_key_stays_and_the_error_says_where()
    {
        var clock = new VirtualClock { Settle = TimeSpan.Zero };
        using var bench = new TenantBench(new SandboxSettings { Clock = clock });
        var there = _folder.Write("made.pem", "the key in use");
        await clock.RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            bench.Tenant.Settings.Faults.Add(new SandboxFault { Kind = SandboxFaultKind.ConnectionRefused, Times = int.MaxValue });

            var error = await Assert.ThrowsAsync<AppException>(() =>
                MakeAsync(bench, app, new CertificateFilePlace(there, null, replace: true))
            );

            Assert.Equal("CertificateNotAdded", error.ErrorId);
            var kept = Assert.Single(Directory.GetFiles(_folder.Path), file => file != there);
            Assert.Contains($"Add-AppCertificate -App {app.AppId} -Path '{kept}'", error.Recommendation, StringComparison.Ordinal);
            Assert.Equal("the key in use", await File.ReadAllTextAsync(there));
            bench.Tenant.Settings.Faults.Clear();
            using var read = SignInCertificate.FromFile(kept, null, clock);
            await bench.ApplyAsync(new CertificateService(bench.Work).PlanAddAsync(app, read, null, default));
            Assert.True((await SignInAsync(bench, app, read)).Succeeded);
        });
    }

    [Fact]
    public async Task The_steps_are_in_an_order_in_which_nothing_is_lost()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var place = KeptPlace.Of(bench.Work.Clock);
        using var made = await MakeAsync(bench, app, place);
        Assert.Equal(["kept", "settled"], place.Steps);
        await RestrictAsync(bench, "P1D");
        await Assert.ThrowsAsync<AppException>(() => MakeAsync(bench, app, Refused(bench, place)));
        Assert.Equal(["kept", "settled", "kept", "withdrawn"], place.Steps);

        static CertificatePlace Refused(TenantBench bench, KeptPlace place) =>
            new KeptPlace(KeptPlace.Make(bench.Work.Clock, 90)) { Steps = place.Steps };
    }

    [Theory]
    [InlineData("made", "CertificateFormatUnknown")]
    [InlineData("made.cer", "CertificateFormatUnknown")]
    [InlineData("made.pfx", "CertificatePasswordNeeded")]
    public void A_file_that_says_no_format_or_a_pfx_without_a_password_is_refused_at_once(string name, string errorId) =>
        Assert.Equal(
            errorId,
            Assert.Throws<AppException>(() => new CertificateFilePlace(_folder.PathOf(name), null, replace: true)).ErrorId
        );

    [Theory]
    [InlineData("CN=a, O=Contoso", "CN=a, O=Contoso")]
    [InlineData("R&D, \"Berlin\"", "CN=\"R&D, \"\"Berlin\"\"\"")]
    public void A_subject_is_a_distinguished_name_or_the_common_name_alone(string given, string subject) =>
        Assert.Equal(subject, NewCertificate.SubjectOf(given).Name);

    [Fact]
    public void A_subject_that_is_none_is_refused() =>
        Assert.Equal("CertificateSubjectInvalid", Assert.Throws<AppException>(() => NewCertificate.SubjectOf("Name=Contoso")).ErrorId);

    [Fact]
    public async Task The_policy_of_the_app_counts_before_that_of_the_tenant_and_only_for_apps_made_since()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var policy = new CertificatePolicy(bench.Work);
        Assert.Null(await policy.LongestLifeAsync(app, default));
        await RestrictAsync(bench, "P30D");
        Assert.Equal(TimeSpan.FromDays(30), await policy.LongestLifeAsync(app, default));
        await RestrictAsync(bench, "P30D", since: "2099-01-01T00:00:00Z");
        Assert.Null(await policy.LongestLifeAsync(app, default));
        await RestrictAsync(bench, "P30D");
        await AssignAsync(bench, app, "P90D");
        Assert.Equal(TimeSpan.FromDays(90), await policy.LongestLifeAsync(app, default));
    }

    [Fact]
    public async Task A_new_certificate_is_made_in_time_and_the_old_one_goes_after_the_overlap()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        await bench.ApplyAsync(
            new CertificateService(bench.Work).PlanAddAsync(app, KeptPlace.Make(bench.Work.Clock, 20), "runbook", default)
        );
        var place = KeptPlace.Of(bench.Work.Clock);
        Assert.False((await PlanAsync(TimeSpan.FromDays(10))).MakesOne);
        var chain = await PlanAsync(TimeSpan.FromDays(30));
        Assert.True(chain.MakesOne);
        Assert.Empty(chain.Removed);
        Assert.Single(chain.Kept);

        var change = new CertificateRotation(bench.Work).Rotating(chain, Wanted(bench));
        using var made = await change.ApplyAsync(bench.Work, default);
        await change.Afterwards!(default);

        Assert.Equal(2, (await new CredentialService(bench.Work).GetAsync(app, default)).Count);
        var later = await PlanAsync(TimeSpan.FromDays(30));
        Assert.False(later.MakesOne);
        await new CertificateRotation(bench.Work).Rotating(later, null).Afterwards!(default);
        Assert.Equal(made!.KeyId, Assert.Single(await new CredentialService(bench.Work).GetAsync(app, default)).KeyId);

        // Its successor begins long ago.
        Task<CertificateChain> PlanAsync(TimeSpan within) =>
            new CertificateRotation(bench.Work).PlanAsync(
                app,
                "runbook",
                within,
                TimeSpan.FromDays(7),
                bench.Work.Clock.GetUtcNow(),
                place,
                default
            );
    }

    private static NewCertificate Wanted(TenantBench bench)
    {
        var now = bench.Work.Clock.GetUtcNow();
        return new NewCertificate("runbook", NewCertificate.OfName("made"), 3072, now, now.AddDays(30));
    }

    private static Task<AppCertificate> MakeAsync(TenantBench bench, AppRegistration app, CertificatePlace place) =>
        new CertificateMaker(bench.Work).MakeAsync(app, Wanted(bench), place, default);

    private static Task<AppSignInResult> SignInAsync(TenantBench bench, AppRegistration app, X509Certificate2 certificate) =>
        new SignInTest(bench.Work).RunAsync(app, ClientProof.Of(certificate), null, madeJustNow: true, null, default);

    private static Task RestrictAsync(TenantBench bench, string life, string since = "2014-10-19T10:37:00Z") =>
        SendAsync(
            bench,
            HttpMethod.Patch,
            "policies/defaultAppManagementPolicy",
            $$"""{"isEnabled":true,"applicationRestrictions":{{Rule(life, since)}}}"""
        );

    private static async Task AssignAsync(TenantBench bench, AppRegistration app, string life)
    {
        var made = await SendAsync(
            bench,
            HttpMethod.Post,
            "policies/appManagementPolicies",
            $$"""{"displayName":"long","isEnabled":true,"restrictions":{{Rule(life, "2014-10-19T10:37:00Z")}}}"""
        );
        var id = System.Text.Json.JsonDocument.Parse(made.Body).RootElement.GetProperty("id").GetString();
        await SendAsync(
            bench,
            HttpMethod.Post,
            $"applications/{app.Id}/appManagementPolicies/$ref",
            $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/policies/appManagementPolicies/{{id}}"}"""
        );
    }

    private static string Rule(string life, string since) =>
        $$"""{"keyCredentials":[{"restrictionType":"asymmetricKeyLifetime","state":"enabled","maxLifetime":"{{life}}","restrictForAppsCreatedAfterDateTime":"{{since}}"}]}""";

    private static Task<GraphResponse> SendAsync(TenantBench bench, HttpMethod method, string path, string json) =>
        bench.Work.Graph.SendAsync(
            new GraphRequest
            {
                Before = PriorState.Nothing,
                Method = method,
                Path = path,
                Body = System.Text.Encoding.UTF8.GetBytes(json),
            },
            default
        );
}
