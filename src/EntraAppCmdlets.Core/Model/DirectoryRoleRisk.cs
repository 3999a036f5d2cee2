namespace EntraAppCmdlets.Model;

/// <summary>
/// How much harm a built-in directory role can do in the hands of an app, in the words of the permissions. Critical are those that amount to control of
/// the tenant, each with the reason; High those that Microsoft labels as privileged and the administrators of a whole service. docs/risk.md explains
/// it to users.
/// </summary>
internal static class DirectoryRoleRisk
{
    // learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
    private static readonly Dictionary<Guid, string> Control = new()
    {
        [new("62e90394-69f5-4237-9190-012177145e10")] = "the app can do everything in the directory",
        [new("e8611ab8-c189-46e8-94e1-60213ab1f814")] = "the app can give itself any directory role and any application permission",
        [new("7be44c8a-adaf-4e2a-84d6-ab2649e08a13")] = "the app can reset the sign-in methods of every administrator",
        [new("9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3")] = "the app can add a secret to any other app and act with that app's rights",
        [new("158c047a-c907-4556-b7ef-446551a6b5f7")] = "the app can add a secret to any other app and act with that app's rights",
        [new("8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2")] = "the app can change federation and so sign in as anyone",
        [new("8329153b-31d0-4727-b945-745eb3bc5f31")] =
            "the app can federate a domain with a sign-in service of its own and sign in as anyone there",
        [new("be2f45a1-457d-42af-a067-6ec1fa63bc45")] = "the app can federate the tenant with a sign-in service of its own",
        [new("d29b2b05-8046-44ba-8758-1e26182fcf32")] = "the app can change users, their sign-in and other apps",
    };

    private static readonly HashSet<Guid> Low =
    [
        new("88d8e3e3-8f55-4a1e-953a-9b9898b8876b"), // Directory Readers
        new("790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b"), // Message Center Reader
        new("75934031-6c7e-415a-99d7-48dbd49e875e"), // Usage Summary Reports Reader
        new("95e79109-95c0-4d8e-aee3-d01accf2d47b"), // Guest Inviter
    ];

    private static readonly HashSet<Guid> Medium =
    [
        new("4a5d8f65-41da-4de4-8968-e035b65339cf"), // Reports Reader
        new("ac16e43d-7b2d-40e0-ac05-243ff356ab5b"), // Message Center Privacy Reader
        new("f023fd81-a637-4b56-95fd-791ac0226033"), // Service Support Administrator
        new("644ef478-e28f-4e28-b9dc-3fdde9aa0b1f"), // Printer Administrator
        new("e8cef6f1-e4bd-4ea8-bc07-4b8d950f4477"), // Printer Technician
        new("0964bb5e-9bdb-4d7b-ac29-58e794862a40"), // Search Administrator
        new("8835291a-918c-4fd7-a9ce-faa49f0cf7d9"), // Search Editor
        new("4d6ac14f-3453-41d0-bef9-a3e0c569773a"), // License Administrator
        new("2b745bdf-0803-4d80-aa65-822c4493daac"), // Office Apps Administrator
        new("f70938a0-fc10-4177-9e90-2178f8765737"), // Teams Communications Support Engineer
        new("fcf91098-03e3-41a9-b5ba-6f0ec8188a12"), // Teams Communications Support Specialist
        new("cf1c38e5-3621-4004-a7cb-879624dced7c"), // Application Developer
    ];

    /// <summary>The risk of a role.</summary>
    /// <param name="roleId">The id of its definition.</param>
    internal static AppPermissionRisk Of(Guid roleId) =>
        Control.ContainsKey(roleId) ? AppPermissionRisk.Critical
        : Low.Contains(roleId) ? AppPermissionRisk.Low
        : Medium.Contains(roleId) ? AppPermissionRisk.Medium
        : BuiltInRoles.Names.ContainsKey(roleId) ? AppPermissionRisk.High
        : AppPermissionRisk.Unknown;

    /// <summary>Why the role amounts to control of the tenant; null if it doesn't.</summary>
    internal static string? ReasonFor(Guid roleId) => Control.GetValueOrDefault(roleId);

    /// <summary>All that are rated one by one, for the test that holds them against the built-in roles.</summary>
    internal static IEnumerable<Guid> Rated => Control.Keys.Concat(Low).Concat(Medium);
}
