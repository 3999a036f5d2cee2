namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>A part of a path: a name, or a key.</summary>
/// <param name="Text">The name, or the key's value.</param>
/// <param name="KeyName">Null for a segment between slashes; the property of a key in parentheses, empty where it is the primary one.</param>
internal sealed record PathSegment(string Text, string? KeyName);
