using System.Diagnostics;
using System.Globalization;

namespace Benchmarks;

/// <summary>
/// The time of Import-Module in a new process, ours and an empty one-cmdlet binary module in turn, so that a machine whose speed drifts
/// hits both alike. What is measured is the statement alone, by the shell's own clock; the shell's start is not in it.
/// </summary>
internal static class ImportTime
{
    /// <summary>How many times as long as an empty module ours may take: more than that fails the run.</summary>
    private const double Limit = 1.5;

    public static async Task<int> RunAsync(int runs)
    {
        var root = FindRoot();
        var configuration = AppContext.BaseDirectory.Contains(
            $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal
        )
            ? "Release"
            : "Debug";
        var ours = Path.Combine(root, "EntraAppCmdlets.psd1");
        var empty = Path.Combine(root, "tests", "Benchmarks.EmptyModule", "bin", configuration, "net8.0", "EmptyModule.psd1");
        await MeasureAsync(ours).ConfigureAwait(false);
        await MeasureAsync(empty).ConfigureAwait(false);
        List<double> a = [],
            b = [];
        for (var i = 0; i < runs; i++)
        {
            a.Add(await MeasureAsync(ours).ConfigureAwait(false));
            b.Add(await MeasureAsync(empty).ConfigureAwait(false));
        }

        Print("EntraAppCmdlets", a);
        Print("empty module", b);
        var ratios = a.Zip(b, (one, other) => one / other).ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{"ratio, pair by pair", -22} min {ratios.Min(), 6:0.00}   median {Median(ratios), 6:0.00}   max {ratios.Max(), 6:0.00}"
            )
        );
        var ratio = Median(a) / Median(b);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{"ratio of the medians", -22} {ratio:0.00}, at most {Limit:0.00} wanted")
        );
        return ratio <= Limit ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(string manifest)
    {
        var start = new ProcessStartInfo(EntraAppCmdlets.Testing.PowerShellProcess.Path) { RedirectStandardOutput = true };
        foreach (
            var argument in (string[])
                [
                    "-NoProfile",
                    "-NonInteractive",
                    "-Command",
                    $"$c = [Diagnostics.Stopwatch]::StartNew(); Import-Module '{manifest}'; $c.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0
            ? double.Parse(output.Trim(), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pwsh could not import {manifest}.");
    }

    private static void Print(string name, List<double> values) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -22} min {values.Min(), 6:0.0} ms median {Median(values), 6:0.0} ms max {values.Max(), 6:0.0} ms"
            )
        );

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EntraAppCmdlets.psd1")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The repository was not found above the program.");
    }
}
