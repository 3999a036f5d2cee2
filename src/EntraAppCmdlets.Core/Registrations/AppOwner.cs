namespace EntraAppCmdlets;

/// <summary>An owner of an application or a service principal.</summary>
public sealed record AppOwner
{
    /// <summary>The object id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name that people see.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The sign-in name of a user; null for a service principal.</summary>
    public string? UserPrincipalName { get; init; }

    /// <summary><c>User</c> or <c>ServicePrincipal</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The sign-in name, or what there is of a name.</summary>
    public override string ToString() => UserPrincipalName ?? DisplayName ?? Id.ToString();
}
