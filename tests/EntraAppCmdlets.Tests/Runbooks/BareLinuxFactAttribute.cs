using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>A test that needs Linux, and PowerShell on it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BareLinuxFactAttribute : FactAttribute
{
    public BareLinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? PowerShellProcess.Path is null ? PowerShellProcess.Missing : null : LinuxFactAttribute.Missing;
}
