namespace EntraAppCmdlets.Tests.Pester;

/// <summary>
/// The files of tests/pester. They share this process's environment variables and current folder, so nothing else runs at the same time.
/// </summary>
[Collection(nameof(PesterTests))]
[CollectionDefinition(nameof(PesterTests), DisableParallelization = true)]
public sealed class PesterTests
{
    [PesterTests]
    public void Pester(string file) => throw new NotSupportedException($"{file} is run by {nameof(PesterFile)}.");
}
