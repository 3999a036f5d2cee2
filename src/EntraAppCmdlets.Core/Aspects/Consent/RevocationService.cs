using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Registration;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Consent;

/// <summary>Takes consent back: all of it or by name, for the whole tenant; the grants of single users only on request.</summary>
internal sealed class RevocationService(CommandContext work)
{
    private const string Unseen = "the directory does not show what was just granted yet.";

    private readonly ConsentService _consent = new(work);

    private GraphClient Graph => work.Graph;

    /// <summary>Reads what is granted and says what would be taken back.</summary>
    /// <param name="app">The app.</param>
    /// <param name="only">The permissions to take back; null for all.</param>
    /// <param name="api">The API to take back from; null for all.</param>
    /// <param name="ofUsers">Whether what single users have consented to is taken back, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="apiName">How messages name the API.</param>
    public async Task<AppChange> PlanAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission>? only,
        Guid? api,
        bool ofUsers,
        CancellationToken cancellationToken,
        string? apiName = null
    )
    {
        // What the app requests does not matter here: a grant outlives its request.
        var granted = await _consent.GetAsync(app, cancellationToken).ConfigureAwait(false);
        var revoked = granted
            .Where(item =>
                item.State != AppConsentState.NotGranted
                && (ofUsers || item.PrincipalId is null)
                && (api is null || item.ResourceAppId == api)
                && (only is null || only.Any(permission => Concerns(permission, item)))
            )
            .ToList();
        var left = granted.Count(item => item.State != AppConsentState.NotGranted) - revoked.Count;
        return Revoking(app, revoked, left) with
        {
            Warnings =
                revoked.Count > 0 || only is not null
                    ? []
                    :
                    [
                        $"'{app.DisplayName}' has not been granted anything{(apiName is null ? "" : $" of {apiName}")}{(left > 0 ? $" for the whole tenant; {left} other grants stay" : "")}; there is nothing to revoke.",
                    ],
        };
    }

    /// <summary>Those of the permissions that are granted for the whole tenant.</summary>
    public async Task<IReadOnlyList<AppRequestedPermission>> StillGrantedAsync(
        AppRegistration app,
        IReadOnlyList<AppRequestedPermission> permissions,
        CancellationToken cancellationToken
    )
    {
        var granted = await _consent.GetAsync(app, cancellationToken).ConfigureAwait(false);
        return
        [
            .. permissions.Where(permission =>
                granted.Any(item => item.State != AppConsentState.NotGranted && item.PrincipalId is null && Concerns(permission, item))
            ),
        ];
    }

    /// <summary>Reads what is granted and says what would be taken back of the permissions that are named, those included that their API has disabled.</summary>
    /// <param name="app">The app.</param>
    /// <param name="names">Names or ids, each with its type.</param>
    /// <param name="api">The API that they are permissions of.</param>
    /// <param name="ofUsers">Whether what single users have consented to is taken back, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<AppChange> PlanNamedAsync(
        AppRegistration app,
        IReadOnlyList<(string Name, AppPermissionType Type)> names,
        Guid api,
        bool ofUsers,
        CancellationToken cancellationToken
    )
    {
        var granted = (await _consent.GetAsync(app, cancellationToken).ConfigureAwait(false))
            .Where(item => item.State != AppConsentState.NotGranted)
            .ToList();
        var permissions = new PermissionService(work);
        var revoked = new List<AppConsent>();
        var errors = new List<AppException>();
        var warnings = new List<string>();
        foreach (var (name, type) in names)
        {
            var known = await permissions.FindAsync(api, name, type, withDisabled: true, cancellationToken).ConfigureAwait(false);
            // What the API has no more is granted all the same: by the name or id that the grant holds.
            var found = granted.FindAll(item =>
                item.ResourceAppId == api
                && item.Type == type
                && (known is null ? Same(item.Permission, name.Trim()) : IsNamed(known, item))
            );
            var meant = found.FindAll(item => ofUsers || item.PrincipalId is null);
            revoked.AddRange(meant);
            if (found.Count == 0 && known is null)
            {
                errors.Add(
                    permissions
                        .Missing(api, await permissions.LiveAsync(api, cancellationToken).ConfigureAwait(false), name, type)
                        .With("Nothing was revoked.")
                );
            }
            else if (meant.Count == 0)
            {
                warnings.Add(
                    $"'{app.DisplayName}' has not been granted {known?.ToString() ?? name} ({PermissionWords.Of(type)}){(found.Count > 0 ? " for the whole tenant, but for single users: -IncludeUserConsent revokes that" : "; there is nothing to revoke")}."
                );
            }
        }

        revoked = [.. revoked.Distinct()];
        return Revoking(app, revoked, granted.Count - revoked.Count) with { Absence = new Absence(errors, warnings) };
    }

    /// <summary>Takes it back; what is gone already is no error.</summary>
    /// <param name="app">The app.</param>
    /// <param name="revoked">What is taken back, as it was read.</param>
    /// <param name="left">How many other grants stay.</param>
    public AppChange Revoking(AppRegistration app, IReadOnlyList<AppConsent> revoked, int left) =>
        // Every attempt begins with a read.
        new(app, app, _ => Task.FromResult(Revoking(app, revoked, left)))
        {
            PlannedAt = null,
            What = $"revoke consent of '{app.DisplayName}'",
            Words = revoked.Count == 0 ? [] : InWords(revoked, left),
            MayBeRepeated = static error => ReplicationErrors.NotYetVisible(error) || error.OutcomeUnknown,
            Send = cancel => SendAsync(app, revoked, cancel),
        };

    private async Task<AppRegistration> SendAsync(
        AppRegistration app,
        IReadOnlyList<AppConsent> revoked,
        CancellationToken cancellationToken
    )
    {
        var current = await _consent.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        await WriteAsync(current, revoked, cancellationToken).ConfigureAwait(false);
        var tenantWide = revoked.Where(item => item.PrincipalId is null).ToList();
        return current.App with
        {
            Permissions =
            [
                .. current.Requested.Select(permission =>
                    permission with
                    {
                        Consented = current.IsGranted(permission) && !tenantWide.Exists(item => Concerns(permission, item)),
                    }
                ),
            ],
        };
    }

    private async Task WriteAsync(ConsentState current, IReadOnlyList<AppConsent> revoked, CancellationToken cancellationToken)
    {
        var client = current.App.ServicePrincipalId ?? throw RegistrationErrors.ServicePrincipalMissing(current.App);
        var writes = new List<(GraphRequest Request, Action Remember)>();
        foreach (
            var (grant, resource) in await _consent
                .WithResourcesAsync(current.Grants, grant => grant.ResourceId, current, withRoles: false, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var ofUser = ConsentService.IsOfUser(grant);
            var resourceId = grant.ResourceId ?? Guid.Empty;
            var unwanted = revoked
                .Where(item =>
                    item.Type == AppPermissionType.Delegated
                    && item.ResourceAppId == resource?.AppId
                    && item.PrincipalId == (ofUser ? grant.PrincipalId : null)
                )
                .Select(item => item.Permission.ToUpperInvariant())
                .ToHashSet();
            var read = ConsentService.Split(grant.Scope);
            // What this connection has just granted may not be read back yet, and must not be lost with the rest.
            string[] all = ofUser
                ? read
                :
                [
                    .. current
                        .GrantedScopes.Where(entry => entry.Resource == resourceId)
                        .Select(entry =>
                            Array.Find(read, name => Same(name, entry.Scope)) ?? NameOf(current, resource?.AppId, entry.Scope)
                        ),
                ];
            var left = all.Where(name => !unwanted.Contains(name.ToUpperInvariant())).ToList();
            if (left.Count == all.Length)
            {
                continue;
            }

            writes.Add(
                (
                    Write(current.App, grant, resource, all, left, unwanted),
                    () =>
                    {
                        if (!ofUser)
                        {
                            work.Recent.Record(client, ConsentService.Scopes, [], unwanted.Select(name => (resourceId, name)));
                        }
                    }
                )
            );
        }

        foreach (
            var (assignment, resource) in await _consent
                .WithResourcesAsync(current.Assignments, assignment => assignment.ResourceId, current, withRoles: true, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            var entry = (assignment.ResourceId ?? Guid.Empty, assignment.AppRoleId ?? Guid.Empty);
            var name = _consent.NameOf(assignment, resource);
            if (
                !current.GrantedRoles.Contains(entry)
                || !revoked.Any(item =>
                    item.Type == AppPermissionType.Application && item.ResourceAppId == resource?.AppId && Same(item.Permission, name)
                )
            )
            {
                continue;
            }

            var request = GraphRequest
                .Delete(
                    $"servicePrincipals/{client}/appRoleAssignments/{Segment(assignment.Id!)}",
                    PriorState.Of(assignment, ResourceJson.Default.AppRoleAssignmentResource)
                )
                .Idempotent()
                .Describe($"revoke {name} (application) on {resource?.DisplayName} from '{current.App.DisplayName}'");
            writes.Add(
                (
                    request,
                    () =>
                    {
                        work.Recent.Record(client, ConsentService.Roles, [], [entry]);
                        work.Recent.Record(client, ConsentService.RoleIds, [], [assignment.Id!]);
                    }
                )
            );
        }

        await SendAsync(client, writes, cancellationToken).ConfigureAwait(false);
        if (revoked.Any(item => IsUnseen(current, item)))
        {
            throw GraphException.NotYetVisible($"revoke consent of '{current.App.DisplayName}'", Unseen);
        }
    }

    /// <summary>Whether it was granted so recently that the read does not tell the id by which it can be taken back.</summary>
    private static bool IsUnseen(ConsentState current, AppConsent item) =>
        item.PrincipalId is null
        && current.Requested.FirstOrDefault(permission => Concerns(permission, item)) is { } permission
        && current.IsGranted(permission)
        && current.GrantIdOf(permission) is null;

    private async Task SendAsync(Guid client, List<(GraphRequest Request, Action Remember)> writes, CancellationToken cancellationToken)
    {
        var answers = await Graph.BatchConfirmedAsync([.. writes.Select(write => write.Request)], cancellationToken).ConfigureAwait(false);
        GraphException? failure = null;
        for (var i = 0; i < writes.Count; i++)
        {
            // "Not found" says that somebody else was quicker; or that the read was old and what was granted again since has another id.
            var gone = answers[i].Status == 404 || (answers[i].Status == 400 && answers[i].ToException().Says("is not found"));
            if (answers[i].IsSuccess || (gone && !work.Recent.Touched(client)))
            {
                writes[i].Remember();
            }
            else if (gone)
            {
                failure ??= GraphException.NotYetVisible(answers[i].Request.InWords, Unseen);
            }
            else
            {
                failure = answers[i].ToException();
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private static GraphRequest Write(
        AppRegistration app,
        PermissionGrantResource grant,
        ServicePrincipalResource? resource,
        string[] all,
        List<string> left,
        IEnumerable<string> unwanted
    )
    {
        var path = $"oauth2PermissionGrants/{Segment(grant.Id!)}";
        var what =
            $"revoke {string.Join(", ", ConsentService.Split(grant.Scope).Where(name => unwanted.Contains(name.ToUpperInvariant())))} (delegated) on {resource?.DisplayName} from '{app.DisplayName}'";
        return left.Count == 0
            ? GraphRequest.Delete(path, ConsentService.Prior(grant, all)).Idempotent().Describe(what)
            : GraphRequest
                .Patch(
                    path,
                    new PermissionGrantResource { Scope = string.Join(' ', left) },
                    ResourceJson.Default.PermissionGrantResource,
                    ConsentService.Prior(grant, all)
                )
                .Idempotent()
                .Describe(what);
    }

    /// <summary>It in words, by API and kind.</summary>
    private static IReadOnlyList<string> InWords(IReadOnlyList<AppConsent> revoked, int left) =>
        [
            .. from item in revoked
            group item by (item.ResourceName, OfUser: item.PrincipalId is not null) into same
            select $"revoke {string.Join(", ", same.Select(item => $"{item.Permission} ({PermissionWords.Of(item.Type)})").Distinct())} on {same.Key.ResourceName ?? "an unknown API"} for {(same.Key.OfUser ? $"{same.Select(item => item.PrincipalId).Distinct().Count()} single users" : "the whole tenant")}",
            .. left > 0 ? (string[])[$"{left} other grants stay"] : [],
        ];

    private static string NameOf(ConsentState current, Guid? resourceAppId, string scope) =>
        current
            .Requested.FirstOrDefault(permission =>
                permission.Type == AppPermissionType.Delegated && permission.ResourceAppId == resourceAppId && Same(permission.Name, scope)
            )
            ?.Name
        ?? scope;

    private static bool Concerns(AppRequestedPermission permission, AppConsent item) =>
        permission.ResourceAppId == item.ResourceAppId && permission.Type == item.Type && IsNamed(permission, item);

    private static bool IsNamed(AppRequestedPermission permission, AppConsent item) =>
        Same(permission.Name, item.Permission) || Same(permission.Id.ToString(), item.Permission);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
