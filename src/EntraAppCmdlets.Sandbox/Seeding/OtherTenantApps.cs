namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>The applications of other tenants that this one can know: Microsoft's APIs and clients, and a vendor's.</summary>
internal static class OtherTenantApps
{
    public const string MicrosoftGraph = "00000003-0000-0000-c000-000000000000";
    public const string ResourceManager = "797f4846-ba00-4fd7-ba43-dac1f8f63013";
    public const string KeyVault = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
    public const string AzureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    private static readonly string[] Loopback = ["http://localhost"];

    private static readonly Dictionary<string, OtherTenantApp> Common = Build();

    /// <summary>Those that have a service principal in every tenant from the start.</summary>
    public static IEnumerable<OtherTenantApp> Everywhere =>
        Common.Values.Where(each => each.OwnerTenantId == OtherTenantApp.MicrosoftTenantId);

    public static IReadOnlyDictionary<string, OtherTenantApp> For(string administratorAppId) =>
        new Dictionary<string, OtherTenantApp>(Common, StringComparer.OrdinalIgnoreCase)
        {
            [administratorAppId] = Administrator(administratorAppId),
        };

    public static OtherTenantApp Administrator(string appId) => new() { AppId = appId, DisplayName = "Sandbox administrator" };

    private static Dictionary<string, OtherTenantApp> Build()
    {
        var all = new List<OtherTenantApp>
        {
            Api(
                MicrosoftGraph,
                "Microsoft Graph",
                "https://graph.microsoft.com",
                "https://graph.microsoft.com/",
                "https://graph.microsoft.us",
                "https://dod-graph.microsoft.us",
                "https://microsoftgraph.chinacloudapi.cn",
                "https://canary.graph.microsoft.com"
            ),
            Api(
                "00000003-0000-0ff1-ce00-000000000000",
                "Office 365 SharePoint Online",
                "https://microsoft.sharepoint-df.com",
                "00000003-0000-0ff1-ce00-000000000000/*.sharepoint.com"
            ),
            Api(
                "00000002-0000-0ff1-ce00-000000000000",
                "Office 365 Exchange Online",
                "https://outlook.office365.com",
                "https://outlook.office.com",
                "https://outlook.office365.com/"
            ),
            Api("c5393580-f805-4401-95e8-94b7a6ef2fc2", "Office 365 Management APIs", "https://manage.office.com"),
            Api("00000009-0000-0000-c000-000000000000", "Power BI Service", "https://analysis.windows.net/powerbi/api"),
            Api("00000007-0000-0000-c000-000000000000", "Dataverse", "https://admin.services.crm.dynamics.com"),
            Api("7df0a125-d3be-4c96-aa54-591f83ff541c", "Microsoft Flow Service", "https://service.flow.microsoft.com/"),
            Api("475226c6-020e-4fb2-8a90-7a972cbfc1d4", "PowerApps Service", "https://service.powerapps.com/"),
            new()
            {
                AppId = ResourceManager,
                DisplayName = "Windows Azure Service Management API",
                IdentifierUris =
                [
                    "https://management.azure.com/",
                    "https://management.azure.com",
                    "https://management.core.windows.net/",
                    "https://management.core.windows.net",
                ],
                Scopes = new(() => [PermissionList.Scope("41094075-9dad-400e-a0bd-54e686782033", "user_impersonation", admin: false)]),
            },
            new()
            {
                AppId = KeyVault,
                DisplayName = "Azure Key Vault",
                IdentifierUris = ["https://vault.azure.net", "https://vault.usgovcloudapi.net", "https://vault.azure.cn"],
                Scopes = new(() => [PermissionList.Scope("f53da476-18e3-4152-8e01-aec403e6edc0", "user_impersonation", admin: false)]),
            },
            new()
            {
                AppId = "00000002-0000-0000-c000-000000000000",
                DisplayName = "Windows Azure Active Directory",
                IdentifierUris = ["https://graph.windows.net", "https://graph.windows.net/"],
                AppRoles = new(() => [PermissionList.Role("5778995a-e1bf-45b8-affa-663a9f3f4d04", "Directory.Read.All")]),
                Scopes = new(() =>
                    [
                        PermissionList.Scope("311a71cc-e848-46a1-bdf8-97ff7156d8e6", "User.Read", admin: false),
                        PermissionList.Scope("a42657d6-7f20-40e3-b6f0-cee03008a62a", "Directory.AccessAsUser.All", admin: true),
                    ]
                ),
            },
            new()
            {
                AppId = "fc780465-2017-40d4-a0c5-307022471b92",
                DisplayName = "WindowsDefenderATP",
                IdentifierUris = ["https://api.securitycenter.microsoft.com", "https://securitycenter.onmicrosoft.com/windowsatpservice"],
                AppRoles = new(() =>
                    [
                        PermissionList.Role("93489bf5-0fbc-4f2d-b901-33f2fe08ff05", "AdvancedQuery.Read.All"),
                        PermissionList.Role("71fe6b80-7034-4028-9ed8-0f316df9c3ff", "Alert.Read.All"),
                        PermissionList.Role("8788f1a9-beca-4e26-ba58-10513f3b896f", "File.Read.All"),
                        PermissionList.Role("47bf842d-354b-49ef-b741-3a6dd815bc13", "Ip.Read.All"),
                        PermissionList.Role("ea8291d3-4b9a-44b5-bc3a-6cea3026dc79", "Machine.Read.All"),
                        PermissionList.Role("6a33eedf-ba73-4e5a-821b-f057ef63853a", "RemediationTasks.Read.All"),
                        PermissionList.Role("02b005dd-f804-43b4-8fc7-078460413f74", "Score.Read.All"),
                        PermissionList.Role("e870c0c1-c1a2-41ca-948e-a33912d2d3f0", "SecurityBaselinesAssessment.Read.All"),
                        PermissionList.Role("227f2ea0-c2c2-4428-b7af-9ff40f1a720e", "SecurityConfiguration.Read.All"),
                        PermissionList.Role("6443965c-7dd2-4cfd-b38f-bb7772bee163", "SecurityRecommendation.Read.All"),
                        PermissionList.Role("37f71c98-d198-41ae-964d-2c49aab74926", "Software.Read.All"),
                        PermissionList.Role("528ca142-c849-4a5b-935e-10b8b9c38a84", "Ti.Read.All"),
                        PermissionList.Role("721af526-ffa8-42d7-9b84-1a56244dd99d", "Url.Read.All"),
                        PermissionList.Role("a833834a-4cf1-4732-8acf-bbcfa13fb610", "User.Read.All"),
                        PermissionList.Role("41269fc5-d04d-4bfd-bce7-43a51cea049a", "Vulnerability.Read.All"),
                    ]
                ),
            },
            new()
            {
                AppId = AzureCli,
                DisplayName = "Microsoft Azure CLI",
                IsPublicClient = true,
                RedirectUris = Loopback,
            },
            new()
            {
                AppId = "14d82eec-204b-4c2f-b7e8-296a70dab67e",
                DisplayName = "Microsoft Graph Command Line Tools",
                IsPublicClient = true,
                RedirectUris = Loopback,
            },
            new()
            {
                AppId = SandboxTenant.VendorAppId,
                DisplayName = "Fabrikam Security Connector",
                OwnerTenantId = "7f3c5a0e-2b64-4d18-9a57-c1e8f0b2d346",
                Publisher = "Fabrikam",
                RedirectUris = ["https://connector.fabrikam.example/callback"],
                Requested =
                [
                    (MicrosoftGraph, "User.Read", true),
                    (MicrosoftGraph, "offline_access", true),
                    (MicrosoftGraph, "User.Read.All", false),
                    (MicrosoftGraph, "Group.Read.All", false),
                ],
            },
        };
        return all.ToDictionary(each => each.AppId, StringComparer.OrdinalIgnoreCase);
    }

    private static OtherTenantApp Api(string appId, string name, params string[] uris) =>
        new()
        {
            AppId = appId,
            DisplayName = name,
            IdentifierUris = uris,
            AppRoles = new(() => PermissionList.RolesOf(appId)),
            Scopes = new(() => PermissionList.ScopesOf(appId)),
        };
}
