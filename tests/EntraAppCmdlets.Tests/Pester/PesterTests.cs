namespace EntraAppCmdlets.Tests.Pester;

public sealed class PesterTests
{
    [PesterTests]
    public void Tests_in_Pester_syntax(string file, string name, string skip) => throw new NotSupportedException($"{file}, {name}, {skip}: run by {nameof(PesterTestCase)}.");
}
