using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost.Module;

/// <summary>A binary module: its assembly, what its manifest exports, and its views.</summary>
internal sealed class ImportedModule
{
    private readonly IReadOnlyList<object?>? _cmdlets;
    private readonly IReadOnlyList<object?>? _aliases;
    private readonly IModuleAssemblyCleanup[] _cleanups;
    private readonly PSModuleInfo _info;

    private ImportedModule(string path, Assembly assembly, Manifest manifest)
    {
        (Path, Name) = (path, System.IO.Path.GetFileNameWithoutExtension(path));
        (_cmdlets, _aliases) = (manifest.List("CmdletsToExport"), manifest.List("AliasesToExport"));
        _info = new PSModuleInfo(Name, path, Version.Parse(manifest.Text("ModuleVersion") ?? "0.0"));
        Types = assembly.GetTypes();
        Cmdlets = [.. Types.Where(type => type.IsDefined(typeof(CmdletAttribute), inherit: false) && !type.IsAbstract)];
        FormatFiles = [.. manifest.List("FormatsToProcess")?.Select(item => manifest.Locate(LanguagePrimitives.ToText(item))) ?? []];
        foreach (var type in Types.Where(type => typeof(IModuleAssemblyInitializer).IsAssignableFrom(type) && !type.IsAbstract))
        {
            ((IModuleAssemblyInitializer)Activator.CreateInstance(type)!).OnImport();
        }

        _cleanups = [.. Types.Where(type => typeof(IModuleAssemblyCleanup).IsAssignableFrom(type) && !type.IsAbstract).Select(type => (IModuleAssemblyCleanup)Activator.CreateInstance(type)!)];
    }

    public string Path { get; }

    public string Name { get; }

    public IReadOnlyList<Type> Cmdlets { get; }

    public IReadOnlyList<string> FormatFiles { get; }

    private IReadOnlyList<Type> Types { get; }

    public static ImportedModule Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new ItemNotFoundException($"The specified module '{path}' was not loaded because no valid module file was found.");
        }

        var manifest = path.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) ? Manifest.Read(path) : Manifest.Empty(path);
        var root = manifest.Text("RootModule") is { } file ? manifest.Locate(file) : path;
        return root.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new ImportedModule(path, Assembly.LoadFrom(CheckContract(root)), manifest)
            : throw new NotKnownException($"The module '{path}', which is not a compiled one,");
    }

    public bool Exports(string cmdlet) => Allows(_cmdlets, cmdlet);

    public bool ExportsAlias(string alias) => Allows(_aliases, alias);

    public void Remove()
    {
        foreach (var cleanup in _cleanups)
        {
            cleanup.OnRemove(_info);
        }
    }

    private static bool Allows(IReadOnlyList<object?>? patterns, string name) => patterns?.Any(pattern => Wildcards.IsMatch(name, LanguagePrimitives.ToText(pattern))) ?? true;

    // A type of the contract that isn't here would show itself only when a cmdlet first touches it.
    private static string CheckContract(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var contract = typeof(Cmdlet).Assembly;
        foreach (var type in metadata.TypeReferences.Select(metadata.GetTypeReference).Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference))
        {
            var from = metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name);
            var name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            if (from == contract.GetName().Name && contract.GetType(name) is null)
            {
                throw new NotKnownException($"The type {name}, which {System.IO.Path.GetFileName(path)} was built on,");
            }
        }

        return path;
    }
}

/// <summary>A path that leads nowhere.</summary>
internal sealed class ItemNotFoundException(string message) : RuntimeException(message)
{
    internal override string DefaultErrorId => "PathNotFound";

    internal override ErrorCategory DefaultCategory => ErrorCategory.ObjectNotFound;
}
