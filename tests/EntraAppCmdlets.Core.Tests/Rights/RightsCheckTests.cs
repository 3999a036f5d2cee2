using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Tests.Rights;

public sealed class RightsCheckTests
{
    private static readonly Guid TenantId = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid AppId = Guid.Parse("22222222-2222-2222-2222-222222222222");

    private static readonly PermissionNeed[] Needs =
    [
        new(
            null,
            [],
            ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
            ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All"],
            ["Cloud Application Administrator or Privileged Role Administrator"]
        ),
        new(
            "for application permissions",
            [],
            ["AppRoleAssignment.ReadWrite.All"],
            ["AppRoleAssignment.ReadWrite.All"],
            ["Privileged Role Administrator"]
        ),
    ];

    [Fact]
    public void A_user_with_all_permissions_and_the_broadest_role_is_ready_and_is_told_what_gives_each()
    {
        var found = Check(User(["Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"], ["Global Administrator"]));

        Assert.Equal(AppReadiness.Ready, found.Readiness);
        Assert.Equal(
            ["Directory.ReadWrite.All", "Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"],
            found.Permissions.Select(item => item.GivenBy)
        );
        Assert.All(found.DirectoryRoles, role => Assert.Equal("Global Administrator", role.GivenBy));
        Assert.Empty(found.Missing);
        Assert.Empty(found.NextSteps);
    }

    [Fact]
    public void A_user_who_lacks_permissions_is_given_the_sign_in_that_asks_for_them()
    {
        var found = Check(User(["Application.Read.All"], ["Privileged Role Administrator"]));

        Assert.Equal(AppReadiness.Missing, found.Readiness);
        Assert.Equal(
            [$"Connect-AppTenant {TenantId} -Scopes DelegatedPermissionGrant.ReadWrite.All, AppRoleAssignment.ReadWrite.All"],
            found.NextSteps
        );
    }

