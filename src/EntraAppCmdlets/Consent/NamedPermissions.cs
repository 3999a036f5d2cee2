using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>From the names on a command line to permissions.</summary>
internal static class NamedPermissions
{
    /// <summary>Resolves every name before anything is changed, and reports each wrong one.</summary>
    /// <param name="work">What the command works with.</param>
    /// <param name="api">The API; null for Microsoft Graph.</param>
    /// <param name="application">Names of application permissions.</param>
    /// <param name="delegated">Names of delegated permissions.</param>
    /// <param name="tell">Takes all errors but the last, which is thrown.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        CommandContext work,
        Guid? api,
        string[] application,
        string[] delegated,
        Action<AppException> tell,
        CancellationToken cancellationToken
    )
    {
        var permissions = new PermissionService(work);
        var resource = api ?? PermissionResource.MicrosoftGraphAppId;
        return await AllAsync(
            (names, type, errors) => permissions.ResolveAsync(resource, names, type, errors, cancellationToken),
            application,
            delegated,
            tell
        );
    }

    /// <summary>Resolves every name at an app that is an API itself.</summary>
    /// <inheritdoc cref="ResolveAsync(CommandContext, Guid?, string[], string[], Action{AppException}, CancellationToken)"/>
    public static Task<IReadOnlyList<AppRequestedPermission>> ResolveAsync(
        CommandContext work,
        AppRegistration api,
        string[] application,
        string[] delegated,
        Action<AppException> tell,
        CancellationToken cancellationToken
    )
    {
        var permissions = new PermissionService(work);
        return AllAsync(
            (names, type, errors) => permissions.ResolveAsync(api, names, type, errors, cancellationToken),
            application,
            delegated,
            tell
        );
    }

    private static async Task<IReadOnlyList<AppRequestedPermission>> AllAsync(
        Func<string[], AppPermissionType, List<AppException>, Task<IReadOnlyList<AppRequestedPermission>>> resolve,
        string[] application,
        string[] delegated,
        Action<AppException> tell
    )
    {
        var errors = new List<AppException>();
        IReadOnlyList<AppRequestedPermission> found =
        [
            .. await resolve(application, AppPermissionType.Application, errors),
            .. await resolve(delegated, AppPermissionType.Delegated, errors),
        ];
        foreach (var error in errors.SkipLast(1))
        {
            tell(error);
        }

        return errors.Count > 0 ? throw errors[^1] : found;
    }
}
