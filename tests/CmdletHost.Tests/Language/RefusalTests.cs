namespace CmdletHost.Tests.Language;

public class RefusalTests
{
    [Theory]
    [InlineData("1\nfunction f { }", "2:1: 'function'")]
    [InlineData("  . ./other.ps1", "1:3: Dot-sourcing")]
    [InlineData("& $x", "1:1: The call operator '&'")]
    [InlineData("./run.ps1 a", "1:1: Dot-sourcing or running a file")]
    [InlineData("~\\Run-It", "1:1: The command name '~\\Run-It' (a program or a script file)")]
    [InlineData("tools/run.ps1 a", "1:1: The command name 'tools/run.ps1' (a program or a script file)")]
    [InlineData("while ($true) { }", "1:1: 'while'")]
    [InlineData("switch (1) { }", "1:1: 'switch'")]
    [InlineData("class C { }", "1:1: 'class'")]
    [InlineData("'a'.ToUpper()", "1:1: Calling a method ('a'.ToUpper())")]
    [InlineData("[guid]::NewGuid()", "1:1: A static member ([guid]::)")]
    [InlineData("Write-Output a > file", "1:16: Redirection")]
    [InlineData("Write-Output a 2>&1", "1:16: Redirection")]
    [InlineData("Write-Output a &", "1:16: Starting a job with '&'")]
    [InlineData("Write-Output a && Write-Output b", "1:16: The operator '&&'")]
    [InlineData("1 -band 2", "1:3: The operator '-band'")]
    [InlineData("$true ? 1 : 2", "1:7: The operator '?'")]
    [InlineData("$i++", "1:3: The operator '++'")]
    [InlineData("$global:x = 1", "1:1: The scope or drive of '$global:x'")]
    [InlineData("$LASTEXITCODE", "1:1: The variable '$LASTEXITCODE'")]
    [InlineData("$a, $b = 1, 2", "1:1: Assigning to several variables at once")]
    [InlineData("[int]$x = 5", "1:1: A type on an assigned variable")]
    [InlineData("[Nope.Type]5", "1:1: The type [Nope.Type]")]
    [InlineData("try { 1 } catch [Exception] { }", "1:17: A catch for some types of errors only")]
    [InlineData("Write-Output $x/y'z'", "A quoted part of a word")]
    [InlineData("Write-Output $x.Name/y", "Text that follows '$x.Name' at once, in one argument,")]
    [InlineData("1, 2 | Select-Object @{ n = 'a'; e = { $_ } }", "A calculated property")]
    [InlineData("param([ValidateSet('a')]$x)", "The attribute '[ValidateSet('a')]'")]
    public void What_is_not_known_here_is_refused_by_name_and_place_before_anything_runs(string script, string expected)
    {
        var result = Sampled.Run(script);

        Assert.Equal("NotKnownHere", result.Failure?.FullyQualifiedErrorId);
        Assert.Contains(expected, result.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("is not known here; PowerShell runs it.", result.Failure.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("'open", "1:1: The string is missing the terminator: '.")]
    [InlineData("if ($true { 1 }", "1:11: ')' is missing.")]
    [InlineData("@{ a 1 }", "1:6: Missing '=' operator after key in hash literal.")]
    [InlineData("1 | ", "1:5: An expression or a command is missing.")]
    [InlineData("\"$x: y\"", "1:2: Variable reference is not valid.")]
    [InlineData("try { 1 }", "The Try statement is missing its Catch or Finally block.")]
    [InlineData("1 2", "1:3: Unexpected token '2'.")]
    [InlineData("Write-Output a | 5", "Expressions are only allowed as the first element of a pipeline.")]
    public void A_malformed_script_is_refused_with_its_place_before_anything_runs(string script, string expected)
    {
        var result = Sampled.Run($"{script}");

        Assert.Equal("ParserError", result.Failure?.FullyQualifiedErrorId);
        Assert.Contains(expected, result.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_refusal_is_not_caught_by_a_catch_of_the_script() =>
        Assert.Equal("NotKnownHere", Sampled.Run("try { 1 | Select-Object @{ n = 1 } } catch { 'caught' }; 'after'").Failure?.FullyQualifiedErrorId);

    [Fact]
    public void An_unknown_command_ends_the_script_and_says_that_PowerShell_may_know_it()
    {
        var result = Sampled.Run("'before'\nGet-Nothing 1\n'after'");

        Assert.Equal("CommandNotFoundException", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Contains("PowerShell may run it", result.Failure!.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Failure.InvocationInfo!.ScriptLineNumber);
        Assert.Equal(["before"], result.Output);
        Assert.Equal(["caught Get-Nothing"], Sampled.Texts("try { Get-Nothing } catch { \"caught $($_.TargetObject)\" }"));
    }

    [Fact]
    public void A_parameter_of_PowerShells_own_command_that_is_not_known_here_ends_the_script() =>
        Assert.Equal("The parameter -Parallel of ForEach-Object is not known here; PowerShell runs it.", Sampled.Run("1 | ForEach-Object -Parallel { $_ }; 'after'").Failure?.Exception.Message);
}
