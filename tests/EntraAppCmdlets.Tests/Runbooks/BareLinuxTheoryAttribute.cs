using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>A test with cases that needs Linux, and PowerShell on it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BareLinuxTheoryAttribute : TheoryAttribute
{
    public BareLinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? PowerShellProcess.Path is null ? PowerShellProcess.Missing : null : LinuxFactAttribute.Missing;
}
