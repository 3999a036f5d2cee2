namespace HelpBuilder.Commands;

/// <summary>An enumeration whose values objects of the module show.</summary>
/// <param name="FullName">The type, with its namespace.</param>
/// <param name="Values">The names of its values, in order.</param>
/// <param name="Properties">The properties that have one, each after the name of its object.</param>
internal sealed record Enumeration(string FullName, IReadOnlyList<string> Values, IReadOnlyList<string> Properties);
