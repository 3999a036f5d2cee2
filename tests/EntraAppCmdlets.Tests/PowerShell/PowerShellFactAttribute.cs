namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>A test that needs a PowerShell on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PowerShellFactAttribute : FactAttribute
{
    public PowerShellFactAttribute() => Skip = PowerShellProcess.Path is null ? PowerShellProcess.Missing : null;
}
