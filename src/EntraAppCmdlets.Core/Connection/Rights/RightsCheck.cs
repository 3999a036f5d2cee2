using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Connection;

/// <summary>Holds what a command needs against what a sign-in has: for the preflight, and for the message of a refusal.</summary>
internal static class RightsCheck
{
    /// <summary>The id of the error about a permission that the sign-in doesn't have.</summary>
    public const string InsufficientPrivileges = nameof(InsufficientPrivileges);

    // A user's permission for whatever the user may do, such as Azure CLI has.
    private const string AsUser = "Directory.AccessAsUser.All";
    private const string OwnedBy = "Application.ReadWrite.OwnedBy";

    /// <summary>What the sign-in has, what is missing, and how to get it.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="needs">What it declares.</param>
    /// <param name="tenant">The sign-in.</param>
    public static AppTenantPermission Of(string command, IReadOnlyList<PermissionNeed> needs, AppTenant tenant)
    {
        var permissions = tenant.PermissionType is { } type
            ? needs.SelectMany(need => Permissions(need, type, tenant.GrantedPermissions)).ToList()
            : Unknown(needs);
        var roles =
            tenant.PermissionType is AppPermissionType.Application
                ? []
                : needs.SelectMany(need => Roles(need, tenant.DirectoryRoles)).ToList();
        var found = new AppTenantPermission
        {
            Command = command,
            Readiness = ReadinessOf([.. permissions, .. roles]),
            PermissionType = tenant.PermissionType,
            Permissions = permissions,
            DirectoryRoles = roles,
            Account = tenant.Account,
            TenantId = tenant.TenantId,
        };
        return found with { NextSteps = NextSteps(found.MissingPermissions, found.MissingDirectoryRoles, tenant).ToArray() };
    }

    /// <summary>The permissions that are needed and that the sign-in surely doesn't have; none where its token doesn't tell.</summary>
    /// <param name="needs">The permissions, the same for both types of sign-in.</param>
    /// <param name="tenant">The sign-in.</param>
    public static IReadOnlyList<string> Missing(IReadOnlyList<string> needs, AppTenant tenant) =>
        tenant.PermissionType is null || tenant.GrantedPermissions.Contains(AsUser, StringComparer.OrdinalIgnoreCase)
            ? []
            : PermissionCover.Least(needs.Distinct().Where(need => PermissionCover.Find(need, tenant.GrantedPermissions) is null));

    /// <summary>Refuses a plan that the service would refuse halfway.</summary>
    /// <param name="command">The command that needs the permissions.</param>
    /// <param name="missing">Those that the sign-in doesn't have.</param>
    /// <param name="tenant">The sign-in.</param>
    public static AppException Refusal(string command, IReadOnlyList<string> missing, AppTenant tenant) =>
        new(
            InsufficientPrivileges,
            AppErrorKind.Denied,
            tenant,
            $"{Lacks(missing, tenant)} Nothing was sent.",
            string.Join('\n', [.. NextSteps(missing, [], tenant), All(command)])
        );

    /// <summary>What a sign-in lacks, as a sentence.</summary>
    public static string Lacks(IReadOnlyList<string> missing, AppTenant tenant) =>
        $"The sign-in lacks the {Type(tenant.PermissionType)}permission{(missing.Count == 1 ? "" : "s")} {Listed(missing)}.";

    /// <summary>How to get what a refused request lacked: what is missing of what the command always needs, and what belongs to the request.</summary>
    public static IReadOnlyList<string> StepsFor(AppTenantPermission found, AppTenant tenant, string? request)
    {
        var ofRequest = RequestNeeds.Of(request);
        var missing = found.Permissions.Where(item => item.IsThere == false).ToList();
        var wanted = missing
            .Where(item => item.Condition is null)
            .Concat(Relevant(missing, ofRequest))
            .Select(item => item.Name)
            .Distinct();
        List<string> asked = [.. PermissionCover.Least(wanted)];
        return
        [
            .. asked.Count == 0 && found.MissingDirectoryRoles.Count == 0
                ? found.NextSteps
                : NextSteps(asked, found.MissingDirectoryRoles, tenant),
            All(found.Command),
        ];
    }

