using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Permissions;

/// <summary>Which API a person means: by its application id, a name or short name of the catalogue, or a name or URI that the tenant knows.</summary>
internal static class ApiFinder
{
    /// <summary>The application id of the API. The tenant is asked only for what the catalogue does not know.</summary>
    /// <exception cref="AppException">ApiNotFound, ApiAmbiguous.</exception>
    public static async Task<Guid> FindAsync(CommandContext work, string reference, CancellationToken cancellationToken)
    {
        reference = reference.Trim();
        if (Guid.TryParse(reference, out var appId))
        {
            return appId;
        }

        if (PermissionCatalogue.Default.FindResource(reference) is { } known)
        {
            return known.AppId;
        }
        // An app that only has its registration here has a name all the same.
        var (principals, applications) = await ReadAsync(work, reference, cancellationToken).ConfigureAwait(false);
        var found = principals
            .Select(item => item.AppId)
            .Concat(applications.Select(item => item.AppId))
            .OfType<Guid>()
            .Distinct()
            .ToList();
        return found.Count switch
        {
            0 => throw PermissionErrors.ApiNotFound(
                reference,
                work.Connection.Info.ToString(),
                await NearestAsync(work, reference, cancellationToken).ConfigureAwait(false)
            ),
            1 => found[0],
            _ => throw PermissionErrors.ApiAmbiguous(reference, found),
        };
    }

    /// <summary>The names of APIs that read like it; what can't be read of the tenant is left out.</summary>
    private static async Task<IReadOnlyList<string>> NearestAsync(
        CommandContext work,
        string reference,
        CancellationToken cancellationToken
    )
    {
        var answer = await work
            .Graph.TrySendAsync(
                GraphRequest
                    .Get(
                        Query("servicePrincipals")
                            .Filter(BeginsLike("displayName", reference))
                            .Top(NearestNames.Candidates)
                            .Select("id", "appId", "displayName")
                    )
                    .Describe($"look for APIs with a name similar to '{reference}'"),
                cancellationToken
            )
            .ConfigureAwait(false);
        var here = answer.IsSuccess ? answer.Read(ResourceJson.Default.GraphPageServicePrincipalResource).Value : [];
        var apis = PermissionCatalogue
            .Default.Resources.Select(api => (api.AppId, api.Name, api.Names))
            .Concat(
                here.Where(item => item is { AppId: not null, DisplayName: not null })
                    .Select(item => (item.AppId!.Value, item.DisplayName!, (IEnumerable<string>)[item.DisplayName!]))
            )
            .DistinctBy(api => api.Item1);
        return [.. NearestNames.Of(reference, apis, api => api.Item3).Select(api => api.Item2)];
    }

    private static async Task<(List<ServicePrincipalResource> Principals, List<ApplicationResource> Applications)> ReadAsync(
        CommandContext work,
        string reference,
        CancellationToken cancellationToken
    )
    {
        var uri = reference.Contains("://", StringComparison.Ordinal);
        var what = $"look for the API '{reference}'";
        var answers = await work
            .Graph.BatchAsync(
                [
                    GraphRequest
                        .Get(
                            Query("servicePrincipals")
                                .Filter(uri ? Any("servicePrincipalNames", reference) : Equal("displayName", reference))
                                .Select("id", "appId", "displayName")
                        )
                        .Describe(what),
                    GraphRequest
                        .Get(
                            Query("applications")
                                .Filter(uri ? Any("identifierUris", reference) : Equal("displayName", reference))
                                .Select("id", "appId", "displayName")
                        )
                        .Describe(what),
                ],
                cancellationToken
            )
            .ConfigureAwait(false);
        if (answers.FirstOrDefault(answer => !answer.IsSuccess) is { } failed)
        {
            throw failed.ToException();
        }

        return (
            answers[0].Read(ResourceJson.Default.GraphPageServicePrincipalResource).Value,
            answers[1].Read(ResourceJson.Default.GraphPageApplicationResource).Value
        );
    }
}
