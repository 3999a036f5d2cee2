namespace EntraAppCmdlets;

/// <summary>A group that the service principal of an app is a member of: what the group may do, the app may do.</summary>
public sealed record AppGroupMembership
{
    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant of the app.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The object ID of the group.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>The name of the group; null where the account may not read it.</summary>
    public string? GroupDisplayName { get; init; }

    /// <summary>Whether the group can be assigned directory roles.</summary>
    public bool? IsAssignableToRole { get; init; }

    /// <summary>The group.</summary>
    public override string ToString() => GroupDisplayName ?? GroupId.ToString();
}
