using System.Management.Automation;

namespace CmdletHost.SampleModule;

/// <summary>Writes what an asynchronous sequence gives, each number as a block of the caller makes it.</summary>
[Cmdlet(VerbsCommunications.Read, "Sequence")]
public sealed class ReadSequenceCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Each { get; set; } = null!;

    // Nothing in it waits, so it is done when it returns.
    protected override void ProcessRecord() => _ = WriteAllAsync();

    private async Task WriteAllAsync()
    {
        await foreach (var item in NumbersAsync<PSObject>(3))
        {
            WriteObject(item);
        }
    }

    private async IAsyncEnumerable<T> NumbersAsync<T>(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await Task.CompletedTask;
            foreach (var item in Each.Invoke(number))
            {
                yield return (T)(object)item;
            }
        }
    }
}
