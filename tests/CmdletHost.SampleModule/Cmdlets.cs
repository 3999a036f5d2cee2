using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CmdletHost.SampleModule;

[Cmdlet(VerbsCommon.New, "Sample")]
[OutputType(typeof(Sample))]
public sealed class NewSampleCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1)]
    public SampleKind Kind { get; set; }

    [Parameter, Alias("Tags")]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public Uri? Address { get; set; }

    private int _index;

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            WriteObject(new Sample { Name = name, Kind = Kind, Index = _index++, Tags = Tag, Address = Address });
        }
    }
}

/// <summary>Says how its parameters were bound.</summary>
[Cmdlet(VerbsCommon.Show, "Binding", DefaultParameterSetName = "ByName")]
[Alias("binding")]
public sealed class ShowBindingCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ByName", ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SampleCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = "ById", ValueFromPipelineByPropertyName = true)]
    [Alias("SampleId")]
    public Guid Id { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "ByObject", ValueFromPipeline = true)]
    public Sample? InputObject { get; set; }

    [Parameter(Position = 1), ValidateRange(0, 100)]
    public int Count { get; set; } = 1;

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Reverse { get; set; }

    protected override void ProcessRecord()
    {
        var bound = MyInvocation.BoundParameters.Where(item => item.Key is not "ErrorAction").OrderBy(item => item.Key, StringComparer.Ordinal)
            .Select(item => $"{item.Key}={(item.Value is Sample sample ? sample.Name : item.Value)}");
        WriteObject(Recurse ? $"{ParameterSetName}: {Name} {InputObject?.Name} {InputObject?.Index}" : $"{ParameterSetName}: {string.Join(' ', bound)}");
    }
}

/// <summary>Takes a value of each type that is converted.</summary>
[Cmdlet(VerbsData.Convert, "Value")]
public sealed class ConvertValueCommand : PSCmdlet
{
    [Parameter]
    public int? Int { get; set; }

    [Parameter]
    public long Long { get; set; }

    [Parameter]
    public double Double { get; set; }

    [Parameter]
    public bool Bool { get; set; }

    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public string[]? Texts { get; set; }

    [Parameter]
    public int[]? Ints { get; set; }

    [Parameter]
    public Guid? Guid { get; set; }

    [Parameter]
    public Uri? Uri { get; set; }

    [Parameter]
    public DateTime? Date { get; set; }

    [Parameter]
    public TimeSpan? Span { get; set; }

    [Parameter]
    public SampleKind? Kind { get; set; }

    [Parameter]
    public SampleKind[]? Kinds { get; set; }

    [Parameter]
    public SampleReference? Reference { get; set; }

    [Parameter, NumberSign]
    public int Sign { get; set; }

    [Parameter]
    public System.Collections.Hashtable? Table { get; set; }

    [Parameter, ValidateSet("Red", "Green")]
    public string? Colour { get; set; }

    [Parameter, ValidateLength(2, 4)]
    public string? Short { get; set; }

    [Parameter, ValidatePattern("^a")]
    public string? Pattern { get; set; }

    [Parameter, ValidateCount(1, 2)]
    public string[]? Few { get; set; }

    [Parameter, ValidateNotNull]
    public object? Present { get; set; }

    [Parameter, Credential]
    public PSCredential? Credential { get; set; }

    [Parameter]
    public PSObject? Anything { get; set; }

    [Parameter(ValueFromRemainingArguments = true)]
    public string[]? Rest { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var (name, value) in MyInvocation.BoundParameters)
        {
            var text = value is Array array ? string.Join('|', array.Cast<object>()) : value is SampleReference reference ? reference.Name
                : value is IFormattable number ? number.ToString(null, System.Globalization.CultureInfo.InvariantCulture) : $"{value}";
            WriteObject($"{name} {value?.GetType().Name} {text}");
        }
    }
}

[Cmdlet(VerbsCommunications.Write, "Stream")]
public sealed class WriteStreamCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public string Text { get; set; } = "text";

    protected override void ProcessRecord()
    {
        WriteVerbose($"verbose {Text}");
        WriteDebug($"debug {Text}");
        WriteWarning($"warning {Text}");
        WriteInformation($"information {Text}", ["tag"]);
        WriteProgress(new ProgressRecord(1, $"progress {Text}", "half") { PercentComplete = 50 });
        WriteError(new ErrorRecord(new InvalidOperationException($"error {Text}"), "SampleError", ErrorCategory.InvalidOperation, Text)
        {
            ErrorDetails = new ErrorDetails($"details {Text}") { RecommendedAction = "Try again." },
        });
        WriteObject($"output {Text}");
    }
}

