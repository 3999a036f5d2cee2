using System.Diagnostics;
using System.Text;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Tests.Permissions;

public sealed class PermissionCatalogueTests
{
    private static readonly Guid Graph = PermissionResource.MicrosoftGraphAppId;
    private static readonly Guid SharePoint = new("00000003-0000-0ff1-ce00-000000000000");
    private static readonly Guid Management = new("c5393580-f805-4401-95e8-94b7a6ef2fc2");
    private static readonly PermissionCatalogue Catalogue = PermissionCatalogue.Default;

    [Fact]
    public void A_permission_has_another_id_in_each_type()
    {
        var delegated = Catalogue.Find(Graph, "Group.ReadWrite.All", AppPermissionType.Delegated);
        var application = Catalogue.Find(Graph, "Group.ReadWrite.All", AppPermissionType.Application);

        Assert.Equal(new Guid("4e46008b-f24c-477d-8fff-7bb4ec7aafe0"), delegated?.Id);
        Assert.Equal(new Guid("62a82d76-70ea-41e2-9197-370581804d09"), application?.Id);
        Assert.Equal("Microsoft Graph", application?.ResourceName);
        Assert.Equal(AppPermissionType.Application, application?.Type);
    }

    [Theory]
    [InlineData("user.read")]
    [InlineData("USER.READ")]
    [InlineData("  User.Read ")]
    [InlineData("https://graph.microsoft.com/User.Read")]
    [InlineData("https://graph.microsoft.us/user.read")]
    [InlineData("00000003-0000-0000-c000-000000000000/User.Read")]
    public void A_name_is_understood_in_any_case_and_with_its_API_before_it(string name)
    {
        var answer = Catalogue.Resolve(Graph, name, AppPermissionType.Delegated);

        Assert.Null(answer.Miss);
        Assert.Equal("User.Read", answer.Permission?.Name);
        Assert.Equal(new Guid("e1fe6dd8-ba31-4d61-89e7-88639da4683d"), answer.Permission?.Id);
        Assert.False(answer.Permission?.AdminConsentRequired);
    }

    [Fact]
    public void Asking_for_the_wrong_type_tells_the_right_one_and_the_nearest_of_the_wanted_type()
    {
        var answer = Catalogue.Resolve(Graph, "User.Read", AppPermissionType.Application);

        Assert.Null(answer.Permission);
        Assert.Equal(AppPermissionType.Delegated, answer.Miss?.OtherType?.Type);
        Assert.Equal("User.Read", answer.Miss?.OtherType?.Name);
        Assert.All(answer.Miss!.Nearest, permission => Assert.Equal(AppPermissionType.Application, permission.Type));
        Assert.Equal(
            ["User.Read.All", "User.ReadBasic.All", "User.ReadWrite.All"],
            answer.Miss.Nearest.Take(3).Select(permission => permission.Name)
        );
    }

    [Theory]
    [InlineData("Uesr.Read.All", "User.Read.All")]
    [InlineData("GroupReadWrite.All", "Group.ReadWrite.All")]
    [InlineData("Group.Creat", "Group.Create")]
    [InlineData("Groups.ReadWrite.All", "Group.ReadWrite.All")]
    [InlineData("Directory.Read", "Directory.Read.All")]
    [InlineData("Application.Readwrite.Al", "Application.ReadWrite.All")]
    [InlineData("Mail.send.All", "Mail.Send")]
    public void A_misspelt_name_gets_the_one_that_was_meant_first(string misspelt, string meant)
    {
        var miss = Catalogue.Resolve(Graph, misspelt, AppPermissionType.Application).Miss;

        Assert.Null(miss?.OtherType);
        Assert.Equal(meant, miss?.Nearest[0].Name);
        Assert.InRange(miss!.Nearest.Count, 1, 5);
    }

