using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Packaging;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>
/// The example runbook as an Automation account runs it: nothing in the environment but the managed identity, a home that is not to be written to, no terminal, no input,
/// a module that is not written to; against the sandbox over TLS.
/// </summary>
[Trait("Category", "Long")]
public sealed class RotateAndReportTests : IDisposable
{
    private const string Runbook = "examples/runbook-rotate-and-report.ps1";

    // What docs/azure-automation.md tells to give to the identity.
    private const string ReadWriteApplications = "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9";
    private const string Graph = "00000003-0000-0000-c000-000000000000";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly string _home;

    public RotateAndReportTests()
    {
        _home = Directory.CreateDirectory(_folder.PathOf("home")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _folder.Dispose();
    }

    [LinuxFact]
    public async Task It_rotates_what_ends_soon_into_the_vault_once_and_removes_what_it_is_told_to()
    {
        await using var sandbox = await TlsSandbox.StartAsync(_folder);
        await using var identity = await IdentityAsync(sandbox);
        var soon = await AppAsync(sandbox, "Soon", ("web", 10), ("web", -2));
        var later = await AppAsync(sandbox, "Later", ("web", 200));
        var unnamed = await AppAsync(sandbox, "Unnamed", (null, 5));
        var package = PackageTests.Folder;
        var before = Files(package);

        var rehearsal = await RunAsync(sandbox, identity, package, "-Rehearse $true");
        Assert.Equal(["web"], Texts(Report(rehearsal, soon)["Rotated"]));
        Assert.Empty(Texts(Report(rehearsal, soon)["KeyVaultSecretId"]));
        Assert.Equal(2, (await SecretsAsync(sandbox, soon)).Count);

        var first = await RunAsync(sandbox, identity, package);
        Assert.Equal(["Later", "Runner", "Soon", "Unnamed"], first.Reports.Select(report => (string)report["DisplayName"]!));
        Assert.Empty(Texts(Report(first, later)["Rotated"]));
        Assert.Equal((2, 1), ((int)Report(first, soon)["ValidCount"]!, (int)Report(first, soon)["ExpiredCount"]!));
        var values = new List<string>();
        foreach (var (app, name) in new[] { (soon, "Soon-web"), (unnamed, "Unnamed") })
        {
            var kept = await sandbox.SendAsync("GET", $"/secrets/{name}?api-version=7.6");
            Assert.Equal((string)kept["id"]!, Assert.Single(Texts(Report(first, app)["KeyVaultSecretId"])));
            Assert.Equal("text/plain", (string?)kept["contentType"]);
            var made = Assert.Single(
                await SecretsAsync(sandbox, app),
                secret => (string?)secret["keyId"] == (string?)kept["tags"]!["keyId"]
            );
            Assert.Equal(Time(made["endDateTime"]).ToUnixTimeSeconds(), (long)kept["attributes"]!["exp"]!);
            Assert.Equal(Time(made["startDateTime"]).ToUnixTimeSeconds(), (long)kept["attributes"]!["nbf"]!);
            Assert.NotNull(await sandbox.TokenAsync("https://graph.microsoft.com", app.AppId, (string)kept["value"]!));
            values.Add((string)kept["value"]!);
        }

        var state = await StateAsync(sandbox, soon, later, unnamed);
        var second = await RunAsync(sandbox, identity, package);
        Assert.All(second.Reports, report => Assert.Empty(Texts(report["Rotated"])));
        Assert.Equal(state, await StateAsync(sandbox, soon, later, unnamed));

        await RunAsync(sandbox, identity, package, "-RemoveExpired $true");
        Assert.Equal(2, (await SecretsAsync(sandbox, soon)).Count);
        await RunAsync(sandbox, identity, package, "-OverlapDays 0");
        var left = Assert.Single(await SecretsAsync(sandbox, soon));
        Assert.Equal(
            (string?)(await sandbox.SendAsync("GET", "/secrets/Soon-web?api-version=7.6"))["tags"]!["keyId"],
            (string?)left["keyId"]
        );

        Assert.Equal([Graph, "https://vault.azure.net"], identity.Resources.Distinct());
        Assert.Equal(before, Files(package));
        Assert.All(
            [rehearsal, first, second],
            run =>
                Assert.DoesNotContain(
                    [.. values, "eyJ", identity.Header, sandbox.AdministratorSecret],
                    secret => run.Everything.Contains(secret, StringComparison.Ordinal)
                )
        );
    }

    [LinuxTheory]
    [InlineData("User", "did not store the new secret 'web' of 'Soon'")]
    [InlineData("None", "refuses this account (ForbiddenByRbac)")]
    public async Task A_vault_that_refuses_fails_the_job_and_costs_nothing(string access, string said)
    {
        await using var sandbox = await TlsSandbox.StartAsync(_folder, $"KeyVaultAccess={access}");
        await using var identity = await IdentityAsync(sandbox);
        var soon = await AppAsync(sandbox, "Soon", ("web", 10));
        var later = await AppAsync(sandbox, "Later", ("web", 200));
        var state = await StateAsync(sandbox, soon, later);

        var run = await RunAsync(sandbox, identity, PackageTests.Folder, exitCode: 1);

        Assert.Equal(state, await StateAsync(sandbox, soon, later));
        Assert.Contains(said, (string?)Report(run, soon)["Problem"], StringComparison.Ordinal);
        Assert.Contains("were not served: ", run.Everything, StringComparison.Ordinal);
        Assert.Equal(3, run.Reports.Count);
        Assert.DoesNotContain("eyJ", run.Everything, StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Without_an_identity_the_job_fails_with_what_to_do()
    {
        await using var sandbox = await TlsSandbox.StartAsync(_folder);
        await using var identity = new IdentityEndpoint(_ => throw new InvalidOperationException("Nobody asks."));

        var run = await RunAsync(sandbox, identity, PackageTests.Folder, exitCode: 1, header: "wrong");

        Assert.Contains("managed identity", run.Everything, StringComparison.Ordinal);
        Assert.Empty(run.Reports);
    }

    /// <summary>An app in the place of a managed identity: with the documented permission on Graph, and nothing else.</summary>
    private static async Task<IdentityEndpoint> IdentityAsync(TlsSandbox sandbox)
    {
        var runner = await AppAsync(sandbox, "Runner");
        var principal = await sandbox.SendAsync("POST", "/v1.0/servicePrincipals", new JsonObject { ["appId"] = runner.AppId });
        var graph = await sandbox.SendAsync("GET", $"/v1.0/servicePrincipals(appId='{Graph}')?$select=id");
        await sandbox.SendAsync(
            "POST",
            $"/v1.0/servicePrincipals/{principal["id"]}/appRoleAssignments",
            new JsonObject
            {
                ["principalId"] = (string)principal["id"]!,
                ["resourceId"] = (string)graph["id"]!,
                ["appRoleId"] = ReadWriteApplications,
            }
        );
        var certificate = await sandbox.SendAsync("POST", $"/v1.0/servicePrincipals/{principal["id"]}/addPassword", new JsonObject());
        return new IdentityEndpoint(async resource =>
            await sandbox.TokenAsync(resource, runner.AppId, (string)certificate["secretText"]!)
            ?? throw new InvalidOperationException("No token.")
        );
    }

    private static async Task<(string Id, string AppId)> AppAsync(
        TlsSandbox sandbox,
        string name,
        params (string? Description, int Days)[] secrets
    )
    {
        var app = await sandbox.SendAsync(
            "POST",
            "/v1.0/applications",
            new JsonObject { ["displayName"] = name, ["signInAudience"] = "AzureADMyOrg" }
        );
        foreach (var (description, days) in secrets)
        {
            var end = TimeProvider.System.GetUtcNow().AddDays(days);
            await sandbox.SendAsync(
                "POST",
                $"/v1.0/applications/{app["id"]}/addPassword",
                new JsonObject
                {
                    ["passwordCredential"] = new JsonObject
                    {
                        ["displayName"] = description,
                        ["startDateTime"] = Text(end.AddDays(-180)),
                        ["endDateTime"] = Text(end),
                    },
                }
            );
        }

        if (secrets.Length > 0)
        {
            await sandbox.SendAsync("POST", "/v1.0/servicePrincipals", new JsonObject { ["appId"] = (string)app["appId"]! });
        }

        return ((string)app["id"]!, (string)app["appId"]!);

        static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<JsonNode>> SecretsAsync(TlsSandbox sandbox, (string Id, string AppId) app) =>
        [
            .. (await sandbox.SendAsync("GET", $"/v1.0/applications/{app.Id}?$select=passwordCredentials"))["passwordCredentials"]!
                .AsArray()
                .Select(secret => secret!),
        ];

    private static async Task<string> StateAsync(TlsSandbox sandbox, params (string Id, string AppId)[] apps)
    {
        var state = new List<string>();
        foreach (var app in apps)
        {
            state.AddRange((await SecretsAsync(sandbox, app)).Select(secret => $"{app.Id} {secret["keyId"]}"));
        }

        return string.Join('\n', state.Order(StringComparer.Ordinal));
    }

    private static JsonObject Report(Run run, (string Id, string AppId) app) =>
        Assert.Single(run.Reports, report => (string?)report["AppId"] == app.AppId);

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];

    private static DateTimeOffset Time(JsonNode? text) => DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);

    private static string[] Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O}"),
        ];

