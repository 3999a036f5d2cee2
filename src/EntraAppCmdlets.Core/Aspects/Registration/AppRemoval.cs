using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>Deletes apps, and removes deleted ones for good.</summary>
internal sealed class AppRemoval(CommandContext work)
{
    /// <summary>Deletes the application, and with it its service principal; it can be restored for 30 days unless <paramref name="permanent"/>.</summary>
    public async Task RemoveAsync(AppRegistration app, bool permanent, CancellationToken cancellationToken)
    {
        // A vendor's app: only its service principal is here.
        var delete = app.Id is null
            ? GraphRequest
                .Delete($"servicePrincipals/{app.ServicePrincipalId}", ApplicationEditor.PriorOfPrincipal(app))
                .Describe($"remove the service principal of '{app.DisplayName}'")
            : GraphRequest.Delete($"applications/{app.Id}", ApplicationEditor.Prior(app)).Describe($"delete '{app.DisplayName}'");
        await SendAsync(delete, cancellationToken).ConfigureAwait(false);
        work.Recent.RecordDeleted(app.AppId);
        if (permanent && app.Id is not null)
        {
            var forGood = ForGood(app);
            await work
                .Graph.UntilVisibleAsync(
                    forGood.InWords,
                    async cancel => await work.Graph.SendAsync(forGood, cancel).ConfigureAwait(false),
                    ReplicationErrors.Read,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Removes a deleted app for good; one that is gone is no error.</summary>
    public Task RemoveDeletedAsync(AppRegistration deleted, CancellationToken cancellationToken) =>
        SendAsync(ForGood(deleted), cancellationToken);

    private static GraphRequest ForGood(AppRegistration app) =>
        GraphRequest
            .Delete($"directory/deletedItems/{app.Id}", ApplicationEditor.Prior(app).But(IrreversibleWrite.RemovedForGood))
            .Idempotent()
            .Describe($"remove '{app.DisplayName}' for good");

    private async Task SendAsync(GraphRequest delete, CancellationToken cancellationToken)
    {
        var answers = await work.Graph.BatchConfirmedAsync([delete.Idempotent()], cancellationToken).ConfigureAwait(false);
        if (answers[0].Status != 404)
        {
            answers[0].OrThrow();
        }
    }
}
