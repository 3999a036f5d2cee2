namespace EntraAppCmdlets.Tests.Runbooks;

/// <summary>A test that needs what only Linux has: an authority to trust for one process, and a folder that nobody can write to.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Why such a test is skipped elsewhere.</summary>
    public const string Missing = "this is not Linux";

    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : Missing;
}
