using System.Text.Json.Serialization.Metadata;

namespace EntraAppCmdlets.Graph;

/// <summary>Lists whose first page came with other answers.</summary>
internal static class GraphLists
{
    /// <summary>The whole list: the first page where that is all, read anew page by page where it is not.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(
        this GraphClient graph,
        GraphResponse firstPage,
        JsonTypeInfo<GraphPage<T>> type,
        CancellationToken cancellationToken
    )
    {
        var page = firstPage.Read(type);
        if (page.NextLink is null)
        {
            return page.Value;
        }

        var all = new List<T>();
        await foreach (var item in graph.ListAsync(firstPage.Request, type, cancellationToken).ConfigureAwait(false))
        {
            all.Add(item);
        }

        return all;
    }
}
