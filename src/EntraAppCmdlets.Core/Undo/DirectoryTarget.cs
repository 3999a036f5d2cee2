using System.Text.Json.Nodes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Undo;

/// <summary>An application or a service principal, with its properties and its secrets.</summary>
/// <param name="collection"><c>applications</c> or <c>servicePrincipals</c>.</param>
/// <param name="address">Its place below the collection: its ID after a slash, or an alternate key.</param>
internal sealed class DirectoryTarget(string collection, string address) : UndoTarget
{
    public const string Applications = "applications";
    public const string Principals = "servicePrincipals";
    public const string Secrets = "passwordCredentials";
    public const string Certificates = "keyCredentials";

    /// <summary>Clocks of this machine and of the service may differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Scopes and roles: one that is enabled must be disabled before it is changed or removed.</summary>
    public static readonly string[] Entitlements = ["api.oauth2PermissionScopes", "appRoles"];

    /// <summary>
    /// What somebody may have set of an object that the writes have created: nothing else than these writes has set it, or it was changed since. Only properties that the
    /// service leaves empty.
    /// </summary>
    private static readonly string[] OfApplications =
    [
        "notes",
        "tags",
        "identifierUris",
        "groupMembershipClaims",
        "isFallbackPublicClient",
        "web.redirectUris",
        "web.homePageUrl",
        "web.logoutUrl",
        "web.implicitGrantSettings.enableIdTokenIssuance",
        "web.implicitGrantSettings.enableAccessTokenIssuance",
        "spa.redirectUris",
        "publicClient.redirectUris",
        "requiredResourceAccess",
        "appRoles",
        "api.oauth2PermissionScopes",
        "api.preAuthorizedApplications",
        "api.knownClientApplications",
        "optionalClaims.idToken",
        "optionalClaims.accessToken",
        "optionalClaims.saml2Token",
        "info.termsOfServiceUrl",
        "info.privacyStatementUrl",
        "info.marketingUrl",
        "info.supportUrl",
        Certificates,
    ];

    /// <inheritdoc cref="OfApplications"/>
    private static readonly string[] OfPrincipals = ["notes", "appRoleAssignmentRequired"];

    /// <summary>What is read of every object.</summary>
    private static readonly string[] Always = ["id", "appId", "displayName", "createdDateTime"];

    /// <summary>Where it is in the directory.</summary>
    public string Collection => collection;

    public bool IsApplication => collection == Applications;

    /// <summary>Whether it is known by an alternate key only, because the answer to its creation was lost.</summary>
    public bool IsNamed => !address.StartsWith('/');

    /// <summary>The object as it was read; null if it is gone.</summary>
    public JsonObject? Current { get; private set; }

    /// <summary>Whether it is among the deleted objects.</summary>
    public bool IsDeleted { get; private set; }

    public bool IsLive => Current is not null && !IsDeleted;

    /// <summary>The object ID; null for one that is known by an alternate key and wasn't found.</summary>
    public string? Id => IsNamed ? Current?["id"]?.ToString() : address[1..];

    public string? AppId => Current?["appId"]?.ToString();

    /// <summary>Whether it will be there once all is taken back.</summary>
    public bool WillBeLive { get; set; }

    /// <summary>Whether it is deleted to take its creation back; all that it has goes with it.</summary>
    public bool IsToBeDeleted => Existence is { Outcome: null, Before: null };

    /// <summary>Whether it is restored.</summary>
    public bool IsToBeRestored => Existence is { Outcome: null, Before: not null };

    /// <summary>Whether it exists, and the writes have created it.</summary>
    public bool IsCreated => IsLive && IsMade;

    /// <summary>Whether the object was created by the writes: what it has is theirs. One that they have restored came with all that it had.</summary>
    private bool IsMade =>
        Existence is { Before: null, First: { } first }
        && !first.Entry.Path.StartsWith("directory/deletedItems/", StringComparison.Ordinal);

    /// <summary>Who has created it, by sign-in name or application ID.</summary>
    public string? Creator => Existence?.First.Entry.Account;

    /// <summary>What others have added to it since it was created, in words.</summary>
    public List<string> Added { get; } = [];

