namespace EntraAppCmdlets.Sandbox.Tests.Support;

/// <summary>Finds the recordings and the schema that lie beside the checkout.</summary>
internal static class SharedData
{
    /// <summary>The folder; null where it is not there.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (System.IO.Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return Environment.GetEnvironmentVariable("ENTRA_SHARED_DATA") is { Length: > 0 } given && System.IO.Directory.Exists(given) ? given : null;
    }
}
