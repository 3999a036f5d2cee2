namespace EntraAppCmdlets.Testing;

/// <summary>The facts and recordings that lie beside a checkout and are no part of it.</summary>
internal static class SharedData
{
    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>One of its files.</summary>
    public static string PathOf(string file) =>
        Path.Combine(Folder ?? throw new InvalidOperationException("There is no shared/data beside the checkout."), file);

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A test that reads shared data: skipped, with the reason, where that isn't beside the checkout.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.Folder is null ? "There is no folder shared/data beside the checkout." : null;
}