[Cmdlet(VerbsDiagnostic.Test, "Failure")]
public sealed class TestFailureCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string How { get; set; } = "Terminate";

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        switch (How)
        {
            case "Terminate":
                ThrowTerminatingError(new ErrorRecord(new InvalidOperationException("ended"), "Ended", ErrorCategory.ResourceUnavailable, 7));
                break;
            case "Throw":
                throw new InvalidOperationException("thrown");
            default:
                WriteObject("none");
                break;
        }
    }
}

[Cmdlet(VerbsCommon.Remove, "Sample", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveSampleCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Name { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        if (ShouldProcess($"sample {Name}", "Remove"))
        {
            if (!Force && Name == "root" && !ShouldContinue("Remove the root?", "Root"))
            {
                return;
            }

            WriteObject($"removed {Name}");
        }
    }
}

[Cmdlet(VerbsCommon.Set, "Sample", SupportsShouldProcess = true)]
public sealed class SetSampleCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string Name { get; set; } = "x";

    protected override void EndProcessing()
    {
        var go = ShouldProcess($"Setting {Name}", $"Set {Name}?", "Caption", out var reason);
        WriteObject($"{go} {reason}");
    }
}

/// <summary>Writes numbers without end and traces what happens to it.</summary>
[Cmdlet(VerbsCommon.Get, "Number")]
public sealed class GetNumberCommand : PSCmdlet, IDisposable
{
    [Parameter(Position = 0)]
    public int Count { get; set; } = int.MaxValue;

    [Parameter]
    public string Name { get; set; } = "";

    protected override void BeginProcessing() => Trace.Add($"{Name}:begin");

    protected override void ProcessRecord()
    {
        for (var number = 1; number <= Count; number++)
        {
            if (Name.Length > 0)
            {
                Trace.Add($"{Name}:write {number}");
            }

            WriteObject(number);
        }
    }

    protected override void EndProcessing() => Trace.Add($"{Name}:end");

    protected override void StopProcessing() => Trace.Add($"{Name}:stop");

    public void Dispose() => Trace.Add($"{Name}:dispose");
}

/// <summary>Traces each object that comes and passes it on.</summary>
[Cmdlet(VerbsCommon.Watch, "Number")]
public sealed class WatchNumberCommand : PSCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public int Number { get; set; }

    [Parameter]
    public string Name { get; set; } = "";

    protected override void BeginProcessing() => Trace.Add($"{Name}:watch");

    protected override void ProcessRecord()
    {
        Trace.Add($"{Name}:see {Number}");
        WriteObject(Number);
    }

    protected override void EndProcessing() => Trace.Add($"{Name}:watched");
}

/// <summary>Waits until it is stopped.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Sample")]
public sealed class WaitSampleCommand : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>Goes on when it is stopped.</summary>
    [Parameter]
    public SwitchParameter Deaf { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject("waiting");
        Trace.Add($"{Name}:waiting");
        _stopped.Wait();
        WriteObject("never");
    }

    protected override void StopProcessing()
    {
        Trace.Add($"{Name}:stop");
        if (!Deaf)
        {
            _stopped.Set();
        }
    }

    public void Dispose()
    {
        Trace.Add($"{Name}:dispose");
        _stopped.Dispose();
    }
}

[Cmdlet(VerbsLifecycle.Invoke, "Block")]
public sealed class InvokeBlockCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Block { get; set; } = null!;

    protected override void ProcessRecord()
    {
        foreach (var item in Block.Invoke("given"))
        {
            WriteObject($"block: {item}");
        }
    }
}

[Cmdlet(VerbsCommon.Select, "Shape")]
public sealed class SelectShapeCommand : PSCmdlet, IDynamicParameters
{
    private readonly RuntimeDefinedParameterDictionary _dynamic = [];

    [Parameter(Mandatory = true, Position = 0)]
    public string Shape { get; set; } = "";

    public object GetDynamicParameters()
    {
        if (Shape == "circle")
        {
            _dynamic["Radius"] = new RuntimeDefinedParameter("Radius", typeof(int), [new ParameterAttribute { Mandatory = true }, new ValidateRangeAttribute(1, 9)]);
        }

        return _dynamic;
    }

    protected override void ProcessRecord() => WriteObject($"{Shape} {(_dynamic.TryGetValue("Radius", out var radius) ? radius.Value : "-")}");
}

[Cmdlet(VerbsCommon.Get, "SessionFact")]
public sealed class GetSessionFactCommand : PSCmdlet
{
    [Parameter(Position = 0)]
    public string Path { get; set; } = "file.txt";

    protected override void ProcessRecord()
    {
        WriteObject(SessionState.Path.GetUnresolvedProviderPathFromPSPath(Path));
        WriteObject(SessionState.Path.CurrentFileSystemLocation.Path);
        WriteObject(SessionState.PSVariable.GetValue("shared"));
        SessionState.PSVariable.Set("shared", "from the cmdlet");
        WriteObject(Runspace.DefaultRunspace.InstanceId);
        WriteObject($"{MyInvocation.MyCommand.Name} {MyInvocation.ExpectingInput}");
    }
}
