namespace EntraAppCmdlets;

/// <summary>A user, group or app that is assigned to an app (the portal's "Users and groups" of an enterprise application).</summary>
public sealed record AppAssignment
{
    /// <summary>What <see cref="Role"/> says where the app has no roles.</summary>
    public const string DefaultAccess = "Default access";

    /// <summary>The name that people see of the app.</summary>
    public required string AppDisplayName { get; init; }

    /// <summary>The application (client) ID of the app.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The object ID of the assigned user, group or app.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary>The name of the assigned user, group or app.</summary>
    public string? PrincipalDisplayName { get; init; }

    /// <summary><c>User</c>, <c>Group</c> or <c>ServicePrincipal</c>.</summary>
    public string? PrincipalType { get; init; }

    /// <summary>The app role: its value, its name where it has no value, or "Default access".</summary>
    public required string Role { get; init; }

    /// <summary>The id of the app role; the zero GUID for default access.</summary>
    public Guid RoleId { get; init; }

    /// <summary>The id of the assignment.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset? CreatedDateTime { get; init; }

    /// <summary>Who has which role.</summary>
    public override string ToString() => $"{PrincipalDisplayName ?? PrincipalId.ToString()}: {Role}";
}
