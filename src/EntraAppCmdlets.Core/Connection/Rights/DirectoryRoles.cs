namespace EntraAppCmdlets.Connection;

/// <summary>The built-in directory roles of Microsoft Entra ID: their names by the ids in tokens, the same in every tenant, and which does for which.</summary>
internal static class DirectoryRoles
{
    internal const string GlobalAdministrator = "Global Administrator";
    internal const string PrivilegedRoleAdministrator = "Privileged Role Administrator";
    internal const string ApplicationAdministrator = "Application Administrator";
    internal const string CloudApplicationAdministrator = "Cloud Application Administrator";
    internal const string ApplicationDeveloper = "Application Developer";

    // learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
    private static readonly Dictionary<Guid, string> Names = new()
    {
        [new("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3")] = ApplicationAdministrator,
        [new("cf1c38e5-3621-4004-a7cb-879624dced7c")] = ApplicationDeveloper,
        [new("c4e39bd9-1100-46d3-8c65-fb160da0071f")] = "Authentication Administrator",
        [new("25a516ed-2fa0-40ea-a2d0-12923a21473a")] = "Authentication Extensibility Administrator",
        [new("0526716b-113d-4c15-b2c8-68e3c22b9f80")] = "Authentication Policy Administrator",
        [new("9f06204d-73c1-4d4c-880a-6edb90606fd8")] = "Microsoft Entra Joined Device Local Administrator",
        [new("e3973bdf-4987-49ae-837a-ba8e231c7286")] = "Azure DevOps Administrator",
        [new("7495fdc4-34c4-4d15-a289-98788ce399fd")] = "Azure Information Protection Administrator",
        [new("aaf43236-0c0d-4d5f-883a-6955382ac081")] = "B2C IEF Keyset Administrator",
        [new("3edaf663-341e-4475-9f94-5c398ef6c070")] = "B2C IEF Policy Administrator",
        [new("b0f54661-2d74-4c50-afa3-1ec803f12efe")] = "Billing Administrator",
        [new("158c047a-c907-4556-b7ef-446551a6b5f7")] = CloudApplicationAdministrator,
        [new("7698a772-787b-4ac8-901f-60d6b08affd2")] = "Cloud Device Administrator",
        [new("17315797-102d-40b4-93e0-432062caca18")] = "Compliance Administrator",
        [new("e6d1a23a-da11-4be4-9570-befc86d067a7")] = "Compliance Data Administrator",
        [new("b1be1c3e-b65d-4f19-8427-f6fa0d97feb9")] = "Conditional Access Administrator",
        [new("5c4f9dcd-47dc-4cf7-8c9a-9e4207cbfc91")] = "Customer LockBox Access Approver",
        [new("38a96431-2bdf-4b4c-8b6e-5d3d8abac1a4")] = "Desktop Analytics Administrator",
        [new("88d8e3e3-8f55-4a1e-953a-9b9898b8876b")] = "Directory Readers",
        [new("d29b2b05-8046-44ba-8758-1e26182fcf32")] = "Directory Synchronization Accounts",
        [new("9360feb5-f418-4baa-8175-e2a00bac4301")] = "Directory Writers",
        [new("44367163-eba1-44c3-98af-f5787879f96a")] = "Dynamics 365 Administrator",
        [new("29232cdf-9323-42fd-ade2-1d097af3e4de")] = "Exchange Administrator",
        [new("31392ffb-586c-42d1-9346-e59415a2cc4e")] = "Exchange Recipient Administrator",
        [new("6e591065-9bad-43ed-90f3-e9424366d2f0")] = "External ID User Flow Administrator",
        [new("0f971eea-41eb-4569-a71e-57bb8a3eff1e")] = "External ID User Flow Attribute Administrator",
        [new("be2f45a1-457d-42af-a067-6ec1fa63bc45")] = "External Identity Provider Administrator",
        [new("a9ea8996-122f-4c74-9520-8edcd192826c")] = "Fabric Administrator",
        [new("62e90394-69f5-4237-9190-012177145e10")] = GlobalAdministrator,
        [new("f2ef992c-3afb-46b9-b7cf-a126ee74c451")] = "Global Reader",
        [new("fdd7a751-b60b-444a-984c-02652fe8fa1c")] = "Groups Administrator",
        [new("95e79109-95c0-4d8e-aee3-d01accf2d47b")] = "Guest Inviter",
        [new("729827e3-9c14-49f7-bb1b-9608f156bbb8")] = "Helpdesk Administrator",
        [new("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2")] = "Hybrid Identity Administrator",
        [new("eb1f4a8d-243a-41f0-9fbd-c7cdf6c5ef7c")] = "Insights Administrator",
        [new("3a2c62db-5318-420d-8d74-23affee5d9d5")] = "Intune Administrator",
        [new("74ef975b-6605-40af-a5d2-b9539d836353")] = "Kaizala Administrator",
        [new("4d6ac14f-3453-41d0-bef9-a3e0c569773a")] = "License Administrator",
        [new("ac16e43d-7b2d-40e0-ac05-243ff356ab5b")] = "Message Center Privacy Reader",
        [new("790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b")] = "Message Center Reader",
        [new("d37c8bed-0711-4417-ba38-b4abe66ce4c2")] = "Network Administrator",
        [new("2b745bdf-0803-4d80-aa65-822c4493daac")] = "Office Apps Administrator",
        [new("966707d0-3269-4727-9be2-8c3a10f19b9d")] = "Password Administrator",
        [new("11648597-926c-4cf3-9c36-bcebb0ba8dcc")] = "Power Platform Administrator",
        [new("644ef478-e28f-4e28-b9dc-3fdde9aa0b1f")] = "Printer Administrator",
        [new("e8cef6f1-e4bd-4ea8-bc07-4b8d950f4477")] = "Printer Technician",
        [new("7be44c8a-adaf-4e2a-84d6-ab2649e08a13")] = "Privileged Authentication Administrator",
        [new("e8611ab8-c189-46e8-94e1-60213ab1f814")] = PrivilegedRoleAdministrator,
        [new("4a5d8f65-41da-4de4-8968-e035b65339cf")] = "Reports Reader",
        [new("0964bb5e-9bdb-4d7b-ac29-58e794862a40")] = "Search Administrator",
        [new("8835291a-918c-4fd7-a9ce-faa49f0cf7d9")] = "Search Editor",
        [new("194ae4cb-b126-40b2-bd5b-6091b380977d")] = "Security Administrator",
        [new("5f2222b1-57c3-48ba-8ad5-d4759f1fde6f")] = "Security Operator",
        [new("5d6b6bb7-de71-4623-b4af-96380a352509")] = "Security Reader",
        [new("f023fd81-a637-4b56-95fd-791ac0226033")] = "Service Support Administrator",
        [new("f28a1f50-f6e7-4571-818b-6a12f2af6b6c")] = "SharePoint Administrator",
        [new("75941009-915a-4869-abe7-691bff18279e")] = "Skype for Business Administrator",
        [new("69091246-20e8-4a56-aa4d-066075b2a7a8")] = "Teams Administrator",
        [new("baf37b3a-610e-45da-9e62-d9d1e5e8914b")] = "Teams Communications Administrator",
        [new("f70938a0-fc10-4177-9e90-2178f8765737")] = "Teams Communications Support Engineer",
        [new("fcf91098-03e3-41a9-b5ba-6f0ec8188a12")] = "Teams Communications Support Specialist",
        [new("3d762c5a-1b6c-493f-843e-55a3b42923d4")] = "Teams Devices Administrator",
        [new("aa38014f-0993-46e9-9b45-30501a20909d")] = "Teams Telephony Administrator",
        [new("75934031-6c7e-415a-99d7-48dbd49e875e")] = "Usage Summary Reports Reader",
        [new("fe930be7-5e62-47db-91af-98c3a49a38b1")] = "User Administrator",
    };

