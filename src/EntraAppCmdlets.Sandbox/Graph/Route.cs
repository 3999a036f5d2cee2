namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>An operation and what it needs.</summary>
internal sealed record Route(Operation Operation, Func<GraphContext, Reply> Handler);
