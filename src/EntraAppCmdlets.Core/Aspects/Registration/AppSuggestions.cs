using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Registration;

/// <summary>What to say of an app that was not found: a name that reads like it, or a deleted app; and the app, where an id was of another kind. Asked for in one round trip, after the fact.</summary>
internal sealed class AppSuggestions(CommandContext work)
{
    private static readonly string[] Properties = ["id", "appId", "displayName"];

    /// <summary>The error for a name.</summary>
    /// <param name="displayName">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="kinds">The kinds of apps that were looked for; null for whatever a name can mean.</param>
    public async Task<AppException> OfAsync(
        string displayName,
        CancellationToken cancellationToken,
        IReadOnlyCollection<AppKind>? kinds = null
    )
    {
        var (near, deleted, principals) = await AskAsync(
                Query("applications").Filter(BeginsLike("displayName", displayName)).Top(NearestNames.Candidates).Select(Properties),
                Equal("displayName", displayName),
                Query("servicePrincipals")
                    .Filter(BeginsLike("displayName", displayName))
                    .Top(NearestNames.Candidates)
                    .Select([.. Properties, "tags"]),
                cancellationToken
            )
            .ConfigureAwait(false);
        var apps = near.Select(app => (app.AppId, app.DisplayName))
            .Concat(
                principals
                    .Where(app => kinds?.Contains(EnterpriseApps.KindOf(app, work.TenantId)) ?? EnterpriseApps.IsListed(app))
                    .Select(app => (app.AppId, app.DisplayName))
            )
            .Where(app => app is { AppId: not null, DisplayName: not null })
            .DistinctBy(app => app.AppId)
            .OrderBy(app => app.DisplayName, StringComparer.OrdinalIgnoreCase);
        return RegistrationErrors.AppNotFound(
            displayName,
            Tenant,
            [.. NearestNames.Of(displayName, apps, app => [app.DisplayName]).Select(app => $"'{app.DisplayName}' ({app.AppId})")],
            deleted
        );
    }

    /// <summary>
    /// The app whose application or service principal has this object ID: the portal shows three ids for each app, and one is soon taken for another. Else the
    /// app whose name looks like an id.
    /// </summary>
    /// <exception cref="AppException">AppNotFound, AppAmbiguous.</exception>
    public async Task<AppRegistration> ByOtherIdAsync(Guid id, string? text, CancellationToken cancellationToken)
    {
        var (near, deleted, principal) = await AskAsync(
                Query("applications").Filter(Equal("id", id)).Select(Properties),
                $"{Equal("appId", id)} or {Equal("id", id)}",
                Query("servicePrincipals").Filter(Equal("id", id)).Select(Properties),
                cancellationToken
            )
            .ConfigureAwait(false);
        var appId =
            near is [var application, ..] ? application.AppId
            : principal is [var enterprise, ..] ? enterprise.AppId
            : null;
        var reader = new AppReader(work);
        var found = appId is { } own
            ? await reader.FindAsync(own, cancellationToken).ConfigureAwait(false)
            : await reader.FindAsync(text?.Trim() ?? id.ToString(), cancellationToken).ConfigureAwait(false);
        return found ?? throw RegistrationErrors.AppNotFound(id.ToString(), Tenant, [], deleted);
    }

    private string Tenant => work.Connection.Info.ToString();

    /// <summary>What can't be read tells nothing: the app is missing in any case.</summary>
    private async Task<(
        IReadOnlyList<ApplicationResource> Near,
        IReadOnlyList<ApplicationResource> Deleted,
        IReadOnlyList<ServicePrincipalResource> Principal
    )> AskAsync(string near, string deleted, string principal, CancellationToken cancellationToken)
    {
        GraphRequest[] requests =
        [
            GraphRequest.Get(near).Describe("look for apps with a similar name or this object id"),
            GraphRequest
                .Get(Query("directory/deletedItems/microsoft.graph.application").Filter(deleted).Select([.. Properties, "deletedDateTime"]))
                .Describe("look whether the app was deleted"),
            GraphRequest.Get(principal).Describe("look for enterprise applications with a similar name or this object id"),
        ];
        try
        {
            var answers = await work.Graph.BatchAsync(requests, cancellationToken).ConfigureAwait(false);
            return (
                answers[0].IsSuccess ? answers[0].Read(ResourceJson.Default.GraphPageApplicationResource).Value : [],
                answers[1].IsSuccess ? answers[1].Read(ResourceJson.Default.GraphPageApplicationResource).Value : [],
                answers[2].IsSuccess ? answers[2].Read(ResourceJson.Default.GraphPageServicePrincipalResource).Value : []
            );
        }
        catch (GraphException error)
        {
            work.Log.Verbose($"Nothing can be said about similar names: {error.Message}");
            return ([], [], []);
        }
    }
}
