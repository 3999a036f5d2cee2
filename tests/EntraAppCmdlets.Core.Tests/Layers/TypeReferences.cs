using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EntraAppCmdlets.Core.Tests.Layers;

/// <summary>Which types of an assembly refer to which of its types: in what they derive from, their signatures, attributes and the bodies of their methods.</summary>
/// <remarks>A nested type counts as part of the type around it. Constants leave no reference in an assembly: the compiler copies their values.</remarks>
internal sealed class TypeReferences
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly TypeCollector _collector;
    private HashSet<TypeDefinitionHandle> _found = [];

    private TypeReferences(PEReader file)
    {
        _file = file;
        _reader = file.GetMetadataReader();
        _collector = new(handle => _found.Add(Outermost(handle)));
    }

    /// <summary>The full names of the types that each type refers to, by the full name of the type that refers.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Read(string path)
    {
        using PEReader file = new(ImmutableArray.Create(File.ReadAllBytes(path)));
        return new TypeReferences(file).Read();
    }

    private Dictionary<string, IReadOnlySet<string>> Read()
    {
        Dictionary<string, IReadOnlySet<string>> result = [];
        foreach (var group in _reader.TypeDefinitions.GroupBy(Outermost))
        {
            _found = [];
            foreach (var type in group)
            {
                VisitType(_reader.GetTypeDefinition(type));
            }

            _found.Remove(group.Key);
            result.Add(NameOf(group.Key), _found.Select(NameOf).ToHashSet());
        }

        return result;
    }

    private void VisitType(TypeDefinition type)
    {
        Visit(type.BaseType);
        VisitAttributes(type.GetCustomAttributes());
        VisitParameters(type.GetGenericParameters());
        foreach (var handle in type.GetInterfaceImplementations())
        {
            Visit(_reader.GetInterfaceImplementation(handle).Interface);
        }

        foreach (var handle in type.GetFields())
        {
            var field = _reader.GetFieldDefinition(handle);
            field.DecodeSignature(_collector, null);
            VisitAttributes(field.GetCustomAttributes());
        }

        foreach (var handle in type.GetProperties())
        {
            VisitAttributes(_reader.GetPropertyDefinition(handle).GetCustomAttributes());
        }

        foreach (var handle in type.GetMethods())
        {
            var method = _reader.GetMethodDefinition(handle);
            method.DecodeSignature(_collector, null);
            VisitAttributes(method.GetCustomAttributes());
            VisitParameters(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0)
            {
                VisitBody(_file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void VisitParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(handle => _reader.GetGenericParameter(handle).GetConstraints()))
        {
            Visit(_reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void VisitAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            Visit(_reader.GetCustomAttribute(handle).Constructor);
        }
    }

    private void VisitBody(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            Visit(body.LocalSignature);
        }

        foreach (var region in body.ExceptionRegions.Where(region => !region.CatchType.IsNil))
        {
            Visit(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            var operand = Operands[value == 0xFE ? 0xFE00 | code.ReadByte() : value];
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Visit(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                default:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineBrTarget
            or OperandType.InlineI
            or OperandType.InlineSig
            or OperandType.InlineString
            or OperandType.ShortInlineR => 4,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => throw new InvalidOperationException($"An operand of kind {operand} has no known size."),
        };

    private void Visit(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _found.Add(Outermost((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_collector, null);
                break;
            case HandleKind.FieldDefinition:
                var field = _reader.GetFieldDefinition((FieldDefinitionHandle)handle);
                Visit(field.GetDeclaringType());
                field.DecodeSignature(_collector, null);
                break;
            case HandleKind.MethodDefinition:
                var method = _reader.GetMethodDefinition((MethodDefinitionHandle)handle);
                Visit(method.GetDeclaringType());
                method.DecodeSignature(_collector, null);
                break;
            case HandleKind.MethodSpecification:
                var generic = _reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Visit(generic.Method);
                generic.DecodeSignature(_collector, null);
                break;
            case HandleKind.StandaloneSignature:
                _reader.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeLocalSignature(_collector, null);
                break;
            case HandleKind.MemberReference:
                var member = _reader.GetMemberReference((MemberReferenceHandle)handle);
                Visit(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                {
                    member.DecodeMethodSignature(_collector, null);
                }
                else
                {
                    member.DecodeFieldSignature(_collector, null);
                }

                break;
        }
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (_reader.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return type.Namespace.IsNil ? _reader.GetString(type.Name) : $"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}";
    }

    // Walks a signature and reports each type of the assembly in it; what it returns is not used.
    private sealed class TypeCollector(Action<TypeDefinitionHandle> found) : ISignatureTypeProvider<int, object?>
    {
        public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            found(handle);
            return 0;
        }

        public int GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public int GetArrayType(int elementType, ArrayShape shape) => 0;

        public int GetByReferenceType(int elementType) => 0;

        public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

        public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

        public int GetGenericMethodParameter(object? genericContext, int index) => 0;

        public int GetGenericTypeParameter(object? genericContext, int index) => 0;

        public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

        public int GetPinnedType(int elementType) => 0;

        public int GetPointerType(int elementType) => 0;

        public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

        public int GetSZArrayType(int elementType) => 0;

        public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;
    }
}
