namespace EntraAppCmdlets.Aspects.Secrets;

/// <summary>What is shown with everything that is put into a vault for an app.</summary>
internal static class KeyVaultTags
{
    private const int MaxLength = 256;

    public static Dictionary<string, string> Of(Guid appId, Guid tenantId, string appName, string? description)
    {
        var tags = new Dictionary<string, string>
        {
            ["appId"] = appId.ToString(),
            ["tenantId"] = tenantId.ToString(),
            ["appDisplayName"] = appName,
        };
        if (description is { Length: > 0 and <= MaxLength })
        {
            tags["displayName"] = description;
        }

        return tags;
    }
}
