using System.Management.Automation;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost.Commands;

/// <summary>The base of the host's own commands: they see the session and their place in the pipeline.</summary>
internal abstract class HostCommand : PSCmdlet, ISessionCommand
{
    public Session Session { get; set; } = null!;

    public CommandStage Stage { get; set; } = null!;
}

/// <summary>A command that takes piped objects one by one.</summary>
internal abstract class ObjectCommand : HostCommand
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }
}

[Cmdlet("Where", "Object", DefaultParameterSetName = "Block")]
internal sealed class WhereObjectCommand : ObjectCommand
{
    private string _operator = "";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Block")]
    public ScriptBlock FilterScript { get; set; } = null!;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Property")]
    public string Property { get; set; } = "";

    [Parameter(Position = 1, ParameterSetName = "Property")]
    public object? Value { get; set; }

    [Parameter(ParameterSetName = "Property"), Alias("IEQ")]
    public SwitchParameter EQ { set => Choose("eq"); }

    [Parameter(ParameterSetName = "Property"), Alias("INE")]
    public SwitchParameter NE { set => Choose("ne"); }

    [Parameter(ParameterSetName = "Property"), Alias("IGT")]
    public SwitchParameter GT { set => Choose("gt"); }

    [Parameter(ParameterSetName = "Property"), Alias("IGE")]
    public SwitchParameter GE { set => Choose("ge"); }

    [Parameter(ParameterSetName = "Property"), Alias("ILT")]
    public SwitchParameter LT { set => Choose("lt"); }

    [Parameter(ParameterSetName = "Property"), Alias("ILE")]
    public SwitchParameter LE { set => Choose("le"); }

    [Parameter(ParameterSetName = "Property"), Alias("ILike")]
    public SwitchParameter Like { set => Choose("like"); }

    [Parameter(ParameterSetName = "Property"), Alias("INotLike")]
    public SwitchParameter NotLike { set => Choose("notlike"); }

    [Parameter(ParameterSetName = "Property"), Alias("IMatch")]
    public SwitchParameter Match { set => Choose("match"); }

    [Parameter(ParameterSetName = "Property"), Alias("INotMatch")]
    public SwitchParameter NotMatch { set => Choose("notmatch"); }

    [Parameter(ParameterSetName = "Property"), Alias("IContains")]
    public SwitchParameter Contains { set => Choose("contains"); }

    [Parameter(ParameterSetName = "Property"), Alias("IIn")]
    public SwitchParameter In { set => Choose("in"); }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Property")
        {
            var value = Members.Get(InputObject, Property);
            if (_operator.Length == 0 ? LanguagePrimitives.IsTrue(value) : LanguagePrimitives.IsTrue(Operators.Binary(_operator, value, Value, default)))
            {
                WriteObject(InputObject);
            }

            return;
        }

        var output = new List<object?>();
        FilterScript.Stream(InputObject, output.Add);
        if (LanguagePrimitives.IsTrue(Session.Collected(output)))
        {
            WriteObject(InputObject);
        }
    }

    private void Choose(string name) => _operator = name;
}

[Cmdlet("ForEach", "Object", DefaultParameterSetName = "Block")]
internal sealed class ForEachObjectCommand : ObjectCommand
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Block")]
    public ScriptBlock[] Process { get; set; } = [];

    [Parameter(ParameterSetName = "Block")]
    public ScriptBlock? Begin { get; set; }

    [Parameter(ParameterSetName = "Block")]
    public ScriptBlock? End { get; set; }

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Member")]
    public string MemberName { get; set; } = "";

    protected override void BeginProcessing()
    {
        if (Process.Length > 1)
        {
            throw new NotKnownException("Several blocks without names for ForEach-Object");
        }

        Begin?.Stream(null, WriteObject);
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Member")
        {
            WriteObject(Members.Get(InputObject, MemberName), enumerateCollection: true);
        }
        else
        {
            Process[0].Stream(InputObject, WriteObject);
        }
    }

    protected override void EndProcessing() => End?.Stream(null, WriteObject);
}

[Cmdlet("Select", "Object", DefaultParameterSetName = "Default")]
internal sealed class SelectObjectCommand : ObjectCommand
{
    private readonly Queue<object?> _last = new();
    private int _count, _skipped;

    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    [Parameter]
    public string[] ExcludeProperty { get; set; } = [];

    [Parameter]
    public string? ExpandProperty { get; set; }

    [Parameter, ValidateRange(0, int.MaxValue)]
    public int First { get; set; } = -1;

    [Parameter, ValidateRange(0, int.MaxValue)]
    public int Last { get; set; } = -1;

