namespace EntraAppCmdlets.Model;

/// <summary>
/// Lists of objects that people hold in PowerShell. What the compiler makes of <c>[a, b]</c> for a read-only list hides its indexer, so that there
/// <c>$app.RedirectUris[0]</c> is the whole list; an array shows its own.
/// </summary>
internal static class IndexableList
{
    /// <summary>The same elements as something that can be indexed.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> list) => list as T[] ?? list.ToArray();

    /// <summary>The same, for a list that may not have been read.</summary>
    public static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T>? list) => list is null ? null : Of(list);
}
