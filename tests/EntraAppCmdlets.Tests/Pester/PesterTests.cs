namespace EntraAppCmdlets.Tests.Pester;

/// <summary>The files of tests/pester.</summary>
public sealed class PesterTests
{
    [PesterTests]
    public void Pester(string file) => throw new NotSupportedException($"{file} is run by {nameof(PesterFile)}.");
}
