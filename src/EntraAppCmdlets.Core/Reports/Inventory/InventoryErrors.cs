using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>Errors about the inventory of a tenant.</summary>
internal static class InventoryErrors
{
    /// <summary>A part that couldn't be read although all else could.</summary>
    public static AppException InventoryIncomplete(object? target, string missing, GraphException inner) =>
        new(
            nameof(InventoryIncomplete),
            AppErrorKind.Timeout,
            target,
            $"The inventory is incomplete: {missing}. {inner.Message}",
            "Run the command again. What is missing is null in the objects.",
            inner
        );
}
