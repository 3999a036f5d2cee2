using System.Diagnostics;

namespace EntraAppCmdlets.Tests.Reports;

/// <summary>A test that prints with a browser and reads what was printed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrintFactAttribute : FactAttribute
{
    private static readonly string? Reader = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pdftotext.exe" : "pdftotext"))
        .FirstOrDefault(File.Exists);

    public PrintFactAttribute()
    {
        if (Chromium.Path is null || Reader is null)
        {
            Skip = "No Chromium or no pdftotext is installed: install them (apt-get install chromium poppler-utils).";
        }
    }

    /// <summary>The text of each page, as it is laid out.</summary>
    public static async Task<IReadOnlyList<string>> PagesAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo(Reader!, ["-layout", file, "-"]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\f');
    }
}
