namespace HelpBuilder.Documentation;

/// <summary>Where to read on.</summary>
/// <param name="Text">The name of a command or page.</param>
/// <param name="Address">The page's address; empty for a command.</param>
internal sealed record Link(string Text, string Address);
