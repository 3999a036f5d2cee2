using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>Commands that change many apps of one pipeline: how many requests that takes, in which order they ask and answer, and what a failure of one means for the others.</summary>
public sealed class ManyChangesTests : IDisposable
{
    private const int Apps = 100;

    private const string List = "Get-VendorAppRegistration -Kind Registration";

    private readonly ManyInputsTests.HoldingLine _line = new();
    private readonly TenantBench _bench;
    private readonly ShellSession _session = new();

    public ManyChangesTests()
    {
        _bench = new TenantBench(
            new SandboxSettings
            {
                ExtraApplications = Apps,
                ExtraUsers = 2,
                ThrottleRetryAfter = TimeSpan.FromMilliseconds(1),
            },
            transport: _line
        );
        var before = Runspace.DefaultRunspace;
        Runspace.DefaultRunspace = _session.Runspace;
        ConnectionStore.Current.Add(_bench.Connection);
        Runspace.DefaultRunspace = before;
        Run($"$apps = {List}; $user = 'user000001@{_bench.Tenant.DomainName}'");
    }

    public void Dispose()
    {
        _session.Run("Disconnect-AppTenant");
        _session.Dispose();
        _bench.Dispose();
        _line.Dispose();
    }

    /// <summary>Each command, what must be there before, and how many requests 100 apps take at most.</summary>
    public static TheoryData<string, string, int> Commands { get; } =
        new()
        {
            { "Add-AppGraphPermission -Delegated User.Read -Application User.Read.All", "", 30 },
            { "Add-AppGraphPermission -Delegated User.Read", "$apps | Add-AppGraphPermission -Delegated User.Read", 8 },
            { "Grant-AppAdminConsent", "$apps = $apps | Add-AppGraphPermission -Delegated User.Read -Application User.Read.All", 30 },
            { "Revoke-AppAdminConsent -PassThru", "$apps = $apps | Add-AppGraphPermission -Delegated User.Read -Application User.Read.All | Grant-AppAdminConsent", 30 },
            { "Remove-AppPermission -Delegated User.Read -PassThru", "$apps = $apps | Add-AppGraphPermission -Delegated User.Read, Mail.Read", 30 },
            { "Add-AppOwner $user", "", 30 },
            { "Remove-AppOwner $user -PassThru", "$null = $apps | Add-AppOwner $user", 30 },
            { "Add-AppAssignment $user", "", 30 },
            { "Remove-AppAssignment $user -PassThru", "$null = $apps | Add-AppAssignment $user", 30 },
            { "Add-AppRedirectUri https://a.example.com/login", "", 30 },
            { "Remove-AppRedirectUri https://a.example.com/login -PassThru", "$null = $apps | Add-AppRedirectUri https://a.example.com/login", 30 },
            { "Set-VendorAppRegistration -Notes reviewed", "", 30 },
            { "Add-AppRole Reader", "", 30 },
            { "Add-AppFederatedCredential -Name ci -Issuer https://token.example.com -Subject build", "", 30 },
            { "Add-AppGroupMembership 'Security team'", "", 30 },
            { "Add-AppDirectoryRole 'Global Reader'", "", 30 },
            { "Remove-VendorAppRegistration", "", 30 },
        };

    [Theory]
    [MemberData(nameof(Commands))]
    public void All_apps_of_a_list_are_changed_with_few_requests(string command, string before, int most)
    {
        Run(before);

        var (output, requests) = Count($"$apps | {command} -Confirm:$false");

        if (Environment.GetEnvironmentVariable("MEASURE") is { } file)
        {
            File.AppendAllText(file, $"{requests,5} {output.Count,4}  {command}\n");
        }

        Assert.Equal(
            command.StartsWith("Remove-Vendor", StringComparison.Ordinal) ? [] : Names(),
            output.Select(item => ((AppRegistration)item!).DisplayName)
        );
        Assert.InRange(requests, 1, most);
    }

    private static IEnumerable<string> Names() => Enumerable.Range(1, Apps).Select(number => $"App {number:000000}");

    private (IReadOnlyList<object?> Output, int Requests) Count(string script)
    {
        var mark = _bench.Tenant.Requests.Count;
        var output = Run(script).Output;
        return (output, _bench.Tenant.Requests.Count - mark);
    }

    private ShellResult Run(string script)
    {
        var result = _session.Run(script);
        Assert.Equal([], result.Errors.Select(error => error.ToString()));
        return result;
    }
}
