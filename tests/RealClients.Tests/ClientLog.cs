using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace RealClients.Tests;

/// <summary>Runs a client's commands and keeps what was said, in the test's output and in a file below <c>artifacts/real-clients</c>.</summary>
internal sealed partial class ClientLog(ITestOutputHelper output, string name) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly StringBuilder _text = new();

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(ProcessStartInfo start, string shown)
    {
        using var process = Process.Start(start)!;
        var standard = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(timeout.Token);
        Write($"$ {shown}{Environment.NewLine}{await standard}{await errors}-> {process.ExitCode}");
        return (process.ExitCode, await standard, await errors);
    }

    public void Write(string text)
    {
        text = SecretPattern().Replace(text, "$1...");
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

    [GeneratedRegex("([A-Za-z0-9]{3}8Q~)[A-Za-z0-9_.~-]{34}")]
    private static partial Regex SecretPattern();
}
