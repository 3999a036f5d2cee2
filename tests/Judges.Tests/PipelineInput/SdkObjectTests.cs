using System.Management.Automation;
using System.Management.Automation.Runspaces;
using EntraAppCmdlets;
using EntraAppCmdlets.Testing;
using Microsoft.Graph.Models;

namespace Judges.Tests.PipelineInput;

/// <summary>An object of the SDK, as Microsoft's Graph module and scripts hold it, is an app to <c>-App</c>.</summary>
public sealed class SdkObjectTests(SdkObjectTests.Session session) : IClassFixture<SdkObjectTests.Session>
{
    [Theory]
    [InlineData("Get-VendorAppRegistration -App $item")]
    [InlineData("$item | Get-VendorAppRegistration")]
    public void An_application_and_a_service_principal_are_taken_by_their_application_id(string script)
    {
        var app = Assert.Single(Run("New-VendorAppRegistration Demo"));
        var (appId, id, principal) = (Text(app, "AppId"), Text(app, "Id"), Text(app, "ServicePrincipalId"));

        foreach (
            var item in new object[]
            {
                new Application
                {
                    AppId = appId,
                    Id = id,
                    DisplayName = "another name",
                },
                new ServicePrincipal
                {
                    AppId = appId,
                    Id = principal,
                    DisplayName = "another name",
                },
            }
        )
        {
            Assert.Equal(appId, Text(Assert.Single(Run(script, item)), "AppId"));
        }
    }

    [Fact]
    public void An_application_read_without_its_application_id_is_refused_rather_than_taken_for_another()
    {
        Run("New-VendorAppRegistration Demo");
        var error = Assert
            .Single(Run("try { Get-VendorAppRegistration -App $item } catch { $_ }", new Application { DisplayName = "Demo" }))
            .BaseObject;
        Assert.Contains("AppId", Assert.IsType<ErrorRecord>(error).Exception.Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<PSObject> Run(string script, object? item = null) => session.Run(script, item);

    private static string Text(PSObject item, string property) => item.Properties[property].Value.ToString()!;

    /// <summary>PowerShell in this process with the module, connected to an embedded tenant.</summary>
    public sealed class Session : IDisposable
    {
        private readonly Runspace _runspace;

        public Session()
        {
            var state = InitialSessionState.CreateDefault2();
            state.ThrowOnRunspaceOpenError = true;
            state.ImportPSModule([Path.GetFullPath(Path.Combine(TemplatesFolder.Folder, "..", "..", "EntraAppCmdlets.psd1"))]);
            _runspace = RunspaceFactory.CreateRunspace(state);
            _runspace.Open();
            Run("Connect-AppTenant -Sandbox");
        }

        /// <summary>Runs a script that writes no error.</summary>
        /// <param name="script">The script.</param>
        /// <param name="item">What it finds as <c>$item</c>.</param>
        public IReadOnlyList<PSObject> Run(string script, object? item = null)
        {
            using var shell = PowerShell.Create(_runspace);
            _runspace.SessionStateProxy.SetVariable("item", item);
            var output = shell.AddScript(script).Invoke();
            Assert.Empty(shell.Streams.Error);
            return [.. output];
        }

        public void Dispose()
        {
            Run("Disconnect-AppTenant");
            _runspace.Dispose();
        }
    }
}
