using System.Text.Json;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Faults;

/// <summary>The search for secrets in what disturbed runs say finds one wherever it is said.</summary>
public sealed class SecretSearchTests
{
    [Theory]
    [InlineData("verbose")]
    [InlineData("debug")]
    [InlineData("warning")]
    [InlineData("progress")]
    [InlineData("journal")]
    [InlineData("error")]
    [InlineData("tenant")]
    public async Task A_secret_that_a_run_says_aloud_is_found_in_the_matrix_and_in_random_runs(string where) =>
        await MustBeFoundAsync(
            where,
            async (bench, cancel) =>
            {
                var app = await bench.RegisterAsync(cancel: cancel);
                using var secret = await bench.AddSecretAsync(app, replace: true, cancel: cancel);
                return SecureText.Reveal(secret.SecretText!);
            }
        );

    [Theory]
    [InlineData("verbose")]
    [InlineData("error")]
    public async Task A_token_that_a_run_says_aloud_is_found_in_the_matrix_and_in_random_runs(string where) =>
        await MustBeFoundAsync(
            where,
            async (bench, cancel) =>
                (await bench.Connection.Tokens.GetTokenAsync("https://graph.microsoft.com/.default", renew: false, cancel)).Token
        );

    private static async Task MustBeFoundAsync(string where, Func<TenantBench, CancellationToken, Task<string>> obtain)
    {
        var run = new GuideRun($"says it: {where}", async (bench, cancel) => await SayAsync(bench, where, await obtain(bench, cancel)));

        var found = await Assert.ThrowsAsync<InvalidOperationException>(() => new FaultMatrix(run, lasting: false).UndisturbedAsync());
        Assert.Contains("a known secret or token is said aloud", found.Message, StringComparison.Ordinal);
        Assert.Contains(
            "a known secret or token is said aloud",
            await new RandomRun(run, seed: 1).TryAsync(new FaultMatrix.Goal("", 0, 0)),
            StringComparison.Ordinal
        );
    }

    private static async Task SayAsync(TenantBench bench, string where, string said)
    {
        switch (where)
        {
            case "verbose":
                bench.Log.Verbose($"said: {said}");
                break;
            case "debug":
                bench.Log.Debug($"said: {said}");
                break;
            case "warning":
                bench.Log.Warning($"said: {said}");
                break;
            case "progress":
                bench.Log.Progress(new ActivityProgress("Saying it", said));
                break;
            case "journal":
                bench.Journal.Write(
                    new JournalEntry
                    {
                        Time = default,
                        Method = "PATCH",
                        Path = "applications",
                        Status = 204,
                        Change = JsonSerializer.SerializeToElement(new { said }),
                    }
                );
                break;
            case "error":
                throw new AppException("Said", AppErrorKind.Conflict, target: null, "It is said.", recommendation: $"Use {said}.");
            default:
                await bench.RegisterAsync(said);
                break;
        }
    }
}
