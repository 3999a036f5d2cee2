using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Reports;

/// <summary>When each app signed in last, where licence and rights allow the report.</summary>
internal sealed class SignInActivities(CommandContext work)
{
    private const string NoLicense = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";

    private readonly Dictionary<Guid, DateTimeOffset> _last = [];
    private AppLastSignInState? _unread;

    /// <summary>Reads the whole report; a warning says if it is refused.</summary>
    public async Task ReadAsync(Http.ReadProgress progress, CancellationToken cancellationToken)
    {
        var request = GraphRequest
            .GetBeta(Query("reports/servicePrincipalSignInActivities").Top(999))
            .Describe("read when apps signed in last");
        try
        {
            await foreach (
                var page in work
                    .Graph.PagesAsync(request, ResourceJson.Default.GraphPageSignInActivityResource, cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                progress.Add(page.Value.Count, "sign-ins");
                foreach (var activity in page.Value)
                {
                    Keep(activity);
                }
            }
        }
        catch (GraphException error)
        {
            // A part of the report would call apps unused that are not.
            _last.Clear();
            _unread =
                string.Equals(error.Code, NoLicense, StringComparison.OrdinalIgnoreCase) ? AppLastSignInState.NoLicense
                : error.Status == 403 ? AppLastSignInState.NoPermission
                : AppLastSignInState.NotAvailable;
            work.Log.Warning($"The last sign-ins are unknown: {Why(error)}");
        }
    }

    /// <summary>The last sign-in of an app, and whether it is known.</summary>
    public (DateTimeOffset? Last, AppLastSignInState State) Of(Guid appId) =>
        _unread is { } unread ? (null, unread)
        : _last.TryGetValue(appId, out var last) ? (last, AppLastSignInState.Known)
        : (null, AppLastSignInState.NoSignIn);

    private void Keep(SignInActivityResource activity)
    {
        var last = activity.LastSignInActivity;
        var time =
            last?.LastSignInDateTime > last?.LastNonInteractiveSignInDateTime || last?.LastNonInteractiveSignInDateTime is null
                ? last?.LastSignInDateTime
                : last.LastNonInteractiveSignInDateTime;
        if (activity.AppId is { } appId && time is { } at)
        {
            _last[appId] = _last.TryGetValue(appId, out var known) && known > at ? known : at;
        }
    }

    private string Why(GraphException error) =>
        _unread switch
        {
            AppLastSignInState.NoLicense => "the report requires a licence for Microsoft Entra ID P1.",
            AppLastSignInState.NoPermission =>
                "the report requires the permission AuditLog.Read.All and, for a user, a directory role such as Reports Reader.",
            _ => error.Message,
        };
}
