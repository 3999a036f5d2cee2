using System.Collections.ObjectModel;
using System.Management.Automation.Internal;

namespace System.Management.Automation;

public enum ConfirmImpact
{
    None,
    Low,
    Medium,
    High,
}

[AttributeUsage(AttributeTargets.Class)]
public abstract class CmdletCommonMetadataAttribute : CmdletMetadataAttribute
{
    private ConfirmImpact _confirmImpact = ConfirmImpact.Medium;

    protected CmdletCommonMetadataAttribute() { }

    public string? DefaultParameterSetName { get; set; }

    public bool SupportsShouldProcess { get; set; }

    public bool SupportsPaging { get; set; }

    public bool SupportsTransactions { get; set; }

    public string HelpUri { get; set; } = "";

    public RemotingCapability RemotingCapability { get; set; } = RemotingCapability.PowerShell;

    /// <summary>Counts only together with <see cref="SupportsShouldProcess"/>.</summary>
    public ConfirmImpact ConfirmImpact
    {
        get => SupportsShouldProcess ? _confirmImpact : ConfirmImpact.None;
        set => _confirmImpact = value;
    }
}

public enum RemotingCapability
{
    None,
    PowerShell,
    SupportedByCommand,
    OwnedByCommand,
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class CmdletAttribute(string verbName, string nounName) : CmdletCommonMetadataAttribute
{
    public string VerbName { get; } = verbName;

    public string NounName { get; } = nounName;
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ParameterAttribute : ParsingBaseAttribute
{
    public const string AllParameterSets = "__AllParameterSets";

    public ParameterAttribute() { }

    public int Position { get; set; } = int.MinValue;

    public string ParameterSetName { get; set; } = AllParameterSets;

    public bool Mandatory { get; set; }

    public bool ValueFromPipeline { get; set; }

    public bool ValueFromPipelineByPropertyName { get; set; }

    public bool ValueFromRemainingArguments { get; set; }

    public string? HelpMessage { get; set; }

    public bool DontShow { get; set; }
}

[AttributeUsage(AttributeTargets.All)]
public sealed class AliasAttribute(params string[] aliasNames) : ParsingBaseAttribute
{
    public IList<string> AliasNames { get; } = aliasNames;
}

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class OutputTypeAttribute : CmdletMetadataAttribute
{
    public OutputTypeAttribute(params Type[] type) => Type = [.. type.Select(item => new PSTypeName(item))];

    public OutputTypeAttribute(params string[] type) => Type = [.. type.Select(item => new PSTypeName(item))];

    public PSTypeName[] Type { get; }

    public string? ProviderCmdlet { get; set; }

    public string[]? ParameterSetName { get; set; }
}

/// <summary>A type by name, known to this process or not.</summary>
public class PSTypeName
{
    public PSTypeName(Type type) => (Type, Name) = (type, type.FullName!);

    public PSTypeName(string name) => (Type, Name) = (Type.GetType(name), name);

    public string Name { get; }

    public Type? Type { get; }

    public override string ToString() => Name;
}

/// <summary>Lets a parameter be null although it is mandatory.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class AllowNullAttribute : CmdletMetadataAttribute;

/// <summary>Lets a parameter be an empty string although it is mandatory.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class AllowEmptyStringAttribute : CmdletMetadataAttribute;

/// <summary>Lets a parameter be an empty collection although it is mandatory.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class AllowEmptyCollectionAttribute : CmdletMetadataAttribute;

/// <summary>Says that a parameter takes wildcards; for help only.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SupportsWildcardsAttribute : ParsingBaseAttribute;

/// <summary>A parameter that a cmdlet adds while it is being bound.</summary>
public class RuntimeDefinedParameter
{
    public RuntimeDefinedParameter() : this("", typeof(object), []) { }

    public RuntimeDefinedParameter(string name, Type parameterType, Collection<Attribute> attributes) =>
        (Name, ParameterType, Attributes) = (name, parameterType, attributes);

    public string Name { get; set; }

    public Type ParameterType { get; set; }

    public Collection<Attribute> Attributes { get; }

    public bool IsSet { get; set; }

    public object? Value
    {
        get;
        set => (field, IsSet) = (value, true);
    }
}

public class RuntimeDefinedParameterDictionary : Dictionary<string, RuntimeDefinedParameter>
{
    public RuntimeDefinedParameterDictionary() : base(StringComparer.OrdinalIgnoreCase) { }
}
