namespace EntraAppCmdlets.Tests.Engines;

/// <summary>What a script gave on one engine.</summary>
/// <param name="Json">The objects that it wrote, as a list.</param>
/// <param name="Errors">Its errors: id and message.</param>
/// <param name="Warnings">Its warnings.</param>
internal sealed record EngineResult(string Json, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings)
{
    /// <summary>All of it as lines that can be compared, without what differs from run to run.</summary>
    public IReadOnlyList<string> Comparable() => Volatile.Remove(
        [.. Json.ReplaceLineEndings("\n").Split('\n'), .. Errors.Select(error => $"error: {error}"), .. Warnings.Select(warning => $"warning: {warning}")]);
}
