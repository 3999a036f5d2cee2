using System.Globalization;
using EntraAppCmdlets.Aspects.Credentials;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Credentials;

public sealed class FederatedCredentialTests
{
    private static readonly FederatedCredentialRequest GitHub = new(
        "main",
        "https://token.actions.githubusercontent.com",
        "repo:contoso/deploy:ref:refs/heads/main",
        FederatedCredentialService.DefaultAudience,
        null
    );

    [Fact]
    public async Task One_is_added_with_the_id_that_the_service_gave_it_and_a_second_run_adds_none()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var federated = new FederatedCredentialService(bench.Work);
        app = await bench.ApplyAsync(federated.PlanAddAsync(app, GitHub, default));
        var read = Assert.Single(await new CredentialService(bench.Work).GetAsync(app, default));
        Assert.Equal(read, Assert.Single(app.Known.Credentials));
        Assert.Equal(
            (AppCredentialKind.Federated, GitHub.Name, GitHub.Issuer, GitHub.Subject),
            (read.Kind, read.DisplayName, read.Issuer, read.Subject)
        );
        Assert.Empty((await federated.PlanAddAsync(app, GitHub, default)).Words);
    }

    [Fact]
    public async Task A_second_run_adds_none_though_it_reads_an_old_state() =>
        await TenantBench.WithReplicationDelayAsync(
            TimeSpan.FromSeconds(20),
            async bench =>
            {
                var app = await bench.RegisterAsync();
                var federated = new FederatedCredentialService(bench.Work);
                app = await bench.ApplyAsync(federated.PlanAddAsync(app, GitHub, default));
                Assert.Empty((await federated.PlanAddAsync(app, GitHub, default)).Words);
            },
            async bench =>
                Assert.Single(
                    await new CredentialService(bench.Work).GetAsync(
                        await bench.Reader.GetAsync("authentik Entra Provider", default),
                        default
                    )
                )
        );

    [Fact]
    public async Task One_whose_answer_is_lost_is_found_and_not_made_twice()
    {
        var settings = new SandboxSettings { Clock = new VirtualClock() };
        settings.Faults.Add(
            new SandboxFault
            {
                Kind = SandboxFaultKind.ConnectionReset,
                AfterProcessing = true,
                When = request =>
                    request.Method == "POST" && request.Uri.AbsolutePath.EndsWith("federatedIdentityCredentials", StringComparison.Ordinal),
            }
        );
        using var bench = new TenantBench(settings);
        await ((VirtualClock)settings.Clock).RunAsync(async () =>
        {
            var app = await bench.RegisterAsync();
            app = await bench.ApplyAsync(new FederatedCredentialService(bench.Work).PlanAddAsync(app, GitHub, default));
            Assert.Single(await new CredentialService(bench.Work).GetAsync(app, default));
            Assert.Equal(GitHub.Name, Assert.Single(app.Known.Credentials).DisplayName);
        });
    }

    [Fact]
    public async Task The_same_name_for_other_tokens_is_refused_because_names_are_written_once()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var federated = new FederatedCredentialService(bench.Work);
        await bench.ApplyAsync(federated.PlanAddAsync(app, GitHub, default));
        var error = await Assert.ThrowsAsync<AppException>(() => federated.PlanAddAsync(app, GitHub with { Subject = "other" }, default));
        Assert.Equal("FederatedCredentialDiffers", error.ErrorId);
        error = await Assert.ThrowsAsync<AppException>(() => federated.PlanAddAsync(app, GitHub with { Name = "other" }, default));
        Assert.Equal("FederatedCredentialTaken", error.ErrorId);
    }

    [Fact]
    public async Task Another_audience_or_description_is_written_and_told_and_what_is_not_given_stays()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var federated = new FederatedCredentialService(bench.Work);
        app = await bench.ApplyAsync(federated.PlanAddAsync(app, GitHub with { Description = "first" }, default));
        var plan = await federated.PlanAddAsync(
            app,
            GitHub with
            {
                Audience = "api://AzureADTokenExchangeChina",
                Description = null,
            },
            default
        );
        Assert.Contains(
            "from api://AzureADTokenExchange to api://AzureADTokenExchangeChina",
            Assert.Single(plan.Words),
            StringComparison.Ordinal
        );
        app = await bench.ApplyAsync(Task.FromResult(plan));
        Assert.Equal("api://AzureADTokenExchangeChina", Assert.Single(app.Known.Credentials).Audience);
        plan = await federated.PlanAddAsync(app, GitHub with { Audience = null, Description = "second" }, default);
        Assert.Contains("description", Assert.Single(plan.Words), StringComparison.Ordinal);
        await bench.ApplyAsync(Task.FromResult(plan));
        var read = Assert.Single(await new CredentialService(bench.Work).GetAsync(app, default));
        Assert.Equal(("api://AzureADTokenExchangeChina", "second"), (read.Audience, read.Description));
        Assert.Empty((await federated.PlanAddAsync(app, GitHub with { Audience = null }, default)).Words);
    }

    [Theory]
    [InlineData(
        "https://token.actions.githubusercontent.com/",
        "repo:contoso/deploy:ref:refs/heads/main",
        "https://token.actions.githubusercontent.com,"
    )]
    [InlineData("https://Token.Actions.GitHubUserContent.com", "x", "https://token.actions.githubusercontent.com,")]
    [InlineData("https://gitlab.com/", "x", "https://gitlab.com,")]
    [InlineData(
        "https://westeurope.oic.prod-aks.azure.com/11112222-3333-4444-5555-666677778888/66667777-3333-4444-5555-666677778888",
        "x",
        "666677778888/,"
    )]
    [InlineData("https://token.actions.githubusercontent.com", "repo:contoso/*", "isn't a wildcard")]
    [InlineData("https://token.actions.githubusercontent.com", "x", null)]
    [InlineData("https://sts.windows.net/11112222-3333-4444-5555-666677778888/", "x", null)]
    [InlineData("https://issuer.example.com/", "x", null)]
    public async Task What_can_never_match_is_warned_of(string issuer, string subject, string? word)
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var plan = await new FederatedCredentialService(bench.Work).PlanAddAsync(
            app,
            GitHub with
            {
                Issuer = issuer,
                Subject = subject,
            },
            default
        );
        if (word is null)
        {
            Assert.Empty(plan.Warnings);
        }
        else
        {
            Assert.Contains(word, Assert.Single(plan.Warnings), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("my name", "https://issuer.example.com", "s", "name")]
    [InlineData("-name", "https://issuer.example.com", "s", "name")]
    [InlineData("name", "http://issuer.example.com", "s", "issuer")]
    [InlineData("name", "https://issuer.example.com", " ", "subject")]
    public void What_is_wrong_gets_advice_about_itself_alone(string name, string issuer, string subject, string what)
    {
        var error = Assert.Throws<AppException>(() =>
            FederatedCredentialService.Check(new FederatedCredentialRequest(name, issuer, subject, null, null))
        );
        Assert.Contains(what, error.Recommendation, StringComparison.Ordinal);
        foreach (var other in (string[])["name", "issuer", "subject"])
        {
            Assert.Equal(other == what, error.Recommendation!.Contains($" {other}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_twenty_first_one_is_refused_before_anything_is_sent()
    {
        using var bench = new TenantBench();
        var app = await bench.RegisterAsync();
        var federated = new FederatedCredentialService(bench.Work);
        for (var i = 0; i < 20; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            app = await bench.ApplyAsync(federated.PlanAddAsync(app, GitHub with { Name = "n" + number, Subject = number }, default));
        }

        var mark = bench.Tenant.Requests.Count;
        var error = await Assert.ThrowsAsync<AppException>(() => federated.PlanAddAsync(app, GitHub, default));
        Assert.Equal("TooManyFederatedCredentials", error.ErrorId);
        Assert.Empty(bench.WritesSince(mark));
    }

    [Theory]
    [InlineData("a name", "https://issuer.example.com", "s", "a", "name")]
    [InlineData("-name", "https://issuer.example.com", "s", "a", "name")]
    [InlineData("name", "http://issuer.example.com", "s", "a", "issuer")]
    [InlineData("name", "issuer", "s", "a", "issuer")]
    [InlineData("name", "https://issuer.example.com", " ", "a", "subject")]
    [InlineData("name", "https://issuer.example.com", "s", "", "audience")]
    public void A_value_that_cannot_be_is_told_with_its_rule(string name, string issuer, string subject, string audience, string what)
    {
        var error = Assert.Throws<AppException>(() =>
            FederatedCredentialService.Check(new FederatedCredentialRequest(name, issuer, subject, audience, null))
        );
        Assert.Equal("FederatedCredentialInvalid", error.ErrorId);
        Assert.Contains($"the {what} of", error.Message, StringComparison.Ordinal);
    }
}
