using System.Diagnostics;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Repository;

/// <summary>The script that runs all tests, with a stand-in for dotnet that only leaves result files.</summary>
public sealed class CiRunTests
{
    [BashTheory]
    [InlineData("two projects", 0, 0, "5 passed, 0 failed, 2 skipped", "A 3 3 3", "B 4 2 2")]
    [InlineData("a failed test", 1, 1, "2 passed, 1 failed, 0 skipped", "A 3 3 2")]
    [InlineData("a failed test that dotnet makes nothing of", 0, 1, "2 passed, 1 failed, 0 skipped", "A 3 3 2")]
    [InlineData("skipped tests only", 0, 1, "0 passed, 0 failed, 3 skipped", "A 3 0 0")]
    [InlineData("no test", 0, 1, "0 passed, 0 failed, 0 skipped")]
    [InlineData("a project that doesn't build", 5, 5, "3 passed, 0 failed, 0 skipped", "A 3 3 3")]
    public async Task All_projects_are_summed_up_and_every_trouble_is_an_exit_code(
        string run,
        int dotnetCode,
        int code,
        string sum,
        params string[] projects
    )
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.PathOf(".ci"));
        File.Copy(Checkout.PathOf(".ci/run"), folder.PathOf(".ci/run"));

        // What an earlier run left counts for nothing.
        WriteResults(folder, "A", "9 9 9", "earlier");
        File.SetLastWriteTimeUtc(folder.PathOf("tests/A/TestResults/earlier.trx"), DateTime.UnixEpoch);
        var copies = projects
            .Select(project => project.Split(' ', 2))
            .Select(project =>
            {
                WriteResults(folder, project[0], project[1], "new");
                return $"touch -t 203701010000 '{folder.PathOf($"tests/{project[0]}/TestResults/new.trx")}'";
            });
        var dotnet = folder.Write("dotnet", $"#!/usr/bin/env bash\n{string.Join('\n', copies)}\nexit {dotnetCode}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        ProcessStartInfo start = new("bash", [folder.PathOf(".ci/run")]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();

        Assert.Equal((run, code, sum), (run, process.ExitCode, lines[^1]));
    }

    private static void WriteResults(TemporaryFolder folder, string project, string counters, string name)
    {
        var parts = counters.Split(' ');
        Directory.CreateDirectory(folder.PathOf($"tests/{project}/TestResults"));
        folder.Write(
            $"tests/{project}/TestResults/{name}.trx",
            $"""<TestRun><ResultSummary outcome="x"><Counters total="{parts[0]}" executed="{parts[1]}" passed="{parts[2]}" failed="0" /></ResultSummary></TestRun>"""
        );
    }
}
