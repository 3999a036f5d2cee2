namespace EntraAppCmdlets.Aspects.Principals;

/// <summary>What can own an app or be assigned to it.</summary>
internal enum PrincipalKind
{
    User,
    Group,
    ServicePrincipal,
}

/// <summary>A user, a group or a service principal of the tenant.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="DisplayName">The name that people see.</param>
/// <param name="UserPrincipalName">The sign-in name of a user.</param>
internal sealed record Principal(Guid Id, PrincipalKind Kind, string? DisplayName, string? UserPrincipalName = null)
{
    public override string ToString() => UserPrincipalName ?? DisplayName ?? Id.ToString();

    /// <summary>The kind in words.</summary>
    public static string Word(PrincipalKind kind) =>
        kind switch
        {
            PrincipalKind.User => "user",
            PrincipalKind.Group => "group",
            _ => "service principal",
        };
}

/// <summary>How a person names a principal.</summary>
/// <param name="Text">An object id, an application (client) ID, a user principal name or e-mail address, or a display name.</param>
/// <param name="Known">The principal itself, where an object of an earlier step tells it.</param>
internal sealed record PrincipalQuery(string Text, Principal? Known = null);
