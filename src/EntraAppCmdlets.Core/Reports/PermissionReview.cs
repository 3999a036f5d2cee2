using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Reports;

/// <summary>Finds the permissions of Microsoft Graph that an app requests without need. Permissions that Microsoft's data has no requests for are left alone.</summary>
/// <param name="app">The app.</param>
/// <param name="least">What permissions allow.</param>
/// <param name="only">Only permissions of this type; null for both.</param>
internal sealed class PermissionReview(AppRegistration app, LeastPrivilege least, RequestCatalogue catalogue, AppPermissionType? only)
{
    private const int ShownRequests = 3;

    private static readonly AppPermissionType[] AllTypes = [AppPermissionType.Application, AppPermissionType.Delegated];

    /// <summary>By Microsoft's data.</summary>
    public PermissionReview(AppRegistration app, AppPermissionType? only)
        : this(app, LeastPrivilege.Default, RequestCatalogue.Default, only) { }

    private IEnumerable<AppPermissionType> Types => AllTypes.Where(type => only is null || only == type);

    /// <summary>The permissions that Microsoft's data says nothing of: those of other APIs, and those of Microsoft Graph without requests.</summary>
    public IReadOnlyList<string> NotJudged() =>
        [
            .. from permission in app.Known.Permissions
            where
                Types.Contains(permission.Type)
                && !IsSignIn(permission)
                && !(IsGraph(permission) && catalogue.AllowedBy(permission.Name!, permission.Type).Count > 0)
            select permission.ResourceAppId == app.AppId
                ? $"{OwnName(permission)} of its own API"
                : $"{permission} of {permission.ResourceName ?? permission.ResourceAppId.ToString()}",
        ];

    /// <summary>The name of a permission of the app's own API, which no catalogue has.</summary>
    private string OwnName(AppRequestedPermission permission) =>
        app.Known.ApiScopes.FirstOrDefault(scope => scope.Id == permission.Id)?.Value
        ?? app.Known.AppRoles.FirstOrDefault(role => role.Id == permission.Id)?.Value
        ?? permission.ToString();

    /// <summary>The permissions that others of the app allow all of.</summary>
    public IEnumerable<AppPermissionFinding> Covered() =>
        Types.SelectMany(type =>
        {
            var requested = Requested(type);
            return from permission in requested
                let broader = requested
                    .Where(other => other != permission && Covers(other, permission, type))
                    .OrderBy(other => least.Weight(other, type))
                    .FirstOrDefault()
                where broader is not null
                select Finding(
                    permission,
                    type,
                    AppPermissionVerdict.Covered,
                    [broader],
                    catalogue.AllowedBy(permission, type),
                    $"{broader}, which the app requests too, allows every request that it allows."
                );
        });

    /// <summary>The permissions that the requests don't need, need less of, or lack.</summary>
    /// <param name="use">The requests.</param>
    /// <param name="named">Those of them that somebody has named: what they lack is a finding too.</param>
    public IEnumerable<AppPermissionFinding> Against(RequestUse use, IReadOnlyList<KnownRequest> named) =>
        [.. Types.SelectMany(type => Unneeded(use, type)), .. Missing(named)];

