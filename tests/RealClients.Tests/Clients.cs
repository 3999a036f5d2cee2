namespace RealClients.Tests;

/// <summary>Which clients are installed.</summary>
internal static class Clients
{
    /// <summary>Azure CLI; null where it is not there.</summary>
    public static string? AzureCli { get; } = OnPath("az");

    public static string? Node { get; } = OnPath("node");

    /// <summary>The folder of the JavaScript clients in the checkout; null where they are not installed.</summary>
    public static string? NodeFolder { get; } = FindNode();

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string? FindNode()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "node");
            if (!Directory.Exists(candidate))
            {
                candidate = Path.Combine(folder.FullName, "RealClients.Tests", "node");
            }

            if (
                new[] { "@azure/identity", "@microsoft/microsoft-graph-client", "undici" }.All(package =>
                    Directory.Exists(Path.Combine(candidate, "node_modules", package))
                )
            )
            {
                return candidate;
            }
        }

        return null;
    }
}