    [Parameter, ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    protected override void BeginProcessing()
    {
        if ((Property ?? []).Any(item => PSObject.Unwrap(item) is not string) || (Property is not null && ExpandProperty is not null) || (Last >= 0 && (First >= 0 || Skip > 0)))
        {
            throw new NotKnownException("A calculated property, or this combination of Select-Object's parameters,");
        }
    }

    protected override void ProcessRecord()
    {
        if (Last >= 0)
        {
            _last.Enqueue(InputObject);
            if (_last.Count > Last)
            {
                _last.Dequeue();
            }

            return;
        }

        if (_skipped < Skip)
        {
            _skipped++;
            return;
        }

        if (First < 0 || _count < First)
        {
            _count++;
            Emit(InputObject);
        }

        if (First >= 0 && _count >= First)
        {
            Stage.StopUpstream();
            throw new PipelineStoppedException();
        }
    }

    protected override void EndProcessing()
    {
        foreach (var item in _last)
        {
            Emit(item);
        }
    }

    private void Emit(object? value)
    {
        if (ExpandProperty is not null)
        {
            if (value is null || (PSObject.FindProperty(value, ExpandProperty) is null && !(PSObject.Unwrap(value) is System.Collections.IDictionary table && table.Contains(ExpandProperty))))
            {
                WriteError(new ErrorRecord(new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."), "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, value is null ? null : PSObject.AsPSObject(value)));
                return;
            }

            WriteObject(Members.Get(value, ExpandProperty), enumerateCollection: true);
            return;
        }

        if ((Property is null && ExcludeProperty.Length == 0) || value is null)
        {
            WriteObject(value);
            return;
        }

        var chosen = new PSObject();
        chosen.TypeNames.Insert(0, $"Selected.{PSObject.TypeNamesOf(value)[0]}");
        foreach (var name in (Property ?? ["*"]).SelectMany(pattern => Names(value, LanguagePrimitives.ToText(pattern))))
        {
            if (chosen.Properties[name] is null && !ExcludeProperty.Any(pattern => Wildcards.IsMatch(name, pattern)))
            {
                chosen.Properties.Add(new PSNoteProperty(name, Members.Get(value, name)));
            }
        }

        WriteObject(chosen);
    }

    private static IEnumerable<string> Names(object value, string pattern)
    {
        var all = PSObject.Unwrap(value) is System.Collections.IDictionary table ? table.Keys.Cast<object>().Select(LanguagePrimitives.ToText) : PSObject.PropertiesOf(value).Select(item => item.Name);
        return Wildcards.HasAny(pattern) ? all.Where(name => Wildcards.IsMatch(name, pattern))
            : [all.FirstOrDefault(name => name.Equals(pattern, StringComparison.OrdinalIgnoreCase)) ?? pattern];
    }
}

[Cmdlet("Sort", "Object")]
internal sealed class SortObjectCommand : ObjectCommand
{
    private readonly List<object?> _all = [];

    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    [Parameter]
    public SwitchParameter Descending { get; set; }

    [Parameter]
    public SwitchParameter Unique { get; set; }

    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            _all.Add(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        var keyed = _all.ConvertAll(item => (Item: item, Keys: Property.Length == 0 ? [item] : Property.Select(property => Key(item, property)).ToArray()));
        var order = Comparer<object?[]>.Create((left, right) => left.Zip(right).Select(pair => Compare(pair.First, pair.Second)).FirstOrDefault(result => result != 0));
        var sorted = Descending ? keyed.OrderByDescending(entry => entry.Keys, order).ToList() : keyed.OrderBy(entry => entry.Keys, order).ToList();
        for (var index = 0; index < sorted.Count; index++)
        {
            if (!Unique || index == 0 || order.Compare(sorted[index - 1].Keys, sorted[index].Keys) != 0)
            {
                WriteObject(sorted[index].Item);
            }
        }
    }

    private static object? Key(object? item, object property)
    {
        switch (PSObject.Unwrap(property))
        {
            case string name:
                return Members.Get(item, name);
            case ScriptBlock block:
                var output = new List<object?>();
                block.Stream(item, output.Add);
                return Session.OneValue(Session.Collected(output));
            default:
                throw new NotKnownException("A calculated property of Sort-Object");
        }
    }

    private static int Compare(object? left, object? right)
    {
        try
        {
            return LanguagePrimitives.Compare(left, right, ignoreCase: true);
        }
        catch (Exception failure) when (failure is RuntimeException or PSInvalidCastException)
        {
            // What can't be compared is put in order by its text.
            return string.Compare(LanguagePrimitives.ToText(left), LanguagePrimitives.ToText(right), StringComparison.InvariantCultureIgnoreCase);
        }
    }
}

/// <summary>What Measure-Object gives.</summary>
internal sealed record MeasureInfo(int Count, double? Average, double? Sum, double? Maximum, double? Minimum, double? StandardDeviation, string? Property);

[Cmdlet("Measure", "Object")]
internal sealed class MeasureObjectCommand : ObjectCommand
{
    private int _count;

    protected override void ProcessRecord() => _count += InputObject is null ? 0 : 1;

    protected override void EndProcessing() => WriteObject(new MeasureInfo(_count, null, null, null, null, null, null));
}

[Cmdlet("Out", "Null")]
internal sealed class OutNullCommand : ObjectCommand;
