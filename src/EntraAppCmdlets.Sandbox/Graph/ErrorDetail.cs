namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>One of the things that are wrong with a request.</summary>
internal sealed record ErrorDetail(string Code, string Message, string Target);
