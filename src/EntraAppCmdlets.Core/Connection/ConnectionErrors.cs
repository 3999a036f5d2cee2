using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Connection;

/// <summary>Errors about connections to tenants.</summary>
internal static class ConnectionErrors
{
    public static AppException NotConnected() =>
        new(
            nameof(NotConnected),
            AppErrorKind.Connection,
            null,
            "There is no connection to a tenant.",
            "Run Connect-AppTenant first; with -Sandbox it needs no tenant."
        );

    public static AppException ArgumentEmpty(string parameter) =>
        new(
            nameof(ArgumentEmpty),
            AppErrorKind.InvalidArgument,
            parameter,
            $"-{parameter} was given without a value.",
            "Check the variable that it comes from, or leave the parameter out."
        );

    public static AppException NotConnectedTo(string tenant, IEnumerable<AppTenant> connected) =>
        new(
            nameof(NotConnected),
            AppErrorKind.Connection,
            tenant,
            $"There is no connection to tenant '{tenant}'{(connected.Any() ? $"; connected are {string.Join(", ", connected)}" : "")}.",
            "Run Connect-AppTenant for that tenant first."
        );

    public static AppException TenantAmbiguous(string tenant, IEnumerable<AppTenant> found) =>
        new(
            nameof(TenantAmbiguous),
            AppErrorKind.Connection,
            tenant,
            $"{found.Count()} connected tenants have the name '{Cut.Shorten(tenant)}': {string.Join(", ", found.Select(item => item.DefaultDomain is null ? $"{item.TenantId}" : $"{item.TenantId} ({item.DefaultDomain})"))}.",
            "Give the tenant's ID, or the object that Connect-AppTenant wrote; Disconnect-AppTenant ends a connection that you no longer need."
        );

    public static AppException TenantDisconnected(AppTenant tenant) =>
        new(
            nameof(NotConnected),
            AppErrorKind.Connection,
            tenant,
            $"The connection to tenant {tenant} was closed.",
            $"Run Connect-AppTenant for that tenant again."
        );

    public static AppException TenantIsNoApp(AppTenant tenant) =>
        new(
            nameof(TenantIsNoApp),
            AppErrorKind.InvalidArgument,
            tenant,
            $"The tenant {tenant} was given where an app is expected.",
            "Get-AppTenant | Get-VendorAppRegistration lists the apps of each tenant. To work in the tenant, give it with -Tenant."
        );

    public static AppException TenantMismatch(Guid wanted, Guid actual) =>
        new(
            nameof(TenantMismatch),
            AppErrorKind.Connection,
            wanted,
            $"The account signed in to tenant {actual}, but tenant {wanted} was asked for.",
            "Sign in with an account of that tenant, or leave -TenantId out."
        );

    public static AppException LogUnusable(string path, Exception inner) =>
        new(
            nameof(LogUnusable),
            AppErrorKind.InvalidArgument,
            path,
            $"The file '{path}' can't be written, so nothing would be logged: {inner.Message}",
            "Give another -LogPath, or leave it out. Nothing was sent.",
            inner
        );

    public static AppException CommandNotFound(string name, IEnumerable<string> commands) =>
        new(
            nameof(CommandNotFound),
            AppErrorKind.NotFound,
            name,
            $"EntraAppCmdlets has no command '{Cut.Shorten(name)}'.{NearestNames.Question(NearestNames.Of(name, commands))}",
            "Get-Command -Module EntraAppCmdlets lists its commands."
        );

    public static AppException CommandOfOtherModule(string name, string module) =>
        new(
            nameof(CommandOfOtherModule),
            AppErrorKind.InvalidArgument,
            name,
            $"'{Cut.Shorten(name)}' is a command of {module}, which does not tell what it needs.",
            "Give commands of EntraAppCmdlets: Get-Command -Module EntraAppCmdlets."
        );
}
