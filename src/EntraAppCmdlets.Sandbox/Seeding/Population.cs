using System.Globalization;
using EntraAppCmdlets.Sandbox.Consent;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.ServicePrincipals;
using EntraAppCmdlets.Sandbox.Store;

namespace EntraAppCmdlets.Sandbox.Seeding;

/// <summary>Made-up applications, users, assignments and grants, for a tenant of a size that is asked for.</summary>
internal static class Population
{
    public static void Add(TenantState tenant, DateTimeOffset born)
    {
        var settings = tenant.Settings;
        if (settings.ExtraApplications + settings.ExtraUsers + settings.ExtraAssignments + settings.ExtraGrants == 0)
        {
            return;
        }

        // One boxed instant for all: there may be millions of objects.
        object created = born;
        var users = AddUsers(tenant, created);
        var principals = AddApplications(tenant, created);
        var graph = tenant.Store.ServicePrincipals.Where("appId", OtherTenantApps.MicrosoftGraph).Single();
        var everybody = Guid.Empty.ToString();
        // Each user is assigned to the applications in turn, beginning with another one.
        for (var number = 0; number < settings.ExtraAssignments; number++)
        {
            var (user, round) = (users[number % users.Count], number / users.Count);
            var resource = principals[(number + (round * 7919)) % principals.Count];
            Put(
                tenant.Store.Assignments,
                Types.AppRoleAssignment.Empty.With(
                    ("id", ObjectIds.Compose(user.Id, Numbered(number))),
                    ("appRoleId", everybody),
                    ("createdDateTime", created),
                    ("principalDisplayName", user.Text("displayName")),
                    ("principalId", user.Id),
                    ("principalType", "User"),
                    ("resourceDisplayName", resource.Text("displayName")),
                    ("resourceId", resource.Id)
                )
            );
        }

        for (var number = 0; number < settings.ExtraGrants; number++)
        {
            var (client, round) = (principals[number % principals.Count], number / principals.Count);
            var user = round == 0 ? null : users[(round - 1) % users.Count].Id;
            Put(
                tenant.Store.Grants,
                Types.PermissionGrant.Empty.With(
                    ("id", ObjectIds.Compose(client.Id, graph.Id, user)),
                    ("clientId", client.Id),
                    ("resourceId", graph.Id),
                    ("principalId", user),
                    ("consentType", user is null ? "AllPrincipals" : "Principal"),
                    ("scope", "User.Read")
                )
            );
        }
    }

    private static List<Document> AddUsers(TenantState tenant, object created)
    {
        var users = new List<Document>(tenant.Settings.ExtraUsers);
        for (var number = 1; number <= tenant.Settings.ExtraUsers; number++)
        {
            var nickname = string.Create(CultureInfo.InvariantCulture, $"user{number:000000}");
            var address = $"{nickname}@{tenant.DomainName}";
            users.Add(
                Put(
                    tenant.Store.Users,
                    Types.User.Empty.With(
                        ("id", tenant.Ids.Next()),
                        ("displayName", string.Create(CultureInfo.InvariantCulture, $"User {number:000000}")),
                        ("userPrincipalName", address),
                        ("mail", address),
                        ("mailNickname", nickname),
                        ("createdDateTime", created)
                    )
                )
            );
        }

        return users;
    }

    private static List<Document> AddApplications(TenantState tenant, object created)
    {
        var principals = new List<Document>(tenant.Settings.ExtraApplications);
        for (var number = 1; number <= tenant.Settings.ExtraApplications; number++)
        {
            var application = Put(
                tenant.Store.Applications,
                Types.Application.Empty.With(
                    ("id", tenant.Ids.Next()),
                    ("appId", tenant.Ids.Next()),
                    ("displayName", string.Create(CultureInfo.InvariantCulture, $"App {number:000000}")),
                    ("createdDateTime", created),
                    ("createdByAppId", tenant.AdministratorAppId),
                    ("publisherDomain", tenant.DomainName),
                    ("signInAudience", "AzureADMyOrg")
                )
            );
            principals.Add(
                Put(
                    tenant.Store.ServicePrincipals,
                    ServicePrincipalMirror.Of(
                        application,
                        Types.ServicePrincipal.Empty.With(
                            ("id", tenant.Ids.Next()),
                            ("appId", application.Text("appId")),
                            ("createdDateTime", created),
                            ("appOwnerOrganizationId", tenant.TenantId)
                        )
                    )
                )
            );
        }

        return principals;
    }

    private static string Numbered(int number) => new Guid(number, 0, 0, new byte[8]).ToString();

    private static Document Put(Table table, Document document)
    {
        table.Set(document.Id, document, null);
        return document;
    }
}
