namespace HelpBuilder.Documentation;

/// <summary>A worked example of a command.</summary>
/// <param name="Title">What it shows: the text before the code.</param>
/// <param name="Code">What one types.</param>
/// <param name="Remarks">What is to be said about it: the text behind the code.</param>
internal sealed record Example(string Title, string Code, IReadOnlyList<string> Remarks);
