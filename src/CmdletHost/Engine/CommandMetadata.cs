using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;

namespace CmdletHost.Engine;

/// <summary>One parameter of a command: its attributes, and how to read and write it on the running cmdlet.</summary>
internal sealed class Parameter
{
    private readonly Func<object, object?> _get;
    private readonly Action<object, object?> _set;
    private readonly List<(uint Sets, ParameterAttribute Data)> _data = [];

    public Parameter(string name, Type type, IReadOnlyList<Attribute> attributes, Func<string, uint> setFlag, Func<object, object?> get, Action<object, object?> set, bool isCommon)
    {
        (Name, Type, Attributes, _get, _set, IsCommon) = (name, type == typeof(SwitchParameter?) ? typeof(SwitchParameter) : type, attributes, get, set, isCommon);
        Aliases = [.. attributes.OfType<AliasAttribute>().SelectMany(alias => alias.AliasNames)];
        foreach (var attribute in attributes.OfType<ParameterAttribute>())
        {
            _data.Add((attribute.ParameterSetName == ParameterAttribute.AllParameterSets ? uint.MaxValue : setFlag(attribute.ParameterSetName), attribute));
        }

        Sets = _data.Aggregate(0u, (sets, item) => sets | item.Sets);
    }

    public string Name { get; }

    public Type Type { get; }

    public IReadOnlyList<Attribute> Attributes { get; }

    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The parameter sets it is in, one bit each; all bits where it is in every set.</summary>
    public uint Sets { get; }

    public bool IsCommon { get; }

    public bool IsSwitch => Type == typeof(SwitchParameter);

    public IEnumerable<ParameterAttribute> DataIn(uint sets) => _data.Where(item => (item.Sets & sets) != 0).Select(item => item.Data);

    public bool IsMandatoryIn(uint sets) => DataIn(sets).Any(data => data.Mandatory);

    public bool TakesPipelineIn(uint sets) => DataIn(sets).Any(data => data.ValueFromPipeline || data.ValueFromPipelineByPropertyName);

    public bool Has<T>() where T : Attribute => Attributes.OfType<T>().Any();

    public bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);

    public bool Begins(string prefix) => Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ||
        Aliases.Any(alias => alias.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    public object? Get(object target) => _get(target);

    public void Set(object target, object? value) => _set(target, value);
}

/// <summary>What is known of a cmdlet before it runs.</summary>
internal sealed class CommandMetadata
{
    private static readonly ConcurrentDictionary<Type, CommandMetadata> Known = new();
    private readonly List<string> _sets = [];

    private CommandMetadata(Type type)
    {
        Type = type;
        Attribute = type.GetCustomAttribute<CmdletAttribute>() ?? throw new InvalidOperationException($"{type} has no Cmdlet attribute.");
        Parameters = [.. ReadParameters(type, isCommon: false), .. ReadParameters(typeof(CommonParameters), isCommon: true)
            .Where(parameter => Attribute.SupportsShouldProcess || parameter.Name is not ("WhatIf" or "Confirm"))];
        DefaultSet = string.IsNullOrEmpty(Attribute.DefaultParameterSetName) ? 0 : Flag(Attribute.DefaultParameterSetName);
    }

    public Type Type { get; }

    public CmdletAttribute Attribute { get; }

    public string Name => $"{Attribute.VerbName}-{Attribute.NounName}";

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The default parameter set's bit; 0 where none is declared.</summary>
    public uint DefaultSet { get; }

    /// <summary>The bits of all declared parameter sets; every bit where none is.</summary>
    public uint AllSets => _sets.Count == 0 ? uint.MaxValue : (1u << _sets.Count) - 1;

    public static CommandMetadata Of(Type type) => Known.GetOrAdd(type, static type => new CommandMetadata(type));

    public string SetName(uint set)
    {
        var index = System.Numerics.BitOperations.TrailingZeroCount(set);
        return set != uint.MaxValue && index < _sets.Count ? _sets[index] : ParameterAttribute.AllParameterSets;
    }

    /// <summary>Parameters that the cmdlet adds by what it was given so far.</summary>
    public IEnumerable<Parameter> ReadDynamic(object source) => source is RuntimeDefinedParameterDictionary defined
        ? [.. defined.Values.Select(item => new Parameter(item.Name, item.ParameterType, item.Attributes, Flag, _ => item.Value, (_, value) => item.Value = value, isCommon: false))]
        : [.. ReadParameters(source.GetType(), isCommon: false, source)];

    private IEnumerable<Parameter> ReadParameters(Type type, bool isCommon, object? owner = null)
    {
        // The binder goes through a class's own properties before those of its bases.
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(item => item.IsDefined(typeof(ParameterAttribute)) && item.SetMethod is { IsPublic: true }))
        {
            yield return new Parameter(property.Name, property.PropertyType, [.. property.GetCustomAttributes()], Flag,
                target => property.GetMethod is null ? null : property.GetValue(owner ?? target), (target, value) => Unwrapped(() => property.SetValue(owner ?? target, value)), isCommon);
        }
    }

    private static void Unwrapped(Action action)
    {
        try
        {
            action();
        }
        catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
        {
            throw new SetValueException(inner);
        }
    }

    private uint Flag(string name)
    {
        var index = _sets.FindIndex(item => item.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            index = _sets.Count;
            _sets.Add(name);
        }

        return 1u << index;
    }
}

/// <summary>A parameter's setter that threw.</summary>
internal sealed class SetValueException(Exception inner) : Exception(inner.Message, inner);

/// <summary>The parameters that every cmdlet has, and the two of those that support ShouldProcess.</summary>
internal sealed class CommonParameters
{
    [Parameter, Alias("vb")]
    public SwitchParameter? Verbose { get; set; }

    [Parameter, Alias("db")]
    public SwitchParameter? Debug { get; set; }

    [Parameter, Alias("ea")]
    public ActionPreference? ErrorAction { get; set; }

    [Parameter, Alias("wa")]
    public ActionPreference? WarningAction { get; set; }

    [Parameter, Alias("infa")]
    public ActionPreference? InformationAction { get; set; }

    [Parameter, Alias("proga")]
    public ActionPreference? ProgressAction { get; set; }

    [Parameter, Alias("ev")]
    public string? ErrorVariable { get; set; }

    [Parameter, Alias("wv")]
    public string? WarningVariable { get; set; }

    [Parameter, Alias("iv")]
    public string? InformationVariable { get; set; }

    [Parameter, Alias("ov")]
    public string? OutVariable { get; set; }

    [Parameter, Alias("ob")]
    public int? OutBuffer { get; set; }

    [Parameter, Alias("pv")]
    public string? PipelineVariable { get; set; }

    [Parameter, Alias("wi")]
    public SwitchParameter? WhatIf { get; set; }

    [Parameter, Alias("cf")]
    public SwitchParameter? Confirm { get; set; }
}
