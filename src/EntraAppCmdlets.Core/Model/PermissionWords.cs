namespace EntraAppCmdlets.Model;

/// <summary>The portal's words for the kinds of permissions.</summary>
internal static class PermissionWords
{
    /// <summary>The kind of a permission, as it is written before the word "permission".</summary>
    public static string Of(AppPermissionType type) => type == AppPermissionType.Application ? "application" : "delegated";
}
