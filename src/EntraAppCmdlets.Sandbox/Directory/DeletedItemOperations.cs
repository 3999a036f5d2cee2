using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.OData;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Directory;

/// <summary>What is soft-deleted: listed, restored, purged.</summary>
internal static class DeletedItemOperations
{
    /// <summary>How long the directory keeps what is soft-deleted.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    public static void Map(RouteTable routes) =>
        routes
            .Map("GET", "directory/deletedItems/{cast}", Operation.Anything, List)
            .Map("GET", "directory/deletedItems/{cast}/$count", Operation.Anything, context => context.CountOf(Source(context)))
            .Map(
                "GET",
                "directory/deletedItems",
                Operation.Anything,
                static _ => throw GraphErrors.Refused("Resource type must be specified: the list of deleted items is read by type.")
            )
            .Map(
                "GET",
                "directory/deletedItems/{}",
                Operation.Anything,
                context => context.Entity(RequireReadable(context), "directoryObjects")
            )
            .Map("GET", "directory/deletedItems/{}/{cast}", Operation.Anything, Cast)
            .Map(
                "DELETE",
                "directory/deletedItems/{}",
                Operation.Anything,
                context =>
                {
                    Purge(context.Store, context.Change, RequireWritable(context));
                    return Reply.NoContent;
                }
            )
            .Map("POST", "directory/deletedItems/{}/restore", Operation.Anything, Restore)
            .Map(
                "DELETE",
                "directory/deletedItems/{cast}/{}",
                Operation.WriteApplications,
                static _ => throw GraphErrors.MethodNotAllowed()
            );

    /// <summary>Removes an object for good, and all that refers to it.</summary>
    public static void Purge(DirectoryStore store, Change change, Document document)
    {
        change.Remove(store.TableOf(document.Type), document.Id);
        foreach (var link in store.Links.Where("source", document.Id).Concat(store.Links.Where("target", document.Id)))
        {
            change.Remove(store.Links, link.Id);
        }

        foreach (
            var assignment in store.Assignments.Where("principalId", document.Id).Concat(store.Assignments.Where("resourceId", document.Id))
        )
        {
            change.Remove(store.Assignments, assignment.Id);
        }

        foreach (var assignment in store.RoleAssignments.Where("principalId", document.Id))
        {
            change.Remove(store.RoleAssignments, assignment.Id);
        }

        foreach (var index in new[] { "clientId", "resourceId", "principalId" })
        {
            foreach (var grant in store.Grants.Where(index, document.Id))
            {
                change.Remove(store.Grants, grant.Id);
            }
        }

        foreach (var credential in store.FederatedCredentials.Where("parentId", document.Id))
        {
            change.Remove(store.FederatedCredentials, credential.Id);
        }

        foreach (var secret in store.Secrets.Where("owner", document.Id))
        {
            change.Remove(store.Secrets, secret.Id);
        }

        if (document.Type == Types.Application)
        {
            foreach (var principal in store.ServicePrincipals.Where("appId", document.Text("appId")))
            {
                Purge(store, change, principal);
            }
        }
    }

    /// <summary>Removes for good what was soft-deleted too long ago.</summary>
    /// <returns>When the next object is due.</returns>
    public static DateTimeOffset PurgeExpired(DirectoryStore store, Change change, DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        foreach (var table in store.DirectoryObjects)
        {
            foreach (var (_, document) in table.All())
            {
                if (DirectoryStore.IsAlive(document))
                {
                    continue;
                }

                var due = document.Instant("deletedDateTime")!.Value + Retention;
                if (due <= now)
                {
                    Purge(store, change, document);
                }
                else if (due < next)
                {
                    next = due;
                }
            }
        }

        return next;
    }

    private static Reply Cast(GraphContext context)
    {
        var deleted = RequireReadable(context);
        return Casts.Of(context.Key(1)).Keeps(deleted)
            ? context.Entity(deleted, "directoryObjects")
            : throw GraphErrors.NotFound(deleted.Id);
    }

