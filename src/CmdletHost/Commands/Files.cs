using System.Management.Automation;
using CmdletHost.Language;
using CmdletHost.Module;

namespace CmdletHost.Commands;

/// <summary>The commands on one or more paths of the file system.</summary>
internal abstract class PathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true), Alias("LiteralPath", "FullName", "PSPath")]
    public string[] Path { get; set; } = [];

    protected IEnumerable<string> Located => Path.Select(path => Wildcards.HasAny(path)
        ? throw new NotKnownException($"A wildcard in the path '{path}'")
        : GetUnresolvedProviderPathFromPSPath(path));

    protected void WriteMissing(string path) =>
        WriteError(new ErrorRecord(new ItemNotFoundException($"Cannot find path '{path}' because it does not exist."), "PathNotFound", ErrorCategory.ObjectNotFound, path));
}

[Cmdlet("Test", "Path")]
internal sealed class TestPathCommand : PathCommand
{
    protected override void ProcessRecord()
    {
        foreach (var path in Located)
        {
            WriteObject(System.IO.Path.Exists(path));
        }
    }
}

[Cmdlet("Get", "Content")]
internal sealed class GetContentCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Raw { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Located)
        {
            if (!File.Exists(path))
            {
                WriteMissing(path);
            }
            else if (Raw)
            {
                WriteObject(File.ReadAllText(path));
            }
            else
            {
                WriteObject(File.ReadLines(path), enumerateCollection: true);
            }
        }
    }
}

[Cmdlet("Set", "Content", SupportsShouldProcess = true)]
internal sealed class SetContentCommand : PathCommand
{
    private readonly List<string> _lines = [];

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true), AllowNull, AllowEmptyString, AllowEmptyCollection]
    public object[] Value { get; set; } = [];

    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    protected override void ProcessRecord() => _lines.AddRange(Value.Select(LanguagePrimitives.ToText));

    protected override void EndProcessing()
    {
        foreach (var path in Located.Where(path => ShouldProcess($"Path: {path}", "Set Content")))
        {
            File.WriteAllText(path, NoNewline ? string.Concat(_lines) : string.Concat(_lines.Select(line => line + Environment.NewLine)));
        }
    }
}

[Cmdlet("Remove", "Item", SupportsShouldProcess = true)]
internal sealed class RemoveItemCommand : PathCommand
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Located)
        {
            if (Directory.Exists(path))
            {
                if (!Recurse)
                {
                    throw new NotKnownException("Removing a folder without -Recurse");
                }

                if (ShouldProcess(path, "Remove Directory"))
                {
                    Directory.Delete(path, recursive: true);
                }
            }
            else if (!File.Exists(path))
            {
                WriteMissing(path);
            }
            else if (ShouldProcess(path, "Remove File"))
            {
                File.Delete(path);
            }
        }
    }
}

[Cmdlet("Join", "Path")]
internal sealed class JoinPathCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1), AllowEmptyString]
    public string ChildPath { get; set; } = "";

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    public string[] AdditionalChildPath { get; set; } = [];

    protected override void ProcessRecord() => WriteObject(AdditionalChildPath.Prepend(ChildPath).Aggregate(Path, (path, child) =>
        $"{path.TrimEnd('/', '\\')}{System.IO.Path.DirectorySeparatorChar}{child.TrimStart('/', '\\')}"));
}

[Cmdlet("New", "TemporaryFile")]
internal sealed class NewTemporaryFileCommand : PSCmdlet
{
    protected override void EndProcessing() => WriteObject(new FileInfo(System.IO.Path.GetTempFileName()));
}
