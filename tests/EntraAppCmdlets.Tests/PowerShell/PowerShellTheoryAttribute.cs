namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>A test with cases that needs a PowerShell on this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PowerShellTheoryAttribute : TheoryAttribute
{
    public PowerShellTheoryAttribute() => Skip = PowerShellProcess.Path is null ? PowerShellProcess.Missing : null;
}