    private static string All(string command) => $"Test-AppTenantPermission {command} shows all that it needs.";

    /// <summary>The one thing that a refused request most likely lacked, in one sentence. All that a command needs is shown by the preflight.</summary>
    /// <param name="needs">What the command declares.</param>
    /// <param name="found">What of it is there.</param>
    /// <param name="request">Method and path of the request; null if they are not known.</param>
    public static string Sentence(IReadOnlyList<PermissionNeed> needs, AppTenantPermission found, string? request)
    {
        var ofRequest = RequestNeeds.Of(request);
        var missing = found.Permissions.Where(item => item.IsThere == false).ToList();
        // What the request needs is there: then it is the user's role, or another permission after all.
        if (Relevant(missing, ofRequest) is { Count: > 0 } relevant)
        {
            return Lacks(relevant);
        }

        var roles = found.DirectoryRoles.Where(item => item.IsThere == false).ToList();
        // The one that belongs to the permission which the request needs; where that isn't known, the first.
        if ((roles.Find(item => ConditionsOf(found.Permissions).Contains(item.Condition)) ?? roles.FirstOrDefault()) is { } role)
        {
            return $"The sign-in lacks the directory role {role.Name}.";
        }

        if (found.PermissionType is AppPermissionType.Application && found.Permissions.Any(item => item.GivenBy == OwnedBy))
        {
            return $"{OwnedBy} is for apps that the sign-in itself owns; for others it takes Application.ReadWrite.All.";
        }

        if (missing.Count > 0)
        {
            return Lacks([missing[0]]);
        }

        return Relevant(found.Permissions, ofRequest).Concat(found.Permissions).FirstOrDefault() is { } needed
            ? $"This step requires the {Type(found.PermissionType)}permission {needed.Name}."
            : $"This step requires {Words([.. needs.Where(need => need.Condition is null)], found.PermissionType)}.";

        IEnumerable<string?> ConditionsOf(IReadOnlyList<AppNeededRight> rights) =>
            rights
                .Where(item =>
                    ofRequest.Names.Any(name => PermissionNeed.Alternatives(item.Name).Contains(name, StringComparer.OrdinalIgnoreCase))
                )
                .Select(item => item.Condition);

        string Lacks(IReadOnlyList<AppNeededRight> rights) =>
            $"The sign-in lacks the {Type(found.PermissionType)}permission {string.Join(" or ", rights.Count == 1 ? [rights[0].Name] : rights.Select(item => item.ToString()))}.";
    }

    /// <summary>The best match; where a name is looked for among users and groups, each match may be the one.</summary>
    private static List<AppNeededRight> Relevant(IReadOnlyList<AppNeededRight> rights, RequestNeeds ofRequest)
    {
        if (ofRequest.Names.Count == 0)
        {
            return [.. rights.Take(1)];
        }

        var matches = ofRequest
            .Names.SelectMany(name =>
                rights.Where(item => PermissionNeed.Alternatives(item.Name).Contains(name, StringComparer.OrdinalIgnoreCase))
            )
            .DistinctBy(item => item.Name)
            .ToList();
        return ofRequest.AnyOfThem ? matches : [.. matches.Take(1)];
    }

    private static string Type(AppPermissionType? type) => type is { } known ? $"{PermissionWords.Of(known)} " : "";

    /// <summary>What is needed, as a sentence.</summary>
    public static string InWords(IReadOnlyList<PermissionNeed> needs) =>
        needs.Count == 0 ? "Needs no permission of Microsoft Graph." : $"Needs {Words(needs)}.";

