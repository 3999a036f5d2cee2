using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Tests.Permissions;

public sealed class PermissionNotFoundTests
{
    private static readonly Guid Graph = PermissionResource.MicrosoftGraphAppId;

    [Fact]
    public void An_application_permission_that_is_delegated_only_says_so_and_names_the_nearest()
    {
        var error = ErrorFor(Graph, "User.Read", AppPermissionType.Application);

        Assert.Equal("PermissionNotFound", error.ErrorId);
        Assert.Equal(AppErrorKind.NotFound, error.Kind);
        Assert.Equal("User.Read", error.Target);
        Assert.StartsWith(
            "'User.Read' exists as delegated permission of Microsoft Graph only, not as application permission. "
                + "The nearest application permissions are User.Read.All, User.ReadBasic.All, User.ReadWrite.All",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("Ask for it as delegated permission, or choose another application permission.", error.Recommendation);
    }

    [Fact]
    public void A_misspelt_name_is_told_with_the_nearest_names_each_once()
    {
        var error = ErrorFor(Graph, "Uesr.Read.All", null);

        Assert.StartsWith(
            "Microsoft Graph has no permission 'Uesr.Read.All'. The nearest permissions are User.Read.All, ",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(2, error.Message.Split("User.Read.All").Length);
    }

    [Fact]
    public void A_name_like_nothing_is_told_without_nearest_names() =>
        Assert.Equal("The built-in catalogue has no permission 'qqqqqqqqqqqqqqqq'.", ErrorFor(null, "qqqqqqqqqqqqqqqq", null).Message);

    [Fact]
    public void A_claim_of_another_API_is_told() =>
        Assert.StartsWith(
            "'https://outlook.office365.com/Mail.Read' names a permission of Office 365 Exchange Online, not of Microsoft Graph.",
            ErrorFor(Graph, "https://outlook.office365.com/Mail.Read", AppPermissionType.Delegated).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_API_that_only_the_tenant_knows_is_told()
    {
        var appId = Guid.NewGuid();

        Assert.Contains(
            $"doesn't hold the API {appId}",
            ErrorFor(appId, "Widget.Read", AppPermissionType.Application).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Mail.Read, Mail.Send")]
    [InlineData("Mail.Read Mail.Send")]
    [InlineData("Mail.Read;Mail.Send")]
    public void Two_names_in_one_string_are_named_both(string name) =>
        Assert.Equal(
            $"'{name}' is 2 names in one string: Mail.Read, Mail.Send.",
            ErrorFor(Graph, name, AppPermissionType.Application).Message
        );

    [Fact]
    public void A_name_that_another_API_has_is_told_with_the_API_and_the_command()
    {
        var error = ErrorFor(Graph, "ActivityFeed.Read", AppPermissionType.Application);

        Assert.Contains("it is a permission of Office 365 Management APIs", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Add-AppApiPermission -Api 'Office 365 Management APIs' -Application ActivityFeed.Read",
            error.Recommendation,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_id_is_looked_up_like_a_name()
    {
        // User.Export.All has one id for both types.
        var export = PermissionCatalogue.Default.Find(Graph, "User.Export.All", AppPermissionType.Delegated)!;
        Assert.Equal(
            AppPermissionType.Application,
            PermissionCatalogue.Default.Resolve(Graph, export.Id.ToString(), AppPermissionType.Application).Permission!.Type
        );
        Assert.Equal(
            "User.Export.All",
            PermissionCatalogue
                .Default.Resolve(Graph, export.Id.ToString().ToUpperInvariant(), AppPermissionType.Delegated)
                .Permission!.Name
        );

        var read = PermissionCatalogue.Default.Find(Graph, "User.Read", AppPermissionType.Delegated)!;
        Assert.Contains(
            "exists as delegated permission",
            ErrorFor(Graph, read.Id.ToString(), AppPermissionType.Application).Message,
            StringComparison.Ordinal
        );
        var feed = PermissionCatalogue.Default.Named("ActivityFeed.Read", null).First();
        Assert.Contains("Office 365 Management APIs", ErrorFor(Graph, feed.Id.ToString(), feed.Type).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no application permission with the id",
            ErrorFor(Graph, Guid.NewGuid().ToString(), AppPermissionType.Application).Message,
            StringComparison.Ordinal
        );
    }

    private static AppException ErrorFor(Guid? resource, string name, AppPermissionType? type) =>
        PermissionErrors.PermissionNotFound(PermissionCatalogue.Default.Miss(resource, name, type));
}
