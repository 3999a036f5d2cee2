using System.Runtime.CompilerServices;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Deleted apps: for 30 days they can be restored, with their service principal.</summary>
internal sealed class DeletedAppService(CommandContext work)
{
    private const string Collection = "directory/deletedItems/microsoft.graph.application";

    /// <summary>What the list of deleted apps tells; their credentials and permissions come back with them.</summary>
    private static readonly string[] Properties =
    [
        "id",
        "appId",
        "displayName",
        "uniqueName",
        "signInAudience",
        "createdDateTime",
        "deletedDateTime",
    ];

    private readonly AppReader _apps = new(work);

    private GraphClient Graph => work.Graph;

    /// <summary>The deleted apps, as the pages arrive.</summary>
    /// <param name="displayName">Only those of exactly this name; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<AppRegistration> ListAsync(
        string? displayName,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = Query(Collection).Select(Properties);
        if (displayName is not null)
        {
            query = query.Filter(Equal("displayName", displayName));
        }

        var request = GraphRequest.Get(query).Describe("list the deleted apps");
        await foreach (
            var application in Graph
                .ListAsync(request, ResourceJson.Default.GraphPageApplicationResource, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            if (!IsBack(application))
            {
                yield return _apps.ToRegistration(application, null)!;
            }
        }
    }

    /// <summary>The deleted app of this application (client) ID, or of this object id; null without one.</summary>
    public async Task<AppRegistration?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var page = await Graph
            .SendAsync(
                GraphRequest
                    .Get(Query(Collection).Filter($"{Equal("appId", id)} or {Equal("id", id)}").Select(Properties))
                    .Describe($"look for the deleted app {id}"),
                ResourceJson.Default.GraphPageApplicationResource,
                cancellationToken
            )
            .ConfigureAwait(false);
        return page.Value.Find(application => !IsBack(application)) is { } found ? _apps.ToRegistration(found, null) : null;
    }

    /// <summary>The deleted app of exactly this name; null without one.</summary>
    /// <exception cref="AppException">DeletedAppAmbiguous.</exception>
    public async Task<AppRegistration?> FindAsync(string displayName, CancellationToken cancellationToken)
    {
        var found = new List<AppRegistration>();
        await foreach (var app in ListAsync(displayName, cancellationToken).ConfigureAwait(false))
        {
            found.Add(app);
        }

        return found.Count > 1 ? throw RegistrationErrors.DeletedAppAmbiguous(displayName, found) : found.FirstOrDefault();
    }

    /// <summary>The deleted app that holds a unique name, whatever it was called at its end; the service can't be asked for it by that name.</summary>
    public async Task<AppRegistration?> FindByUniqueNameAsync(string uniqueName, CancellationToken cancellationToken)
    {
        await foreach (var deleted in ListAsync(null, cancellationToken).ConfigureAwait(false))
        {
            if (deleted.UniqueName == uniqueName)
            {
                return deleted;
            }
        }

        return null;
    }

    /// <summary>Brings a deleted app back, and waits until it can be read.</summary>
    public async Task<AppRegistration> RestoreAsync(AppRegistration deleted, CancellationToken cancellationToken)
    {
        await RestoreAsync(deleted.Id!.Value, deleted.AppId, cancellationToken).ConfigureAwait(false);
        return await _apps.RefreshAsync(deleted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores a deleted app with its service principal; it may take a while until it can be read.</summary>
    public async Task RestoreAsync(Guid deletedId, Guid appId, CancellationToken cancellationToken)
    {
        var answer = await Graph
            .TrySendAsync(
                GraphRequest
                    .Post($"directory/deletedItems/{deletedId}/restore", PriorState.Nothing)
                    .Idempotent()
                    .Describe("restore the deleted app"),
                cancellationToken
            )
            .ConfigureAwait(false);
        // 404: it is no longer among the deleted ones; whether it is back shows when it is read.
        if (!answer.IsSuccess && answer.Status != 404)
        {
            throw answer.ToException();
        }

        work.Recent.RecordTouched(appId);
    }

    /// <summary>Whether this connection has just restored it: the list may still show it.</summary>
    private bool IsBack(ApplicationResource application) =>
        application.AppId is { } appId && work.Recent.Apply(appId, "", Array.Empty<string>()).Count > 0;
}
