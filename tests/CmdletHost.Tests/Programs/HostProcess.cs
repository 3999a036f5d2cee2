using System.Diagnostics;
using System.Text;

namespace CmdletHost.Tests.Programs;

/// <summary>The host as a program of its own, with its streams redirected.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private HostProcess(IEnumerable<string> arguments)
    {
        // Whoever runs the tests in the background of a script has the interrupt signal ignored, and programs inherit that.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        ProcessStartInfo start = new(command[0], [.. command[1..], typeof(ScriptHost).Assembly.Location, "-Module", Sampled.Options.ModulePath!, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    public TextReader Output => _process.StandardOutput;

    public int Id => _process.Id;

    public static HostProcess Start(params IEnumerable<string> arguments) => new(arguments);

    /// <summary>Runs the program to its end with a text as its standard input.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, params IEnumerable<string> arguments)
    {
        using var host = Start(arguments);
        await host._process.StandardInput.WriteAsync(input);
        host._process.StandardInput.Close();
        return await host.EndAsync();
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, output.ReplaceLineEndings("\n"), _errors.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
