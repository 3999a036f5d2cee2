namespace EntraAppCmdlets.Testing;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Checkout
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The folder of the solution and the manifest.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>A file or folder of the checkout, by its path below the root with forward slashes.</summary>
    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    // A build on CI maps source paths away, so the way up is from the tests' own folder.
    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EntraAppCmdlets.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No EntraAppCmdlets.sln above {AppContext.BaseDirectory}: these tests run from a checkout.");
    }
}
