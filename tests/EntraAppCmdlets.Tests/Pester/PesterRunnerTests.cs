using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Pester;

/// <summary>What goes wrong in a file of Pester tests is reported, wherever it goes wrong.</summary>
public sealed class PesterRunnerTests
{
    [Fact]
    public void A_failed_assertion_fails_its_test_alone_and_says_where()
    {
        var results = Run(
            """
            Describe 'D' {
                It 'good' { 1 | Should -Be 1 }
                It 'bad' { 1 | Should -Be 2 }
                It 'thrown' { throw 'not expected' }
                It 'skipped' -Skip { throw 'must not run' }
            }
            """
        );

        Assert.Equal(
            [("D.good", "Passed"), ("D.bad", "Failed"), ("D.thrown", "Failed"), ("D.skipped", "Skipped")],
            results.Select(result => (result.Name, result.Result))
        );
        Assert.Matches("(?s)2.*1.*line 3", results[1].Message);
        Assert.Contains("not expected", results[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_BeforeAll_fails_every_test_below_it_and_is_told()
    {
        var results = Run(
            """
            Describe 'D' {
                BeforeAll { throw 'not set up' }
                It 'one' { }
                Context 'C' { It 'two' { } }
            }
            """
        );

        Assert.Equal(
            ["D.one", "D.C.two"],
            results.Where(result => result is { Failed: true, Name.Length: > 0 }).Select(result => result.Name)
        );
        Assert.Contains(results, result => result.Name.Length == 0 && result.Message.Contains("not set up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_AfterAll_is_an_error_of_the_file() =>
        Assert.Equal(
            [("D.one", false), ("", true)],
            Run(
                    """
                    Describe 'D' {
                        AfterAll { throw 'not cleared' }
                        It 'one' { }
                    }
                    """
                )
                .Select(result => (result.Name, result.Failed))
        );

    [Theory]
    [InlineData("Describe 'D' { It 'one' { }")]
    [InlineData("Describe 'D' { throw 'while listing' }")]
    [InlineData("Unknown-Command")]
    public void A_file_that_cannot_be_read_to_its_end_is_an_error_of_the_file(string content) =>
        Assert.Contains(Run(content), result => result.Failed && result.Name.Length == 0);

    [Fact]
    public void A_file_without_tests_has_no_result_so_that_it_is_reported_as_failed() => Assert.Empty(Run("# nothing"));

    [Theory]
    [InlineData("$env:ENTRAAPP_TEMPLATE_PATH = $TestDrive", true)]
    [InlineData("[Environment]::SetEnvironmentVariable('PATH', $programs)", true)]
    [InlineData("Remove-Item env:\\PATH", true)]
    [InlineData("Set-Item \"env:$name\" $variables[$name]", true)]
    [InlineData("$start.Environment['PATH'] = $env:PATH", false)]
    [InlineData("& $pwsh -Command \"`$env:PSModulePath = '$TestDrive'\"", false)]
    public void A_file_that_sets_environment_variables_runs_alone(string content, bool alone) =>
        Assert.Equal(alone, PesterDiscoverer.ChangesProcess(content));

    private static IReadOnlyList<PesterResult> Run(string content)
    {
        using TemporaryFolder folder = new();
        return PesterRunner.Run(folder.Write("Sample.Tests.ps1", content));
    }
}
