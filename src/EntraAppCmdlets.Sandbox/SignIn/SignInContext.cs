using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>A request to the sign-in service.</summary>
internal sealed class SignInContext
{
    public required TenantState Tenant { get; init; }

    public required SandboxRequest Request { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The parameters of the body or, for a GET, of the query.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Whether the address is one of the older endpoints, which ask for a resource instead of scopes.</summary>
    public required bool IsV1 { get; init; }

    /// <summary>Whether the address names no tenant: common, organizations.</summary>
    public required bool IsAnyTenant { get; init; }

    public Change Change { get; } = new();

    /// <summary>The id of the user who is at the browser, once that was asked.</summary>
    public string? ActingUser { get; private set; }

    public DirectoryStore Store => Tenant.Store;

    public string Origin => Request.Uri.GetLeftPart(UriPartial.Authority);

    public string Issuer(bool v1) => v1 ? $"https://sts.windows.net/{Tenant.TenantId}/" : $"{Origin}/{Tenant.TenantId}/v2.0";

    public string? Value(string name) => Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    public string Required(string name) => Value(name) ?? throw SignInErrors.MissingParameter(name);

    /// <summary>The user who is at the browser.</summary>
    public Document User(string? hint)
    {
        var named = hint ?? Tenant.Settings.SignInUser;
        var user = named is null
            ? Store
                .Users.All(Now)
                .Select(each => each.Document)
                .FirstOrDefault(each => DirectoryStore.IsAlive(each) && IsAdministrator(each))
            : Store.Users.Find(named, Now) ?? Store.Users.Where("userPrincipalName", named, Now).FirstOrDefault();
        if (user is null || !DirectoryStore.IsAlive(user))
        {
            throw SignInErrors.UserNotFound(named ?? "", Tenant.DisplayName);
        }

        ActingUser = user.Id;
        return user.Flag("accountEnabled") ? user : throw SignInErrors.UserDisabled();
    }

    public bool IsAdministrator(Document user) =>
        Roles
            .RoleBooks.NamesOf(Store, user.Id, Now)
            .Any(role =>
                role
                    is "Global Administrator"
                        or "Privileged Role Administrator"
                        or "Application Administrator"
                        or "Cloud Application Administrator"
            );
}
