using EntraAppCmdlets.Model;
using EntraAppCmdlets.Reports;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Reports;

public sealed class PermissionReviewTests
{
    private const string Id = "6f9d2c3b-0a1e-4c55-8a57-2f0b6a6f0f11";

    [Theory]
    [InlineData(
        "Application: Group.Create, Group.ReadWrite.All, GroupMember.ReadWrite.All, User.ReadWrite.All; Delegated: User.Read",
        "Group.Create, GroupMember.ReadWrite.All"
    )]
    [InlineData("Delegated: User.Read, Directory.Read.All", "")]
    [InlineData("Delegated: Directory.Read.All, User.Read, User.Read.All; Application: User.Read.All, Group.Read.All, Mail.Send", "")]
    [InlineData("Application: User.ReadBasic.All, User.Read.All", "User.ReadBasic.All")]
    // What is limited to some objects or properties covers nothing that isn't.
    [InlineData("Application: Application.ReadWrite.All, Application.ReadWrite.OwnedBy, Application.Read.All", "")]
    // The types are apart.
    [InlineData("Application: Group.ReadWrite.All; Delegated: GroupMember.ReadWrite.All", "")]
    public void A_permission_is_covered_by_one_of_its_type_that_allows_all_of_its_requests(string permissions, string covered)
    {
        var findings = new PermissionReview(App(permissions), null).Covered().ToList();

        Assert.Equal(covered, string.Join(", ", findings.Select(finding => finding.Name)));
        Assert.All(findings, finding => Assert.Equal(AppPermissionVerdict.Covered, finding.Verdict));
        Assert.All(
            findings,
            finding => Assert.Equal($"Remove-AppPermission -App {Id} -{finding.Type} {finding.Name} -RevokeConsent", finding.Fix)
        );
    }

    [Fact]
    public void What_the_requests_do_not_need_need_less_of_or_lack_is_found()
    {
        var findings = Against(
            "Application: User.ReadWrite.All, Mail.Send, GroupMember.Read.All",
            "GET /users",
            "GET /groups/{id}/memberOf",
            "POST /applications"
        );

        Assert.Equal(
            ["Missing Application.ReadWrite.OwnedBy", "NotNeeded Mail.Send", "TooBroad User.ReadWrite.All -> User.ReadBasic.All"],
            findings.Select(Words).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "only some objects or properties",
            findings.Single(finding => finding.Name == "User.ReadWrite.All").Reason,
            StringComparison.Ordinal
        );
        Assert.Equal(
            $"Add-AppGraphPermission -App {Id} -Application User.ReadBasic.All | Grant-AppAdminConsent; Remove-AppPermission -App {Id} -Application User.ReadWrite.All -RevokeConsent",
            findings.Single(finding => finding.Name == "User.ReadWrite.All").Fix
        );
    }

    [Fact]
    public void A_request_that_no_permission_of_the_app_allows_is_found_with_the_least_that_does()
    {
        var finding = Assert.Single(Against("Application: Mail.Send", "POST /users/{id}/sendMail", "POST /groups"));

        Assert.Equal("Missing Group.Create", Words(finding));
        Assert.Equal(["POST /groups"], finding.Requests);
        Assert.Equal($"Add-AppGraphPermission -App {Id} -Application Group.Create | Grant-AppAdminConsent", finding.Fix);
    }

    [Fact]
    public void The_narrow_permission_stays_where_a_broad_one_is_requested_beside_it() =>
        Assert.Equal(
            ["Covered Group.ReadWrite.All -> Group.Create"],
            Against("Application: Group.Create, Group.ReadWrite.All", "POST /groups").Select(Words)
        );

    [Fact]
    public void What_signs_users_in_is_never_found() =>
        Assert.Empty(Against("Delegated: User.Read, openid; Application: Mail.Send", "POST /users/{id}/sendMail"));

