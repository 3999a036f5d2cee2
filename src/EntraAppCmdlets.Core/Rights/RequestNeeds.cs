namespace EntraAppCmdlets.Rights;

/// <summary>Which of the permissions that the commands declare a request is about: the service refuses one without saying which it lacked.</summary>
internal static class RequestNeeds
{
    private const string Read = "Application.Read.All";
    private const string DirectoryRead = "Directory.Read.All";
    private const string Assign = "AppRoleAssignment.ReadWrite.All";
    private const string Grant = "DelegatedPermissionGrant.ReadWrite.All";

    private static readonly string[] Write = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

    /// <summary>The permissions that matter to a request; none where it is not known.</summary>
    /// <param name="request">Method and path, such as <c>PATCH applications/{id}</c>.</param>
    public static IReadOnlyList<string> Of(string? request)
    {
        if (request?.Split(' ', 2) is not [var method, var target])
            return [];
        var reads = method is "GET";
        var path = target.Split('?')[0].Trim('/');
        return path switch
        {
            _ when Holds("appRoleAssign") => reads ? [Read, DirectoryRead, Assign] : [Assign],
            _ when Holds("oauth2PermissionGrants") => reads ? [DirectoryRead, Grant] : [Grant],
            _ when Holds("/owners") => reads ? [Read, DirectoryRead] : [.. Write, DirectoryRead],
            _ when Begins("users") => ["User.ReadBasic.All", DirectoryRead],
            _ when Begins("groups") => ["GroupMember.Read.All", DirectoryRead],
            _ when Begins("organization") => ["Organization.Read.All", DirectoryRead],
            _ => reads ? [Read] : Write,
        };

        bool Holds(string part) => path.Contains(part, StringComparison.OrdinalIgnoreCase);

        bool Begins(string part) => path.StartsWith(part, StringComparison.OrdinalIgnoreCase);
    }
}
