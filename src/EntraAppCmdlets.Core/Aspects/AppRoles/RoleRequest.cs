namespace EntraAppCmdlets.Aspects.AppRoles;

/// <summary>An app role as a person asks for it; what is null is left as it is, or gets a sensible default where the role is new.</summary>
internal sealed record RoleRequest
{
    private const int MaximumName = 120;

    public required string Value { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<AppRoleMemberType>? AllowedMemberTypes { get; init; }

    public bool? IsEnabled { get; init; }

    /// <summary>A role with these wishes.</summary>
    public AppRole New(Guid id) =>
        On(
            new AppRole
            {
                Id = id,
                Value = Value,
                DisplayName = Value.Length <= MaximumName ? Value : Value[..MaximumName],
                Description = DisplayName ?? Value,
                AllowedMemberTypes = [nameof(AppRoleMemberType.User)],
            }
        );

    /// <summary>A role that is there, with these wishes.</summary>
    public AppRole On(AppRole role) =>
        role with
        {
            DisplayName = DisplayName ?? role.DisplayName,
            Description = Description ?? role.Description,
            AllowedMemberTypes = AllowedMemberTypes is { } types
                ? [.. types.Distinct().Select(type => type.ToString())]
                : role.AllowedMemberTypes,
            IsEnabled = IsEnabled ?? role.IsEnabled,
        };
}