    [Theory]
    [InlineData(
        "csv",
        "TimeGenerated [UTC],AppId,RequestMethod,RequestUri,ResponseStatusCode,Roles,Scopes\n"
            + "\"2026-10-01T08:00:00Z\",{id},GET,\"https://graph.microsoft.com/v1.0/users?$filter=a eq 'x,y'&$select=\"\"id\"\"\",200,User.Read.All Mail.Send,\n"
            + "2026-10-31T08:00:00Z,{id},POST,https://graph.microsoft.com/v1.0/users/1/sendMail,403,User.Read.All Mail.Send,\n"
            + "2026-10-31T09:00:00Z,{other},POST,https://graph.microsoft.com/v1.0/users/1/sendMail,202,Mail.Send,\n"
    )]
    [InlineData(
        "jsonl",
        "{\"time\":\"2026-10-01T08:00:00Z\",\"category\":\"MicrosoftGraphActivityLogs\",\"properties\":{\"appId\":\"{id}\",\"requestMethod\":\"GET\",\"requestUri\":\"https://graph.microsoft.com/v1.0/users\",\"responseStatusCode\":200,\"roles\":\"User.Read.All\"}}\n"
            + "{\"time\":\"2026-10-31T08:00:00Z\",\"category\":\"MicrosoftGraphActivityLogs\",\"properties\":{\"appId\":\"{id}\",\"requestMethod\":\"POST\",\"requestUri\":\"https://graph.microsoft.com/v1.0/$batch\",\"responseStatusCode\":200,\"roles\":\"User.Read.All\"}}\n"
    )]
    [InlineData(
        "list",
        "[\n {\"TimeGenerated\":\"2026-10-01T08:00:00Z\",\"AppId\":\"{id}\",\"RequestMethod\":\"GET\",\"RequestUri\":\"https://graph.microsoft.com/beta/users\",\"ResponseStatusCode\":\"200\",\"Roles\":\"User.Read.All\",\"Scopes\":\"\"},\n"
            + " {\"TimeGenerated\":\"2026-10-31T08:00:00Z\",\"AppId\":\"{id}\",\"RequestMethod\":\"GET\",\"RequestUri\":\"https://graph.microsoft.com/beta/users\",\"ResponseStatusCode\":\"200\",\"Roles\":\"User.Read.All\",\"Scopes\":\"\"}\n]"
    )]
    [InlineData(
        "tables",
        "{\n\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[{\"name\":\"TimeGenerated\"},{\"name\":\"AppId\"},{\"name\":\"RequestMethod\"},{\"name\":\"RequestUri\"},{\"name\":\"Roles\"}],"
            + "\"rows\":[[\"2026-10-01T08:00:00Z\",\"{id}\",\"GET\",\"https://graph.microsoft.com/v1.0/users\",\"a\"],[\"2026-10-31T08:00:00Z\",\"{id}\",\"GET\",\"https://graph.microsoft.com/v1.0/users\",\"a\"]]}]}"
    )]
    public async Task What_the_activity_log_never_shows_is_unused(string form, string log)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, form);
        await File.WriteAllTextAsync(
            path,
            log.Replace("{id}", Id, StringComparison.Ordinal).Replace("{other}", Guid.Empty.ToString(), StringComparison.Ordinal)
        );
        var read = new GraphActivityLog(RequestCatalogue.Default);
        await read.ReadAsync(path, default);

        var findings = new PermissionReview(App("Application: User.ReadBasic.All, Mail.Send; Delegated: Calendars.Read"), null)
            .Against(read.Of(new Guid(Id))!, [])
            .ToList();

        Assert.Equal(["Unused Mail.Send", "Unused Calendars.Read"], findings.Select(Words));
        Assert.All(
            findings,
            finding =>
                Assert.Contains(
                    form == "csv" ? "from 2026-10-01 to 2026-10-01" : "from 2026-10-01 to 2026-10-31",
                    finding.Reason,
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_permission_that_an_unknown_request_may_need_is_no_finding()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "log.csv");
        await File.WriteAllTextAsync(
            path,
            $"""
            AppId,RequestMethod,RequestUri,Roles
            {Id},GET,https://graph.microsoft.com/v1.0/groups,Group.Read.All
            {Id},POST,https://graph.microsoft.com/v1.0/groups/1/members/$ref,GroupMember.ReadWrite.All Group.ReadWrite.All
            """
        );
        var log = new GraphActivityLog(RequestCatalogue.Default);
        await log.ReadAsync(path, default);
        var use = log.Of(new Guid(Id))!;

        // The data has no POST there, but a DELETE of members.
        Assert.Equal((1, "POST /groups/1/members/$ref"), use.Unexplained);
        Assert.Equal(
            ["Unused Mail.Send"],
            new PermissionReview(App("Application: GroupMember.ReadWrite.All, Mail.Send"), null).Against(use, []).Select(Words)
        );
        Assert.Empty(new PermissionReview(App("Application: Group.ReadWrite.All"), null).Against(use, []));
    }

    [Theory]
    // The data has Directory.Read.All and others for it.
    [InlineData("200", "User.Read.All", "Unused Mail.Send")]
    [InlineData("200", "User.Read.All Directory.Read.All", "Unused User.Read.All, Unused Mail.Send")]
    [InlineData("404", "User.Read.All", "Unused User.Read.All, Unused Mail.Send")]
    public async Task A_permission_with_which_the_service_answered_is_no_finding_whatever_the_data_says(
        string status,
        string roles,
        string findings
    )
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "log.csv");
        await File.WriteAllTextAsync(
            path,
            $"AppId,RequestMethod,RequestUri,ResponseStatusCode,Roles\n{Id},GET,https://graph.microsoft.com/v1.0/users/1/memberOf,{status},{roles}\n"
        );
        var log = new GraphActivityLog(RequestCatalogue.Default);
        await log.ReadAsync(path, default);

        var found = new PermissionReview(App("Application: User.Read.All, Mail.Send"), null).Against(log.Of(new Guid(Id))!, []);

        Assert.Equal(findings, string.Join(", ", found.Select(Words)));
    }

    [Theory]
    [InlineData("Name,Value\na,b\n", "AppId, RequestMethod, RequestUri")]
    [InlineData("[{\"AppId\":\"x\"}]", "RequestMethod, RequestUri")]
    [InlineData("{\"AppId\":\n", "can't be read")]
    public async Task A_file_that_is_no_activity_log_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "log");
        await File.WriteAllTextAsync(path, text);

        var error = await Assert.ThrowsAsync<AppException>(() => new GraphActivityLog(RequestCatalogue.Default).ReadAsync(path, default));

        Assert.Equal("ActivityLogInvalid", error.ErrorId);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static string Words(AppPermissionFinding finding) =>
        $"{finding.Verdict} {finding.Name}{(finding.Replacement.Count > 0 ? " -> " + string.Join(", ", finding.Replacement) : "")}";

    private static List<AppPermissionFinding> Against(string permissions, params string[] requests)
    {
        KnownRequest[] known = [.. requests.Select(RequestCatalogue.Default.Get)];
        return [.. new PermissionReview(App(permissions), null).Against(new RequestUse().With(known), known)];
    }

    private static AppRegistration App(string permissions) =>
        new()
        {
            DisplayName = "Vendor",
            TenantId = new Guid("0d8a3a1e-5f0b-4f43-9d8e-1a5b8d6d2c77"),
            AppId = new Guid(Id),
            Permissions =
            [
                .. from part in permissions.Split(';')
                let type = Enum.Parse<AppPermissionType>(part.Split(':')[0].Trim())
                from name in part.Split(':')[1].Split(',')
                let known = PermissionCatalogue.Default.Find(PermissionResource.MicrosoftGraphAppId, name.Trim(), type)!
                select new AppRequestedPermission
                {
                    ResourceAppId = known.ResourceAppId,
                    Name = known.Name,
                    Type = type,
                    Id = known.Id,
                    Risk = known.Risk,
                    RiskSource = known.RiskSource,
                },
            ],
        };
}
