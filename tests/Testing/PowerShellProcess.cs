using System.Diagnostics;
using System.Text;

namespace EntraAppCmdlets.Testing;

/// <summary>The project's own shell, tools/pwsh, in a process of its own; never one that happens to be installed.</summary>
internal static class PowerShellProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Its path, in the configuration that these tests were built in.</summary>
    public static string Path { get; } =
        Checkout.PathOf(
            $"tools/pwsh/bin/{new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}/{new DirectoryInfo(AppContext.BaseDirectory).Name}/pwsh{(OperatingSystem.IsWindows() ? ".exe" : "")}"
        );

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
        ProcessStartInfo start = new(Path, ["-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        return start;
    }
}
