namespace EntraAppCmdlets.Sandbox.Graph;

/// <summary>The built-in directory roles, with the ids by which tokens and requests name them: the same in every tenant.</summary>
internal static class DirectoryRoles
{
    /// <summary>What a token of any member of the tenant holds besides: not a role that anybody assigns.</summary>
    public const string AnyMember = "b79fbf4d-3ef9-4689-8143-76b194e85509";

    /// <summary>What a token of any application holds besides.</summary>
    public const string AnyApplication = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

    public const string GlobalAdministrator = "Global Administrator";

    private const string Applications =
        "microsoft.directory/applications/create microsoft.directory/applications/delete microsoft.directory/applications/allProperties/update"
        + " microsoft.directory/servicePrincipals/create microsoft.directory/servicePrincipals/delete microsoft.directory/servicePrincipals/appRoleAssignedTo/update";

    /// <summary>Name, id, what it is for, and the actions that it allows, with spaces between them.</summary>
    public static IReadOnlyList<(string Name, string Id, string Description, string Actions)> All { get; } =
    [
        (
            GlobalAdministrator,
            "62e90394-69f5-4237-9190-012177145e10",
            "Manages all of Microsoft Entra ID and the services that use it.",
            "microsoft.directory/allEntities/allTasks"
        ),
        (
            "Privileged Role Administrator",
            "e8611ab8-c189-46e8-94e1-60213ab1f814",
            "Manages role assignments and Privileged Identity Management.",
            "microsoft.directory/directoryRoles/allProperties/allTasks microsoft.directory/roleAssignments/allProperties/allTasks microsoft.directory/roleDefinitions/allProperties/allTasks"
        ),
        (
            "Application Administrator",
            "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
            "Manages app registrations, enterprise applications and application proxy.",
            Applications
        ),
        (
            "Cloud Application Administrator",
            "158c047a-c907-4556-b7ef-446551a6b5f7",
            "Manages app registrations and enterprise applications, but not application proxy.",
            Applications
        ),
        (
            "Application Developer",
            "cf1c38e5-3621-4004-a7cb-879624dced7c",
            "Creates app registrations where users may not.",
            "microsoft.directory/applications/createAsOwner microsoft.directory/servicePrincipals/createAsOwner"
        ),
        (
            "Global Reader",
            "f2ef992c-3afb-46b9-b7cf-a126ee74c451",
            "Reads everything that a Global Administrator reads.",
            "microsoft.directory/allEntities/allProperties/read"
        ),
        (
            "Security Administrator",
            "194ae4cb-b126-40b2-bd5b-6091b380977d",
            "Reads security information and reports, and manages the configuration.",
            "microsoft.directory/policies/basic/update"
        ),
        (
            "Security Operator",
            "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f",
            "Creates and manages security events.",
            "microsoft.directory/auditLogs/allProperties/read"
        ),
        (
            "Security Reader",
            "5d6b6bb7-de71-4623-b4af-96380a352509",
            "Reads security information and reports.",
            "microsoft.directory/auditLogs/allProperties/read microsoft.directory/signInReports/allProperties/read"
        ),
        (
            "User Administrator",
            "fe930be7-5e62-47db-91af-98c3a49a38b1",
            "Manages users and groups, and resets the passwords of users with few rights.",
            "microsoft.directory/users/create microsoft.directory/users/delete microsoft.directory/users/basic/update microsoft.directory/groups/create"
        ),
        (
            "Groups Administrator",
            "fdd7a751-b60b-444a-984c-02652fe8fa1c",
            "Manages groups and their settings.",
            "microsoft.directory/groups/create microsoft.directory/groups/delete microsoft.directory/groups/members/update"
        ),
        (
            "Directory Readers",
            "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
            "Reads basic directory information.",
            "microsoft.directory/applications/basic/read microsoft.directory/groups/basic/read microsoft.directory/users/basic/read"
        ),
        (
            "Directory Writers",
            "9360feb5-f418-4baa-8175-e2a00bac4301",
            "Reads and writes basic directory information.",
            "microsoft.directory/groups/basic/update microsoft.directory/users/basic/update"
        ),
        ("Guest Inviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b", "Invites guests.", "microsoft.directory/users/inviteGuest"),
        (
            "Helpdesk Administrator",
            "729827e3-9c14-49f7-bb1b-9608f156bbb8",
            "Resets passwords of users with few rights.",
            "microsoft.directory/users/password/update"
        ),
        (
            "Password Administrator",
            "966707d0-3269-4727-9be2-8c3a10f19b9d",
            "Resets passwords of users and other Password Administrators.",
            "microsoft.directory/users/password/update"
        ),
        (
            "Authentication Administrator",
            "c4e39bd9-1100-46d3-8c65-fb160da0071f",
            "Manages authentication methods of users with few rights.",
            "microsoft.directory/users/authenticationMethods/basic/update"
        ),
        (
            "Privileged Authentication Administrator",
            "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
            "Manages authentication methods of every user.",
            "microsoft.directory/users/authenticationMethods/basic/update"
        ),
        (
            "Authentication Policy Administrator",
            "0526716b-113d-4c15-b2c8-68e3c22b9f80",
            "Manages the policy of authentication methods.",
            "microsoft.directory/organization/strongAuthentication/allTasks"
        ),
        (
            "Conditional Access Administrator",
            "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
            "Manages Conditional Access.",
            "microsoft.directory/conditionalAccessPolicies/create"
        ),
        (
            "Hybrid Identity Administrator",
            "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2",
            "Manages synchronization and federation.",
            "microsoft.directory/hybridAuthenticationPolicy/allProperties/allTasks"
        ),
        (
            "Domain Name Administrator",
            "8329153b-31d0-4727-b945-745eb3bc5f31",
            "Manages domain names.",
            "microsoft.directory/domains/allProperties/allTasks"
        ),
        (
            "Identity Governance Administrator",
            "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e",
            "Manages access in governance scenarios.",
            "microsoft.directory/accessReviews/allProperties/allTasks"
        ),
        (
            "Attribute Definition Administrator",
            "8424c6f0-a189-499e-bbd0-26c1753c96d4",
            "Defines custom security attributes.",
            "microsoft.directory/attributeSets/allProperties/allTasks"
        ),
        (
            "Attribute Assignment Administrator",
            "58a13ea3-c632-46ae-9ee0-9c0d43cd7f3d",
            "Assigns custom security attributes.",
            "microsoft.directory/users/customSecurityAttributes/update"
        ),
        (
            "Reports Reader",
            "4a5d8f65-41da-4de4-8968-e035b65339cf",
            "Reads sign-in and audit reports.",
            "microsoft.directory/auditLogs/allProperties/read microsoft.directory/signInReports/allProperties/read"
        ),
        (
            "License Administrator",
            "4d6ac14f-3453-41d0-bef9-a3e0c569773a",
            "Manages licenses of users and groups.",
            "microsoft.directory/users/assignLicense"
        ),
        (
            "Billing Administrator",
            "b0f54661-2d74-4c50-afa3-1ec803f12efe",
            "Makes purchases and manages subscriptions.",
            "microsoft.directory/organization/basic/update"
        ),
        (
            "Compliance Administrator",
            "17315797-102d-40b4-93e0-432062caca18",
            "Manages compliance.",
            "microsoft.directory/entitlementManagement/allProperties/read"
        ),
        (
            "Exchange Administrator",
            "29232cdf-9323-42fd-ade2-1d097af3e4de",
            "Manages Exchange Online.",
            "microsoft.office365.exchange/allEntities/basic/allTasks"
        ),
        (
            "SharePoint Administrator",
            "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
            "Manages SharePoint Online.",
            "microsoft.office365.sharePoint/allEntities/allTasks"
        ),
        (
            "Teams Administrator",
            "69091246-20e8-4a56-aa4d-066075b2a7a8",
            "Manages Microsoft Teams.",
            "microsoft.teams/allEntities/allProperties/allTasks"
        ),
        ("Intune Administrator", "3a2c62db-5318-420d-8d74-23affee5d9d5", "Manages Intune.", "microsoft.intune/allEntities/allTasks"),
        ("Cloud Device Administrator", "7698a772-787b-4ac8-901f-60d6b08affd2", "Manages devices.", "microsoft.directory/devices/delete"),
        (
            "Fabric Administrator",
            "a9ea8996-122f-4c74-9520-8edcd192826c",
            "Manages Fabric and Power BI.",
            "microsoft.powerApps.powerBI/allEntities/allTasks"
        ),
        (
            "Dynamics 365 Administrator",
            "44367163-eba1-44c3-98af-f5787879f96a",
            "Manages Dynamics 365.",
            "microsoft.dynamics365/allEntities/allTasks"
        ),
        (
            "Service Support Administrator",
            "f023fd81-a637-4b56-95fd-791ac0226033",
            "Reads service health and manages support tickets.",
            "microsoft.office365.supportTickets/allEntities/allTasks"
        ),
    ];

    private static readonly Dictionary<string, string> Ids = All.ToDictionary(each => each.Name, each => each.Id, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Names = All.ToDictionary(
        each => each.Id,
        each => each.Name,
        StringComparer.OrdinalIgnoreCase
    );

    public static string IdOf(string name) => Ids[name];

    /// <summary>The names of those ids that are built-in roles.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<string> ids) => ids.Select(id => Names.GetValueOrDefault(id)).OfType<string>();
}
