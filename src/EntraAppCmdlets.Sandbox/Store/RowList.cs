namespace EntraAppCmdlets.Sandbox.Store;

/// <summary>Lists of rows in the order of their sequence.</summary>
internal static class RowList
{
    /// <summary>Where the row of that sequence is, or would be.</summary>
    public static int PlaceOf(IReadOnlyList<Row> rows, long sequence)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows[middle].Sequence < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
