using System.Management.Automation.Runspaces;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Commands;

/// <summary>A guide as one pipeline: how many requests it takes when each step knows what the steps before have written, and what a step still finds that others have changed.</summary>
public sealed class ChainRequestsTests : TenantSessionTests
{
    /// <summary>The guide of Invictus, each of its steps a command.</summary>
    private const string Invictus = """
        New-VendorAppRegistration Invictus -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance -RedirectUri "https://$site/login", "https://$site/api/auth/callback/azure-ad" |
            Add-AppOwner $owner -Target ServicePrincipal |
            Add-AppApiScope access_as_user -Consent AdminsAndUsers -AdminConsentDisplayName 'Access Invictus' -AdminConsentDescription 'Allows the Invictus dashboard to call its API on behalf of the signed-in user.' -UserConsentDisplayName 'Access Invictus' -UserConsentDescription 'Allows the Invictus dashboard to call its API on your behalf.' |
            Add-AppGraphPermission -Delegated Directory.Read.All, User.Read, User.Read.All |
            Add-AppGraphPermission -Application User.Read.All, Group.Read.All, Mail.Send |
            Add-AppApiPermission -Api self -Delegated access_as_user |
            Grant-AppAdminConsent |
            New-AppClientSecret -DisplayName Invictus
        """;

    public ChainRequestsTests()
        : base(new TenantBench())
    {
        Run($"$site = 'dashboard.example.com'; $owner = 'alex.weber@{Bench.Tenant.DomainName}'; $null = Get-VendorAppRegistration");
    }

    [Fact]
    public void The_chain_of_Invictus_takes_at_most_10_requests_and_gives_what_the_guide_asks_for()
    {
        var mark = Bench.Tenant.Requests.Count;
        var secret = Assert.IsType<AppClientSecret>(Assert.Single(Run($"($secret = {Invictus})").Output));
        var sent = Bench.Since(mark);

        Assert.True(sent.Count <= 10, $"{sent.Count} requests:\n{string.Join('\n', sent)}");
        Assert.All(secret.App.Known.Permissions, permission => Assert.True(permission.Consented));
        Assert.Equal("Alex Weber", Assert.Single(secret.App.Owners!).DisplayName);
        Assert.Empty(
            Run(
                "Test-VendorAppRegistration Invictus -Vendor Invictus -DashboardHost $site -Owner $owner | Where-Object Finding -ne OK"
            ).Output
        );
        Assert.Equal([true], Run("($secret | Test-AppSignIn).Succeeded").Output);
    }

    [Fact]
    public void A_second_run_changes_nothing_but_the_secret()
    {
        Run($"$null = {Invictus}");
        var before = Run(
            "Get-VendorAppRegistration Invictus | Get-AppConsent | ForEach-Object { \"$($_.Permission) $($_.State)\" }"
        ).Output;

        Run($"$null = {Invictus}");

        Assert.Equal(
            before,
            Run("Get-VendorAppRegistration Invictus | Get-AppConsent | ForEach-Object { \"$($_.Permission) $($_.State)\" }").Output
        );
        Assert.Equal([2], Run("@(Get-AppCredential Invictus).Count").Output);
    }

    [Fact]
    public void A_request_of_ones_own_between_two_steps_is_found_by_the_next()
    {
        Run(
            """
            $app = New-VendorAppRegistration Demo -RedirectUri https://a.example.com/login
            $null = Invoke-AppGraphRequest "/applications/$($app.Id)" -Method Patch -Confirm:$false -Body @{ web = @{ redirectUris = @('https://a.example.com/login', 'https://own.example.com/login') } }
            $null = $app | Add-AppRedirectUri https://b.example.com/login
            """
        );

        Assert.Equal(
            ["https://a.example.com/login", "https://b.example.com/login", "https://own.example.com/login"],
            Run("(Get-VendorAppRegistration Demo).RedirectUris.Uri | Sort-Object").Output
        );
    }

    [Fact]
    public async Task What_others_have_granted_to_a_new_app_is_shown()
    {
        Run("$app = New-VendorAppRegistration Demo | Add-AppGraphPermission -Delegated User.Read");
        using var other = new TenantBench(Bench.Tenant, new() { Clock = Bench.Work.Clock });
        await other.GrantAsync(await other.Reader.GetAsync("Demo", default));

        Assert.Equal(["Granted"], Run("$app | Get-AppConsent | ForEach-Object { \"$($_.State)\" }").Output);
        Assert.Equal([true], Run("($app | Grant-AppAdminConsent -Wait).Permissions.Consented").Output);
    }

    [Fact]
    public void An_older_object_of_a_new_app_loses_nothing_that_later_steps_have_written()
    {
        Run(
            """
            $app = New-VendorAppRegistration Demo
            $null = $app | Add-AppGraphPermission -Delegated User.Read
            $null = $app | Add-AppGraphPermission -Delegated Mail.Read
            $null = $app | Add-AppOwner $owner
            $null = $app | Remove-AppPermission -Delegated User.Read -Confirm:$false
            $null = $app | Add-AppGraphPermission -Application User.Read.All
            """
        );

        Assert.Equal(["Mail.Read", "User.Read.All"], Run("(Get-AppPermission Demo).Name | Sort-Object").Output);
        Assert.Equal(["Alex Weber"], Run("(Get-AppOwner Demo).DisplayName").Output);
    }

    [Fact]
    public async Task What_another_connection_has_added_to_an_app_that_was_there_is_kept()
    {
        using var other = new TenantBench(Bench.Tenant, new() { Clock = Bench.Work.Clock });
        var made = await other.RegisterAsync("Demo");
        Run("$app = New-VendorAppRegistration Demo");
        await other.RequestAsync(made, AppPermissionType.Delegated, "Mail.Read");

        Run("$null = $app | Add-AppGraphPermission -Delegated User.Read");

        Assert.Equal(["Mail.Read", "User.Read"], Run("(Get-AppPermission Demo).Name | Sort-Object").Output);
    }
}
