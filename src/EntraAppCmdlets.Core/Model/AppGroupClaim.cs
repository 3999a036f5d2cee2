namespace EntraAppCmdlets;

/// <summary>Which groups of a user the tokens for an app contain.</summary>
[Flags]
public enum AppGroupClaim
{
    /// <summary>No groups.</summary>
    None = 0,

    /// <summary>Security groups that the user is a member of.</summary>
    SecurityGroup = 1,

    /// <summary>Directory roles of the user, in the claim <c>wids</c>.</summary>
    DirectoryRole = 2,

    /// <summary>Groups that are assigned to the app and that the user is a direct member of.</summary>
    ApplicationGroup = 4,

    /// <summary>Security groups, distribution lists and directory roles.</summary>
    All = 8,
}
