using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.Interactive;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>Commands that change many apps of one pipeline: how many requests that takes, in which order they ask and answer, and what a failure of one means for the others.</summary>
public sealed class ManyChangesTests : TenantSessionTests
{
    private const int Apps = 100;

    private const string List = "Get-VendorAppRegistration -Kind Registration";

    private readonly ManyInputsTests.HoldingLine _line;
    private readonly StillClock _clock;

    public ManyChangesTests()
        : this(new ManyInputsTests.HoldingLine(), new StillClock()) { }

    private ManyChangesTests(ManyInputsTests.HoldingLine line, StillClock clock)
        : base(
            new TenantBench(
                new SandboxSettings
                {
                    ExtraApplications = Apps,
                    ExtraUsers = 2,
                    ThrottleRetryAfter = TimeSpan.FromMilliseconds(1),
                },
                new GraphClientOptions { Clock = clock },
                line
            )
        )
    {
        _line = line;
        _clock = clock;
        Run($"$apps = {List}; $user = 'user000001@{Bench.Tenant.DomainName}'");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _line.Dispose();
    }

    /// <summary>Each command, what must be there before, and how many requests 100 apps take at most.</summary>
    public static TheoryData<string, string, int> Commands { get; } =
        new()
        {
            { "Add-AppGraphPermission -Delegated User.Read -Application User.Read.All", "", 26 },
            { "Add-AppGraphPermission -Delegated User.Read", "$apps | Add-AppGraphPermission -Delegated User.Read", 7 },
            { "Grant-AppAdminConsent", "$apps = $apps | Add-AppGraphPermission -Delegated User.Read -Application User.Read.All", 36 },
            {
                "Revoke-AppAdminConsent -PassThru",
                "$apps = $apps | Add-AppGraphPermission -Delegated User.Read -Application User.Read.All | Grant-AppAdminConsent",
                47
            },
            {
                "Remove-AppPermission -Delegated User.Read -PassThru",
                "$apps = $apps | Add-AppGraphPermission -Delegated User.Read, Mail.Read",
                26
            },
            { "Add-AppOwner $user", "", 31 },
            { "Remove-AppOwner $user -PassThru", "$null = $apps | Add-AppOwner $user", 31 },
            { "Add-AppAssignment $user", "", 26 },
            { "Remove-AppAssignment $user -PassThru", "$null = $apps | Add-AppAssignment $user", 26 },
            { "Add-AppRedirectUri https://a.example.com/login", "", 26 },
            {
                "Remove-AppRedirectUri https://a.example.com/login -PassThru",
                "$null = $apps | Add-AppRedirectUri https://a.example.com/login",
                26
            },
            { "Set-VendorAppRegistration -Notes reviewed", "", 13 },
            { "Add-AppRole Reader", "", 26 },
            { "Add-AppFederatedCredential -Name ci -Issuer https://token.example.com -Subject build", "", 13 },
            { "Add-AppGroupMembership 'Security team'", "", 28 },
            { "Add-AppDirectoryRole 'Global Reader'", "", 19 },
            { "Remove-VendorAppRegistration", "", 7 },
        };

    [Theory]
    [MemberData(nameof(Commands))]
    public void All_apps_of_a_list_are_changed_with_few_requests(string command, string before, int most)
    {
        Run(before);
        _clock.IsStopped = true; // How many inputs are gathered depends on the time that passes between them.

        var (output, requests) = Count($"$apps | {command} -Confirm:$false");

        Assert.Equal(
            command.StartsWith("Remove-Vendor", StringComparison.Ordinal) ? [] : Names(),
            output.Select(item => ((AppRegistration)item!).DisplayName)
        );
        Assert.InRange(requests, 1, most);
    }

    [Fact]
    public void What_they_give_comes_in_the_order_of_the_inputs_and_each_error_in_its_place()
    {
        var result = Run(
            """
            $ids = @($apps.AppId)
            $ids[40] = [guid]::NewGuid()
            $ids[99] = 'No such app'
            $ids | Add-AppRedirectUri https://a.example.com/login 2>&1 | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? "$($_.TargetObject)" : "$($_.AppId)" }
            $ids
            """
        );

        var said = result.Output.Select(item => $"{item}").ToList();
        Assert.Equal(said[Apps..], said[..Apps]);
    }

