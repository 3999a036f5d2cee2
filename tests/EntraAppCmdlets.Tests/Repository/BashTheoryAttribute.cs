namespace EntraAppCmdlets.Tests.Repository;

/// <summary>A test with cases that needs a shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BashTheoryAttribute : TheoryAttribute
{
    public BashTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "bash is not part of Windows" : null;
}