    [Fact]
    public void The_next_sign_in_is_to_the_same_cloud_and_in_the_same_way()
    {
        var found = Check(User([], ["Global Administrator"]) with { Environment = "USGov", AuthType = "DeviceCode" });

        Assert.StartsWith(
            $"Connect-AppTenant {TenantId} -Environment USGov -UseDeviceCode -Scopes Application.Read.All, ",
            Assert.Single(found.NextSteps),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_role_that_is_missing_only_under_a_condition_leaves_the_command_ready_in_part()
    {
        var found = Check(User(["Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"], ["Application Administrator"]));

        Assert.Equal(AppReadiness.Partly, found.Readiness);
        Assert.Equal("Privileged Role Administrator (for application permissions)", Assert.Single(found.Missing).ToString());
        Assert.Equal("Application Administrator", found.DirectoryRoles[0].GivenBy);
        Assert.Contains(
            "assign the directory role Privileged Role Administrator to admin@contoso.com, then run Connect-AppTenant",
            Assert.Single(found.NextSteps),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "An owner of the app, or a custom role with these rights, will do as well.",
            found.NextSteps[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Roles_that_the_token_does_not_tell_are_neither_there_nor_missing()
    {
        var found = Check(User(["Directory.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"], null));

        Assert.Equal(AppReadiness.Unknown, found.Readiness);
        Assert.All(found.DirectoryRoles, role => Assert.Null(role.IsThere));
        Assert.Empty(found.NextSteps);
    }

    [Fact]
    public void A_token_that_cannot_be_read_tells_nothing()
    {
        var found = Check(
            new AppTenant
            {
                TenantId = TenantId,
                Environment = "Global",
                AuthType = "AccessToken",
            }
        );

        Assert.Equal(AppReadiness.Unknown, found.Readiness);
        Assert.Null(found.PermissionType);
        Assert.All(found.Permissions, permission => Assert.Null(permission.IsThere));
    }

    [Theory]
    [InlineData("ManagedIdentity", "Then sign in again; Azure keeps the tokens of a managed identity for up to 24 hours.")]
    [InlineData("ClientSecret", "Then sign in again: permissions count from the next token on.")]
    public void An_app_is_granted_what_it_lacks_by_an_administrator_and_needs_no_role(string authType, string then)
    {
        var found = Check(App(["Application.ReadWrite.OwnedBy"]) with { AuthType = authType });

        Assert.Equal(AppReadiness.Missing, found.Readiness);
        Assert.Empty(found.DirectoryRoles);
        Assert.Equal(
            [
                $"An administrator grants it: Grant-AppAdminConsent {AppId} -Application DelegatedPermissionGrant.ReadWrite.All, AppRoleAssignment.ReadWrite.All",
                then,
            ],
            found.NextSteps
        );
    }

    [Fact]
    public void A_refusal_names_the_one_right_that_the_request_lacked()
    {
        var tenant = User(["Application.Read.All"], ["Directory Readers"]);

        Assert.Equal(
            "The sign-in lacks the delegated permission DelegatedPermissionGrant.ReadWrite.All.",
            RightsCheck.Sentence(Needs, Check(tenant), "POST oauth2PermissionGrants")
        );
        Assert.Equal(
            "The sign-in lacks the delegated permission AppRoleAssignment.ReadWrite.All.",
            RightsCheck.Sentence(Needs, Check(tenant), "POST servicePrincipals/1/appRoleAssignments")
        );
        Assert.Equal(
            "The sign-in lacks the delegated permission DelegatedPermissionGrant.ReadWrite.All.",
            RightsCheck.Sentence(Needs, Check(tenant), null)
        );
        Assert.Equal(
            "The sign-in lacks the directory role Cloud Application Administrator or Privileged Role Administrator.",
            RightsCheck.Sentence(
                Needs,
                Check(
                    User(
                        ["Application.Read.All", "DelegatedPermissionGrant.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"],
                        ["Directory Readers"]
                    )
                ),
                "POST oauth2PermissionGrants"
            )
        );
    }

    [Fact]
    public void A_refusal_of_an_app_that_has_everything_points_to_what_it_owns()
    {
        PermissionNeed[] write = [new(null, [], ["Application.ReadWrite.OwnedBy"], ["Application.ReadWrite.All"], [])];

        Assert.Equal(
            "Application.ReadWrite.OwnedBy is for apps that the sign-in itself owns; for others it takes Application.ReadWrite.All.",
            RightsCheck.Sentence(write, RightsCheck.Of("x", write, App(["Application.ReadWrite.OwnedBy"])), "PATCH applications/1")
        );
        Assert.Equal(
            "This step requires the application permission Application.ReadWrite.OwnedBy.",
            RightsCheck.Sentence(write, RightsCheck.Of("x", write, App(["Application.ReadWrite.All"])), "PATCH applications/1")
        );
    }

    [Fact]
    public void What_is_asked_for_is_the_least_that_meets_all_needs()
    {
        Assert.Equal(
            ["DelegatedPermissionGrant.ReadWrite.All", "Application.ReadWrite.All"],
            PermissionCover.Least([
                "Application.Read.All",
                "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All",
                "DelegatedPermissionGrant.ReadWrite.All",
                "Application.ReadWrite.All",
                "Application.ReadWrite.All",
            ])
        );
        Assert.Equal(
            ["Directory.Read.All"],
            PermissionCover.Least(["Application.Read.All", "Directory.Read.All or DelegatedPermissionGrant.ReadWrite.All"])
        );
    }

    [Fact]
    public void Every_permission_of_the_table_exists()
    {
        foreach (var name in PermissionCover.Names.Concat(PermissionCover.Names.SelectMany(PermissionCover.BroaderThan)).Distinct())
        {
            Assert.NotEmpty(PermissionCatalogue.Default.Search(name, PermissionResource.MicrosoftGraphAppId, null));
        }
    }

    [Fact]
    public void Roles_are_told_by_name_a_custom_one_by_its_id_and_what_every_token_holds_not_at_all()
    {
        var custom = Guid.Parse("33333333-3333-3333-3333-333333333333");

        Assert.Equal(
            [custom.ToString(), "Global Administrator"],
            DirectoryRoles.NamesOf([
                Guid.Parse("b79fbf4d-3ef9-4689-8143-76b194e85509"),
                Guid.Parse("62e90394-69f5-4237-9190-012177145e10"),
                custom,
                Guid.Parse("0997a1d0-0d1d-4acb-b408-d5ca73121e90"),
            ])
        );
    }

    private static AppTenantPermission Check(AppTenant tenant) => RightsCheck.Of("Grant-AppAdminConsent", Needs, tenant);

    private static AppTenant User(string[] permissions, string[]? roles) =>
        new()
        {
            TenantId = TenantId,
            Environment = "Global",
            AuthType = "InteractiveBrowser",
            Account = "admin@contoso.com",
            PermissionType = AppPermissionType.Delegated,
            GrantedPermissions = permissions,
            DirectoryRoles = roles,
        };

    private static AppTenant App(string[] permissions) =>
        new()
        {
            TenantId = TenantId,
            Environment = "Global",
            AuthType = "ClientSecret",
            AppId = AppId,
            Account = AppId.ToString(),
            PermissionType = AppPermissionType.Application,
            GrantedPermissions = permissions,
            DirectoryRoles = [],
        };
}
