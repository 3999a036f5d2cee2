using System.Collections;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>Every command works in the tenant whose object it is given, in a runspace that has no connection of its own.</summary>
[Trait("Category", "Long")]
public sealed class OtherRunspaceTests
{
    private static readonly Lazy<X509Certificate2> SharedCertificate = new(() =>
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=vendor", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(
            now.AddDays(-1),
            now.AddDays(30)
        );
    });

    /// <summary>The runs, by their places in the list and as a person reads them.</summary>
    public static TheoryData<int, string> Runs => DeclaredRightsTests.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_command_takes_the_object_of_a_tenant_that_another_runspace_has_connected(int place, string script)
    {
        var run = CommandRun.All[place];
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, object?>
        {
            ["bench"] = new Hashtable
            {
                ["Certificate"] = SharedCertificate.Value,
                ["PreparedPath"] = folder.PathOf("prepared.jsonl"),
                ["CertificatePath"] = folder.PathOf("made.pem"),
                ["Template"] = TemplatesFolder.PathOf("Gateway"),
            },
            ["vendorAppId"] = SandboxTenant.VendorAppId,
        };
        using var one = ShellSession.Borrow(variables);
        Assert.Empty(one.Run($"$tenant = Connect-AppTenant -Sandbox -LogPath $bench.PreparedPath; {run.Prepare}").Errors);
        foreach (var name in new[] { "tenant", "app", "api", "secret", "url" })
        {
            variables[name] = one.Run($"if (Test-Path variable:{name}) {{ ${name} }}").Output is [var first, ..] ? first : null;
        }

        using var other = ShellSession.Borrow(variables);
        var result = other.Run($"$PSDefaultParameterValues['*:Tenant'] = $tenant; {run.Script}");

        Assert.True(result.Errors.Count == 0, $"{script}: {string.Join("; ", result.Errors)}");
        Assert.Empty(other.Run("$PSDefaultParameterValues.Clear(); Get-AppTenant").Output);
    }
}