    private static Reply List(GraphContext context) => context.List(Source(context), Source(context).Types[0].Name + "s");

    private static ListSource Source(GraphContext context)
    {
        if (Casts.Of(context.Key(0)).Types is not [var type])
        {
            throw GraphErrors.UnknownSegment(context.Key(0));
        }

        CheckReadable(context, type);
        return ListSource.Of(context.Store.TableOf(type), context.Now, static document => !DirectoryStore.IsAlive(document));
    }

    private static Document Require(GraphContext context)
    {
        var id = context.Key(0);
        if (!Guid.TryParse(id, out _))
        {
            throw GraphErrors.InvalidId(id);
        }

        return context
                .Store.DirectoryObjects.Select(table => table.Find(id, context.Now))
                .FirstOrDefault(found => found is not null && !DirectoryStore.IsAlive(found))
            ?? throw GraphErrors.NotFound(id);
    }

    private static Document RequireReadable(GraphContext context)
    {
        var deleted = Require(context);
        CheckReadable(context, deleted.Type);
        return deleted;
    }

    /// <summary>Who may read existing objects may read deleted ones.</summary>
    private static void CheckReadable(GraphContext context, StructuredType type)
    {
        if (!RequiredPermissions.Allows(RequiredPermissions.Reading(type) ?? Operation.ReadDirectory, context.Caller))
        {
            throw GraphErrors.Denied();
        }
    }

    /// <summary>What may be restored or purged by whom depends on what it is.</summary>
    private static Document RequireWritable(GraphContext context)
    {
        var deleted = Require(context);
        var operation =
            deleted.Type == Types.User ? Operation.WriteUsers
            : deleted.Type == Types.Group ? Operation.WriteGroups
            : deleted.Type == Types.ServicePrincipal ? Operation.WriteServicePrincipals
            : Operation.WriteApplications;
        if (!RequiredPermissions.Allows(operation, context.Caller))
        {
            throw GraphErrors.Denied();
        }

        if (deleted.Type == Types.Application || deleted.Type == Types.ServicePrincipal)
        {
            context.RequireOwnership(deleted);
        }

        return deleted;
    }

    private static Reply Restore(GraphContext context)
    {
        var deleted = context.Latest(RequireWritable(context));
        if (DirectoryStore.IsAlive(deleted))
        {
            throw GraphErrors.NotFound(deleted.Id);
        }

        CheckConflicts(context, deleted);
        var restored = context.Change.Put(context.Store.TableOf(deleted.Type), deleted.With(("deletedDateTime", null)));
        if (
            deleted.Type == Types.Application
            && !context.Store.ServicePrincipals.Where("appId", deleted.Text("appId")).Any(DirectoryStore.IsAlive)
            && context.Store.ServicePrincipals.Where("appId", deleted.Text("appId")).LastOrDefault() is { } principal
        )
        {
            context.Change.Put(context.Store.ServicePrincipals, principal.With(("deletedDateTime", null)));
        }

        return Reply.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", context.Root + "/$metadata#directoryObjects/$entity");
            json.WriteString("@odata.type", "#" + restored.Type.FullName);
            DocumentWriter.WriteProperties(json, restored, selected: null);
            json.WriteEndObject();
        });
    }

    private static void CheckConflicts(GraphContext context, Document deleted)
    {
        if (
            deleted.Type == Types.Application
            && deleted
                .Texts("identifierUris")
                .Any(uri => context.Store.Applications.Where("identifierUris", uri).Any(DirectoryStore.IsAlive))
        )
        {
            throw GraphErrors.AlreadyExists("identifierUris");
        }

        if (
            deleted.Type == Types.ServicePrincipal
            && context.Store.ServicePrincipals.Where("appId", deleted.Text("appId")).Any(DirectoryStore.IsAlive)
        )
        {
            throw GraphErrors.SameKey(
                $"The service principal cannot be created, updated, or restored because the service principal name {deleted.Text("appId")} is already in use."
            );
        }
    }
}
