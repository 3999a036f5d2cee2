using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>Commands that read many apps of one pipeline: how often they ask, in which order they answer, and when they stop.</summary>
public sealed class ManyInputsTests : TenantSessionTests
{
    private const int Apps = 301;

    /// <summary>One for the list, and one for each 20 of the others.</summary>
    private const int MostRequests = 1 + 16;

    private readonly HoldingLine _line;

    public ManyInputsTests()
        : this(new HoldingLine()) { }

    private ManyInputsTests(HoldingLine line)
        : base(
            new TenantBench(
                new SandboxSettings
                {
                    ExtraApplications = Apps,
                    ExtraUsers = Apps,
                    ExtraAssignments = Apps,
                    ExtraGrants = 2 * Apps,
                    ThrottleRetryAfter = TimeSpan.FromMilliseconds(1),
                },
                transport: line
            )
        )
    {
        _line = line;
        // The sign-in is not what is counted.
        Run("$null = Get-VendorAppRegistration 'App 000001'");
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _line.Dispose();
    }

    [Theory]
    [InlineData("Get-AppCredential", 0)]
    [InlineData("Get-AppOwner", 0)]
    [InlineData("Get-AppConsent", 2 * Apps)]
    [InlineData("Get-AppAssignment", Apps)]
    [InlineData("Get-AppPermission", 0)]
    public void All_apps_of_a_list_are_read_with_few_requests(string command, int objects)
    {
        var (output, requests) = Count($"Get-VendorAppRegistration -Kind Registration | {command}");

        Assert.Equal(objects, output.Count);
        Assert.InRange(requests, 2, MostRequests);
    }

    [Theory]
    [InlineData("Get-AppCredential")]
    [InlineData("Get-AppOwner")]
    [InlineData("Get-AppConsent")]
    [InlineData("Get-AppAssignment")]
    [InlineData("Get-AppPermission")]
    public void Ids_and_objects_read_before_take_as_few(string command)
    {
        Run("$apps = Get-VendorAppRegistration -Kind Registration");

        Assert.InRange(Count($"$apps | {command}").Requests, 1, MostRequests);
        Assert.InRange(Count($"$apps.AppId | {command}").Requests, 1, MostRequests);
    }

    [Fact]
    public void Secrets_and_certificates_that_the_list_has_just_brought_cost_no_request()
    {
        Run("'App 000002', 'App 000300' | New-AppClientSecret -DisplayName vendor");

        var (output, requests) = Count("Get-VendorAppRegistration -Kind Registration | Get-AppCredential -Kind Secret, Certificate");
        Assert.Equal(["App 000002", "App 000300"], output.Cast<AppCredential>().Select(credential => credential.AppDisplayName));
        Assert.Equal(1, requests);
        (output, requests) = Count("Get-VendorAppRegistration -Kind Registration | Get-AppCredential -ExpiresWithinDays 3650");
        Assert.Equal(2, output.Count);
        Assert.Equal(1, requests);
    }

    [Fact]
    public void An_object_read_before_the_command_is_read_anew()
    {
        Run("$app = Get-VendorAppRegistration 'App 000007'");
        Run("'App 000007' | New-AppClientSecret");
        Bench.Connection.Recent.Record(Guid.NewGuid(), "", ["made"]);

        Assert.Single(Count("$app | Get-AppCredential -Kind Secret").Output);
    }

    [Fact]
    public void A_secret_made_in_the_middle_of_the_pipeline_is_shown()
    {
        var (output, _) = Count(
            "Get-VendorAppRegistration 'App 000009' | ForEach-Object { $null = $_ | New-AppClientSecret -DisplayName young; $_ } | Get-AppCredential"
        );

        Assert.Equal("young", Assert.IsType<AppCredential>(Assert.Single(output)).DisplayName);
    }

    [Fact]
    public void Federated_credentials_are_shown_unless_other_kinds_are_asked_for()
    {
        Run("'App 000150' | Add-AppFederatedCredential -Name ci -Issuer https://token.example.com -Subject build");

        var (output, requests) = Count("Get-VendorAppRegistration -Kind Registration | Get-AppCredential");
        Assert.Equal("ci", Assert.IsType<AppCredential>(Assert.Single(output)).DisplayName);
        Assert.InRange(requests, 2, MostRequests);
        Assert.Single(Count("Get-VendorAppRegistration -Kind Registration | Get-AppCredential -Kind Federated").Output);
    }

