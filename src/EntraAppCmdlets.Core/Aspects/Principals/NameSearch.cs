using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Principals;

/// <summary>The first names of the tenant that begin with a text, in one request: for whoever is still typing.</summary>
internal sealed class NameSearch(CommandContext work)
{
    private const int Most = 20;

    /// <summary>Apps, by their display names.</summary>
    public async Task<IReadOnlyList<ApplicationResource>> AppsAsync(string beginning, CancellationToken cancellationToken)
    {
        var page = await work
            .Graph.SendAsync(
                GraphRequest
                    .Get(Beginning("applications", beginning, "displayName").Select("id", "appId", "displayName"))
                    .Describe("look for names of apps"),
                ResourceJson.Default.GraphPageApplicationResource,
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. page.Value.OrderBy(app => app.DisplayName, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Deleted apps, by their display names.</summary>
    public async Task<IReadOnlyList<ApplicationResource>> DeletedAppsAsync(string beginning, CancellationToken cancellationToken)
    {
        var page = await work
            .Graph.SendAsync(
                GraphRequest
                    .Get(
                        Beginning("directory/deletedItems/microsoft.graph.application", beginning, "displayName")
                            .Select("id", "appId", "displayName")
                    )
                    .Describe("look for names of deleted apps"),
                ResourceJson.Default.GraphPageApplicationResource,
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. page.Value.OrderBy(app => app.DisplayName, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Users by their display names and sign-in names, and groups by their display names. What the account may not read is left out.</summary>
    /// <param name="beginning">The text.</param>
    /// <param name="groups">Whether groups will do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<Principal>> PeopleAsync(string beginning, bool groups, CancellationToken cancellationToken)
    {
        List<(PrincipalKind Kind, GraphRequest Request)> requests =
        [
            (
                PrincipalKind.User,
                GraphRequest
                    .Get(Beginning("users", beginning, "displayName", "userPrincipalName").Select("id", "displayName", "userPrincipalName"))
                    .Describe("look for names of users")
            ),
        ];
        if (groups)
        {
            requests.Add(
                (
                    PrincipalKind.Group,
                    GraphRequest
                        .Get(Beginning("groups", beginning, "displayName").Select("id", "displayName"))
                        .Describe("look for names of groups")
                )
            );
        }

        var answers = await work.Graph.BatchAsync([.. requests.Select(item => item.Request)], cancellationToken).ConfigureAwait(false);
        return
        [
            .. from item in requests.Zip(answers)
            where item.Second.IsSuccess
            from found in item.Second.Read(ResourceJson.Default.GraphPageDirectoryObjectResource).Value
            orderby found.DisplayName
            select new Principal(found.Id ?? Guid.Empty, item.First.Kind, found.DisplayName, found.UserPrincipalName),
        ];
    }

    private static ODataQuery Beginning(string collection, string beginning, params string[] properties)
    {
        var query = Query(collection).Top(Most);
        return beginning.Length == 0
            ? query
            : query.Filter(string.Join(" or ", properties.Select(property => StartsWith(property, beginning))));
    }
}
