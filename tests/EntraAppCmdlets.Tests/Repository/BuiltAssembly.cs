using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace EntraAppCmdlets.Tests.Repository;

/// <summary>What a built assembly refers to, read from its metadata.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="References">The names of the assemblies that it refers to.</param>
/// <param name="Types">The types that it refers to, with the assembly of each.</param>
internal sealed record BuiltAssembly(string Name, IReadOnlyList<string> References, IReadOnlyList<(string Assembly, string Type)> Types)
{
    /// <summary>Reads a file.</summary>
    public static BuiltAssembly Read(string path)
    {
        using PEReader file = new(ImmutableArray.Create(File.ReadAllBytes(path)));
        var reader = file.GetMetadataReader();
        return new(
            Path.GetFileNameWithoutExtension(path),
            [.. reader.AssemblyReferences.Select(handle => NameOf(reader, handle))],
            [
                .. from handle in reader.TypeReferences
                let type = reader.GetTypeReference(handle)
                where type.ResolutionScope.Kind == HandleKind.AssemblyReference
                select (
                    NameOf(reader, (AssemblyReferenceHandle)type.ResolutionScope),
                    $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}"
                ),
            ]
        );
    }

    private static string NameOf(MetadataReader reader, AssemblyReferenceHandle handle) =>
        reader.GetString(reader.GetAssemblyReference(handle).Name);
}
