using System.Management.Automation;
using CmdletHost.Drawing;
using CmdletHost.Engine;
using CmdletHost.Language;

namespace CmdletHost;

/// <summary>The program: a script, a command or standard input, with the streams on the console.</summary>
internal static class HostConsole
{
    private const string Usage =
        """
        Usage: CmdletHost [options] script.ps1 [arguments]
               CmdletHost [options] -Command "..."
               CmdletHost [options] -                     (the script is standard input)

        -Module path       the module to import; else EntraAppCmdlets.psd1 in a folder above
        -NonInteractive    a question is an error
        """;

    /// <summary>The terminal's columns; 120 where it doesn't say.</summary>
    public static int Width => Console.WindowWidth is > 0 and var width ? Math.Max(40, width) : 120;

    public static int Run(string[] args)
    {
        string? module = null, path = null, script = null;
        var interactive = true;
        var index = 0;
        for (; index < args.Length && script is null; index++)
        {
            switch (args[index].ToUpperInvariant())
            {
                case "-MODULE" when index + 1 < args.Length:
                    module = args[++index];
                    break;
                case "-NONINTERACTIVE":
                    interactive = false;
                    break;
                case "-COMMAND" or "-C" when index + 1 < args.Length:
                    script = string.Join(' ', args[(index + 1)..]);
                    index = args.Length;
                    break;
                case "-":
                    (script, interactive) = (Console.In.ReadToEnd(), false);
                    break;
                case var option when option.StartsWith('-'):
                    Console.Error.WriteLine(Usage);
                    return option is "-HELP" or "-H" or "--HELP" ? 0 : 64;
                default:
                    path = Path.GetFullPath(args[index]);
                    if (!File.Exists(path))
                    {
                        Console.Error.WriteLine($"The script '{path}' does not exist.");
                        return 64;
                    }

                    script = File.ReadAllText(path);
                    break;
            }
        }

        if (script is null)
        {
            Console.Error.WriteLine(Usage);
            return 64;
        }

        return Run(script, isCommand: path is null, interactive, new ScriptHostOptions { ModulePath = module, ScriptPath = path, Arguments = index < args.Length ? args[index..] : [] });
    }

    private static int Run(string script, bool isCommand, bool interactive, ScriptHostOptions options)
    {
        ScriptSession host;
        try
        {
            host = new ScriptSession(options);
        }
        catch (Exception failure) when (failure is NotKnownException or SyntaxException or RuntimeException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }

        using (host)
        {
            var session = host.Inner;
            session.Streams = new ConsoleStreams(interactive);
            using var stopped = new CancellationTokenSource();
            // The handler may go on while the script it has stopped ends, and the source with it; of one that was cancelled the token stays usable.
            var ended = stopped.Token;
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                session.Stop();

                // A cmdlet that doesn't heed StopProcessing does not keep the person waiting.
                _ = Task.Delay(TimeSpan.FromMilliseconds(800), ended).ContinueWith(_ => Environment.Exit(130), ended, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            };
            var drawer = new Drawer(Console.Out, session, Console.IsOutputRedirected ? 120 : Width);
            var (_, exitCode) = host.Run(script, drawer.Write);
            drawer.Flush();
            stopped.Cancel();
            return exitCode == 0 && isCommand && !session.LastSucceeded ? 1 : exitCode;
        }
    }
}

/// <summary>The streams on a console: errors and progress on standard error, colour only on a terminal.</summary>
internal sealed class ConsoleStreams(bool interactive) : IHostStreams
{
    private readonly bool _colour = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    private bool _progress;

    public bool CanPrompt => interactive;

    public void Error(ErrorRecord record)
    {
        ClearProgress();
        Console.Error.WriteLine(_colour ? $"\u001b[31;1m{ErrorText.Of(record)}\u001b[0m" : ErrorText.Of(record));
    }

    public void Message(MessageStream stream, string text)
    {
        ClearProgress();
        Console.Error.WriteLine(_colour ? $"\u001b[33;1m{stream.ToString().ToUpperInvariant()}: {text}\u001b[0m" : $"{stream.ToString().ToUpperInvariant()}: {text}");
    }

    public void Information(InformationRecord record, bool isShown)
    {
        if (isShown)
        {
            Line(record.ToString());
        }
    }

    public void Progress(ProgressRecord record)
    {
        if (!_colour)
        {
            return;
        }

        ClearProgress();
        if (record.RecordType == ProgressRecordType.Processing)
        {
            var text = $"{record.Activity}: {record.StatusDescription}{(record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : "")}";
            Console.Error.Write(text.Length < HostConsole.Width ? text : text[..(HostConsole.Width - 1)]);
            _progress = true;
        }
    }

    public void Line(string text)
    {
        ClearProgress();
        Console.Out.WriteLine(text);
    }

    public string? Ask(string question)
    {
        ClearProgress();
        Console.Out.Write(question);
        return Console.In.ReadLine();
    }

    private void ClearProgress()
    {
        if (_progress)
        {
            Console.Error.Write("\r\u001b[2K");
            _progress = false;
        }
    }
}
