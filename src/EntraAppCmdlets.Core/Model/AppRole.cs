using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Who may hold an app role.</summary>
public enum AppRoleMemberType
{
    /// <summary>Users and groups.</summary>
    User,

    /// <summary>Other applications, as themselves: the role is an application permission of this app's API.</summary>
    Application,
}

/// <summary>A role that an app defines, for users and groups, for applications, or for both.</summary>
public sealed record AppRole
{
    /// <summary>The id of the role.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name as it appears in a token's <c>roles</c> claim; null for a role that only groups people.</summary>
    public string? Value { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What the role allows.</summary>
    public string? Description { get; init; }

    /// <summary>Who may hold it: <c>User</c>, <c>Application</c>, or both.</summary>
    public IReadOnlyList<string> AllowedMemberTypes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>Whether it can be assigned.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether both say the same of the same role, in whatever order the member types are.</summary>
    public bool Equals(AppRole? other) =>
        other is not null
        && (Id, Value, DisplayName, Description, IsEnabled)
            == (other.Id, other.Value, other.DisplayName, other.Description, other.IsEnabled)
        && AllowedMemberTypes.Count == other.AllowedMemberTypes.Count
        && !AllowedMemberTypes.Except(other.AllowedMemberTypes).Any();

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The value, or the name of a role without one.</summary>
    public override string ToString() => Value ?? DisplayName;
}