    [Fact]
    public void An_error_that_stops_leaves_the_apps_after_it_alone_and_hands_on_those_before_it()
    {
        var result = Session.Run(
            "$done = @(); $ids = @($apps.AppId); $ids[10] = [guid]::NewGuid(); $ids | Set-VendorAppRegistration -Notes reviewed -ErrorAction Stop | ForEach-Object { $done += $_ }"
        );

        Assert.StartsWith("AppNotFound,", result.Failure?.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Names().Take(10), Run("$done.DisplayName").Output);
        Assert.Equal(Names().Take(10), Run($"({List}).Where({{ $_.Notes -eq 'reviewed' }}).DisplayName").Output);
    }

    [Fact]
    public void A_refusal_of_one_app_ends_the_command_once_the_others_are_handed_on()
    {
        FailFor("App 000030", 403, "Authorization_RequestDenied");

        var result = Session.Run("$done = @(); $apps | Set-VendorAppRegistration -Notes reviewed | ForEach-Object { $done += $_ }");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("InsufficientPrivileges,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("App 000030", Assert.IsType<AppRegistration>(error.TargetObject).DisplayName);
        var done = Run("$done.DisplayName").Output;
        Assert.DoesNotContain("App 000030", done);
        Assert.InRange(done.Count, 29, Apps - 1);
        Assert.Equal(done, Run($"({List}).Where({{ $_.Notes -eq 'reviewed' }}).DisplayName").Output);
    }

    [Theory]
    [InlineData("Set-VendorAppRegistration -Notes reviewed")]
    [InlineData("Add-AppRedirectUri https://a.example.com/login")]
    public void A_failure_of_one_app_is_an_error_of_that_app_alone(string command)
    {
        FailFor("App 000030", 400, "Request_BadRequest");

        var result = Session.Run($"$apps | {command}");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("Request_BadRequest,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("App 000030", Assert.IsType<AppRegistration>(error.TargetObject).DisplayName);
        Assert.Equal(Names().Where(name => name != "App 000030"), result.Output.Select(item => ((AppRegistration)item!).DisplayName));
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(
        "Add-AppGraphPermission -Delegated User.Read",
        "(Get-VendorAppRegistration -Kind Registration).Where({ $_.Permissions.Name -eq 'User.Read' }).Count"
    )]
    [InlineData("Add-AppGroupMembership 'Security team'", "@($apps | Get-AppGroupMembership).Count")]
    public void Throttled_every_fifth_time_each_app_is_changed_once(string command, string count)
    {
        Bench.Tenant.Settings.ThrottleEvery = 5;

        var some = Names().Take(22);
        Assert.Equal(
            some,
            Run($"$apps = $apps | Select-Object -First 22; $apps | {command}").Output.Select(item => ((AppRegistration)item!).DisplayName)
        );

        Bench.Tenant.Settings.ThrottleEvery = 0;
        Assert.Equal([22], Run(count).Output);
    }

    [Theory]
    [InlineData(SandboxFaultKind.ConnectionReset)]
    [InlineData(SandboxFaultKind.ResponseCut)]
    public void A_batch_whose_answer_is_lost_leaves_each_app_with_what_was_added(SandboxFaultKind kind)
    {
        var batches = 0;
        Bench.Tenant.Settings.Faults.Add(
            new SandboxFault
            {
                Kind = kind,
                AfterProcessing = true,
                When = request => request.Uri.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal) && ++batches == 4,
            }
        );

        Assert.Equal(
            Names(),
            Run("$apps | Add-AppFederatedCredential -Name ci -Issuer https://token.example.com -Subject build")
                .Output.Select(item => ((AppRegistration)item!).DisplayName)
        );
        Assert.Equal([Apps], Run("@($apps | Get-AppCredential -Kind Federated).Count").Output);
    }

    [Fact]
    public void Rows_that_name_the_same_app_are_carried_out_one_after_the_other_with_their_own_values()
    {
        var result = Run(
            """
            $rows = foreach ($number in 1..30) { [pscustomobject]@{ AppId = $number % 2 ? 'App 000001' : $apps[0].AppId; RedirectUri = "https://$number.example.com/login" } }
            $rows += [pscustomobject]@{ AppId = 'App 000002'; RedirectUri = 'https://other.example.com/login' }
            $rows | Add-AppRedirectUri | ForEach-Object { $_.RedirectUris.Count }
            (Get-VendorAppRegistration 'App 000001').RedirectUris.Uri | Sort-Object
            (Get-VendorAppRegistration 'App 000002').RedirectUris.Uri
            """
        );

        Assert.Equal(Enumerable.Range(1, 30).Append(1), result.Output.Take(31).Cast<int>());
        Assert.Equal(
            Enumerable.Range(1, 30).Select(number => $"https://{number}.example.com/login").Order(StringComparer.Ordinal),
            result.Output.Skip(31).Take(30).Cast<string>().Order(StringComparer.Ordinal)
        );
        Assert.Equal("https://other.example.com/login", result.Output[^1]);
    }

    [Fact]
    public void A_rehearsal_reads_together_and_writes_nothing()
    {
        var mark = Bench.Tenant.Requests.Count;

        var output = Run("$apps | Add-AppRedirectUri https://a.example.com/login -WhatIf").Output;

        Assert.Equal(Names(), output.Select(item => ((AppRegistration)item!).DisplayName));
        Assert.All(output, item => Assert.Single(((AppRegistration)item!).Known.RedirectUris));
        Assert.InRange(Bench.Since(mark).Count, 1, 7);
        Assert.Equal([0], Run($"({List}).RedirectUris.Count").Output);
    }

    [Fact]
    public void Where_a_person_is_asked_each_app_is_changed_before_the_next_question()
    {
        var host = new AnsweringHost("Yes");
        using var session = new ShellSession(host: host);
        var result = session.Run(
            """
            $null = Connect-AppTenant -Sandbox
            $made = 1..5 | ForEach-Object { New-VendorAppRegistration "App $_" }
            $made | Set-VendorAppRegistration -Notes reviewed -Confirm | ForEach-Object { (Get-VendorAppRegistration).Where({ $_.Notes }).Count }
            Disconnect-AppTenant
            """
        );

        Assert.Empty(result.Errors);
        Assert.Equal([1, 2, 3, 4, 5], result.Output);
        Assert.Equal(5, host.Questions.Count);
    }

    [Fact]
    public async Task Stopped_between_two_batches_a_second_run_completes_the_rest()
    {
        using var shell = System.Management.Automation.PowerShell.Create(Session.Runspace);
        shell.AddScript(
            "$apps | Add-AppRedirectUri https://a.example.com/login | ForEach-Object { if ($_.DisplayName -eq 'App 000021') { $hold.Begin() } }"
        );
        Session.Runspace.SessionStateProxy.SetVariable("hold", _line);
        var running = shell.BeginInvoke();
        await _line.Held.WaitAsync(TimeSpan.FromMinutes(1));
        shell.Stop();
        Assert.ThrowsAny<Exception>(() => shell.EndInvoke(running));
        _line.End();

        var changed = (int)Run($"({List}).Where({{ $_.RedirectUris.Count -eq 1 }}).Count").Output[0]!;
        Assert.InRange(changed, 21, Apps - 1);
        Assert.Equal(
            Names(),
            Run("$apps | Add-AppRedirectUri https://a.example.com/login").Output.Select(item => ((AppRegistration)item!).DisplayName)
        );
        Assert.Equal([Apps], Run($"({List}).Where({{ $_.RedirectUris.Count -eq 1 }}).Count").Output);
    }

    [Fact]
    public void The_first_is_changed_at_once_and_a_step_that_wants_no_more_leaves_the_others_alone()
    {
        Assert.Single(Run("$apps | Set-VendorAppRegistration -Notes reviewed | Select-Object -First 1").Output);

        Assert.Equal(["App 000001"], Run($"({List}).Where({{ $_.Notes -eq 'reviewed' }}).DisplayName").Output);
    }

    /// <summary>Has writes to one app fail.</summary>
    private void FailFor(string app, int status, string code)
    {
        var id = $"{Run($"(Get-VendorAppRegistration '{app}').Id").Output[0]}";
        foreach (var inBatch in new[] { false, true })
        {
            Bench.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = status,
                    Code = code,
                    When = request =>
                        request.Method != "GET" && request.Uri.AbsolutePath.EndsWith($"/applications/{id}", StringComparison.Ordinal),
                    Times = int.MaxValue,
                    InBatch = inBatch,
                }
            );
        }
    }

    private static IEnumerable<string> Names() => Enumerable.Range(1, Apps).Select(number => $"App {number:000000}");
}
