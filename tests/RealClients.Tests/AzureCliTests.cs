using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace RealClients.Tests;

public sealed partial class AzureCliTests(ITestOutputHelper output)
{
    private const string Graph = "00000003-0000-0000-c000-000000000000";
    private const string UserReadAll = "df021288-bdef-4463-88db-98f22de89214";
    private const string UserRead = "e1fe6dd8-ba31-4d61-89e7-88639da4683d";

    [AzureCliFact]
    public async Task Azure_CLI_carries_an_application_from_its_creation_to_its_end()
    {
        await using var server = await TlsServer.StartAsync();
        using var log = new ClientLog(output, "azure-cli");
        var az = new AzureCli(server, log);
        await az.SignInAsync();

        var app = (
            await az.RunAsync(
                "ad",
                "app",
                "create",
                "--display-name",
                "CLI app",
                "--web-redirect-uris",
                "https://a.example/cb",
                "--sign-in-audience",
                "AzureADMyOrg"
            )
        )!;
        var (id, objectId) = ((string)app["appId"]!, (string)app["id"]!);
        Assert.Equal("https://a.example/cb", (string?)app["web"]!["redirectUris"]![0]);
        Assert.Equal(objectId, (string?)(await az.RunAsync("ad", "app", "show", "--id", id))!["id"]);
        Assert.Equal(id, (string?)(await az.RunAsync("ad", "app", "list", "--display-name", "CLI"))![0]!["appId"]);
        await az.RunAsync("ad", "app", "update", "--id", id, "--identifier-uris", $"api://{id}", "--enable-id-token-issuance", "true");
        await az.RunAsync("ad", "app", "update", "--id", id, "--set", "notes=hello");
        var updated = (await az.RunAsync("ad", "app", "show", "--id", $"api://{id}"))!;
        Assert.Equal("hello", (string?)updated["notes"]);
        Assert.True((bool?)updated["web"]!["implicitGrantSettings"]!["enableIdTokenIssuance"]);

        Assert.Equal("CLI app", (string?)(await az.RunAsync("ad", "sp", "create", "--id", id))!["displayName"]);
        Assert.Single((await az.RunAsync("ad", "sp", "list", "--spn", $"api://{id}"))!.AsArray());
        await az.RunAsync("ad", "sp", "update", "--id", id, "--set", "appRoleAssignmentRequired=true");
        Assert.True((bool?)(await az.RunAsync("ad", "sp", "show", "--id", id))!["appRoleAssignmentRequired"]);

        var user = (string)(await az.RunAsync("ad", "user", "show", "--id", "alex.weber@contoso.onmicrosoft.com"))!["id"]!;
        await az.RunAsync("ad", "app", "owner", "add", "--id", id, "--owner-object-id", user);
        Assert.Equal(user, (string?)Assert.Single((await az.RunAsync("ad", "app", "owner", "list", "--id", id))!.AsArray())!["id"]);
        await az.RunAsync("ad", "app", "owner", "remove", "--id", id, "--owner-object-id", user);
        Assert.Empty((await az.RunAsync("ad", "app", "owner", "list", "--id", id))!.AsArray());

        var reset = (
            await az.RunAsync("ad", "app", "credential", "reset", "--id", id, "--append", "--display-name", "cli", "--years", "1")
        )!;
        Assert.Equal(
            "cli",
            (string?)Assert.Single((await az.RunAsync("ad", "app", "credential", "list", "--id", id))!.AsArray())!["displayName"]
        );
        var certificate = (await az.RunAsync("ad", "app", "credential", "reset", "--id", id, "--append", "--create-cert"))!;
        Assert.Single((await az.RunAsync("ad", "app", "credential", "list", "--id", id, "--cert"))!.AsArray());

        await az.RunAsync(
            "ad",
            "app",
            "permission",
            "add",
            "--id",
            id,
            "--api",
            Graph,
            "--api-permissions",
            $"{UserReadAll}=Role",
            $"{UserRead}=Scope"
        );
        Assert.Equal(2, (await az.RunAsync("ad", "app", "permission", "list", "--id", id))![0]!["resourceAccess"]!.AsArray().Count);
        Assert.Equal(
            "User.Read",
            (string?)(await az.RunAsync("ad", "app", "permission", "grant", "--id", id, "--api", Graph, "--scope", "User.Read"))!["scope"]
        );
        Assert.Single((await az.RunAsync("ad", "app", "permission", "list-grants", "--id", id))!.AsArray());
        await az.RunAsync("ad", "app", "permission", "delete", "--id", id, "--api", Graph, "--api-permissions", UserRead);

        string[] Parameters(string subject) =>
            [
                "--parameters",
                new JsonObject
                {
                    ["name"] = "gh",
                    ["issuer"] = "https://token.actions.githubusercontent.com",
                    ["subject"] = subject,
                    ["audiences"] = new JsonArray("api://AzureADTokenExchange"),
                }.ToJsonString(),
            ];
        await az.RunAsync(["ad", "app", "federated-credential", "create", "--id", id, .. Parameters("repo:one")]);
        Assert.Single((await az.RunAsync("ad", "app", "federated-credential", "list", "--id", id))!.AsArray());
        await az.RunAsync("ad", "app", "federated-credential", "delete", "--id", id, "--federated-credential-id", "gh");

        // The application itself signs in, with what the administrator has made for it.
        await az.SignInAsync(id, (string)reset["password"]!);
        await az.SignInAsync(id, (string)certificate["fileWithCertAndPrivateKey"]!);
        Assert.Contains("Insufficient privileges", await az.FailAsync("ad", "app", "list"), StringComparison.Ordinal);
        Assert.Contains(
            "AADSTS7000215",
            await az.FailAsync(
                "login",
                "--service-principal",
                "-u",
                id,
                "-p=wrong",
                "--tenant",
                server.TenantId,
                "--allow-no-subscriptions"
            ),
            StringComparison.Ordinal
        );

        await az.SignInAsync();
        await az.RunAsync("ad", "app", "delete", "--id", id);
        Assert.Contains("does not exist", await az.FailAsync("ad", "app", "show", "--id", id), StringComparison.Ordinal);
        await az.RunAsync(
            "rest",
            "--method",
            "post",
            "--url",
            $"https://graph.microsoft.com/v1.0/directory/deletedItems/{objectId}/restore"
        );
        Assert.Equal("CLI app", (string?)(await az.RunAsync("ad", "app", "show", "--id", id))!["displayName"]);
        Assert.Equal(["graph.microsoft.com", "login.microsoftonline.com", "management.azure.com"], server.Reached);
    }