    private List<AppPermissionFinding> Unneeded(RequestUse use, AppPermissionType type)
    {
        var findings = new List<AppPermissionFinding>();
        var kept = Requested(type).OrderByDescending(name => least.Weight(name, type)).ToList();
        // What a request may need that the data doesn't explain stays as it is.
        bool IsOpen(string permission) => use.MayNeed(permission, type);
        // The broadest goes first, so that the narrow ones stay.
        foreach (var permission in kept.Where(permission => !IsOpen(permission)).ToList())
        {
            var needs = NeededOf(permission, kept, use, type);
            var used = use.Of(type).Where(request => request.Allowed.Has(permission, type)).ToList();
            if (used.Count == 0)
            {
                findings.Add(
                    use.Logged is null
                        ? Finding(permission, type, AppPermissionVerdict.NotNeeded, [], [], "None of the requests given needs it.")
                        : Finding(
                            permission,
                            type,
                            AppPermissionVerdict.Unused,
                            [],
                            [],
                            $"No request in the activity log{InWords(use.Period)} needs it."
                        )
                );
            }
            else if (needs.Count == 0)
            {
                string[] others =
                [
                    .. kept.Where(other =>
                        other != permission
                        && PermissionScope.Reaches(other, permission)
                        && used.Any(request => request.Allowed.Has(other, type))
                    ),
                ];
                findings.Add(
                    Finding(
                        permission,
                        type,
                        AppPermissionVerdict.Covered,
                        others,
                        used,
                        $"{Listed(others)}, which the app requests too, {(others.Length > 1 ? "allow" : "allows")} what is needed of it: {InWords(used)}."
                    )
                );
            }
            else
            {
                continue;
            }

            kept.Remove(permission);
        }

        foreach (var permission in kept.Where(permission => !IsOpen(permission)))
        {
            var needs = NeededOf(permission, kept, use, type);
            if (Narrower(permission, needs, type) is not { Count: > 0 } narrower)
            {
                continue;
            }

            string[] limited = [.. narrower.Where(name => !PermissionScope.Reaches(name, permission))];
            findings.Add(
                Finding(
                    permission,
                    type,
                    AppPermissionVerdict.TooBroad,
                    narrower,
                    needs,
                    $"{Listed(narrower)} {(narrower.Count > 1 ? "are" : "is")} enough for {InWords(needs)}."
                        + (
                            limited.Length > 0
                                ? $" {Listed(limited)} {(limited.Length > 1 ? "reach" : "reaches")} only some objects or properties: check that the app needs no others."
                                : ""
                        )
                )
            );
        }

        return findings;
    }

    private IEnumerable<AppPermissionFinding> Missing(IReadOnlyList<KnownRequest> named)
    {
        var all = Types
            .SelectMany(type => app.Known.Permissions.Where(permission => IsGraph(permission) && permission.Type == type))
            .ToList();
        // Of the type that the app requests; application where it requests both or none.
        var isDelegated =
            all.Exists(permission => permission.Type is AppPermissionType.Delegated && !IsSignIn(permission))
            && !all.Exists(permission => permission.Type is AppPermissionType.Application);
        var type = only ?? (isDelegated ? AppPermissionType.Delegated : AppPermissionType.Application);
        var otherType = type is AppPermissionType.Application ? AppPermissionType.Delegated : AppPermissionType.Application;
        return from request in named.Distinct()
            where !all.Exists(permission => request.Allowed.Has(permission.Name!, permission.Type))
            let way = request.Allowed.Of(type).Count > 0 || only is not null ? type : otherType
            let name = least.Least(request, way)
            where name is not null
            group request by (Name: name, Type: way) into same
            select Finding(
                same.Key.Name,
                same.Key.Type,
                AppPermissionVerdict.Missing,
                [],
                [.. same],
                $"The app requests no permission that allows {InWords([.. same])}."
            );
    }

    /// <summary>The names of what the app requests of Graph, without what only signs users in and what the data doesn't know.</summary>
    private List<string> Requested(AppPermissionType type) =>
        [
            .. app
                .Known.Permissions.Where(permission => IsGraph(permission) && permission.Type == type && !IsSignIn(permission))
                .Select(permission => permission.Name!)
                .Where(name => catalogue.AllowedBy(name, type).Count > 0),
        ];

    private static bool IsGraph(AppRequestedPermission permission) =>
        permission.ResourceAppId == PermissionResource.MicrosoftGraphAppId && permission.Name is not null;

    private static bool IsSignIn(AppRequestedPermission permission) => permission.RiskSource is AppPermissionRiskSource.SignIn;

