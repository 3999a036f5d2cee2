using EntraAppCmdlets.Connections;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Permissions;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Registrations;

/// <summary>What to say of an app that was not found: a name that reads like it, or a deleted app; and the app, where an id was of another kind. Asked for in one round trip, after the fact.</summary>
internal sealed class MissingApp(TenantWork work)
{
    private const int Prefix = 3;
    private const int Candidates = 100;
    private const int Shown = 3;

    /// <summary>How much of a name may differ for it to be offered.</summary>
    private const double Likeness = 0.6;

    private static readonly string[] Properties = ["id", "appId", "displayName"];

    /// <summary>The error for a name.</summary>
    public async Task<AppException> OfAsync(string displayName, CancellationToken cancellationToken)
    {
        var (near, deleted, _) = await AskAsync(
            Query("applications").Filter(StartsWith("displayName", Cut.To(displayName, Prefix))).Top(Candidates).Select(Properties),
            Equal("displayName", displayName), null, cancellationToken).ConfigureAwait(false);
        var alike =
            from application in near
            where application is { AppId: not null, DisplayName: not null }
            let likeness = Like(displayName, application.DisplayName!)
            where likeness >= Likeness
            orderby likeness descending, application.DisplayName
            select application;
        return AppErrors.AppNotFound(displayName, Tenant, [.. alike.Take(Shown)], deleted);
    }

    /// <summary>The app whose application or service principal has this object ID: the portal shows three ids for each app, and one is soon taken for another.</summary>
    /// <exception cref="AppException">AppNotFound.</exception>
    public async Task<AppRegistration> ByObjectIdAsync(Guid id, CancellationToken cancellationToken)
    {
        var (near, deleted, principal) = await AskAsync(
            Query("applications").Filter(Equal("id", id)).Select(Properties), $"{Equal("appId", id)} or {Equal("id", id)}",
            Query("servicePrincipals").Filter(Equal("id", id)).Select(Properties), cancellationToken).ConfigureAwait(false);
        var appId = near is [var application, ..] ? application.AppId : principal is [var enterprise, ..] ? enterprise.AppId : null;
        return appId is { } own && await new RegistrationService(work).FindAsync(own, cancellationToken).ConfigureAwait(false) is { } app
            ? app
            : throw AppErrors.AppNotFound(id.ToString(), Tenant, [], deleted);
    }

    private string Tenant => work.Connection.Info.ToString();

    /// <summary>A name that holds what was asked for is as good as one with a slip of the pen.</summary>
    private static double Like(string asked, string name)
    {
        var (a, b) = (asked.ToUpperInvariant(), name.ToUpperInvariant());
        return b.StartsWith(a, StringComparison.Ordinal) ? 1 : 1 - ((double)NearestPermissions.Distance(a, b) / Math.Max(a.Length, b.Length));
    }

    /// <summary>What can't be read tells nothing: the app is missing in any case.</summary>
    private async Task<(IReadOnlyList<ApplicationResource> Near, IReadOnlyList<ApplicationResource> Deleted, IReadOnlyList<ServicePrincipalResource> Principal)> AskAsync(
        string near, string deleted, string? principal, CancellationToken cancellationToken)
    {
        List<GraphRequest> requests =
        [
            GraphRequest.Get(near).Describe("look for apps with a similar name or this object id"),
            GraphRequest.Get(Query("directory/deletedItems/microsoft.graph.application").Filter(deleted).Select([.. Properties, "deletedDateTime"])).Describe("look whether the app was deleted"),
        ];
        if (principal is not null)
            requests.Add(GraphRequest.Get(principal).Describe("look for an enterprise application of this object id"));
        try
        {
            var answers = await work.Graph.BatchAsync(requests, cancellationToken).ConfigureAwait(false);
            return (
                answers[0].IsSuccess ? answers[0].Read(ResourceJson.Default.GraphPageApplicationResource).Value : [],
                answers[1].IsSuccess ? answers[1].Read(ResourceJson.Default.GraphPageApplicationResource).Value : [],
                principal is not null && answers[2].IsSuccess ? answers[2].Read(ResourceJson.Default.GraphPageServicePrincipalResource).Value : []);
        }
        catch (GraphException error)
        {
            work.Log.Verbose($"Nothing can be said about similar names: {error.Message}");
            return ([], [], []);
        }
    }
}
