using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace RealClients.Tests;

/// <summary>Runs a client's commands and keeps what was said, in the test's output and in a file below <c>artifacts/real-clients</c>.</summary>
internal sealed partial class ClientLog(ITestOutputHelper output, string name, TimeSpan? patience = null) : IDisposable
{
    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(3);
    private readonly StringBuilder _text = new();

    /// <summary>A text without the secrets in it, as anyone may read it.</summary>
    public static string Masked(string text) => SecretPattern().Replace(PasswordPattern().Replace(text, "$1..."), "$1...");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="start">The program, with its streams redirected.</param>
    /// <param name="shown">How the log calls it.</param>
    /// <exception cref="TimeoutException">It did not end in time, and was ended with all that it had started.</exception>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string shown)
    {
        using var process = Process.Start(start)!;
        var standard = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(_patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Write($"$ {shown}{Environment.NewLine}{await standard}{await errors}-> did not end in {_patience}");
            throw new TimeoutException(Masked($"{shown} did not end in {_patience}.{Environment.NewLine}{await standard}{await errors}"));
        }

        Write($"$ {shown}{Environment.NewLine}{await standard}{await errors}-> {process.ExitCode}");
        return (process.ExitCode, await standard, await errors);
    }

    public void Write(string text)
    {
        text = Masked(text);
        output.WriteLine(text);
        _text.AppendLine(text);
    }

    public void Dispose()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EntraAppCmdlets.sln")))
            {
                var artifacts = Directory.CreateDirectory(Path.Combine(folder.FullName, "artifacts", "real-clients"));
                File.WriteAllText(Path.Combine(artifacts.FullName, name + ".log"), _text.ToString());
                return;
            }
        }
    }

    // As the programs of these tests take it on their command lines.
    [GeneratedRegex(@"((?:^|\s)(?:-p|--password)[= ])\S+")]
    private static partial Regex PasswordPattern();

    [GeneratedRegex("([A-Za-z0-9]{3}8Q~)[A-Za-z0-9_.~-]{34}")]
    private static partial Regex SecretPattern();
}
