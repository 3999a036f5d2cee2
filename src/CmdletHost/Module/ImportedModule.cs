using System.Management.Automation;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost.Module;

/// <summary>A binary module: its assembly, what its manifest exports, and its views. One may be of views alone.</summary>
internal sealed class ImportedModule
{
    private readonly IReadOnlyList<object?>? _cmdlets;
    private readonly IReadOnlyList<object?>? _aliases;
    private readonly IModuleAssemblyCleanup[] _cleanups;

    private ImportedModule(string path, Assembly? assembly, Manifest manifest)
    {
        (Path, Name) = (path, System.IO.Path.GetFileNameWithoutExtension(path));
        (_cmdlets, _aliases) = (manifest.List("CmdletsToExport"), manifest.List("AliasesToExport"));
        Info = new PSModuleInfo(Name, path, Version.Parse(manifest.Text("ModuleVersion") ?? "0.0"));
        Types = assembly?.GetTypes() ?? [];
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

    public PSModuleInfo Info { get; }

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
        if (manifest.Text("RootModule") is null && manifest.List("FormatsToProcess") is not null)
        {
            return new ImportedModule(path, null, manifest);
        }

        var root = manifest.Text("RootModule") is { } file ? manifest.Locate(file) : path;
        return root.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new ImportedModule(path, LoadChecked(root), manifest)
            : throw new NotKnownException($"The module '{path}', which is not a compiled one,");
    }

    public bool Exports(string cmdlet) => Allows(_cmdlets, cmdlet);

    public bool ExportsAlias(string alias) => Allows(_aliases, alias);

    public void Remove()
    {
        foreach (var cleanup in _cleanups)
        {
            cleanup.OnRemove(Info);
        }
    }

    private static bool Allows(IReadOnlyList<object?>? patterns, string name) => patterns?.Any(pattern => Wildcards.IsMatch(name, LanguagePrimitives.ToText(pattern))) ?? true;

    // What of the contract isn't here would show itself only when a cmdlet first touches it.
    private static Assembly LoadChecked(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var contract = typeof(Cmdlet).Assembly;
        var used = new HashSet<EntityHandle>();
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference &&
                metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == contract.GetName().Name)
            {
                used.Add(handle);
                var name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
                _ = contract.GetType(name) ?? throw Missing($"The type {name}");
            }
        }

        var assembly = Assembly.LoadFrom(path);
        foreach (var handle in metadata.MemberReferences.Where(handle => used.Contains(metadata.GetMemberReference(handle).Parent)))
        {
            try
            {
                assembly.ManifestModule.ResolveMember(MetadataTokens.GetToken(handle));
            }
            catch (MissingMemberException failure)
            {
                throw Missing($"A member ({failure.Message})");
            }
        }

        return assembly;

        NotKnownException Missing(string what) => new($"{what}, which {System.IO.Path.GetFileName(path)} was built on,");
    }
}

/// <summary>A path that leads nowhere.</summary>
internal sealed class ItemNotFoundException(string message) : RuntimeException(message)
{
    internal override string DefaultErrorId => "PathNotFound";

    internal override ErrorCategory DefaultCategory => ErrorCategory.ObjectNotFound;
}