    /// <summary>What is needed, in words: of one type of sign-in, or of both.</summary>
    public static string Words(IReadOnlyList<PermissionNeed> needs, AppPermissionType? type = null)
    {
        var ways = new List<string>();
        if (type is not AppPermissionType.Delegated && Permissions(AppPermissionType.Application) is { Length: > 0 } application)
        {
            ways.Add(application);
        }

        if (type is not AppPermissionType.Application && Permissions(AppPermissionType.Delegated) is { Length: > 0 } delegated)
        {
            ways.Add(
                needs.SelectMany(need => need.Roles).Any()
                    ? $"{delegated} of a user with {Part("the directory role", need => need.Roles)}"
                    : delegated
            );
        }

        return string.Join(", or ", ways);

        string Permissions(AppPermissionType wanted) =>
            Part($"the {(wanted is AppPermissionType.Application ? "application" : "delegated")} permission", need => need.Of(wanted));

        string Part(string what, Func<PermissionNeed, IReadOnlyList<string>> names)
        {
            var parts = needs.Where(need => names(need).Count > 0).Select(need => (need.Condition, Names: names(need))).ToList();
            var count = parts.Sum(part => part.Names.Count);
            return count == 0
                ? ""
                : $"{what}{(count > 1 ? "s" : "")} {string.Join(", and ", parts.Select(part => part.Condition is null ? Listed(part.Names) : $"{Listed(part.Names)} {part.Condition}"))}";
        }
    }

    private static AppReadiness ReadinessOf(List<AppNeededRight> needed)
    {
        var missing = needed.FindAll(item => item.IsThere == false);
        return missing.Exists(item => item.Condition is null) ? AppReadiness.Missing
            : missing.Count > 0 ? AppReadiness.Partly
            : needed.Exists(item => item.IsThere is null) ? AppReadiness.Unknown
            : AppReadiness.Ready;
    }

    private static IEnumerable<AppNeededRight> Permissions(PermissionNeed need, AppPermissionType type, IReadOnlyList<string> granted) =>
        need.Of(type).Select(name => Right(name, need.Condition, PermissionCover.Find(name, granted)));

    private static IEnumerable<AppNeededRight> Roles(PermissionNeed need, IReadOnlyList<string>? held) =>
        held is null
            ? need.Roles.Select(name => new AppNeededRight { Name = name, Condition = need.Condition })
            : need.Roles.Select(name => Right(name, need.Condition, DirectoryRoles.Find(name, held)));

    /// <summary>Which type counts is not known, so that the least of a user's sign-in stands for both.</summary>
    private static List<AppNeededRight> Unknown(IReadOnlyList<PermissionNeed> needs) =>
        [.. needs.SelectMany(need => need.Delegated.Select(name => new AppNeededRight { Name = name, Condition = need.Condition }))];

    private static AppNeededRight Right(string name, string? condition, string? givenBy) =>
        new()
        {
            Name = name,
            Condition = condition,
            IsThere = givenBy is not null,
            GivenBy = givenBy,
        };

    private static IEnumerable<string> NextSteps(IReadOnlyList<string> missing, IReadOnlyList<string> missingRoles, AppTenant tenant)
    {
        var again = SignInAgain(tenant);
        if (missing.Count > 0 && tenant.PermissionType is AppPermissionType.Delegated)
        {
            yield return $"{again} -Scopes {string.Join(", ", missing)}";
        }
        else if (missing.Count > 0)
        {
            yield return $"An administrator grants it: Grant-AppAdminConsent {tenant.AppId} -Application {string.Join(", ", missing)}";
            yield return tenant.AuthType == "ManagedIdentity"
                ? "Then sign in again; Azure keeps the tokens of a managed identity for up to 24 hours."
                : "Then sign in again: permissions count from the next token on.";
        }

        if (missingRoles.Count > 0)
        {
            yield return $"Have an administrator assign the directory role{(missingRoles.Count > 1 ? "s" : "")} {Listed(missingRoles)} to {tenant.Account ?? "the account"}, then run {again}. An owner of the app, or a custom role with these rights, will do as well.";
        }
    }

    private static string SignInAgain(AppTenant tenant) =>
        $"Connect-AppTenant {tenant.TenantId}{(Enum.TryParse<AppCloud>(tenant.Environment, out var cloud) && cloud != AppCloud.Global ? $" -Environment {cloud}" : "")}{(tenant.AuthType == "DeviceCode" ? " -UseDeviceCode" : "")}";

    private static string Listed(IReadOnlyList<string> needs)
    {
        var names = needs.Count == 1 ? needs : [.. needs.Select(Grouped)];
        return names.Count < 3 ? string.Join(" and ", names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    private static string Grouped(string need) =>
        need.Contains(" or ", StringComparison.Ordinal) && !need.Contains('(', StringComparison.Ordinal) ? $"({need})" : need;
}
