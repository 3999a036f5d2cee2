using System.Management.Automation;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
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

    [Fact]
    public void A_module_built_on_a_type_that_is_not_known_here_is_refused_by_the_types_name()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("module-").FullName, "Strange.dll");
        try
        {
            File.WriteAllBytes(path, AssemblyReferringTo("System.Management.Automation", "PSDrivenInfo"));
            var refusal = Assert.ThrowsAny<Exception>(() => ScriptHost.Run("1", new ScriptHostOptions { ModulePath = path }));

            Assert.Equal("The type System.Management.Automation.PSDrivenInfo, which Strange.dll was built on, is not known here; PowerShell runs it.", refusal.Message);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    // An assembly of nothing but a reference to one type of the contract.
    private static byte[] AssemblyReferringTo(string space, string type)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString("Strange.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString("Strange"), new Version(1, 0), default, default, default, default);
        var contract = metadata.AddAssemblyReference(metadata.GetOrAddString("System.Management.Automation"), new Version(3, 0), default, default, default, default);
        metadata.AddTypeReference(contract, metadata.GetOrAddString(space), metadata.GetOrAddString(type));
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        var image = new BlobBuilder();
        new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        return image.ToArray();
    }
}