    [AzureCliFact]
    public async Task Azure_CLI_reads_and_writes_users_and_groups()
    {
        await using var server = await TlsServer.StartAsync();
        using var log = new ClientLog(output, "azure-cli-directory");
        var az = new AzureCli(server, log);
        await az.SignInAsync();
        var user = (string)
            (
                await az.RunAsync(
                    "ad",
                    "user",
                    "create",
                    "--display-name",
                    "New",
                    "--password",
                    "Correct-Horse-7",
                    "--user-principal-name",
                    "new@contoso.onmicrosoft.com"
                )
            )!["id"]!;
        await az.RunAsync("ad", "user", "update", "--id", user, "--display-name", "Newer");
        Assert.Contains((await az.RunAsync("ad", "user", "list"))!.AsArray(), each => (string?)each!["displayName"] == "Newer");
        await az.RunAsync("ad", "group", "create", "--display-name", "G", "--mail-nickname", "g");
        await az.RunAsync("ad", "group", "member", "add", "--group", "G", "--member-id", user);
        Assert.True((bool?)(await az.RunAsync("ad", "group", "member", "check", "--group", "G", "--member-id", user))!["value"]);
        Assert.Equal(user, (string?)Assert.Single((await az.RunAsync("ad", "group", "member", "list", "--group", "G"))!.AsArray())!["id"]);
        Assert.Equal(
            "G",
            (string?)Assert.Single((await az.RunAsync("ad", "user", "get-member-groups", "--id", user))!.AsArray())!["displayName"]
        );
        await az.RunAsync("ad", "group", "owner", "add", "--group", "G", "--owner-object-id", user);
        Assert.Single((await az.RunAsync("ad", "group", "owner", "list", "--group", "G"))!.AsArray());
        await az.RunAsync("ad", "group", "member", "remove", "--group", "G", "--member-id", user);
        await az.RunAsync("ad", "group", "delete", "--group", "G");
        await az.RunAsync("ad", "user", "delete", "--id", user);
        Assert.Contains("does not exist", await az.FailAsync("ad", "user", "show", "--id", user), StringComparison.Ordinal);
    }

