using System.Management.Automation;
using CmdletHost.SampleModule;

namespace CmdletHost.Tests.Contract;

public class ContractTests
{
    [Fact]
    public void Whatever_the_stand_in_declares_is_in_the_published_contract_with_the_same_signature()
    {
        var published = PublicContract.Read(Path.Combine(AppContext.BaseDirectory, "contract", "System.Management.Automation.dll"));
        var own = PublicContract.Read(typeof(Cmdlet).Assembly.Location);

        Assert.True(own.Count > 300, $"Only {own.Count} members were read.");
        var strange = own.Except(published).Order().ToList();
        Assert.True(strange.Count == 0, string.Join('\n', strange));
    }

    [Fact]
    public void A_module_compiled_against_the_published_contract_binds_to_the_stand_in()
    {
        var reference = Array.Find(typeof(NewSampleCommand).Assembly.GetReferencedAssemblies(), name => name.Name == "System.Management.Automation")!;

        Assert.Equal(new Version(3, 0, 0, 0), reference.Version);
        Assert.Equal("31bf3856ad364e35", Convert.ToHexStringLower(reference.GetPublicKeyToken()!));
        Assert.True(typeof(NewSampleCommand).IsSubclassOf(typeof(PSCmdlet)));
        Assert.Equal(typeof(ScriptHost).Assembly.Location.Replace("CmdletHost.dll", "System.Management.Automation.dll", StringComparison.Ordinal), typeof(PSCmdlet).Assembly.Location);
    }
}
