using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Permissions;

public sealed class RequestCatalogueTests
{
    private static RequestCatalogue Catalogue => RequestCatalogue.Default;

    [Theory]
    [InlineData("GET /users", "GET /users")]
    [InlineData("get https://graph.microsoft.com/v1.0/Users?$top=5&$filter=displayName eq 'a/b'", "GET /users")]
    [InlineData("GET beta/users/alex@contoso.com", "GET /users/{id}")]
    [InlineData("GET /users/{user-id}/messages/AAMkAD%2Fx=", "GET /users/{id}/messages/{id}")]
    [InlineData("GET /users('alex@contoso.com')/messages", "GET /users/{id}/messages")]
    [InlineData("GET /users/delta", "GET /users/delta")]
    [InlineData("PATCH applications(uniqueName='vendor-app')", "PATCH /applications/{id}")]
    [InlineData(
        "POST /servicePrincipals(appId='6f9d2c3b-0a1e-4c55-8a57-2f0b6a6f0f11')/addPassword",
        "POST /servicePrincipals(appid={value})/addPassword"
    )]
    [InlineData("GET /groups/1/members/graph.user?$count=true", "GET /groups/{id}/members")]
    [InlineData("GET /groups/1/members/microsoft.graph.user/$count", "GET /groups/{id}/members")]
    [InlineData("DELETE /groups/1/members/2/$ref", "DELETE /groups/{id}/members/{id}")]
    [InlineData("GET /reports/getEmailActivityCounts(period='D7')", "GET /reports/getEmailActivityCounts(period={value})")]
    [InlineData(
        "GET /me/drive/items/1/workbook/worksheets/Sheet1/range(address='A1:B2')/format",
        "GET /me/drive/items/{id}/workbook/worksheets/{id}/range(address={value})/format"
    )]
    [InlineData("GET /me/drive/root:/Reports/2026/plan.xlsx:/workbook/worksheets", "GET /me/drive/root:/{id}:/workbook/worksheets")]
    public void A_request_is_found_however_it_is_written(string written, string known) =>
        Assert.Equal(known, Catalogue.Get(written).ToString(), ignoreCase: true);

    [Theory]
    [InlineData("GET /usres", "'GET /users'")]
    [InlineData("GET /users/alex@contoso.com/mesages", "'GET /users/{id}/messages'")]
    [InlineData("DELETE /groups/1/membrs/2", "'DELETE /groups/{id}/members/{id}'")]
    public void A_misspelt_path_gets_the_nearest_one(string written, string nearest)
    {
        var error = Assert.Throws<AppException>(() => Catalogue.Get(written));

        Assert.Equal("RequestNotFound", error.ErrorId);
        Assert.Contains(nearest, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_method_that_a_path_lacks_gets_those_that_it_has()
    {
        var error = Assert.Throws<AppException>(() => Catalogue.Get("PUT /users"));

        Assert.Contains("it has GET, POST", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/users")]
    [InlineData("LIST /users")]
    [InlineData("GET")]
    [InlineData("GET https://graph.microsoft.com/v1.0")]
    public void What_is_no_request_is_refused(string text) =>
        Assert.Equal("RequestInvalid", Assert.Throws<AppException>(() => Catalogue.Get(text)).ErrorId);

    [Theory]
    [InlineData("GET /users", AppPermissionType.Application, "User.ReadBasic.All")]
    [InlineData("POST /groups", AppPermissionType.Application, "Group.Create")]
    [InlineData("POST /groups", AppPermissionType.Delegated, "Group.ReadWrite.All")]
    [InlineData("GET /me", AppPermissionType.Delegated, "User.Read")]
    [InlineData("GET /me", AppPermissionType.Application, null)]
    [InlineData("POST /users/{id}/sendMail", AppPermissionType.Application, "Mail.Send")]
    public void The_least_permission_of_a_request_comes_first(string request, AppPermissionType type, string? least)
    {
        var ranked = LeastPrivilege.Default.Rank(Catalogue.Get(request), type);

        Assert.Equal(least, ranked.Select(permission => permission.Name).FirstOrDefault());
        Assert.Equal(least is null ? 0 : 1, ranked.Count(permission => permission.IsLeast));
    }

    [Fact]
    public void The_least_of_every_request_is_one_that_Microsoft_marks_and_every_permission_is_answered_once()
    {
        var wrong =
            from request in Catalogue.Requests
            from type in Enum.GetValues<AppPermissionType>()
            let allowed = request.Allowed.Of(type)
            let ranked = LeastPrivilege.Default.Rank(request, type)
            where
                !ranked
                    .Select(permission => permission.Name)
                    .Order(StringComparer.OrdinalIgnoreCase)
                    .SequenceEqual(
                        allowed.Select(permission => permission.Name).Order(StringComparer.OrdinalIgnoreCase),
                        StringComparer.OrdinalIgnoreCase
                    )
                || (
                    allowed.Any(permission => permission.IsMarked)
                    && !allowed.Any(permission =>
                        permission.IsMarked && string.Equals(permission.Name, ranked[0].Name, StringComparison.OrdinalIgnoreCase)
                    )
                )
            select $"{request} ({type})";

        Assert.Equal(11123, Catalogue.Requests.Count);
        Assert.Empty(wrong);
    }

    [SharedDataFact]
    public void The_packed_form_holds_every_row_of_the_published_table()
    {
        var wrong = new List<string>();
        var rows = File.ReadLines(SharedData.PathOf("graph-requests.tsv")).Skip(1).Select(line => line.Split('\t')).ToList();
        var byRequest = rows.GroupBy(row => Catalogue.Find(RequestText.Of(row[0], row[1])!));
        foreach (var group in byRequest)
        {
            foreach (var (type, column) in new[] { (AppPermissionType.Application, 2), (AppPermissionType.Delegated, 3) })
            {
                // Paths that differ in case or placeholders only are one request, which any of their permissions allows.
                var expected = group
                    .SelectMany(row => row[column].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .GroupBy(name => name.TrimStart('*'), StringComparer.OrdinalIgnoreCase)
                    .Select(same => (same.Any(name => name[0] == '*') ? "*" : "") + same.Key)
                    .Order(StringComparer.OrdinalIgnoreCase);
                var packed = group
                    .Key?.Allowed.Of(type)
                    .Select(permission => (permission.IsMarked ? "*" : "") + permission.Name)
                    .Order(StringComparer.OrdinalIgnoreCase);
                if (packed?.SequenceEqual(expected, StringComparer.OrdinalIgnoreCase) != true)
                {
                    wrong.Add($"{string.Join(", ", group.Select(row => $"{row[0]} {row[1]}"))} ({type})");
                }
                else if (
                    expected.Any(name => name[0] == '*')
                    && !expected.Contains("*" + LeastPrivilege.Default.Least(group.Key!, type), StringComparer.OrdinalIgnoreCase)
                )
                {
                    wrong.Add($"{group.Key} ({type}): the least isn't one that Microsoft marks");
                }
            }
        }

        Assert.Equal(11194, rows.Count);
        Assert.Empty(wrong);
        Assert.Equal(Catalogue.Requests.Count, byRequest.Count());
    }
}
