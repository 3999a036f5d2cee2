using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace HelpBuilder.Commands;

/// <summary>Gives metadata's types as <see cref="ClrType"/>. The context is the type arguments of the class being read.</summary>
internal sealed class TypeProvider : ICustomAttributeTypeProvider<ClrType>, ISignatureTypeProvider<ClrType, ImmutableArray<ClrType>>
{
    public ClrType GetPrimitiveType(PrimitiveTypeCode typeCode) => new($"System.{typeCode}");

    public ClrType GetSystemType() => new("System.Type");

    public bool IsSystemType(ClrType type) => type.FullName == "System.Type";

    // Attributes of PowerShell use enumerations of the usual kind only.
    public PrimitiveTypeCode GetUnderlyingEnumType(ClrType type) => PrimitiveTypeCode.Int32;

    public ClrType GetSZArrayType(ClrType elementType) => new("System.Array", [elementType], IsArray: true);

    public ClrType GetArrayType(ClrType elementType, ArrayShape shape) => GetSZArrayType(elementType);

    public ClrType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? new($"{GetTypeFromDefinition(reader, outer, rawTypeKind).FullName}+{reader.GetString(type.Name)}")
            : Named(reader, type.Namespace, type.Name);
    }

    public ClrType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? new(
                $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, rawTypeKind).FullName}+{reader.GetString(type.Name)}"
            )
            : Named(reader, type.Namespace, type.Name);
    }

    public ClrType GetTypeFromSerializedName(string name) => FromName(TypeName.Parse(name));

    public ClrType GetGenericInstantiation(ClrType genericType, ImmutableArray<ClrType> typeArguments) =>
        genericType with
        {
            Arguments = typeArguments,
        };

    public ClrType GetTypeFromSpecification(
        MetadataReader reader,
        ImmutableArray<ClrType> genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public ClrType GetGenericTypeParameter(ImmutableArray<ClrType> genericContext, int index) => genericContext[index];

    public ClrType GetGenericMethodParameter(ImmutableArray<ClrType> genericContext, int index) => new($"!!{index}");

    public ClrType GetByReferenceType(ClrType elementType) => elementType;

    public ClrType GetPointerType(ClrType elementType) => elementType;

    public ClrType GetPinnedType(ClrType elementType) => elementType;

    public ClrType GetModifiedType(ClrType modifier, ClrType unmodifiedType, bool isRequired) => unmodifiedType;

    public ClrType GetFunctionPointerType(MethodSignature<ClrType> signature) => new("System.IntPtr");

    private static ClrType FromName(TypeName name) =>
        name switch
        {
            { IsArray: true } => new("System.Array", [FromName(name.GetElementType())], IsArray: true),
            { IsConstructedGenericType: true } => new(
                name.GetGenericTypeDefinition().FullName,
                [.. name.GetGenericArguments().Select(FromName)]
            ),
            _ => new(name.FullName),
        };

    private static ClrType Named(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? new(reader.GetString(name)) : new($"{reader.GetString(space)}.{reader.GetString(name)}");
}
