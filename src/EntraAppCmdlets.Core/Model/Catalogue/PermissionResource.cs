namespace EntraAppCmdlets.Model;

/// <summary>An API whose permissions the catalogue holds.</summary>
/// <param name="AppId">Its application id, the same in every tenant.</param>
/// <param name="Name">The name of its service principal.</param>
internal sealed record PermissionResource(Guid AppId, string Name)
{
    /// <summary>Microsoft Graph.</summary>
    internal static readonly Guid MicrosoftGraphAppId = new("00000003-0000-0000-c000-000000000000");

    // Short names as people and guides use them, and the prefixes under which tokens and claims name the API.
    private static readonly (Guid AppId, string[] Names, string[] Uris)[] Aliases =
    [
        (
            MicrosoftGraphAppId,
            ["Graph", "MSGraph", "MicrosoftGraph"],
            [
                "https://graph.microsoft.com",
                "https://graph.microsoft.us",
                "https://dod-graph.microsoft.us",
                "https://microsoftgraph.chinacloudapi.cn",
            ]
        ),
        (
            new("00000002-0000-0ff1-ce00-000000000000"),
            ["Exchange", "Exchange Online", "Outlook"],
            ["https://outlook.office365.com", "https://outlook.office.com", "https://ps.outlook.com"]
        ),
        (new("00000003-0000-0ff1-ce00-000000000000"), ["SharePoint", "SharePoint Online"], ["https://microsoft.sharepoint-df.com"]),
        (new("c5393580-f805-4401-95e8-94b7a6ef2fc2"), ["Office 365 Management", "Office Management API"], ["https://manage.office.com"]),
        (new("00000009-0000-0000-c000-000000000000"), ["Power BI", "PowerBI"], ["https://analysis.windows.net/powerbi/api"]),
        (new("7df0a125-d3be-4c96-aa54-591f83ff541c"), ["Flow", "Power Automate"], ["https://service.flow.microsoft.com"]),
        (new("475226c6-020e-4fb2-8a90-7a972cbfc1d4"), ["PowerApps", "Power Apps"], ["https://service.powerapps.com"]),
        (new("00000007-0000-0000-c000-000000000000"), ["Dynamics CRM", "Common Data Service"], ["https://admin.services.crm.dynamics.com"]),
    ];

    /// <summary>The names that it goes by.</summary>
    internal IEnumerable<string> Names => [Name, .. Aliases.Where(alias => alias.AppId == AppId).SelectMany(alias => alias.Names)];

    /// <summary>The APIs that have a short name, for the test that holds them against the catalogue.</summary>
    internal static IEnumerable<Guid> AliasedAppIds => Aliases.Select(alias => alias.AppId);

    /// <summary>The application id that a short name or URI stands for; null if it isn't a known one.</summary>
    internal static Guid? FromAlias(string name)
    {
        var uri = name.TrimEnd('/');
        foreach (var alias in Aliases)
        {
            if (alias.Names.Contains(name, StringComparer.OrdinalIgnoreCase) || alias.Uris.Contains(uri, StringComparer.OrdinalIgnoreCase))
            {
                return alias.AppId;
            }
        }

        // Each tenant's SharePoint has an address of its own.
        return
            Uri.TryCreate(uri, UriKind.Absolute, out var address)
            && address.Host.EndsWith(".sharepoint.com", StringComparison.OrdinalIgnoreCase)
            ? FromAlias("SharePoint")
            : null;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
