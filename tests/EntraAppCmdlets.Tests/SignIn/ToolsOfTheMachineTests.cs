using System.Text;
using System.Web;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.SignIn;

/// <summary>Sign-ins that go through other programs and variables of the process: run alone, because they change both.</summary>
[CollectionDefinition("Environment of the process", DisableParallelization = true)]
public sealed class EnvironmentOfTheProcess;

[Collection("Environment of the process")]
public sealed class ToolsOfTheMachineTests : IDisposable
{
    private static readonly IdentityLoader Loader = new(Checkout.PathOf("module/bin/identity"));

    private readonly TemporaryFolder _folder = new();
    private readonly SignInService _service = new();
    private readonly IIdentityProvider _provider;
    private readonly Dictionary<string, string?> _before = [];

    public ToolsOfTheMachineTests() => _provider = Loader.CreateProvider(SignInService.Cloud, _service);

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _service.Dispose();
        _folder.Dispose();
    }

    [UnixFact]
    public async Task The_account_of_Azure_CLI_is_used_for_the_tenant_that_was_named()
    {
        Tool(
            "az",
            $$"""
            printf '%s' "$*" > '{{_folder.PathOf("asked")}}'
            echo '{"accessToken":"cli","expiresOn":"2100-01-01 00:00:00.000000","expires_on":4102444800,"tenant":"t","tokenType":"Bearer"}'
            """
        );

        var (token, _) = await _provider.AzureCli(SignInService.TenantId)(SignInService.Scope, false, CancellationToken.None);

        Assert.Equal("cli", token);
        var asked = await File.ReadAllTextAsync(_folder.PathOf("asked"));
        Assert.Contains("account get-access-token", asked, StringComparison.Ordinal);
        Assert.Contains("--resource https://graph.example.com", asked, StringComparison.Ordinal);
        Assert.Contains($"--tenant {SignInService.TenantId}", asked, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_refused_token_of_Azure_CLI_is_asked_for_again_without_a_new_sign_in()
    {
        Tool(
            "az",
            $$"""
            echo x >> '{{_folder.PathOf("calls")}}'
            echo '{"accessToken":"cli","expires_on":4102444800,"expiresOn":"2100-01-01 00:00:00.000000"}'
            """
        );
        var fetch = _provider.AzureCli(null);

        await fetch(SignInService.Scope, false, CancellationToken.None);
        await fetch(SignInService.Scope, true, CancellationToken.None);

        Assert.Equal(2, (await File.ReadAllLinesAsync(_folder.PathOf("calls"))).Length);
    }

    [UnixFact]
    public async Task An_Azure_CLI_that_nobody_signed_in_to_is_told_with_the_command()
    {
        Tool("az", "echo \"Please run 'az login' to setup account.\" >&2; exit 1");

        var error = await FailureOf(_provider.AzureCli(null));

        Assert.Equal("AzureCliNotAvailable", error.Error);
        Assert.Contains("az login", error.Cure, StringComparison.Ordinal);
        Assert.DoesNotContain("http", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_machine_without_Azure_CLI_is_told_so()
    {
        // The shell itself is started by its full path; nothing else may be found.
        Set("PATH", _folder.Path);

        var error = await FailureOf(_provider.AzureCli(null));

        Assert.Equal("AzureCliNotAvailable", error.Error);
        Assert.StartsWith("Azure CLI not installed. ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_app_of_the_environment_variables_signs_in_once_and_again_when_its_token_was_refused()
    {
        var fetch = OfVariables("sesame");

        var (first, _) = await fetch(SignInService.Scope, false, CancellationToken.None);
        var (kept, _) = await fetch(SignInService.Scope, false, CancellationToken.None);
        var (renewed, _) = await fetch(SignInService.Scope, true, CancellationToken.None);

        Assert.Equal(first, kept);
        Assert.NotEqual(first, renewed);
        Assert.Equal(["sesame", "sesame"], _service.TokenRequests.Select(request => request["client_secret"]));
        Assert.Contains(SignInService.TenantId, _service.TokenRequests[0].Url.AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sign_ins_share_no_token()
    {
        await OfVariables("sesame")(SignInService.Scope, false, CancellationToken.None);
        await OfVariables("another")(SignInService.Scope, false, CancellationToken.None);

        Assert.Equal(["sesame", "another"], _service.TokenRequests.Select(request => request["client_secret"]));
    }

    [Fact]
    public async Task A_refusal_has_the_services_code_and_the_cure_and_no_secret()
    {
        _service.Answer = request =>
            request["grant_type"] is null
                ? null
                : SignInService.Refusal("invalid_client", 7000215, "Invalid client secret provided. Ensure the secret.");

        var error = await FailureOf(OfVariables("sesame~open"));

        Assert.Equal("invalid_client", error.Error);
        Assert.Equal("AADSTS7000215", error.Code);
        Assert.Equal("77777777-0000-0000-0000-000000000000", error.CorrelationId);
        Assert.StartsWith(
            "Invalid client secret provided (AADSTS7000215). Use the secret's value",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("sesame~open", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_library_refuses_is_an_error_of_the_sign_in()
    {
        var error = await FailureOf(OfVariables("sesame", tenant: "contoso.com/../evil"));

        Assert.Equal("EnvironmentFailed", error.Error);
        Assert.Empty(_service.TokenRequests);
    }

    [Fact]
    public async Task Missing_environment_variables_are_told_by_name()
    {
        Set("AZURE_TENANT_ID", null);
        Set("AZURE_CLIENT_ID", null);
        Set("AZURE_CLIENT_SECRET", null);

        var error = await FailureOf(_provider.Environment());

        Assert.Equal("EnvironmentNotAvailable", error.Error);
        Assert.Contains("AZURE_CLIENT_ID", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("http", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_person_signs_in_through_the_browser_once_and_the_token_is_renewed_in_silence()
    {
        var opened = Browser();
        var fetch = _provider.InteractiveBrowser(
            SignInService.TenantId,
            null,
            ["https://graph.example.com/User.Read"],
            "admin@contoso.com"
        );

        var signingIn = fetch(SignInService.Scope, false, CancellationToken.None).AsTask();
        var address = await opened;
        var asked = HttpUtility.ParseQueryString(address.Query);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal("admin@contoso.com", asked["login_hint"]);
        Assert.Contains("https://graph.example.com/User.Read", asked["scope"], StringComparison.Ordinal);
        await AnswerAsync(asked, $"code=abc&state={asked["state"]}");
        var (first, _) = await signingIn;
        var (renewed, _) = await fetch(SignInService.Scope, true, CancellationToken.None);

        Assert.NotEqual(first, renewed);
        Assert.Equal(["authorization_code", "refresh_token"], _service.TokenRequests.Select(request => request["grant_type"]));
        Assert.Equal("abc", _service.TokenRequests[0]["code"]);
        Assert.False(string.IsNullOrEmpty(_service.TokenRequests[0]["code_verifier"]));
    }

    [UnixFact]
    public async Task A_person_who_declines_is_told_so()
    {
        var opened = Browser();
        var signingIn = FailureOf(_provider.InteractiveBrowser(SignInService.TenantId, null, [], null));
        var asked = HttpUtility.ParseQueryString((await opened).Query);

        await AnswerAsync(asked, $"error=access_denied&error_description=AADSTS65004%3A+User+declined+to+consent.&state={asked["state"]}");

        var error = await signingIn;
        Assert.Equal("AADSTS65004", error.Code);
        Assert.Contains("Consent was declined", error.Cure, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task A_wait_for_the_browser_can_be_cancelled()
    {
        var opened = Browser();
        using var cancel = new CancellationTokenSource();
        var signingIn = _provider
            .InteractiveBrowser(SignInService.TenantId, null, [], null)(SignInService.Scope, false, cancel.Token)
            .AsTask();
        await opened;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signingIn.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [UnixFact]
    public async Task A_sign_in_that_cannot_be_renewed_in_silence_asks_for_a_new_one()
    {
        var opened = Browser();
        var fetch = _provider.InteractiveBrowser(SignInService.TenantId, null, [], null);
        var signingIn = fetch(SignInService.Scope, false, CancellationToken.None).AsTask();
        var asked = HttpUtility.ParseQueryString((await opened).Query);
        await AnswerAsync(asked, $"code=abc&state={asked["state"]}");
        await signingIn;
        _service.Answer = request =>
            request["grant_type"] == "refresh_token" ? SignInService.Refusal("invalid_grant", 50173, "The session was revoked.") : null;

        var error = await Assert.ThrowsAsync<SignInException>(async () => await fetch(SignInService.Scope, true, CancellationToken.None));

        Assert.Equal("SignInNeeded", error.Error);
        Assert.Equal("AADSTS50173", error.Code);
        Assert.Equal("Run Connect-AppTenant again.", error.Cure);
    }

    private Func<string, bool, CancellationToken, ValueTask<(string Token, DateTimeOffset ExpiresOn)>> OfVariables(
        string secret,
        string tenant = SignInService.TenantId
    )
    {
        Set("AZURE_TENANT_ID", tenant);
        Set("AZURE_CLIENT_ID", SignInService.ClientId);
        Set("AZURE_CLIENT_SECRET", secret);
        return _provider.Environment();
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    private void Tool(string name, string script)
    {
        var path = _folder.Write(name, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Set("PATH", $"{_folder.Path}:{_before.GetValueOrDefault("PATH") ?? Environment.GetEnvironmentVariable("PATH")}");
    }

    // In the place of the program that opens addresses: it leaves the address in a file.
    private Task<Uri> Browser()
    {
        var left = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new FileSystemWatcher(_folder.Path, "opened");
        watcher.Renamed += (_, file) => left.TrySetResult(new Uri(File.ReadAllText(file.FullPath)));
        watcher.EnableRaisingEvents = true;
        Tool(
            "xdg-open",
            $"printf '%s' \"$1\" > '{_folder.PathOf("opening")}' && mv '{_folder.PathOf("opening")}' '{_folder.PathOf("opened")}'"
        );
        return WaitAsync();

        async Task<Uri> WaitAsync()
        {
            using (watcher)
            {
                return await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
            }
        }
    }

    private static async Task AnswerAsync(System.Collections.Specialized.NameValueCollection asked, string query)
    {
        using var http = new HttpClient();
        // As the service has the browser do it: a form that posts itself.
        Assert.Equal("form_post", asked["response_mode"]);
        using var form = new StringContent(query, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var page = await http.PostAsync(new Uri(asked["redirect_uri"]!), form);
        page.EnsureSuccessStatusCode();
    }

    private static async Task<SignInException> FailureOf(
        Func<string, bool, CancellationToken, ValueTask<(string Token, DateTimeOffset ExpiresOn)>> fetch
    ) => await Assert.ThrowsAsync<SignInException>(async () => await fetch(SignInService.Scope, false, CancellationToken.None));
}

/// <summary>A test that puts shell scripts in place of programs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() =>
        Skip = OperatingSystem.IsLinux() ? null : "needs shell scripts and the way in which Linux opens a browser";
}
