namespace EntraAppCmdlets.Connection;

/// <summary>Which of the permissions that the commands declare a request is about: the service refuses one without saying which it lacked.</summary>
/// <param name="Names">The permissions, the likeliest first.</param>
/// <param name="AnyOfThem">Whether the command would have gone on with any one of them: it looks for a name among users and groups.</param>
internal sealed record RequestNeeds(IReadOnlyList<string> Names, bool AnyOfThem = false)
{
    private const string Read = "Application.Read.All";
    private const string DirectoryRead = "Directory.Read.All";

    /// <summary>Grants application permissions, and assigns users and groups.</summary>
    public const string Assign = "AppRoleAssignment.ReadWrite.All";

    /// <summary>Grants delegated permissions.</summary>
    public const string Grant = "DelegatedPermissionGrant.ReadWrite.All";

    private const string Users = "User.ReadBasic.All";
    private const string Groups = "GroupMember.Read.All";

    /// <summary>Changes the members of groups.</summary>
    public const string Members = "GroupMember.ReadWrite.All";
    private const string RolesRead = "RoleManagement.Read.Directory";

    /// <summary>Assigns directory roles.</summary>
    public const string RolesWrite = "RoleManagement.ReadWrite.Directory";

    private static readonly string[] Write = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

    /// <summary>The permissions that matter to a request; none where it is not known.</summary>
    /// <param name="request">Method and path, such as <c>PATCH applications/{id}</c>.</param>
    public static RequestNeeds Of(string? request)
    {
        if (request?.Split(' ', 2) is not [var method, var target])
        {
            return new RequestNeeds([]);
        }

        var reads = method is "GET";
        var path = target.Split('?')[0].Trim('/');
        if (Begins("users") && target.Contains("displayName%20eq", StringComparison.OrdinalIgnoreCase))
        {
            return new RequestNeeds([Users, Groups, DirectoryRead], AnyOfThem: true);
        }

        return new RequestNeeds(
            path switch
            {
                _ when Holds("appRoleAssign") => reads ? [Read, DirectoryRead, Assign] : [Assign],
                _ when Holds("oauth2PermissionGrants") => reads ? [DirectoryRead, Grant] : [Grant],
                _ when Holds("/owners") => reads ? [Read, DirectoryRead] : [.. Write, DirectoryRead],
                _ when Begins("users") => [Users, DirectoryRead],
                _ when Begins("roleManagement") => reads ? [RolesRead, DirectoryRead, RolesWrite] : [RolesWrite],
                _ when Begins("groups") => reads ? [Groups, DirectoryRead, Members] : [Members],
                _ when Begins("organization") => ["Organization.Read.All", DirectoryRead],
                _ => reads ? [Read, .. Write] : Write,
            }
        );

        bool Holds(string part) => path.Contains(part, StringComparison.OrdinalIgnoreCase);

        bool Begins(string part) => path.StartsWith(part, StringComparison.OrdinalIgnoreCase);
    }
}
