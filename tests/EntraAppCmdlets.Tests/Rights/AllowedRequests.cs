using System.Net;
using System.Text.Json.Nodes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>Keeps the requests of a session that the tenant didn't refuse, and those inside batches.</summary>
/// <param name="tenant">Answers them.</param>
internal sealed class AllowedRequests(HttpMessageHandler tenant) : DelegatingHandler(tenant)
{
    /// <summary>
    /// What the data lacks: of deleted objects it has the permissions for users only, where the API's pages have a table for each kind of object, and the report of
    /// sign-ins is a preview.
    /// </summary>
    private static readonly string[] Gaps = ["/directory/deletedItems", "/reports/servicePrincipalSignInActivities"];

    /// <summary>What the data lacks, too: of the policies that are assigned to an application it has the writes alone.</summary>
    private const string AssignedPolicies = "/appManagementPolicies";

    /// <summary>And of the members of a group the removal alone; the page of the API has GroupMember.ReadWrite.All for both.</summary>
    private const string Members = "/members/$ref";

    private readonly HashSet<string> _requests = [];

    /// <summary>Those that the data has.</summary>
    public IEnumerable<KnownRequest> Known => All.Select(RequestCatalogue.Default.Find).OfType<KnownRequest>().Distinct();

    /// <summary>Those that the data doesn't have.</summary>
    public IEnumerable<string> Unknown =>
        All.Where(request => RequestCatalogue.Default.Find(request) is null).Select(request => request.ToString());

    private IEnumerable<RequestText> All =>
        _requests
            .Select(RequestText.Parse)
            .Where(request =>
                !Gaps.Any(gap => request.Path.StartsWith(gap, StringComparison.OrdinalIgnoreCase))
                && !(request.Method == "POST" && request.Path.EndsWith(Members, StringComparison.Ordinal))
                && !(request.Method == "GET" && request.Path.EndsWith(AssignedPolicies, StringComparison.Ordinal))
            );

    /// <summary>Those that none of the permissions allows, by the permission data that Microsoft publishes.</summary>
    public IEnumerable<KnownRequest> Beyond(IReadOnlyList<string> permissions, AppPermissionType type) =>
        Known.Where(request => !permissions.SelectMany(WithNarrower).Any(name => request.Allowed.Has(name, type)));

    /// <summary>A permission that writes reads too, though the data doesn't say so of each request.</summary>
    private static IEnumerable<string> WithNarrower(string permission) =>
        PermissionCover.Names.Where(narrow => PermissionCover.BroaderThan(narrow).Contains(permission)).Append(permission);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (request.RequestUri!.Host != "graph.microsoft.com")
        {
            return response;
        }

        if (!request.RequestUri.AbsolutePath.EndsWith("/$batch", StringComparison.Ordinal))
        {
            Add(request.Method.Method, request.RequestUri.PathAndQuery, (int)response.StatusCode);
            return response;
        }

        var items = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["requests"]!
            .AsArray()
            .ToDictionary(item => (string)item!["id"]!);
        foreach (var answer in JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["responses"]!.AsArray())
        {
            var item = items[(string)answer!["id"]!]!;
            Add((string)item["method"]!, (string)item["url"]!, (int)answer["status"]!);
        }

        return response;
    }

    private void Add(string method, string address, int status)
    {
        if (status == (int)HttpStatusCode.Forbidden)
        {
            return;
        }

        lock (_requests)
        {
            _requests.Add($"{method} {address}");
        }
    }
}
