namespace EntraAppCmdlets.Tests.Pester;

/// <summary>The result of one It, or of a file as a whole.</summary>
/// <param name="Name">The test, <c>Describe.Context.It</c>; empty for what concerns the file as a whole.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Why it failed or was skipped.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record PesterResult(string Name, string Result, string Message, double Seconds)
{
    public bool Failed => Result == "Failed";

    public bool Skipped => Result == "Skipped";
}
