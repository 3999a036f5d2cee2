namespace EntraAppCmdlets.Sandbox;

/// <summary>One HTTP request that the tenant has been sent.</summary>
/// <param name="Number">Its number, counting from 1.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path with its query; never a header or a body, which could hold a secret.</param>
/// <param name="Status">The status that was answered; 0 where the connection broke instead.</param>
/// <param name="Processed">Whether the request was carried out: a fault may have come before that.</param>
public sealed record SandboxRequestRecord(int Number, string Method, string Path, int Status, bool Processed);
