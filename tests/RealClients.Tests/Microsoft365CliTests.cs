using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace RealClients.Tests;

public sealed partial class Microsoft365CliTests(ITestOutputHelper output)
{
    [Microsoft365CliFact]
    public async Task CLI_for_Microsoft_365_carries_out_its_commands_about_apps_users_and_groups()
    {
        await using var server = await TlsServer.StartAsync();
        using var log = new ClientLog(output, "cli-microsoft365", TimeSpan.FromMinutes(15));
        await WriteCertificateAsync(server.Folder);
        var start = server.Program(Clients.Node!, Path.Combine(Clients.NodeFolder!, "m365.mjs"));
        start.Environment["SANDBOX_FOLDER"] = server.Folder;
        start.Environment["CLIMICROSOFT365_NOUPDATE"] = "1";
        start.Environment["CLIMICROSOFT365_DISABLETELEMETRY"] = "1";
        var (exitCode, text, errors) = await log.RunAsync(start, "node m365.mjs");
        Assert.True(exitCode == 0, ClientLog.Masked(errors + text));
        var failures = FailurePattern().Matches(text).Select(match => match.Value).ToList();
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        foreach (var (area, least) in new[] { ("app", 80), ("people", 66) })
        {
            var (passed, total) = Summary(text, area);
            Assert.True(passed == total && total >= least, $"{area}: {passed} of {total}");
        }

        Assert.Equal(["graph.microsoft.com", "login.microsoftonline.com"], server.Reached);
    }

    private static async Task WriteCertificateAsync(string folder)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=client",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        await File.WriteAllTextAsync(Path.Combine(folder, "client.cer.txt"), Convert.ToBase64String(certificate.RawData));
        await File.WriteAllTextAsync(Path.Combine(folder, "client.cer"), certificate.ExportCertificatePem());
    }

    private static (int Passed, int Total) Summary(string text, string area)
    {
        var match = Regex.Match(text, $"^{area}: (\\d+) of (\\d+)", RegexOptions.Multiline);
        Assert.True(match.Success, "The commands did not come to their end.");
        return (
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)
        );
    }

    [GeneratedRegex("^FAILED: .*\\n.*", RegexOptions.Multiline)]
    private static partial Regex FailurePattern();
}

/// <summary>A test that drives CLI for Microsoft 365: skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Microsoft365CliFactAttribute : FactAttribute
{
    public Microsoft365CliFactAttribute() =>
        Skip =
            Clients.Node is null
            || Clients.NodeFolder is null
            || !Directory.Exists(Path.Combine(Clients.NodeFolder, "node_modules", "@pnp", "cli-microsoft365"))
                ? "Node.js or CLI for Microsoft 365 is not installed; tests/RealClients.Tests/install.sh installs the latter."
                : null;
}
