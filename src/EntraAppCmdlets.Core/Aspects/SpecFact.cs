namespace EntraAppCmdlets.Aspects;

/// <summary>One thing that a specification says, as people read it. What an app has anyway, such as a box that isn't ticked, is no fact.</summary>
/// <param name="Property">The property or entry; one specification says each once.</param>
/// <param name="Value">What it shall be.</param>
/// <param name="Otherwise">What it is where nothing is said.</param>
internal sealed record SpecFact(string Property, string Value, string Otherwise = "missing");
