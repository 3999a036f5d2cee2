using System.Diagnostics;
using Xunit.Abstractions;

namespace RealClients.Tests;

public sealed class ClientLogTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("az login --service-principal -u 1 -p=hunter2~. --tenant t", "az login --service-principal -u 1 -p=... --tenant t")]
    [InlineData("az login -p hunter2", "az login -p ...")]
    [InlineData("az ad user create --password Correct-Horse-7 --display-name New", "az ad user create --password ... --display-name New")]
    [InlineData("\"password\": \"abc8Q~0123456789012345678901234567890123\"", "\"password\": \"abc8Q~...\"")]
    [InlineData("az ad sp list --spn api://1", "az ad sp list --spn api://1")]
    public void A_secret_of_a_command_line_is_shown_to_nobody(string text, string shown) => Assert.Equal(shown, ClientLog.Masked(text));

    [ShellFact]
    public async Task A_client_that_hangs_is_ended_with_all_that_it_has_started()
    {
        using var log = new ClientLog(output, "hanging", TimeSpan.FromSeconds(2));
        var start = new ProcessStartInfo("sh", ["-c", "sleep 3600 & echo started; wait"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The program it has started holds the same streams: they end only with both.
        var trouble = await Assert.ThrowsAsync<TimeoutException>(() =>
            log.RunAsync(start, "sh -p=hunter2").WaitAsync(TimeSpan.FromMinutes(2))
        );

        Assert.Contains("did not end in 00:00:02", trouble.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", trouble.Message, StringComparison.Ordinal);
    }
}

/// <summary>A test that runs a shell: skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute() => Skip = OperatingSystem.IsWindows() ? "There is no shell on Windows." : null;
}