    // Every member's and every app's token holds one of these: nobody assigns them.
    private static readonly HashSet<Guid> OfEverybody =
    [
        new("b79fbf4d-3ef9-4689-8143-76b194e85509"),
        new("0997a1d0-0d1d-4acb-b408-d5ca73121e90"),
    ];

    // learn.microsoft.com/entra/identity/role-based-access-control/delegate-by-task, "Enterprise applications" and "Application registrations".
    private static readonly Dictionary<string, string[]> Broader = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApplicationDeveloper] = [CloudApplicationAdministrator, ApplicationAdministrator, GlobalAdministrator],
        [CloudApplicationAdministrator] = [ApplicationAdministrator, GlobalAdministrator],
        [PrivilegedRoleAdministrator] = [GlobalAdministrator],
    };

    /// <summary>The roles that a token tells of; one that is not built in (a custom role) by its id.</summary>
    internal static IReadOnlyList<string> NamesOf(IEnumerable<Guid> ids) =>
        ids.Where(id => !OfEverybody.Contains(id))
            .Select(id => Names.GetValueOrDefault(id, id.ToString()))
            .Distinct()
            .Order(StringComparer.OrdinalIgnoreCase)
            .ToArray();

    /// <summary>The role that gives what is needed: itself, or a broader one; null if none does.</summary>
    internal static string? Find(string need, IReadOnlyCollection<string> held) =>
        PermissionNeed.Find(need, held, name => Broader.GetValueOrDefault(name, []));

    /// <summary>The roles to ask for, so that all needs are met: of alternatives the first, and none that another one gives already.</summary>
    internal static IReadOnlyList<string> Least(IEnumerable<string> needs) => PermissionNeed.Least(needs, Find);
}
