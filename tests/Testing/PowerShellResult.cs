namespace EntraAppCmdlets.Testing;

/// <summary>How a run of PowerShell ended, and what it printed.</summary>
internal sealed record PowerShellResult(int ExitCode, string Output, string Errors)
{
    /// <summary>For the message of a failed test.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}
