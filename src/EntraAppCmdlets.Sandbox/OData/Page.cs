using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.OData;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="NextToken">What the next page is asked for with; null on the last one.</param>
/// <param name="Count">How many there are in all, where that was asked.</param>
internal sealed record Page(IReadOnlyList<Document> Items, string? NextToken, int? Count);
