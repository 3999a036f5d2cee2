using System.Diagnostics;

namespace EntraAppCmdlets.Tests.Reports;

/// <summary>A browser without a window.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

    /// <summary>The program; null where none is installed.</summary>
    public static string? Path { get; } =
        (Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } given ? [given] : Array.Empty<string>())
            .Concat(
                from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
                from name in Names
                select System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
            )
            .FirstOrDefault(File.Exists);

    /// <summary>Opens a page; gives what stands in it once its scripts have run, and what the console says.</summary>
    public static async Task<(string Page, IReadOnlyList<string> Console)> OpenAsync(string file, params string[] options)
    {
        using var profile = new Testing.TemporaryFolder();
        var start = new ProcessStartInfo(Path!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in (string[])
                [
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--hide-scrollbars",
                    "--no-first-run",
                    "--disable-background-networking",
                    $"--user-data-dir={profile.Path}",
                    "--enable-logging=stderr",
                    .. options,
                    new Uri(file).AbsoluteUri,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var console = process.StandardError.ReadToEndAsync();
        var page = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (page, [.. (await console).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
    }
}

/// <summary>A test that needs a browser.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "No Chromium is installed: install it (apt-get install chromium), or set CHROMIUM_PATH.";
        }
    }
}

/// <inheritdoc cref="ChromiumFactAttribute"/>
public sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "No Chromium is installed: install it (apt-get install chromium), or set CHROMIUM_PATH.";
        }
    }
}
