using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace HelpBuilder.Commands;

/// <summary>
/// Reads the cmdlets of a compiled module from its metadata. Nothing is loaded, so PowerShell need not be there and the file
/// isn't held open.
/// </summary>
internal sealed class CommandReader : IDisposable
{
    private const string Namespace = "EntraAppCmdlets.";

    private static readonly TypeProvider Types = new();

    private readonly List<PEReader> _files = [];
    private readonly Dictionary<string, (MetadataReader Reader, TypeDefinition Type)> _classes = [];
    private readonly MetadataReader _module;

    /// <summary>Opens a module.</summary>
    /// <param name="path">The assembly with the cmdlets. Its neighbours of the same first name are read for enumerations.</param>
    public CommandReader(string path)
    {
        var neighbours = Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}.*.dll");
        _module = Open(path);
        Array.ForEach(neighbours, neighbour => Open(neighbour));
    }

    /// <summary>The cmdlets, by name.</summary>
    public IReadOnlyList<Command> Read() =>
        [
            .. _module
                .TypeDefinitions.Select(_module.GetTypeDefinition)
                .Select(ReadCommand)
                .OfType<Command>()
                .OrderBy(command => command.Name, StringComparer.Ordinal),
        ];

    /// <summary>The public enumerations that properties of public objects have, by name.</summary>
    public IReadOnlyList<Enumeration> ReadEnumerations()
    {
        var properties =
            from found in _classes.Values
            where IsPublic(found.Type) && NameOf(found.Reader, found.Type).StartsWith(Namespace, StringComparison.Ordinal)
            let owner = found.Reader.GetString(found.Type.Name)
            where !owner.EndsWith("Command", StringComparison.Ordinal) && !owner.EndsWith("Exception", StringComparison.Ordinal)
            from handle in found.Type.GetProperties()
            let property = found.Reader.GetPropertyDefinition(handle)
            select (
                Type: property.DecodeSignature(Types, []).ReturnType.Value.FullName,
                Name: $"{owner}.{found.Reader.GetString(property.Name)}"
            );
        return
        [
            .. from property in properties
            where
                property.Type.StartsWith(Namespace, StringComparison.Ordinal)
                && !property.Type[Namespace.Length..].Contains('.', StringComparison.Ordinal)
                && IsPublic(_classes[property.Type].Type)
            let values = EnumerationValues(new(property.Type))
            where values.Length > 0
            group property.Name by (property.Type, Values: string.Join(' ', values)) into same
            orderby same.Key.Type
            select new Enumeration(same.Key.Type, same.Key.Values.Split(' '), [.. same.Order(StringComparer.Ordinal)]),
        ];
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private MetadataReader Open(string path)
    {
        // Read whole: the file may be overwritten by the next build at once.
        var file = new PEReader(ImmutableArray.Create(File.ReadAllBytes(path)));
        _files.Add(file);
        var reader = file.GetMetadataReader();
        foreach (var handle in reader.TypeDefinitions)
        {
            _classes.TryAdd(Types.GetTypeFromDefinition(reader, handle, 0).FullName, (reader, reader.GetTypeDefinition(handle)));
        }

        return reader;
    }

    private Command? ReadCommand(TypeDefinition type)
    {
        var attributes = Attributes(_module, type.GetCustomAttributes());
        if (Array.Find(attributes, attribute => attribute.Name == "CmdletAttribute") is not { } cmdlet)
        {
            return null;
        }

        var needs = Attributes(_module, type.GetCustomAttributes(), ofModule: true)
            .Where(attribute => attribute.Name == "GraphPermissionAttribute");
        var supportsShouldProcess = cmdlet.Named("SupportsShouldProcess", false);
        object?[] name = [.. cmdlet.Unnamed];
        return new()
        {
            Verb = (string)name[0]!,
            Noun = (string)name[1]!,
            ClassName = NameOf(_module, type),
            IsSealed = type.Attributes.HasFlag(TypeAttributes.Sealed),
            IsPublic = IsPublic(type),
            SupportsShouldProcess = supportsShouldProcess,
            TakesVendorParameters = HasDynamicParameters(_module, type) && (string)name[0]! != "New",
            Needs = [.. needs.Select(ReadNeed)],
            DefaultSet = cmdlet.Named<string?>("DefaultParameterSetName", null),
            OutputTypes =
            [
                .. attributes
                    .Where(attribute => attribute.Name == "OutputTypeAttribute")
                    .SelectMany(attribute => attribute.Unnamed)
                    .Select(AsType)
                    .Distinct(),
            ],
            Parameters =
            [
                // What a class overrides comes before what it inherits.
                .. ReadParameters(_module, type, []).DistinctBy(parameter => parameter.Name),
                .. supportsShouldProcess ? [Common("WhatIf", "wi"), Common("Confirm", "cf")] : Array.Empty<Parameter>(),
            ],
        };
    }

    private IEnumerable<Parameter> ReadParameters(MetadataReader reader, TypeDefinition type, ImmutableArray<ClrType> typeArguments)
    {
        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            var attributes = Attributes(reader, property.GetCustomAttributes());
            AttributeValue[] uses =
            [
                .. attributes.Where(attribute => attribute.Name == "ParameterAttribute" && !attribute.Named("DontShow", false)),
            ];
            if (uses.Length > 0)
            {
                var parameterType = property.DecodeSignature(Types, typeArguments).ReturnType;
                yield return new()
                {
                    Name = reader.GetString(property.Name),
                    DeclaringClass = NameOf(reader, type),
                    Type = parameterType,
                    Aliases = Strings(attributes, "AliasAttribute"),
                    AcceptedValues = Strings(attributes, "ValidateSetAttribute") is { Length: > 0 } values
                        ? values
                        : EnumerationValues(parameterType.Value),
                    SupportsWildcards = Array.Exists(attributes, attribute => attribute.Name == "SupportsWildcardsAttribute"),
                    Uses = [.. uses.Select(ReadUse)],
                };
            }
        }

        foreach (var inherited in ReadInherited(reader, type, typeArguments))
        {
            yield return inherited;
        }
    }

    private IEnumerable<Parameter> ReadInherited(MetadataReader reader, TypeDefinition type, ImmutableArray<ClrType> typeArguments)
    {
        var parent = type.BaseType.Kind switch
        {
            _ when type.BaseType.IsNil => null,
            HandleKind.TypeDefinition => Types.GetTypeFromDefinition(reader, (TypeDefinitionHandle)type.BaseType, 0),
            HandleKind.TypeReference => Types.GetTypeFromReference(reader, (TypeReferenceHandle)type.BaseType, 0),
            _ => Types.GetTypeFromSpecification(reader, typeArguments, (TypeSpecificationHandle)type.BaseType, 0),
        };

        // Where the module's own classes end, PowerShell's begin.
        return parent is not null && _classes.TryGetValue(parent.FullName, out var found)
            ? ReadParameters(found.Reader, found.Type, parent.Arguments)
            : [];
    }

    private static NeededPermission ReadNeed(AttributeValue attribute)
    {
        var with = attribute.Strings("With");
        return new(
            attribute.Named<string?>("When", null)
                ?? (with.Count > 0 ? $"with {string.Join(" or ", with.Select(name => "-" + name))}" : null),
            attribute.Strings("Application"),
            attribute.Strings("Delegated"),
            attribute.Strings("Roles")
        );
    }

    private static ParameterUse ReadUse(AttributeValue attribute) =>
        new(
            attribute.Named("ParameterSetName", Command.AllSets),
            attribute.Named("Position", int.MinValue) is var position and not int.MinValue ? position : null,
            attribute.Named("Mandatory", false),
            attribute.Named("ValueFromPipeline", false),
            attribute.Named("ValueFromPipelineByPropertyName", false),
            attribute.Named("ValueFromRemainingArguments", false)
        );

    private static Parameter Common(string name, string alias) =>
        new()
        {
            Name = name,
            DeclaringClass = null,
            Type = new("System.Management.Automation.SwitchParameter"),
            Aliases = [alias],
            Uses = [new(Command.AllSets, null, false, false, false, false)],
        };

    private string[] EnumerationValues(ClrType type)
    {
        if (!_classes.TryGetValue(type.FullName, out var found))
        {
            return Type.GetType(type.FullName) is { IsEnum: true } known ? Enum.GetNames(known) : [];
        }

        return BaseName(found.Reader, found.Type) == "System.Enum"
            ?
            [
                .. found
                    .Type.GetFields()
                    .Select(found.Reader.GetFieldDefinition)
                    .Where(field => field.Attributes.HasFlag(FieldAttributes.Literal))
                    .Select(field => found.Reader.GetString(field.Name)),
            ]
            : [];
    }

    private static string? BaseName(MetadataReader reader, TypeDefinition type) =>
        type.BaseType.Kind == HandleKind.TypeReference && !type.BaseType.IsNil
            ? Types.GetTypeFromReference(reader, (TypeReferenceHandle)type.BaseType, 0).FullName
            : null;

    private static string[] Strings(IEnumerable<AttributeValue> attributes, string name) =>
        [.. attributes.Where(attribute => attribute.Name == name).SelectMany(attribute => attribute.Unnamed).OfType<string>()];

    private static ClrType AsType(object? value) => value as ClrType ?? new((string)value!);

    private static bool IsPublic(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public;

    private static bool HasDynamicParameters(MetadataReader reader, TypeDefinition type) =>
        type.GetInterfaceImplementations()
            .Select(handle => reader.GetInterfaceImplementation(handle).Interface)
            .Any(one =>
                one.Kind == HandleKind.TypeReference
                && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)one).Name) == "IDynamicParameters"
            )
        || (
            // A base class of the module may have them.
            type.BaseType
                is { IsNil: false, Kind: HandleKind.TypeDefinition }
            && HasDynamicParameters(reader, reader.GetTypeDefinition((TypeDefinitionHandle)type.BaseType))
        );

    private static string NameOf(MetadataReader reader, TypeDefinition type) =>
        type.Namespace.IsNil ? reader.GetString(type.Name) : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    // PowerShell's, which come from elsewhere; or the module's own.
    private static AttributeValue[] Attributes(MetadataReader reader, CustomAttributeHandleCollection handles, bool ofModule = false) =>
        [
            .. from attribute in handles.Select(reader.GetCustomAttribute)
            let name = ofModule ? OwnName(reader, attribute) : ForeignName(reader, attribute)
            where name?.StartsWith(ofModule ? Namespace : "System.Management.Automation.", StringComparison.Ordinal) == true
            select new AttributeValue(name[(name.LastIndexOf('.') + 1)..], attribute.DecodeValue(Types)),
        ];

    private static string? OwnName(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MethodDefinition
            ? NameOf(
                reader,
                reader.GetTypeDefinition(reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType())
            )
            : null;

    private static string? ForeignName(MetadataReader reader, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? Types.GetTypeFromReference(reader, (TypeReferenceHandle)parent, 0).FullName
            : null;
}
