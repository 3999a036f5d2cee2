using System.Text.Json;

namespace EntraAppCmdlets.Guides;

/// <summary>The names by which others ask for what an app exposes.</summary>
internal static class ExposedNames
{
    /// <summary>What an app lets others ask for: its scopes, or its roles for applications.</summary>
    public static IEnumerable<(string Value, IReadOnlyDictionary<string, JsonElement>? When)> Of(
        VendorTemplate app,
        AppPermissionType type
    ) =>
        type == AppPermissionType.Delegated
            ? (app.Api?.Scopes ?? []).Select(scope => (scope.Value, scope.When))
            : app.Roles.Where(role => role.MemberTypes.Contains(AppRoleMemberType.Application)).Select(role => (role.Value, role.When));

    /// <summary>Why something that needs a scope or role can't be without its condition.</summary>
    public static string Conditional(string name) => $"'{name}' is exposed under a condition only. Give this the same \"when\".";
}