    [Fact]
    public void Results_come_in_the_order_of_the_inputs_and_each_error_in_its_place()
    {
        var result = Run(
            """
            $ids = @(Get-VendorAppRegistration -Kind Registration).AppId
            $ids[40] = [guid]::NewGuid()
            $ids[300] = 'No such app'
            $ids | Get-AppAssignment 2>&1 | ForEach-Object { $_ -is [Management.Automation.ErrorRecord] ? "$($_.TargetObject)" : "$($_.AppId)" }
            $ids
            """
        );

        var said = result.Output.Select(item => $"{item}").ToList();
        Assert.Equal(said[Apps..], said[..Apps]);
    }

    [Fact]
    public void More_owners_and_assignments_than_come_with_an_app_are_read_all()
    {
        Run($"$users = 1..25 | ForEach-Object {{ 'user{{0:000000}}@{Bench.Tenant.DomainName}' -f $_ }}");
        Run("'App 000003' | Add-AppAssignment -Principal $users; 'App 000004' | Add-AppOwner $users -Target ServicePrincipal");

        var assignments = Count("Get-VendorAppRegistration -Kind Registration | Get-AppAssignment").Output.Cast<AppAssignment>();
        var owners = Count("Get-VendorAppRegistration -Kind Registration | Get-AppOwner").Output.Cast<AppOwner>();

        Assert.InRange(assignments.Count(assignment => assignment.AppDisplayName == "App 000003"), 25, 26);
        Assert.Equal(25, owners.Count(owner => owner.AppDisplayName == "App 000004"));
    }

    [Fact]
    public void The_first_is_read_at_once_and_a_step_that_wants_no_more_stops_the_rest()
    {
        var (output, requests) = Count("Get-VendorAppRegistration -Kind Registration | Get-AppAssignment | Select-Object -First 1");

        Assert.Single(output);
        Assert.InRange(requests, 2, 3);
    }

    [Fact]
    public void One_who_waits_before_the_next_input_sees_what_the_last_one_gave()
    {
        var result = Run(
            """
            $seen = [Collections.Generic.List[object]]::new()
            & { foreach ($name in 'App 000001', 'App 000002', 'App 000003') { $seen.Count; $name; Start-Sleep -Milliseconds 300 } } |
                ForEach-Object { if ($_ -is [int]) { Write-Information $_ } else { $_ } } | Get-AppAssignment | ForEach-Object { $seen.Add($_) }
            """
        );

        Assert.Equal(["0", "1", "2"], result.Information.Select(record => $"{record.MessageData}"));
    }

    [Fact]
    public void Throttled_every_fifth_time_nothing_is_missing()
    {
        Bench.Tenant.Settings.ThrottleEvery = 5;

        var result = Run("Get-VendorAppRegistration -Kind Registration | Get-AppConsent");

        Assert.Equal(2 * Apps, result.Output.Count);
    }

    [Fact]
    public async Task Stopping_ends_the_requests_that_are_under_way()
    {
        using var shell = System.Management.Automation.PowerShell.Create(Session.Runspace);
        shell.AddScript("$apps = Get-VendorAppRegistration -Kind Registration; $hold.Begin(); $apps | Get-AppOwner; 'went on'");
        Session.Runspace.SessionStateProxy.SetVariable("hold", _line);
        var running = shell.BeginInvoke();
        await _line.Held.WaitAsync(TimeSpan.FromMinutes(1));

        shell.Stop();

        await _line.Released.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(running.IsCompleted);
        Assert.ThrowsAny<Exception>(() => shell.EndInvoke(running));
    }

    [Fact]
    public void A_refusal_ends_the_command_at_the_input_that_met_it()
    {
        foreach (var inBatch in new[] { false, true })
        {
            Bench.Tenant.Settings.Faults.Add(
                new SandboxFault
                {
                    Kind = SandboxFaultKind.Status,
                    Status = 403,
                    Code = "Authorization_RequestDenied",
                    When = request => request.Uri.AbsolutePath.Contains("/owners", StringComparison.Ordinal),
                    Times = int.MaxValue,
                    InBatch = inBatch,
                }
            );
        }

        var result = Session.Run("Get-VendorAppRegistration -Kind Registration | Get-AppOwner");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("InsufficientPrivileges,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("App 000001", Assert.IsType<AppRegistration>(error.TargetObject).DisplayName);
    }

    /// <summary>A line that, once told to, holds every request until it is canceled.</summary>
    public sealed class HoldingLine : DelegatingHandler
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _begun;

        public Task Held => _held.Task;

        public Task Released => _released.Task;

        public void Begin() => _begun = true;

        public void End() => _begun = false;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!_begun)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            _held.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                _released.TrySetResult();
            }

            throw new InvalidOperationException("The wait has no end of its own.");
        }
    }
}
