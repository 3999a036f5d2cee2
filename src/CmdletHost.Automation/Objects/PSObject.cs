using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace System.Management.Automation;

/// <summary>The base of an object that has nothing but added properties.</summary>
public class PSCustomObject
{
    internal static readonly PSCustomObject Empty = new();

    private PSCustomObject() { }

    public override string ToString() => "";
}

/// <summary>An object with properties added to its own.</summary>
public class PSObject
{
    private readonly Dictionary<string, PSPropertyInfo> _added = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _order = [];
    private Collection<string>? _typeNames;

    public PSObject() : this(PSCustomObject.Empty) { }

    public PSObject(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        ImmediateBaseObject = obj;
        Properties = new PropertyCollection(this);
    }

    public object ImmediateBaseObject { get; }

    public object BaseObject => ImmediateBaseObject is PSObject inner ? inner.BaseObject : ImmediateBaseObject;

    public PSMemberInfoCollection<PSPropertyInfo> Properties { get; }

    /// <summary>The names that views and type data are found by, the most special first.</summary>
    public Collection<string> TypeNames => _typeNames ??= TypeNamesOf(BaseObject);

    public static PSObject AsPSObject(object? obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return obj as PSObject ?? new PSObject(obj);
    }

    public override string ToString() => BaseObject is PSCustomObject
        ? $"@{{{string.Join("; ", Properties.Select(property => $"{property.Name}={LanguagePrimitives.Brief(property.Value)}"))}}}"
        : LanguagePrimitives.ToText(BaseObject);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj) || (BaseObject is not PSCustomObject && BaseObject.Equals(Unwrap(obj)));

    public override int GetHashCode() => BaseObject is PSCustomObject ? RuntimeHelpers.GetHashCode(this) : BaseObject.GetHashCode();

    /// <summary>The plain .NET object, except that an object of added properties only stays what it is.</summary>
    internal static object? Unwrap(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value is AutomationNull ? null : value;

    /// <summary>The added properties in their order, without those of the object itself.</summary>
    internal IEnumerable<PSPropertyInfo> Added => _order.Select(name => _added[name]);

    internal static Collection<string> TypeNamesOf(object value)
    {
        var names = new Collection<string>();
        if (value is PSObject wrapped)
        {
            return wrapped.TypeNames;
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            names.Add(type.ToString());
        }

        return names;
    }

    internal static IEnumerable<PSPropertyInfo> PropertiesOf(object value) => value is PSObject wrapped ? wrapped.Properties : OwnProperties(value);

    internal static PSPropertyInfo? FindProperty(object value, string name) => value is PSObject wrapped
        ? wrapped.Properties[name]
        : PSProperty.Of(value.GetType()).FirstOrDefault(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } member ? new PSProperty(member, value) : null;

    private static IEnumerable<PSPropertyInfo> OwnProperties(object value) => PSProperty.Of(value.GetType()).Select(member => new PSProperty(member, value));

    private sealed class PropertyCollection(PSObject owner) : PSMemberInfoCollection<PSPropertyInfo>
    {
        public override PSPropertyInfo? this[string name] =>
            owner._added.GetValueOrDefault(name) ?? (owner.BaseObject is PSCustomObject ? null : FindProperty(owner.BaseObject, name));

        public override void Add(PSPropertyInfo member)
        {
            ArgumentNullException.ThrowIfNull(member);
            if (!owner._added.TryAdd(member.Name, member))
            {
                throw new PSInvalidOperationException($"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists.");
            }

            owner._order.Add(member.Name);
        }

        public override void Remove(string name)
        {
            owner._added.Remove(name);
            owner._order.RemoveAll(item => item.Equals(name, StringComparison.OrdinalIgnoreCase));
        }

        public override IEnumerator<PSPropertyInfo> GetEnumerator()
        {
            var own = owner.BaseObject is PSCustomObject ? [] : OwnProperties(owner.BaseObject).Where(item => !owner._added.ContainsKey(item.Name));
            return own.Concat(owner.Added).GetEnumerator();
        }
    }
}

public abstract class PSMemberInfoCollection<T> : IEnumerable<T>
    where T : PSMemberInfo
{
    protected PSMemberInfoCollection() { }

    public abstract T? this[string name] { get; }

    public abstract void Add(T member);

    public abstract void Remove(string name);

    public abstract IEnumerator<T> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

public abstract class PSMemberInfo
{
    protected PSMemberInfo() { }

    public string Name { get; private protected set; } = "";

    public abstract object? Value { get; set; }

    public abstract string TypeNameOfValue { get; }
}

public abstract class PSPropertyInfo : PSMemberInfo
{
    protected PSPropertyInfo() { }

    public abstract bool IsSettable { get; }

    public abstract bool IsGettable { get; }
}

/// <summary>A property that an object was given.</summary>
public class PSNoteProperty : PSPropertyInfo
{
    public PSNoteProperty(string name, object? value) => (Name, Value) = (name, value);

    public override object? Value { get; set; }

    public override bool IsSettable => true;

    public override bool IsGettable => true;

    public override string TypeNameOfValue => PSObject.Unwrap(Value)?.GetType().FullName ?? "System.Object";
}

/// <summary>A property or field of a .NET object.</summary>
public class PSProperty : PSPropertyInfo
{
    private static readonly ConcurrentDictionary<Type, MemberInfo[]> Known = new();
    private readonly MemberInfo _member;
    private readonly object _owner;

    internal PSProperty(MemberInfo member, object owner) => (_member, _owner, Name) = (member, owner, member.Name);

    public override bool IsGettable => true;

    public override bool IsSettable => _member is FieldInfo { IsInitOnly: false } or PropertyInfo { SetMethod.IsPublic: true };

    public override string TypeNameOfValue => (_member is FieldInfo slot ? slot.FieldType : ((PropertyInfo)_member).PropertyType).FullName!;

    public override object? Value
    {
        get
        {
            try
            {
                return _member is FieldInfo slot ? slot.GetValue(_owner) : ((PropertyInfo)_member).GetValue(_owner);
            }
            catch (TargetInvocationException failure) when (failure.InnerException is { } inner)
            {
                throw new RuntimeException($"Exception getting \"{Name}\": \"{inner.Message}\"", inner);
            }
        }

        set
        {
            if (!IsSettable)
            {
                throw new RuntimeException($"'{Name}' is a ReadOnly property.");
            }

            if (_member is FieldInfo slot)
            {
                slot.SetValue(_owner, LanguagePrimitives.ConvertTo(value, slot.FieldType));
            }
            else
            {
                var property = (PropertyInfo)_member;
                property.SetValue(_owner, LanguagePrimitives.ConvertTo(value, property.PropertyType));
            }
        }
    }

    /// <summary>The readable public members of a type, properties before fields, those of the type itself before its bases'.</summary>
    internal static MemberInfo[] Of(Type type) => Known.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance),
    ]);
}

/// <summary>What a pipeline without output gives: null wherever one value is asked for, nothing where a list is.</summary>
internal sealed class AutomationNull
{
    public static readonly AutomationNull Value = new();

    private AutomationNull() { }

    public override string ToString() => "";
}