    /// <summary>Whether all that a permission allows is allowed by another one. Of two that allow the same, the lesser covers the other.</summary>
    private bool Covers(string broader, string narrower, AppPermissionType type)
    {
        var (all, some) = (catalogue.AllowedBy(broader, type), catalogue.AllowedBy(narrower, type));
        return PermissionScope.Reaches(broader, narrower)
            && some.IsSubsetOf(all)
            && (all.Count > some.Count || (least.Weight(broader, type), broader).CompareTo((least.Weight(narrower, type), narrower)) < 0);
    }

    /// <summary>The requests that only this one of the permissions allows.</summary>
    private static List<KnownRequest> NeededOf(string permission, List<string> kept, RequestUse use, AppPermissionType type) =>
        [
            .. use.Of(type)
                .Where(request =>
                    request.Allowed.Has(permission, type)
                    && !kept.Exists(other =>
                        other != permission && PermissionScope.Reaches(other, permission) && request.Allowed.Has(other, type)
                    )
                ),
        ];

    /// <summary>The least permissions for the requests, where each of them allows less than the one at hand; else null.</summary>
    private List<string>? Narrower(string permission, List<KnownRequest> needs, AppPermissionType type)
    {
        var found = needs
            .Select(request => least.Least(request, type)!)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(name => least.Weight(name, type))
            .ToList();
        // The least of one request may allow another one too.
        foreach (var name in found.ToList())
        {
            var others = found.FindAll(other => other != name);
            if (needs.TrueForAll(request => others.Exists(other => request.Allowed.Has(other, type))))
            {
                found = others;
            }
        }

        return found.TrueForAll(name => least.Weight(name, type).CompareTo(least.Weight(permission, type)) < 0) ? found : null;
    }

    private AppPermissionFinding Finding(
        string name,
        AppPermissionType type,
        AppPermissionVerdict verdict,
        IReadOnlyList<string> replacement,
        IEnumerable<KnownRequest> requests,
        string reason
    )
    {
        var reference =
            app.AppId != Guid.Empty ? app.AppId.ToString() : $"'{app.DisplayName.Replace("'", "''", StringComparison.Ordinal)}'";
        var remove = $"Remove-AppPermission -App {reference} -{type} {name} -RevokeConsent";
        string[] toAdd =
            verdict is AppPermissionVerdict.Missing
                ? [name]
                :
                [
                    .. replacement.Except(
                        app.Known.Permissions.Where(permission => IsGraph(permission) && permission.Type == type)
                            .Select(permission => permission.Name!),
                        StringComparer.OrdinalIgnoreCase
                    ),
                ];
        var add =
            toAdd.Length == 0
                ? null
                : $"Add-AppGraphPermission -App {reference} -{type} {string.Join(", ", toAdd)} | Grant-AppAdminConsent";
        return new AppPermissionFinding
        {
            Name = name,
            Type = type,
            Verdict = verdict,
            Risk = least.Find(name, type)?.Risk ?? AppPermissionRisk.Unknown,
            Reason = reason,
            Replacement = replacement,
            Requests = [.. requests.Select(request => request.ToString()).Order(StringComparer.Ordinal)],
            Fix =
                verdict is AppPermissionVerdict.Missing ? add!
                : add is null ? remove
                : $"{add}; {remove}",
            AppId = app.AppId,
            AppDisplayName = app.DisplayName,
            TenantId = app.TenantId,
        };
    }

    private static string InWords(List<KnownRequest> requests)
    {
        var shown = requests.Select(request => request.ToString()).Order(StringComparer.Ordinal).Take(ShownRequests).ToList();
        return requests.Count > ShownRequests
            ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", shown)} and {requests.Count - ShownRequests} more")
            : Listed(shown);
    }

    private static string InWords((DateTimeOffset First, DateTimeOffset Last)? period) =>
        period is { } known
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" from {known.First.UtcDateTime:yyyy-MM-dd} to {known.Last.UtcDateTime:yyyy-MM-dd}"
            )
            : "";

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
