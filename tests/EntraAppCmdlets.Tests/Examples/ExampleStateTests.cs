using EntraAppCmdlets.Model;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Examples;

/// <summary>A guide step by step and the same guide in one command end in the same tenant, compared object by object.</summary>
public sealed class ExampleStateTests
{
    private const string SignIn = "Receive-AppAuthorizationCode | Test-AppSignIn -ClientSecret $installed.Secret.SecretText";

    [Theory]
    [InlineData("authentik", "Install-VendorApp authentik")]
    [InlineData(
        "sekoia",
        $"""
            $installed = Install-VendorApp Sekoia -AssignTo 'Security team'
            $installed | Get-AppAuthorizationUrl -Scope openid, profile, email -LoginHint "alex.weber@$($tenant.DefaultDomain)" | {SignIn}
            """
    )]
    [InlineData(
        "auth0",
        $"""
            $installed = Install-VendorApp Auth0 -Auth0Tenant contoso -AccountTypes Multitenant -ExtendedAttribute ExtendedProfile
            $installed | Get-AppAuthorizationUrl -SignInTenant common -Scope openid, profile, User.Read | {SignIn}
            """
    )]
    [InlineData(
        "invictus",
        $"""
            $installed = Install-VendorApp Invictus -DashboardHost contoso-invictus.azurewebsites.net -Owner "alex.weber@$($tenant.DefaultDomain)"
            $installed | Get-AppAuthorizationUrl -RedirectUri https://contoso-invictus.azurewebsites.net/login -Scope "$($installed.App.IdentifierUris[0])/access_as_user" | {SignIn}
            """
    )]
    [InlineData(
        "cortex-xsoar",
        $"""
            Install-VendorApp XSOAR -Variant VendorApp -VendorAppId {SandboxTenant.VendorAppId} -ApplicationPermission User.ReadWrite.All
            $installed = Install-VendorApp XSOAR -ApplicationPermission User.ReadWrite.All
            Install-VendorApp XSOAR -Variant AuthorizationCode -RedirectUri https://xsoar.example.com/oauth -AppId $installed.AppId | Get-AppAuthorizationUrl -Scope offline_access, Directory.AccessAsUser.All | {SignIn}
            """
    )]
    public void A_guide_step_by_step_ends_as_its_installation_does(string example, string installation)
    {
        using TemporaryFolder folder = new();
        const string Connect = "Connect-AppTenant -Sandbox";
        var steps = File.ReadAllText(Checkout.PathOf($"examples/{example}.ps1"));
        Assert.Contains(Connect, steps, StringComparison.Ordinal);

        var stepByStep = StateAfter(folder, "steps", path => steps.Replace(Connect, $"{Connect} -Path '{path}'", StringComparison.Ordinal));
        var inOneGo = StateAfter(folder, "installation", path => $"$tenant = {Connect} -Path '{path}'\n{installation}");

        Assert.Equal(inOneGo, stepByStep);
    }

    private static string[] StateAfter(TemporaryFolder folder, string name, Func<string, string> script)
    {
        var (file, kept) = (folder.PathOf($"{name}.ps1"), folder.PathOf($"{name}.json"));
        File.WriteAllText(file, script(kept) + "\nDisconnect-AppTenant\n");
        using (var session = new ShellSession())
        {
            Assert.Empty(session.Run($"& '{file}'").Errors);
        }

        using var tenant = SandboxTenant.Open(new SandboxSettings(), kept);
        return tenant.ExportState(normalizeIds: true).Split('\n');
    }
}
