using System.Buffers;
using System.Text;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Reports;

/// <summary>What was done to the tenant, by whom and when: kept as long as the tenant is open, the last of very many.</summary>
internal sealed class AuditLog
{
    private const int MaximumEntries = 10_000;
    private const int MaximumValue = 4_000;

    private readonly Queue<Lazy<Document?>> _entries = [];

    /// <summary>The entries, the latest first.</summary>
    public IEnumerable<Document> Entries => _entries.Reverse().Select(each => each.Value).OfType<Document>();

    /// <summary>Notes what a change is about to do.</summary>
    /// <param name="store">The tenant's books, as they are before it.</param>
    /// <param name="change">The change.</param>
    /// <param name="actor">Who makes it.</param>
    /// <param name="correlationId">The id of the request.</param>
    /// <param name="now">The moment of the request.</param>
    public void Note(DirectoryStore store, Change change, AuditActor actor, string correlationId, DateTimeOffset now)
    {
        foreach (var (table, id, after) in change.Steps)
        {
            var before = table.Find(id);
            if ((before ?? after) is not { } subject || Kinds.GetValueOrDefault(subject.Type.Name) is not { } kind)
            {
                continue;
            }

            // Who reads the log pays for it; most requests are never looked up.
            _entries.Enqueue(new Lazy<Document?>(() => Entry(store, kind, before, after, actor, correlationId, now), isThreadSafe: false));
            if (_entries.Count > MaximumEntries)
            {
                _entries.Dequeue();
            }
        }
    }

    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        [Types.Application.Name] = new(
            "ApplicationManagement",
            "Application",
            "Add application",
            "Update application",
            "Delete application",
            "Hard Delete application"
        ),
        [Types.ServicePrincipal.Name] = new(
            "ApplicationManagement",
            "ServicePrincipal",
            "Add service principal",
            "Update service principal",
            "Remove service principal",
            "Hard delete service principal"
        ),
        [Types.FederatedCredential.Name] = new(
            "ApplicationManagement",
            "Application",
            "Add federated identity credential",
            "Update federated identity credential",
            "Delete federated identity credential",
            "Delete federated identity credential"
        ),
        [Types.PermissionGrant.Name] = new(
            "ApplicationManagement",
            "ServicePrincipal",
            "Add delegated permission grant",
            "Add delegated permission grant",
            "Remove delegated permission grant",
            "Remove delegated permission grant"
        ),
        [Types.AppRoleAssignment.Name] = new(
            "ApplicationManagement",
            "ServicePrincipal",
            "Add app role assignment",
            "Update app role assignment",
            "Remove app role assignment",
            "Remove app role assignment"
        ),
        [Types.AppManagementPolicy.Name] = new("Policy", "Policy", "Add policy", "Update policy", "Delete policy", "Delete policy"),
        [Types.TenantAppManagementPolicy.Name] = new(
            "Policy",
            "Policy",
            "Update policy",
            "Update policy",
            "Delete policy",
            "Delete policy"
        ),
        [Types.User.Name] = new("UserManagement", "User", "Add user", "Update user", "Delete user", "Hard Delete user"),
        [Types.Group.Name] = new("GroupManagement", "Group", "Add group", "Update group", "Delete group", "Hard Delete group"),
        [Types.RoleAssignment.Name] = new(
            "RoleManagement",
            "Role",
            "Add member to role",
            "Update role",
            "Remove member from role",
            "Remove member from role"
        ),
        [Types.RoleDefinition.Name] = new(
            "RoleManagement",
            "Role",
            "Add role definition",
            "Update role definition",
            "Delete role definition",
            "Delete role definition"
        ),
        [Types.Link.Name] = new("", "", "", "", "", ""),
    };

    private static Document? Entry(
        DirectoryStore store,
        Kind kind,
        Document? before,
        Document? after,
        AuditActor actor,
        string correlationId,
        DateTimeOffset now
    )
    {
        var subject = (after ?? before)!;
        if (before is not null && after is not null && Document.Same(before, after))
        {
            return null;
        }

        var (activity, operation) = subject.Type == Types.Link ? OfLink(store, subject, after is not null) : Activity(kind, before, after);
        var targets = Targets(store, subject).ToList();
        var category =
            kind.Category.Length > 0 ? kind.Category
            : targets.FirstOrDefault().Type == "Group" ? "GroupManagement"
            : targets.FirstOrDefault().Type == "User" ? "UserManagement"
            : "ApplicationManagement";
        var target = Types.DirectoryAudit["targetResources"].ComplexType!;
        var changed = Modified(target["modifiedProperties"].ComplexType!, before, after);
        return Types.DirectoryAudit.Empty.With(
            ("id", $"Directory_{correlationId}_{Base(subject.Id)}"),
            ("category", category),
            ("correlationId", correlationId),
            ("result", "success"),
            ("resultReason", ""),
            ("activityDisplayName", activity),
            ("activityDateTime", now),
            ("loggedByService", "Core Directory"),
            ("operationType", operation),
            ("initiatedBy", actor.Document(store)),
            (
                "targetResources",
                targets.Select(
                    (each, place) =>
                        target.Empty.With(
                            ("id", each.Id),
                            ("displayName", each.Name),
                            ("type", each.Type),
                            ("userPrincipalName", each.PrincipalName),
                            ("modifiedProperties", place == 0 ? changed : [])
                        )
                )
            )
        );
    }

    private static (string Activity, string Operation) Activity(Kind kind, Document? before, Document? after)
    {
        var wasAlive = before is not null && DirectoryStore.IsAlive(before);
        var isAlive = after is not null && DirectoryStore.IsAlive(after);
        return (before, after) switch
        {
            (null, _) => (kind.Add, "Add"),
            (_, null) => (kind.Purge, "Delete"),
            _ when wasAlive && !isAlive => (kind.Delete, "Delete"),
            _ when !wasAlive && isAlive => ("Restore " + kind.Add["Add ".Length..], "Restore"),
            _ when after.Type.Find("passwordCredentials") is not null
                    && kind.Target == "Application"
                    && !(
                        Document.Same(before["passwordCredentials"], after["passwordCredentials"])
                        && Document.Same(before["keyCredentials"], after["keyCredentials"])
                    ) => ("Update application – Certificates and secrets management ", "Update"),
            _ => (kind.Update, "Update"),
        };
    }

    private static (string Activity, string Operation) OfLink(DirectoryStore store, Document link, bool isAdded)
    {
        var holder = store.DirectoryObjects.Select(table => table.Find(link.Text("source")!)).FirstOrDefault(found => found is not null);
        var what = link.Text("kind") switch
        {
            "owners" => "owner",
            "members" => "member",
            "manager" => "manager",
            _ => "policy",
        };
        var to =
            holder?.Type == Types.Application ? "application"
            : holder?.Type == Types.ServicePrincipal ? "service principal"
            : holder?.Type == Types.User ? "user"
            : "group";
        return isAdded ? ($"Add {what} to {to}", "Assign") : ($"Remove {what} from {to}", "Unassign");
    }

    /// <summary>What it was done to: the object itself, or both ends of what was added or removed.</summary>
    private static IEnumerable<(string Id, string? Name, string Type, string? PrincipalName)> Targets(
        DirectoryStore store,
        Document subject
    )
    {
        string?[] ids =
            subject.Type == Types.Link ? [subject.Text("source"), subject.Text("target")]
            : subject.Type == Types.FederatedCredential ? [subject.Text("parentId")]
            : subject.Type == Types.PermissionGrant ? [subject.Text("resourceId"), subject.Text("clientId")]
            : subject.Type == Types.AppRoleAssignment ? [subject.Text("resourceId"), subject.Text("principalId")]
            : subject.Type == Types.RoleAssignment ? [subject.Text("principalId"), subject.Text("roleDefinitionId")]
            : [subject.Id];
        foreach (var id in ids.OfType<string>())
        {
            var found =
                id == subject.Id
                    ? subject
                    : store
                        .All.Where(table => table != store.Secrets)
                        .Select(table => table.Find(id))
                        .FirstOrDefault(each => each is not null);
            var type = found is null ? "Other" : Kinds.GetValueOrDefault(found.Type.Name)?.Target ?? found.Type.DirectoryName;
            yield return (
                id,
                found?.Type.Find("displayName") is null ? null : found.Text("displayName"),
                type,
                found?.Type == Types.User ? found.Text("userPrincipalName") : null
            );
        }
    }

    private static Document[] Modified(StructuredType type, Document? before, Document? after)
    {
        var subject = GraphContext.Presented((after ?? before)!, withKeys: false);
        var old = before is null ? null : GraphContext.Presented(before, withKeys: false);
        return
        [
            .. subject
                .Type.Properties.Where(property =>
                    !property.Is(Traits.Internal) && property.Name is not ("id" or "passwordProfile") && !subject.IsDeferred(property)
                )
                .Select(property =>
                    (
                        property.Name,
                        Old: old?[property] ?? (old is null ? property.Default : null),
                        New: after is null ? property.Default : subject[property]
                    )
                )
                .Where(each => !Document.Same(each.Old, each.New))
                .Select(each => type.Empty.With(("displayName", each.Name), ("oldValue", Json(each.Old)), ("newValue", Json(each.New)))),
        ];
    }

    private static string? Json(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonForm.Options))
        {
            DocumentWriter.WriteValue(json, value);
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        return text.Length <= MaximumValue ? text : text[..MaximumValue];
    }

    private static string Base(string id) =>
        Guid.TryParse(id, out var guid) ? guid.ToString("N")[..8] : Convert.ToHexString(Encoding.UTF8.GetBytes(id))[..8];

    private sealed record Kind(string Category, string Target, string Add, string Update, string Delete, string Purge);
}