    [Fact]
    public void A_name_like_nothing_gets_no_suggestions() =>
        Assert.Empty(Catalogue.Resolve(Graph, "qqqqqqqqqqqqqqqqqqqqqqqqqq", AppPermissionType.Application).Miss!.Nearest);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("https://graph.microsoft.com/")]
    [InlineData("User.Read/")]
    [InlineData("*")]
    [InlineData("Üser.Read")]
    public void What_is_no_name_is_a_miss(string name)
    {
        var answer = Catalogue.Resolve(Graph, name, AppPermissionType.Delegated);

        Assert.Null(answer.Permission);
        Assert.Equal(name, answer.Miss?.Name);
    }

    [Fact]
    public void A_name_of_thousands_of_characters_is_a_miss() =>
        Assert.NotNull(Catalogue.Resolve(Graph, new string('a', 5000), AppPermissionType.Delegated).Miss);

    [Fact]
    public void A_claim_of_another_API_is_not_taken_for_this_one()
    {
        var miss = Catalogue.Resolve(Graph, "https://outlook.office365.com/Mail.Read", AppPermissionType.Delegated).Miss;

        Assert.Equal("Office 365 Exchange Online", miss?.OtherResource);
        Assert.Equal("Microsoft Graph", miss?.Resource);
        Assert.Equal(
            "https://api.example.com",
            Catalogue.Resolve(Graph, "https://api.example.com/Mail.Read", AppPermissionType.Delegated).Miss?.OtherResource
        );
    }

    [Fact]
    public void An_API_that_is_not_here_is_told_as_such()
    {
        var miss = Catalogue.Resolve(Guid.NewGuid(), "User.Read", AppPermissionType.Delegated).Miss;

        Assert.False(miss?.ResourceKnown);
        Assert.Empty(miss!.Nearest);
    }

    [Fact]
    public void An_id_alone_does_not_tell_a_permission()
    {
        // One id in two APIs, and one id for both types of one API.
        var shared = new Guid("df021288-bdef-4463-88db-98f22de89214");
        Assert.Equal("Microsoft Graph", Catalogue.Find(Graph, shared, AppPermissionType.Application)?.ResourceName);
        Assert.Equal("Office 365 SharePoint Online", Catalogue.Find(SharePoint, shared, AppPermissionType.Application)?.ResourceName);
        Assert.Null(Catalogue.Find(Graph, shared, AppPermissionType.Delegated));

        var both = new Guid("594c1fb6-4f81-4475-ae41-0c394909246c");
        Assert.Equal(AppPermissionType.Delegated, Catalogue.Find(Management, both, AppPermissionType.Delegated)?.Type);
        Assert.Equal(AppPermissionType.Application, Catalogue.Find(Management, both, AppPermissionType.Application)?.Type);
    }

    [Fact]
    public void The_empty_id_is_no_permission() => Assert.Null(Catalogue.Find(Graph, Guid.Empty, AppPermissionType.Application));

    [Theory]
    [InlineData("Microsoft Graph", "00000003-0000-0000-c000-000000000000")]
    [InlineData("graph", "00000003-0000-0000-c000-000000000000")]
    [InlineData("https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000")]
    [InlineData("SharePoint", "00000003-0000-0ff1-ce00-000000000000")]
    [InlineData("https://contoso.sharepoint.com", "00000003-0000-0ff1-ce00-000000000000")]
    [InlineData("00000002-0000-0ff1-ce00-000000000000", "00000002-0000-0ff1-ce00-000000000000")]
    [InlineData("office 365 exchange online", "00000002-0000-0ff1-ce00-000000000000")]
    public void An_API_is_found_by_name_short_name_address_or_id(string reference, string appId) =>
        Assert.Equal(new Guid(appId), Catalogue.FindResource(reference)?.AppId);

    [Theory]
    [InlineData("")]
    [InlineData("Contoso API")]
    [InlineData("11111111-1111-1111-1111-111111111111")]
    public void An_unknown_API_is_not_found(string reference) => Assert.Null(Catalogue.FindResource(reference));

    [Fact]
    public void Every_short_name_stands_for_an_API_of_the_catalogue() =>
        Assert.All(PermissionResource.AliasedAppIds, appId => Assert.NotNull(Catalogue.FindResource(appId)));

    [Fact]
    public void A_pattern_finds_names_of_one_type_in_one_API()
    {
        var found = Catalogue.Search("group.*", Graph, AppPermissionType.Application).ToList();

        Assert.Contains(found, permission => permission.Name == "Group.Create");
        Assert.All(found, permission => Assert.StartsWith("Group.", permission.Name, StringComparison.Ordinal));
        Assert.All(found, permission => Assert.Equal(AppPermissionType.Application, permission.Type));
        Assert.Empty(Catalogue.Search("Group.Create.*", Graph));
        Assert.Equal(["User.Read"], Catalogue.Search("User.Rea?", Graph).Select(permission => permission.Name));
    }

    [Fact]
    public void Application_permissions_always_need_an_administrator() =>
        Assert.All(Catalogue.Search("*", type: AppPermissionType.Application), permission => Assert.True(permission.AdminConsentRequired));

    [Fact]
    public void Every_permission_is_found_again_by_name_and_by_id()
    {
        var all = Catalogue.Search("*").ToList();

        Assert.True(all.Count > 1500);
        Assert.All(
            all,
            permission =>
                Assert.Equal(permission, Catalogue.Find(permission.ResourceAppId, permission.Name.ToUpperInvariant(), permission.Type))
        );
        Assert.All(all, permission => Assert.Equal(permission, Catalogue.Find(permission.ResourceAppId, permission.Id, permission.Type)));
    }

    [Theory]
    [InlineData("RoleManagement.ReadWrite.Directory", AppPermissionType.Application, true)]
    [InlineData("AppRoleAssignment.ReadWrite.All", AppPermissionType.Application, true)]
    [InlineData("Application.ReadWrite.All", AppPermissionType.Application, true)]
    [InlineData("Directory.ReadWrite.All", AppPermissionType.Application, true)]
    [InlineData("Directory.ReadWrite.All", AppPermissionType.Delegated, false)]
    [InlineData("Group.ReadWrite.All", AppPermissionType.Application, false)]
    [InlineData("User.Read", AppPermissionType.Delegated, false)]
    public void Control_of_the_tenant_is_told(string name, AppPermissionType type, bool controls) =>
        Assert.Equal(controls, Catalogue.Find(Graph, name, type)?.ControlsTenant);

    [Fact]
    public void Every_permission_that_controls_the_tenant_is_an_application_permission_of_the_catalogue() =>
        Assert.All(
            TenantControl.Names,
            name => Assert.True(Catalogue.Find(Graph, name, AppPermissionType.Application)?.ControlsTenant, name)
        );

    [Theory]
    [InlineData("h\n@nonsense\tA\n", "line 2")]
    [InlineData("h\n@00000003-0000-0000-c000-000000000000\n", "line 2")]
    [InlineData("h\nUser.Read\te1fe6dd8-ba31-4d61-89e7-88639da4683d\t\tfalse\t\t\n", "line 2")]
    [InlineData("# c\nh\n@00000003-0000-0000-c000-000000000000\tA\nUser.Read\t1\t\tfalse\t\t\n", "line 4")]
    [InlineData("h\n@00000003-0000-0000-c000-000000000000\tA\nUser.Read\t\t\tfalse\t\t\n", "line 3")]
    [InlineData("h\n@00000003-0000-0000-c000-000000000000\tA\nUser.Read\te1fe6dd8-ba31-4d61-89e7-88639da4683d\t\tmaybe\t\t\n", "line 3")]
    [InlineData("h\n@00000003-0000-0000-c000-000000000000\tA\nUser.Read\te1fe6dd8-ba31-4d61-89e7-88639da4683d\t\t\t\tGrave\n", "line 3")]
    public void A_line_that_cannot_be_read_is_named(string text, string where) =>
        Assert.Contains(
            where,
            Assert.Throws<InvalidDataException>(() => new PermissionCatalogue(Encoding.UTF8.GetBytes(text))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_last_line_without_an_end_is_read()
    {
        var read = new PermissionCatalogue(
            "h\n@00000003-0000-0000-c000-000000000000\tA\nUser.Read\te1fe6dd8-ba31-4d61-89e7-88639da4683d\t\t\t\t"u8
        );

        Assert.NotNull(read.Find(Graph, "User.Read", AppPermissionType.Delegated));
    }

    [Fact]
    public void Reading_all_of_it_takes_under_three_milliseconds_and_little_more_than_its_names()
    {
        var text = File.ReadAllBytes(PermissionFile.Path);
        _ = new PermissionCatalogue(text);

        // The best of several: the machine may be busy with other tests.
        var best = TimeSpan.MaxValue;
        var allocated = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            _ = new PermissionCatalogue(text);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(best < TimeSpan.FromMilliseconds(3), $"{best.TotalMilliseconds} ms");
        Assert.True(allocated < 200_000, $"{allocated} bytes");
    }
}
