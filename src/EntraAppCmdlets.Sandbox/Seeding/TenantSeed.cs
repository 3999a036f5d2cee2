using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Directory;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>What a new tenant holds before anybody has touched it.</summary>
internal static class TenantSeed
{
    public const string Administrator = "admin";

    // Name, given name, surname, has mail: a vendor that needs names and addresses meets users who lack them.
    private static readonly (string Nickname, string Name, string? Given, string? Surname, string? Title, bool Mail)[] People =
    [
        (Administrator, "Avery Admin", "Avery", "Admin", "Administrator", true),
        ("alex.weber", "Alex Weber", "Alex", "Weber", "Security analyst", true),
        ("sam.okafor", "Sam Okafor", "Sam", "Okafor", "Engineer", true),
        ("lee.novak", "Lee Novak", "Lee", "Novak", null, false),
        ("frontdesk", "Front desk", null, null, null, false),
    ];

    public static TenantState Create(SandboxSettings settings)
    {
        var ids = new IdGenerator(settings.Seed);
        var tenant = new TenantState(
            settings,
            settings.TenantId?.ToLowerInvariant() ?? ids.Next(),
            settings.DomainName ?? "contoso.onmicrosoft.com",
            ids.Next(),
            ids
        );
        var born = TenantState.Second(settings.Clock.GetUtcNow());
        AddOrganization(tenant, born);
        foreach (var application in OtherTenantApps.Everywhere)
        {
            AddPrincipal(tenant, application, born);
        }

        AddAdministrator(tenant, born);
        var people = AddPeople(tenant, born);
        AddGroup(tenant, born, "Security team", "securityteam", unified: false, people["alex.weber"], people["sam.okafor"]);
        AddGroup(tenant, born, "All staff", "allstaff", unified: false, [.. people.Values]);
        AddGroup(tenant, born, "Project Atlas", "atlas", unified: true, people["alex.weber"], people["lee.novak"]);
        Population.Add(tenant, born);
        Roles.RoleBooks.Give(tenant, people[Administrator], DirectoryRoles.GlobalAdministrator);
        return tenant;
    }

    private static void AddOrganization(TenantState tenant, DateTimeOffset born)
    {
        var initial = Types.Domain.Empty.With(
            ("id", tenant.DomainName),
            ("isDefault", true),
            ("isInitial", true),
            ("supportedServices", (object[])["Email", "OfficeCommunicationsOnline"])
        );
        tenant.Store.Domains.Set(tenant.DomainName, initial, null);
        var domain = Types
            .Organization["verifiedDomains"]
            .ComplexType!.Empty.With(
                ("capabilities", "Email, OfficeCommunicationsOnline"),
                ("isDefault", true),
                ("isInitial", true),
                ("name", tenant.DomainName),
                ("type", "Managed")
            );
        Add(
            tenant.Store.Organization,
            Types.Organization.Empty.With(
                ("id", tenant.TenantId),
                ("displayName", tenant.DisplayName),
                ("createdDateTime", born),
                ("countryLetterCode", "US"),
                ("preferredLanguage", "en"),
                ("verifiedDomains", (object[])[domain])
            )
        );
    }

    private static Document AddPrincipal(TenantState tenant, OtherTenantApp application, DateTimeOffset born) =>
        Add(
            tenant.Store.ServicePrincipals,
            application.Principal(Types.ServicePrincipal.Empty.With(("id", tenant.Ids.Next()), ("createdDateTime", born)))
        );

    private static void AddAdministrator(TenantState tenant, DateTimeOffset born)
    {
        var administrator = AddPrincipal(tenant, tenant.OtherTenantApps[tenant.AdministratorAppId], born);
        var graph = tenant.Store.ServicePrincipals.Where("appId", OtherTenantApps.MicrosoftGraph).Single();
        foreach (var roleId in AdministratorRoles.IdsOf(tenant.Settings.Permissions))
        {
            Add(
                tenant.Store.Assignments,
                Types.AppRoleAssignment.Empty.With(
                    ("id", ObjectIds.Compose(administrator.Id, tenant.Ids.Next())),
                    ("appRoleId", roleId),
                    ("createdDateTime", born),
                    ("principalDisplayName", administrator.Text("displayName")),
                    ("principalId", administrator.Id),
                    ("principalType", "ServicePrincipal"),
                    ("resourceDisplayName", graph.Text("displayName")),
                    ("resourceId", graph.Id)
                )
            );
        }
    }

    private static Dictionary<string, string> AddPeople(TenantState tenant, DateTimeOffset born)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (nickname, name, given, surname, title, mail) in People)
        {
            var address = $"{nickname}@{tenant.DomainName}";
            ids[nickname] = Add(
                tenant.Store.Users,
                Types.User.Empty.With(
                    ("id", tenant.Ids.Next()),
                    ("displayName", name),
                    ("givenName", given),
                    ("surname", surname),
                    ("jobTitle", title),
                    ("userPrincipalName", address),
                    ("mail", mail ? address : null),
                    ("mailNickname", nickname),
                    ("createdDateTime", born)
                )
            ).Id;
        }

        return ids;
    }

    private static void AddGroup(
        TenantState tenant,
        DateTimeOffset born,
        string name,
        string nickname,
        bool unified,
        params string[] members
    )
    {
        var id = tenant.Ids.Next();
        Add(
            tenant.Store.Groups,
            Types.Group.Empty.With(
                ("id", id),
                ("displayName", name),
                ("mailNickname", nickname),
                ("createdDateTime", born),
                ("renewedDateTime", born),
                ("securityEnabled", !unified),
                ("mailEnabled", unified),
                ("mail", unified ? $"{nickname}@{tenant.DomainName}" : null),
                ("visibility", unified ? "Private" : null),
                ("groupTypes", unified ? (object[])["Unified"] : []),
                ("securityIdentifier", GroupOperations.SecurityIdentifier(id))
            )
        );
        foreach (var member in members)
        {
            Add(tenant.Store.Links, DirectoryStore.NewLink("members", id, member));
        }
    }

    private static Document Add(Table table, Document document)
    {
        table.Set(document.Id, document, null);
        return document;
    }
}
