using System.Diagnostics;
using System.Text;

namespace EntraAppCmdlets.Tests.PowerShell;

/// <summary>The PowerShell that is installed on this machine.</summary>
internal static class PowerShellProcess
{
    /// <summary>Why a test that needs it is skipped where it isn't.</summary>
    public const string Missing = "pwsh is not on the PATH";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Its path; null if there is none.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Runs it in a new process without a profile, to its end; after five minutes that end is made.</summary>
    /// <param name="arguments">What follows -NoProfile -NonInteractive.</param>
    public static PowerShellResult Run(params IEnumerable<string> arguments)
    {
        using Process process = new() { StartInfo = StartInfo(arguments) };
        StringBuilder errors = new();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        using CancellationTokenSource limit = new(Limit);
        using (limit.Token.Register(() => process.Kill(entireProcessTree: true)))
        {
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, errors.ToString());
        }
    }

    /// <summary>How it is started: with all streams redirected and without colour codes in them.</summary>
    public static ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Path ?? throw new InvalidOperationException(Missing), ["-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        return start;
    }

    private static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
