using EntraAppCmdlets.Tests.PowerShell;
using EntraAppCmdlets.Tests.Repository;

namespace EntraAppCmdlets.Tests.Pester;

public sealed class PesterRunnerTests
{
    [PowerShellFact]
    public void A_failed_assertion_fails_its_test_alone_and_says_where()
    {
        var results = Run("""
            Describe 'D' {
                It 'good' { 1 | Should -Be 1 }
                It 'bad' { 1 | Should -Be 2 }
                It 'thrown' { throw 'some trouble' }
            }
            """);

        Assert.Equal([("D.good", "Passed"), ("D.bad", "Failed"), ("D.thrown", "Failed")], results.Select(result => (result.Name, result.Result)));
        Assert.Matches("(?s)2.*1.*line 3", results[1].Message);
        Assert.Contains("some trouble", results[2].Message, StringComparison.Ordinal);
    }

    [PowerShellFact]
    public void A_failed_BeforeAll_fails_every_test_below_it() => Assert.Equal(
        ["D.one", "D.C.two"],
        Run("""
            Describe 'D' {
                BeforeAll { throw 'not set up' }
                It 'one' { }
                Context 'C' { It 'two' { } }
            }
            """).Where(result => result.Failed && result.Message.Contains("not set up", StringComparison.Ordinal)).Select(result => result.Name));

    [PowerShellFact]
    public void A_failed_AfterAll_is_trouble_of_the_file() => Assert.Equal(
        [("D.one", false), ("", true)],
        Run("""
            Describe 'D' {
                AfterAll { throw 'not cleared' }
                It 'one' { }
            }
            """).Select(result => (result.Name, result.Failed)));

    [PowerShellTheory]
    [InlineData("Describe 'D' { It 'one' { }")]
    [InlineData("Describe 'D' { throw 'while listing' }")]
    [InlineData("Unknown-Command")]
    [InlineData("Describe 'D' { It 'one' { [Environment]::Exit(0) } }")]
    [InlineData("Describe 'D' { It 'one' { [Environment]::FailFast('gone') } }")]
    public void A_file_that_does_not_come_to_its_end_is_trouble_of_the_file(string content) =>
        Assert.Contains(Run(content), result => result.Failed && result.Name.Length == 0);

    [PowerShellFact]
    public void A_test_is_skipped_by_its_mark_by_that_of_its_block_or_by_itself() => Assert.Equal(
        [("D.marked", "Skipped"), ("D.C.inside", "Skipped"), ("D.itself", "Skipped")],
        Run("""
            Describe 'D' {
                It 'marked' -Skip { throw 'must not run' }
                Context 'C' -Skip { It 'inside' { throw 'must not run' } }
                It 'itself' { Set-ItResult -Skipped -Because 'of the machine'; throw 'must not run' }
            }
            """).Select(result => (result.Name, result.Result)));

    [PowerShellFact]
    public void A_list_names_every_case_and_runs_nothing()
    {
        using TemporaryFolder folder = new();
        var file = folder.Write("Sample.Tests.ps1", """
            Describe 'D <n>' -ForEach @{ n = 1 }, @{ n = 2 } {
                BeforeAll { throw 'must not run' }
                It 'one <_>' -TestCases 'a', 'b' { throw 'must not run' }
                It 'two' -Skip { throw 'must not run' }
            }
            """);

        Assert.Equal(
            [("D 1.one a", ""), ("D 1.one b", ""), ("D 1.two", "Skipped"), ("D 2.one a", ""), ("D 2.one b", ""), ("D 2.two", "Skipped")],
            PesterRunner.List([file]).Select(result => (result.Name, result.Result)));
    }

    private static IReadOnlyList<PesterResult> Run(string content)
    {
        using TemporaryFolder folder = new();
        return PesterRunner.Run(folder.Write("Sample.Tests.ps1", content));
    }
}
