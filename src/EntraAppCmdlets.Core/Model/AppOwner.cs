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

    /// <summary>Whether the account is enabled; null while that has not been read. Get-AppInventory reads it.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Which of the app's objects it owns.</summary>
    public AppOwnerTarget? Target { get; init; }

    /// <summary>The application (client) ID of the app it owns.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The name that people see of the app it owns.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The object id again, under the name by which the cmdlets for owners take it from the pipeline.</summary>
    public Guid OwnerId => Id;

    /// <summary>The sign-in name, or what there is of a name.</summary>
    public override string ToString() => UserPrincipalName ?? DisplayName ?? Id.ToString();
}
