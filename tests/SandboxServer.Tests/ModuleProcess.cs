using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using EntraAppCmdlets.Testing;

namespace SandboxServer.Tests;

/// <summary>A process that runs commands of the module, connected to a server over HTTP.</summary>
internal sealed class ModuleProcess : IDisposable
{
    private const string Finished = "The script is through.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _said = new();
    private readonly Task _reading;

    private ModuleProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>All that it has written to standard output and standard error until its end, line by line.</summary>
    public string Said => _said.ToString();

    /// <summary>Starts it, connected to a server.</summary>
    /// <param name="server">The tenant that it connects to, as its administrator.</param>
    /// <param name="script">What it runs, with every stream shown.</param>
    /// <param name="folder">Where it keeps its journal, and all that it may want to leave behind.</param>
    public static async Task<ModuleProcess> StartAsync(RunningServer server, string script, string folder) =>
        Start(
            $"""
            $token = ConvertTo-SecureString $env:SANDBOX_TOKEN -AsPlainText -Force
            $null = Connect-AppTenant -AccessToken $token -GraphEndpoint {server.Graph} -AuthorityHost {server.Graph} -LogPath '{Path.Combine(
                folder,
                "writes.jsonl"
            )}'
            {script}
            """,
            folder,
            await server.TokenAsync()
        );

    /// <summary>Starts it, without a connection.</summary>
    /// <param name="script">What it runs, with every stream shown.</param>
    /// <param name="folder">Its folder, and all that it may want to leave behind.</param>
    /// <param name="token">An access token for the script; null for none.</param>
    public static ModuleProcess Start(string script, string folder, string? token = null)
    {
        var start = PowerShellProcess.StartInfo([
            "-Command",
            $"""
            $VerbosePreference = 'Continue'
            $DebugPreference = 'Continue'
            $ErrorActionPreference = 'Stop'
            Import-Module '{Checkout.PathOf("EntraAppCmdlets.psd1")}' -Verbose:$false
            {script}
            '{Finished}'
            """,
        ]);
        start.WorkingDirectory = folder;
        start.Environment["SANDBOX_TOKEN"] = token ?? "";
        start.Environment["HOME"] = start.Environment["TMPDIR"] = folder;
        // A runtime that is killed leaves its diagnostic socket behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ModuleProcess(process);
    }

    /// <summary>Whether a line tells of an answer of Graph.</summary>
    public static bool IsAnswer(string line) =>
        line.StartsWith("VERBOSE: ", StringComparison.Ordinal)
        && line.Contains(" /v1.0/", StringComparison.Ordinal)
        && line.EndsWith(" ms)", StringComparison.Ordinal);

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<int> EndAsync()
    {
        while (await NextAsync() is not null) { }

        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Kills it (SIGKILL) a moment after so many of its requests have been answered; false if it has come to its end before.</summary>
    public async Task<bool> KillAsync(int answers, TimeSpan later)
    {
        for (var answered = 0; answered < answers; )
        {
            if (await NextAsync() is not { } line)
            {
                return false;
            }

            answered += IsAnswer(line) ? 1 : 0;
        }

        await Task.Delay(later);
        _process.Kill();
        return await EndAsync() != 0 && !Said.Contains(Finished, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        if (!await _lines.Reader.WaitToReadAsync(limit.Token))
        {
            await _reading;
            return null;
        }

        var line = await _lines.Reader.ReadAsync(limit.Token);
        _said.Append(line).Append('\n');
        return line;
    }

    private async Task ReadAsync()
    {
        try
        {
            await Task.WhenAll(LinesAsync(_process.StandardOutput), LinesAsync(_process.StandardError));
        }
        finally
        {
            _lines.Writer.Complete();
        }
    }

    private async Task LinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            await _lines.Writer.WriteAsync(line);
        }
    }
}