    /// <summary>The lists in which what others have added to a created object is found.</summary>
    public IEnumerable<RelationTarget> Lists() =>
        (
            IsApplication
                ? new[] { (RelationKind.Owner, "owners"), (RelationKind.FederatedCredential, "federatedIdentityCredentials") }
                :
                [
                    (RelationKind.Owner, "owners"),
                    (RelationKind.RoleAssignment, "appRoleAssignedTo"),
                    (RelationKind.RoleAssignment, "appRoleAssignments"),
                    (RelationKind.Grant, ""),
                ]
        ).Select(list => new RelationTarget(list.Item1, Id!, $"{collection}/{Id}/{list.Item2}", []));

    private string[] Watched =>
        !IsMade ? []
        : IsApplication ? OfApplications
        : OfPrincipals;

    /// <summary>The read of the object.</summary>
    public GraphRequest ReadRequest() =>
        GraphRequest.Get(Query($"{collection}{address}").Select([.. Properties()])).Describe($"read {collection}{address}");

    /// <summary>The read among the deleted objects.</summary>
    public GraphRequest ReadDeletedRequest() =>
        GraphRequest
            .Get(
                Query($"directory/deletedItems{address}/microsoft.graph.{(IsApplication ? "application" : "servicePrincipal")}")
                    .Select([.. Properties()])
            )
            .Describe($"look for {collection}{address} among the deleted objects");

    /// <summary>Takes what a read has shown.</summary>
    public void Load(GraphResponse answer, bool deleted)
    {
        if (answer.Status == 404)
        {
            return;
        }

        var found = Read(answer.OrThrow());
        // A creation whose answer was lost is known by its name only: what is older, or was created later than the write can have been, is another one.
        if (
            IsNamed
            && Existence is { First: { } first, Last: { } last }
            && found["createdDateTime"]?.GetValue<DateTimeOffset>() is { } created
            && (created < first.Entry.Time - ClockSkew || created > last.Entry.Time + ClockSkew)
        )
        {
            return;
        }

        (Current, IsDeleted) = (found, deleted);
    }

    /// <summary>A value of what was read; null where it has none.</summary>
    public JsonNode? Get(ValuePath path) =>
        Current is not { } current || JournalValues.Get(current, path) is not { } value ? null
        : path.Property == Secrets ? true
        : value;

    /// <summary>What somebody else has changed of an object that the journal's writes have created; null for nothing.</summary>
    public string? ForeignChange()
    {
        if (Current is not { } current)
        {
            return null;
        }

        var changed = Values
            .Where(slot => Get(slot.Path) is var now && !slot.IsLeft(now) && !JournalValues.Same(slot.Before, now))
            .Select(slot => UndoReasons.Changed(slot.Path));
        var secrets = (current[Secrets] as JsonArray ?? [])
            .Select(secret => secret?["keyId"]?.ToString())
            .Where(id => IsApplication && IsMade && Slots.All(slot => slot.Path != new ValuePath(Secrets, id)))
            .Select(id => $"somebody has added the client secret {id} since then");
        var set = JournalValues
            .Flatten(current)
            .Where(value =>
                Watched.Contains(value.Key.Property) && !JournalValues.Same(null, value.Value) && Slots.All(slot => slot.Path != value.Key)
            )
            .Select(value => UndoReasons.Changed(value.Key));
        return string.Join("; ", changed.Concat(set).Concat(secrets).Concat(Added)) is { Length: > 0 } words ? words : null;
    }

    /// <inheritdoc/>
    public override async Task UndoAsync(CommandContext work, IReadOnlyList<UndoSlot> slots, CancellationToken cancellationToken)
    {
        if (slots.Any(slot => slot == Existence))
        {
            await SendAsync(work, ExistenceRequest(), IsGone, cancellationToken).ConfigureAwait(false);
            IsDeleted = Existence!.Before is null;
        }

        foreach (var secret in slots.Where(slot => slot.Path.Property == Secrets))
        {
            await SendAsync(work, RemoveSecret(secret), IsGone, cancellationToken).ConfigureAwait(false);
        }

        List<UndoSlot> values = [.. slots.Where(slot => slot != Existence && slot.Path.Property != Secrets)];
        if (values.Count > 0)
        {
            await PatchAsync(work, values, cancellationToken).ConfigureAwait(false);
        }

        Forget(work);
    }

