using System.Diagnostics;
using EntraAppCmdlets.Testing;
using EntraAppCmdlets.Tests.PowerShell;

namespace EntraAppCmdlets.Tests.Interactive;

/// <summary>A test that sends Ctrl+C to a PowerShell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InterruptFactAttribute : FactAttribute
{
    // Where the tests themselves run in the background, Ctrl+C is ignored from there on down; env makes it count again.
    private const string Restorer = "/usr/bin/env";

    public InterruptFactAttribute() =>
        Skip = OperatingSystem.IsLinux() ? null : "only Linux's env can undo that a parent process ignores Ctrl+C";

    /// <summary>A PowerShell with Ctrl+C as a terminal gives it.</summary>
    public static ProcessStartInfo StartInfo(string script)
    {
        var start = PowerShellProcess.StartInfo(["-Command", script]);
        string[] command = ["--default-signal=INT", start.FileName, .. start.ArgumentList];
        start.FileName = Restorer;
        start.ArgumentList.Clear();
        Array.ForEach(command, start.ArgumentList.Add);
        return start;
    }
}
