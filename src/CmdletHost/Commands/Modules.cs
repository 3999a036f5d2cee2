using System.Management.Automation;
using CmdletHost.Language;

namespace CmdletHost.Commands;

[Cmdlet("Import", "Module")]
internal sealed class ImportModuleCommand : HostCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var known = Session.Commands.Modules.Any(module => module.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (!known)
            {
                Session.Commands.Import(name.AsSpan().ContainsAny("/\\") || name.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                    ? GetUnresolvedProviderPathFromPSPath(name)
                    : throw new NotKnownException($"Looking for the module '{name}' in the module path"));
            }
        }
    }
}

[Cmdlet("Get", "Command")]
internal sealed class GetCommandCommand : HostCommand
{
    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    public string[]? Module { get; set; }

    protected override void EndProcessing()
    {
        foreach (var info in Session.Commands.All.OrderBy(item => item.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (Name.Any(name => Wildcards.IsMatch(info.Name, name)) && (Module is null || Module.Any(module => Wildcards.IsMatch(info.ModuleName, module))))
            {
                WriteObject(info);
            }
        }
    }
}
