using System.Reflection;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Sandbox;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Interactive;

/// <summary>The questions before what nobody should do in passing: Enter is a No.</summary>
public sealed class QuestionTests
{
    private const string Secret = "$null = New-VendorAppRegistration Demo | New-AppClientSecret -DisplayName one";
    private const string Secrets = "(Get-AppCredential Demo).KeyId";

    /// <summary>The command, what must be there before, the run that asks, and what shows whether it was done.</summary>
    public static TheoryData<string, string, string, string> Runs { get; } =
        new()
        {
            { "New-AppClientSecret", Secret, "New-AppClientSecret Demo -DisplayName one -Replace", Secrets },
            { "Update-AppClientSecret", Secret, "Update-AppClientSecret Demo -DisplayName one -OverlapDays 0", Secrets },
            {
                "Update-AppCertificate",
                "$folder = [IO.Directory]::CreateTempSubdirectory('question'); $null = New-VendorAppRegistration Demo;"
                    + " $null = New-AppCertificate Demo -DisplayName one -KeySize 2048 -Path $folder/one.pem",
                "Update-AppCertificate Demo -DisplayName one -KeySize 2048 -Path $folder/two.pem -OverlapDays 0",
                "(Get-AppCredential Demo).KeyId"
            },
            {
                "Install-VendorApp",
                "$null = Install-VendorApp authentik",
                "Install-VendorApp authentik -ReplaceSecret",
                "(Get-AppCredential 'authentik Entra Provider').KeyId"
            },
            {
                "Install-VendorApp",
                "",
                "Install-VendorApp XSOAR -ApplicationPermission RoleManagement.ReadWrite.Directory",
                "(Get-VendorAppRegistration).DisplayName"
            },
            {
                "Grant-AppAdminConsent",
                "$null = New-VendorAppRegistration Demo | Add-AppGraphPermission -Application RoleManagement.ReadWrite.Directory",
                "Grant-AppAdminConsent Demo",
                "(Get-AppConsent Demo).State"
            },
            {
                "Add-AppDirectoryRole",
                "$null = New-VendorAppRegistration Demo",
                "Add-AppDirectoryRole 'Global Administrator' -App Demo",
                "(Get-AppDirectoryRole Demo).Role"
            },
            {
                "Copy-VendorAppRegistration",
                "$null = New-VendorAppRegistration Demo | Add-AppGraphPermission -Application RoleManagement.ReadWrite.Directory | Grant-AppAdminConsent -Confirm:$false;"
                    + " $here = Get-AppTenant; $other = Connect-AppTenant -Sandbox -Tenant fabrikam.onmicrosoft.com",
                "Copy-VendorAppRegistration $other -App Demo -Tenant $here",
                "(Get-VendorAppRegistration -Tenant $other).DisplayName"
            },
            {
                "Copy-VendorAppRegistration",
                "$null = New-VendorAppRegistration Demo | Add-AppDirectoryRole 'Global Administrator' -Confirm:$false;"
                    + " $here = Get-AppTenant; $other = Connect-AppTenant -Sandbox -Tenant fabrikam.onmicrosoft.com",
                "Copy-VendorAppRegistration $other -App Demo -Tenant $here",
                "(Get-VendorAppRegistration -Tenant $other).DisplayName"
            },
            {
                "New-VendorServicePrincipal",
                "",
                $"New-VendorServicePrincipal {SandboxTenant.VendorAppId} -Application RoleManagement.ReadWrite.Directory -GrantConsent",
                $"(Get-VendorAppRegistration -Kind Enterprise).AppId -contains '{SandboxTenant.VendorAppId}'"
            },
            {
                "Invoke-AppGraphRequest",
                "$app = New-VendorAppRegistration Demo",
                "Invoke-AppGraphRequest \"/applications/$($app.Id)\" -Method Delete",
                "@(Get-VendorAppRegistration).DisplayName -contains 'Demo'"
            },
        };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Enter_does_nothing_and_yes_does_it(string command, string prepare, string run, string state)
    {
        Assert.StartsWith(command, run, StringComparison.Ordinal);
        foreach (var answer in new[] { null, "No", "Yes" })
        {
            var host = new AnsweringHost(answer);
            using var session = new ShellSession(host: host);
            Assert.Empty(session.Run($"$null = Connect-AppTenant -Sandbox; {prepare}").Errors);
            Assert.Empty(host.Questions);
            var before = session.Run(state).Output;

            var result = session.Run(run);

            Assert.Empty(result.Errors);
            Assert.Equal("No", Assert.Single(host.Questions).Default);
            if (answer == "Yes")
            {
                Assert.NotEqual(before, session.Run(state).Output);
            }
            else
            {
                Assert.Empty(result.Output);
                Assert.Equal(before, session.Run(state).Output);
            }
        }
    }

    [Fact]
    public void Every_command_that_asks_is_tried()
    {
        var asking = from command in CommandNeeds.Commands where Asks(command.Value, []) select command.Key;

        Assert.Equal(asking.Order(), Runs.Select(run => (string)run[0]).Distinct().Order());
    }

    /// <summary>Whether a type has a question among its fields, or in what they hold of the module itself.</summary>
    private static bool Asks(Type type, HashSet<Type> seen) =>
        type == typeof(SecurityQuestion)
        || (
            type.Assembly == typeof(SecurityQuestion).Assembly
            && seen.Add(type)
            && type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Any(field => Asks(field.FieldType, seen))
        );
}