    [AzureCliFact]
    public async Task A_user_signs_in_to_Azure_CLI_with_a_device_code_and_owns_what_they_make()
    {
        await using var server = await TlsServer.StartAsync();
        using var log = new ClientLog(output, "azure-cli-user");
        var az = new AzureCli(server, log);
        using var http = server.NewHttpClient();
        using var login = System.Diagnostics.Process.Start(
            server.Program(Clients.AzureCli!, "login", "--use-device-code", "--tenant", server.TenantId, "--allow-no-subscriptions")
        )!;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Match shown;
        do
        {
            shown = DevicePattern()
                .Match(
                    await login.StandardError.ReadLineAsync(timeout.Token)
                        ?? throw new InvalidOperationException("Azure CLI ended without showing a code.")
                );
        } while (!shown.Success);
        using (var confirmed = await http.GetAsync(new Uri($"{shown.Groups["address"].Value}?otc={shown.Groups["code"].Value}")))
        {
            confirmed.EnsureSuccessStatusCode();
        }

        await login.WaitForExitAsync(timeout.Token);
        Assert.Equal(0, login.ExitCode);
        var me = (await az.RunAsync("ad", "signed-in-user", "show"))!;
        Assert.Equal("admin@contoso.onmicrosoft.com", (string?)me["userPrincipalName"]);
        await az.RunAsync("ad", "app", "create", "--display-name", "Mine");
        Assert.Equal(
            "Mine",
            (string?)Assert.Single((await az.RunAsync("ad", "signed-in-user", "list-owned-objects"))!.AsArray())!["displayName"]
        );
    }

    [GeneratedRegex(@"open the page (?<address>\S+) and enter the code (?<code>\S+) to")]
    private static partial Regex DevicePattern();

    private sealed class AzureCli(TlsServer server, ClientLog log)
    {
        public Task SignInAsync() => SignInAsync(server.ClientId, server.ClientSecret);

        public Task SignInAsync(string clientId, string credential) =>
            RunAsync(
                "login",
                "--service-principal",
                "-u",
                clientId,
                "-p=" + credential,
                "--tenant",
                server.TenantId,
                "--allow-no-subscriptions"
            );

        /// <summary>What a command that succeeds writes, as JSON.</summary>
        public async Task<JsonNode?> RunAsync(params string[] arguments)
        {
            var (exitCode, text, errors) = await StartAsync(arguments);
            Assert.True(exitCode == 0, ClientLog.Masked($"az {string.Join(' ', arguments)}: {errors}"));
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }

        /// <summary>The message of a command that fails.</summary>
        public async Task<string> FailAsync(params string[] arguments)
        {
            var (exitCode, _, errors) = await StartAsync(arguments);
            Assert.NotEqual(0, exitCode);
            return errors;
        }

        private Task<(int ExitCode, string Output, string Errors)> StartAsync(string[] arguments) =>
            log.RunAsync(server.Program(Clients.AzureCli!, [.. arguments, "-o", "json"]), "az " + string.Join(' ', arguments));
    }
}