    private GraphRequest ExistenceRequest() =>
        Existence!.Before is null
            ? GraphRequest.Delete($"{collection}/{Id}", Prior(Current!)).Idempotent().Describe(Words(Existence))
            : GraphRequest
                .Post(
                    $"directory/deletedItems/{Id}/restore",
                    PriorState.Nothing.About(
                        new JsonObject { ["@odata.type"] = $"#microsoft.graph.{(IsApplication ? "application" : "servicePrincipal")}" },
                        UndoJson.Default.JsonObject
                    )
                )
                .Idempotent()
                .Describe(Words(Existence));

    private GraphRequest RemoveSecret(UndoSlot secret) =>
        GraphRequest
            .Post(
                $"{collection}/{Id}/removePassword",
                new RemovePasswordRequest { KeyId = Guid.Parse(secret.Path.Entry!) },
                ResourceJson.Default.RemovePasswordRequest,
                PriorState.Lost(IrreversibleWrite.SecretRemoved)
            )
            .Idempotent()
            .Describe(Words(secret));

    private async Task PatchAsync(CommandContext work, List<UndoSlot> slots, CancellationToken cancellationToken)
    {
        var next = Current!.DeepClone().AsObject();
        foreach (var slot in slots)
        {
            JournalValues.Set(next, slot.Path, slot.Before);
        }

        List<string> properties = [.. slots.Select(slot => slot.Path.Property).Distinct()];
        if (Disabled(next, properties) is { } disabled)
        {
            await SendPatchAsync(work, disabled, [.. properties.Where(Entitlements.Contains)], slots[0], cancellationToken)
                .ConfigureAwait(false);
        }

        await SendPatchAsync(work, next, properties, slots[0], cancellationToken).ConfigureAwait(false);
    }

    private async Task SendPatchAsync(
        CommandContext work,
        JsonObject next,
        IReadOnlyList<string> properties,
        UndoSlot slot,
        CancellationToken cancellationToken
    )
    {
        await SendAsync(
                work,
                GraphRequest
                    .Patch(
                        $"{collection}/{Id}",
                        JournalValues.Body(next, properties),
                        UndoJson.Default.JsonObject,
                        properties.Contains(Certificates)
                            ? Prior(JournalValues.Body(Current!, properties)).But(IrreversibleWrite.CertificateRemoved)
                            : Prior(JournalValues.Body(Current!, properties))
                    )
                    .Idempotent()
                    .Describe(Words(slot)),
                static _ => false,
                cancellationToken
            )
            .ConfigureAwait(false);
        Current = next.DeepClone().AsObject();
    }

    /// <summary>The object with those scopes and roles disabled that are enabled and won't stay as they are; null if nothing has to be disabled.</summary>
    private JsonObject? Disabled(JsonObject next, IEnumerable<string> properties)
    {
        var disabled = Current!.DeepClone().AsObject();
        var any = false;
        foreach (var property in properties.Where(Entitlements.Contains))
        {
            foreach (var (path, entry) in JournalValues.Flatten(Current!).Where(value => value.Key.Property == property))
            {
                if (!JournalValues.IsEnabled(entry) || JournalValues.Get(next, path) is { } stays && JournalValues.Same(stays, entry))
                {
                    continue;
                }

                var off = entry!.DeepClone();
                off["isEnabled"] = false;
                any |= JournalValues.Get(next, path) is not { } wanted || !JournalValues.Same(wanted, off);
                JournalValues.Set(disabled, path, off);
            }
        }

        return any ? disabled : null;
    }

    /// <summary>What this connection has just written is no longer there: later commands must not correct their reads by it.</summary>
    private void Forget(CommandContext work)
    {
        if (Guid.TryParse(Id, out var id))
        {
            work.Recent.Forget(id);
        }

        if (Guid.TryParse(AppId, out var appId))
        {
            work.Recent.Forget(appId);
            if (IsDeleted && IsApplication)
            {
                work.Recent.RecordDeleted(appId);
            }
            else
            {
                work.Recent.RecordTouched(appId);
            }
        }
    }

    private IEnumerable<string> Properties() =>
        Always
            .Concat(IsApplication ? [Secrets] : [])
            .Concat(Values.Select(slot => slot.Path.Root))
            .Concat(Watched.Select(path => new ValuePath(path).Root))
            .Distinct();
}
