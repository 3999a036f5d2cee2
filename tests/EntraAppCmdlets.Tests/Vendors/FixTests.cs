using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Vendors;

/// <summary>The commands that Test-VendorAppRegistration suggests, run as they are written.</summary>
public sealed class FixTests
{
    public static TheoryData<string> Changes =>
        [.. SingleChanges.All.Values.Where(change => !change.ForPerson).Select(change => change.Name)];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task The_command_of_a_finding_mends_it(string name)
    {
        var change = SingleChanges.All[name];
        var (vendor, parameters) = VendorBench.Case(change.Guide);
        using TemporaryFolder folder = new();
        var path = folder.PathOf("tenant.json");
        var appId = await PrepareAsync(change, path);

        using var session = ShellSession.Borrow(
            new Dictionary<string, object?> { ["parameters"] = parameters },
            Path.GetDirectoryName(path)
        );
        Run(session, $"$ConfirmPreference = 'None'; $null = Connect-AppTenant -Sandbox -Path '{path}'");
        // Under another name the guide does not find it by itself.
        var template = File.Exists(TemplatesFolder.PathOf(vendor)) ? $" -TemplatePath '{TemplatesFolder.PathOf(vendor)}'" : "";
        var test =
            $"Test-VendorAppRegistration {vendor} @parameters{template}{(change.Check == VendorAppCheck.DisplayName ? $" -App {appId}" : "")}";

        var findings = Run(session, test).Cast<VendorAppFinding>().ToList();
        Assert.NotEmpty(findings);
        // What went with a service principal (consent, owners, assignments) shows once it is there again; so does what a renamed scope or another credential leaves over.
        for (
            var round = 0;
            round
                < (
                    change.Check is VendorAppCheck.ServicePrincipalMissing or VendorAppCheck.ScopeMissing or VendorAppCheck.CredentialKind
                        ? 2
                        : 1
                );
            round++
        )
        {
            foreach (var finding in Run(session, test).Cast<VendorAppFinding>().ToList())
            {
                // The command of an earlier finding may have fixed this one too, as a renamed scope does with the permission of its old name.
                if (Run(session, test).Cast<VendorAppFinding>().Any(still => still.ToString() == finding.ToString()))
                {
                    Run(session, finding.Fix);
                }
            }
        }

        Assert.Empty(Run(session, test));
        Run(session, "Disconnect-AppTenant");
    }

    /// <summary>A tenant in which the guide was carried out as long ago as the change says, and then something was changed.</summary>
    private static async Task<Guid> PrepareAsync(SingleChanges.Change change, string path)
    {
        // Long enough ago that nothing counts as just written any more.
        var clock = new VirtualClock(TimeProvider.System.GetUtcNow() - change.Age - TimeSpan.FromMinutes(10));
        using var tenant = SandboxTenant.Open(new SandboxSettings { Clock = clock }, path);
        using var bench = new TenantBench(tenant, new GraphClientOptions { Clock = clock });
        var appId = Guid.Empty;
        await clock.RunAsync(async () =>
        {
            using var installation = await bench.InstallAsync(change.Guide);
            appId = installation.AppId;
            await change.Make(new SingleChanges.Changer(bench.Work.Graph, installation.App));
        });
        return appId;
    }

    private static IReadOnlyList<object?> Run(ShellSession session, string script)
    {
        var result = session.Run(script);
        Assert.True(result.Failure is null, $"{script}: {result.Failure?.Exception.Message}");
        Assert.True(result.Errors.Count == 0, $"{script}: {string.Join("; ", result.Errors.Select(error => error.Exception.Message))}");
        return [.. result.Output];
    }
}
