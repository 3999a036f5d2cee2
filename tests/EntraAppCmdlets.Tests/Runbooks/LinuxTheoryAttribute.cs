namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>A test with cases that needs what only Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : LinuxFactAttribute.Missing;
}
