using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CmdletHost.Tests.Programs;

public sealed partial class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_script_takes_arguments_and_knows_its_folder()
    {
        var script = Script("""
            [CmdletBinding()]
            param(
                [Parameter(Mandatory)]
                [string] $Name,
                [int] $Count = 1 + 1,
                [switch] $Loud
            )
            Write-Verbose 'told'
            "$Name $($Count + 1) $Loud $($PSScriptRoot)"
            """);

        Assert.Equal((0, $"a 3 False {_folder}\n", "\n"), await HostProcess.RunAsync("", script, "a"));
        Assert.Equal((0, $"b 6 True {_folder}\n", "VERBOSE: told\n"), await HostProcess.RunAsync("", script, "-Count", "5", "b", "-Loud", "-Verbose"));
        Assert.Equal((0, $"b 3 False {_folder}\n", "\n"), await HostProcess.RunAsync("", script, "-Na", "b", "-Loud:$false"));
    }

    [Theory]
    [InlineData("", "missing mandatory parameters: Name")]
    [InlineData("a 1 2", "accepts argument '2'")]
    [InlineData("a -Nope 1", "parameter name 'Nope'")]
    [InlineData("a -Count x", "\"x\"")]
    public async Task A_scripts_arguments_that_do_not_fit_are_refused_before_it_runs(string arguments, string message)
    {
        var script = Script("param([Parameter(Mandatory)][string]$Name, [int]$Count)\n'ran'");
        var result = await HostProcess.RunAsync("", [script, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_go_to_standard_error_in_PowerShells_concise_form_with_the_line_of_the_script()
    {
        var script = Script("'before'\n  Write-Stream -WarningAction Ignore\nthrow 'up'\n'after'");
        var result = await HostProcess.RunAsync("", script);

        Assert.Equal((1, "before\noutput text\n"), (result.ExitCode, result.Output));
        Assert.Equal($"""
            Write-Stream: {script}:2
            Line |
               2 |    Write-Stream -WarningAction Ignore
                 |    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
                 | details text
              Recommendation: Try again.
            Exception: {script}:3
            Line |
               3 |  throw 'up'
                 |  ~~~~~~~~~~
                 | up

            """, result.Errors);
    }

    [Fact]
    public async Task A_command_and_standard_input_are_scripts_too()
    {
        Assert.Equal((0, "1\n2\n", "WARNING: w\n"), await HostProcess.RunAsync("", "-Command", "1; 2; Write-Warning w"));
        Assert.Equal((0, "6\n", "\n"), await HostProcess.RunAsync("$x = 1..3\n($x | ForEach-Object { $_ * 2 })[-1]\n", "-"));
        Assert.Equal((3, "", "\n"), await HostProcess.RunAsync("", "-Command", "exit 3"));
    }

    [Theory]
    [InlineData("Write-Error no", 1)]
    [InlineData("Write-Error no; 'ok'", 0)]
    [InlineData("Get-Nothing", 1)]
    [InlineData("throw 'x'", 1)]
    [InlineData("while (1) {}", 1)]
    public async Task A_command_that_ends_with_an_error_exits_with_1(string command, int exitCode) =>
        Assert.Equal(exitCode, (await HostProcess.RunAsync("", "-Command", command)).ExitCode);

    [Fact]
    public async Task Confirmation_is_read_from_standard_input_and_its_end_is_an_error()
    {
        var yes = await HostProcess.RunAsync("n\ny\n", "-Command", "'a', 'b' | Remove-Sample");
        Assert.Contains("Performing the operation \"Remove\" on target \"sample a\".", yes.Output, StringComparison.Ordinal);
        Assert.EndsWith("removed b\n", yes.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("removed a", yes.Output, StringComparison.Ordinal);

        Assert.Contains("nobody to answer", (await HostProcess.RunAsync("", "-Command", "Remove-Sample a")).Errors, StringComparison.Ordinal);
        Assert.Contains("nobody to answer", (await HostProcess.RunAsync("y\n", "-NonInteractive", "-Command", "Remove-Sample a")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Nope")]
    [InlineData("absent.ps1")]
    [InlineData("")]
    public async Task Wrong_use_is_told_with_exit_code_64(string argument)
    {
        var result = await HostProcess.RunAsync("", argument.Length == 0 ? [] : [argument]);

        Assert.Equal((64, ""), (result.ExitCode, result.Output));
        Assert.Matches("Usage:|does not exist", result.Errors);
    }

    [Fact]
    public async Task Nothing_is_coloured_and_no_progress_is_shown_where_the_streams_are_redirected()
    {
        var result = await HostProcess.RunAsync("", "-Command", "Write-Stream -Verbose; New-Sample a");

        Assert.DoesNotContain('\u001b', result.Output + result.Errors);
        Assert.DoesNotContain("progress", result.Errors, StringComparison.Ordinal);
    }

    [TerminalFact]
    public async Task On_a_terminal_errors_are_coloured_and_progress_is_shown_and_taken_away()
    {
        var host = $"dotnet '{typeof(ScriptHost).Assembly.Location}' -Module '{Sampled.Options.ModulePath}' -Command Write-Stream";
        using var terminal = new Process { StartInfo = new("script", ["-qec", host, "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardInput = true } };
        terminal.Start();
        var text = await terminal.StandardOutput.ReadToEndAsync();
        await terminal.WaitForExitAsync();

        Assert.Contains("progress text: half 50%\r\u001b[2K", text, StringComparison.Ordinal);
        Assert.Contains("\u001b[31;1mWrite-Stream: details text", text, StringComparison.Ordinal);
        Assert.Contains("output text", text, StringComparison.Ordinal);
    }

    // The limit is a second, and more for a busy machine; what is waited for would never come.
    [UnixTheory]
    [InlineData("try { Wait-Sample } finally { 'cleaned' }; 'after'", "cleaned\n")]
    [InlineData("Wait-Sample -Deaf; 'after'", "")]
    public async Task Ctrl_C_ends_a_waiting_cmdlet_within_a_second_whether_it_heeds_it_or_not(string script, string output)
    {
        using var host = HostProcess.Start("-Command", script);
        Assert.Equal("waiting", await host.Output.ReadLineAsync());
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, Kill(host.Id, 2));
        var result = await host.EndAsync();

        Assert.Equal((130, output), (result.ExitCode, result.Output));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private string Script(string text)
    {
        var path = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(path, text);
        return path;
    }
}

/// <summary>A test that sends a signal.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTheoryAttribute : TheoryAttribute
{
    public UnixTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has no signals." : null;
}

/// <summary>A test that needs a terminal, which the program "script" makes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script") ? null : "There is no /usr/bin/script of util-linux.";
}
