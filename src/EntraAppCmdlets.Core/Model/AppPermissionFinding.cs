using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The verdict on a permission that an app requests or lacks.</summary>
public enum AppPermissionVerdict
{
    /// <summary>Other permissions of its type that the app requests allow all of it, or all that is needed of it.</summary>
    Covered,

    /// <summary>None of the requests given needs it.</summary>
    NotNeeded,

    /// <summary>No request in the activity log needs it.</summary>
    Unused,

    /// <summary>Permissions that allow less are enough for the requests.</summary>
    TooBroad,

    /// <summary>A request needs it, and the app requests no permission that allows it.</summary>
    Missing,
}

/// <summary>A permission that an app requests without need, or lacks. Written by <c>Test-AppPermission</c>.</summary>
public sealed record AppPermissionFinding
{
    /// <summary>The name of the permission.</summary>
    public required string Name { get; init; }

    /// <summary>Delegated (on behalf of a user) or application (as itself).</summary>
    public required AppPermissionType Type { get; init; }

    /// <summary>The verdict.</summary>
    public required AppPermissionVerdict Verdict { get; init; }

    /// <summary>How much harm it can do.</summary>
    public AppPermissionRisk Risk { get; init; } = AppPermissionRisk.Unknown;

    /// <summary>Why, in a sentence or two.</summary>
    public required string Reason { get; init; }

    /// <summary>The permissions that are enough instead; empty where none is needed.</summary>
    public IReadOnlyList<string> Replacement
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The requests that it is about, with <c>{id}</c> for keys; empty where it is about none.</summary>
    public IReadOnlyList<string> Requests
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The commands that remove, replace or add it.</summary>
    public required string Fix { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The tenant of the app.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The finding in a sentence.</summary>
    public override string ToString() => $"{Name} ({PermissionWords.Of(Type)}): {Reason}";
}
