namespace EntraAppCmdlets.Tests.Pester;

/// <summary>A line that the runner writes.</summary>
/// <param name="Name">The test, <c>Describe.Context.It</c>; empty for what concerns a file as a whole.</param>
/// <param name="Result">Passed, Failed or Skipped; empty for a test that is only listed.</param>
/// <param name="Message">Why it failed or was skipped.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="File">The test file, in a list.</param>
/// <param name="End">Whether this is the last line.</param>
internal sealed record PesterResult(
    string Name = "", string Result = "", string Message = "", double Seconds = 0, string? File = null, bool End = false)
{
    public bool Failed => Result == "Failed";

    public bool Skipped => Result == "Skipped";
}