    /// <summary>Runs it in PowerShell, with all that the streams have to say in one.</summary>
    private async Task<Run> RunAsync(
        TlsSandbox sandbox,
        IdentityEndpoint identity,
        string package,
        string more = "",
        int exitCode = 0,
        string? header = null
    )
    {
        var command = $$"""
            $ErrorActionPreference = 'Stop'
            $DebugPreference = $VerbosePreference = 'Continue'
            $PSPrivateMetadata = @{ JobId = [guid]::NewGuid() }
            & '{{Checkout.PathOf(
                Runbook
            )}}' -KeyVaultName {{sandbox.Address}} -GraphEndpoint {{sandbox.Address}} -AuthorityHost {{sandbox.Address}} {{more}} |
                ForEach-Object { 'REPORT ' + (ConvertTo-Json $_ -Depth 4 -Compress) }
            """;
        // A folder of modules holds one for each module, which holds its versions.
        var modules = Path.GetDirectoryName(Path.GetDirectoryName(package))!;
        var run = await RunAsync(
            PowerShellProcess.Path!,
            ["-NoProfile", "-NonInteractive", "-Command", command],
            sandbox,
            identity,
            header ?? identity.Header,
            modules
        );
        Assert.True(run.ExitCode == exitCode, run.Everything);
        return run;
    }

    private async Task<Run> RunAsync(
        string program,
        string[] arguments,
        TlsSandbox sandbox,
        IdentityEndpoint identity,
        string header,
        string? modules
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = _home;
        start.Environment["NO_COLOR"] = "1";
        start.Environment["SSL_CERT_FILE"] = sandbox.AuthorityFile;
        start.Environment["IDENTITY_ENDPOINT"] = identity.Address;
        start.Environment["IDENTITY_HEADER"] = header;
        if (modules is not null)
        {
            start.Environment["PSModulePath"] = modules;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        using var end = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // Whoever is root can write all the same: PowerShell does, and nothing else may.
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_home, "*", SearchOption.AllDirectories),
            file => !file.Contains("/powershell/", StringComparison.Ordinal)
        );
        return new Run(process.ExitCode, output + await errors);
    }

    private sealed record Run(int ExitCode, string Everything)
    {
        private const string Mark = "REPORT ";

        public IReadOnlyList<JsonObject> Reports { get; } =
        [
            .. Everything
                .Split('\n')
                .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
                .Select(line => JsonNode.Parse(line[Mark.Length..])!.AsObject()),
        ];
    }
}
