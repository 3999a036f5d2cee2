using EntraAppCmdlets.Model;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Permissions;

/// <summary>data/permissions.tsv as it lies in the repository.</summary>
internal static class PermissionFile
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "data", "permissions.tsv");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException("data/permissions.tsv is missing above " + AppContext.BaseDirectory);
    }
}

public sealed class PermissionFileTests
{
    // Ids of the tables that no public source confirms beside the id that all of them give: asking for one would make consent fail.
    private static readonly Dictionary<string, string> Unconfirmed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["28b54159-e98b-4a00-9d52-10c8c7cbd7f3"] = "IMAP.AccessAsApp",
        ["de49976f-4890-467b-967d-b3847b062f21"] = "POP.AccessAsApp",
        ["ce81e10f-fda1-4348-8947-f7fdb6c649ad"] = "SMTP.SendAsApp",
    };

    // In no table, but published with these ids: Exchange's reports of messages.
    private static readonly (Guid Resource, string Name, AppPermissionType Type, Guid Id)[] Beside =
    [
        (
            new("00000002-0000-0ff1-ce00-000000000000"),
            "ReportingWebService.Read",
            AppPermissionType.Delegated,
            new("bbbcc29c-7bd7-48f0-8c8b-ef5f9865b626")
        ),
        (
            new("00000002-0000-0ff1-ce00-000000000000"),
            "ReportingWebService.Read.All",
            AppPermissionType.Application,
            new("b4d5a5c7-c085-487f-b922-ef0d6ebde6b1")
        ),
    ];

    // Published by SharePoint as EnterpriseResource.Write; the table calls it Read, and that name has an id of its own.
    private static readonly Guid EnterpriseResourceWrite = new("2511a087-5795-4cae-9123-d5b7d6ec4844");

    [Fact]
    public void Names_are_sorted_and_unique_within_each_API_and_APIs_are_sorted_by_name()
    {
        var catalogue = PermissionCatalogue.Default;
        Assert.All(
            catalogue.Resources,
            resource =>
            {
                var names = catalogue.Search("*", resource.AppId).Select(permission => permission.Name).Distinct().ToList();
                Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase), names);
                Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            }
        );
        var resources = catalogue.Resources.Select(resource => resource.Name).ToList();
        Assert.Equal(resources.Order(StringComparer.OrdinalIgnoreCase), resources);
    }

    [SharedDataFact]
    public void The_file_says_what_the_tables_of_permissions_say_and_nothing_else()
    {
        var catalogue = PermissionCatalogue.Default;
        var expected = new HashSet<(Guid, string, AppPermissionType)>();
        foreach (var row in Rows("graph-permissions.csv").Concat(Rows("other-permissions.csv")))
        {
            if (Unconfirmed.ContainsKey(row["id"]))
            {
                continue;
            }

            var id = new Guid(row["id"]);
            var resource = new Guid(row.GetValueOrDefault("resourceAppId", PermissionResource.MicrosoftGraphAppId.ToString()));
            var name = id == EnterpriseResourceWrite ? "EnterpriseResource.Write" : row["value"];
            var type = Enum.Parse<AppPermissionType>(row["type"]);
            expected.Add((resource, name, type));

            var permission = catalogue.Find(resource, name, type);
            Assert.True(permission is not null, $"{name} ({type}) is missing");
            Assert.Equal(name, permission.Name);
            Assert.Equal(id, permission.Id);
            Assert.Equal(row.GetValueOrDefault("resource", "Microsoft Graph"), permission.ResourceName);
            bool? consent = row["adminConsentRequired"].Length == 0 ? null : row["adminConsentRequired"] == "true";
            Assert.Equal(type is AppPermissionType.Application ? true : consent, permission.AdminConsentRequired);
        }

        foreach (var (resource, name, type, id) in Beside)
        {
            expected.Add((resource, name, type));
            Assert.Equal(id, catalogue.Find(resource, name, type)?.Id);
        }

        Assert.Empty(
            catalogue.Search("*").Select(permission => (permission.ResourceAppId, permission.Name, permission.Type)).Except(expected)
        );
    }

    [SharedDataFact]
    public void The_file_rates_risk_as_the_table_of_risks_does()
    {
        var catalogue = PermissionCatalogue.Default;
        var rated = new Dictionary<(Guid, string, AppPermissionType), AppPermissionRisk>();
        var without = new List<string>();
        foreach (var row in Rows("permission-risk.csv"))
        {
            var (resource, type) = (new Guid(row["resourceAppId"]), Enum.Parse<AppPermissionType>(row["type"]));
            if (catalogue.Find(resource, row["value"], type) is not { } permission)
            {
                without.Add(row["value"]);
                continue;
            }

            rated[(resource, permission.Name, type)] = Enum.Parse<AppPermissionRisk>(row["risk"]);
        }

        foreach (var permission in catalogue.Search("*"))
        {
            var isRated = rated.TryGetValue((permission.ResourceAppId, permission.Name, permission.Type), out var risk);
            if (permission.RiskSource is AppPermissionRiskSource.ControlsTenant or AppPermissionRiskSource.SignIn)
            {
                continue;
            }

            Assert.Equal(isRated, permission.RiskSource == AppPermissionRiskSource.Review);
            Assert.True(!isRated || risk == permission.Risk, permission.Name);
        }

        // Rated, but in no table of permissions: their ids are not confirmed anywhere.
        Assert.Equal(
            ["Migration.ReadWrite.All", "SharePointCrossTenantMigration.Manage.All", "SitesMetadataAdmin.ReadWrite.All"],
            without.Order()
        );
    }

    [SharedDataFact]
    public void The_file_has_Microsofts_privilege_levels()
    {
        var catalogue = PermissionCatalogue.Default;
        foreach (var row in Rows("graph-permissions.csv"))
        {
            var permission = catalogue.Find(
                PermissionResource.MicrosoftGraphAppId,
                row["value"],
                Enum.Parse<AppPermissionType>(row["type"])
            )!;
            if (permission.RiskSource == AppPermissionRiskSource.PrivilegeLevel)
            {
                Assert.Equal(row["privilegeLevel"], ((int)permission.Risk).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                Assert.True(
                    row["privilegeLevel"].Length == 0 || permission.RiskSource != AppPermissionRiskSource.AdminConsent,
                    permission.Name
                );
            }
        }
    }

    [Fact]
    public void Every_permission_of_Microsoft_Graph_is_rated_and_says_by_whom()
    {
        var catalogue = PermissionCatalogue.Default;
        Assert.All(
            catalogue.Search("*"),
            permission => Assert.Equal(permission.Risk == AppPermissionRisk.Unknown, permission.RiskSource == AppPermissionRiskSource.None)
        );
        Assert.DoesNotContain(
            catalogue.Search("*", PermissionResource.MicrosoftGraphAppId),
            permission => permission.Risk == AppPermissionRisk.Unknown
        );
    }

    [Theory]
    [InlineData("Sites.Manage.All", AppPermissionType.Application, AppPermissionRisk.Critical, AppPermissionRiskSource.PrivilegeLevel)]
    [InlineData("Sites.FullControl.All", AppPermissionType.Delegated, AppPermissionRisk.High, AppPermissionRiskSource.PrivilegeLevel)]
    [InlineData(
        "RoleManagement.ReadWrite.Directory",
        AppPermissionType.Application,
        AppPermissionRisk.Critical,
        AppPermissionRiskSource.ControlsTenant
    )]
    [InlineData("User.Read", AppPermissionType.Delegated, AppPermissionRisk.Low, AppPermissionRiskSource.SignIn)]
    [InlineData("offline_access", AppPermissionType.Delegated, AppPermissionRisk.Low, AppPermissionRiskSource.SignIn)]
    [InlineData("Mail.Read", AppPermissionType.Application, AppPermissionRisk.High, AppPermissionRiskSource.Review)]
    [InlineData(
        "PrivilegedAccess.ReadWrite.AzureAD",
        AppPermissionType.Application,
        AppPermissionRisk.High,
        AppPermissionRiskSource.AdminConsent
    )]
    public void A_risk_comes_from_the_best_source(
        string name,
        AppPermissionType type,
        AppPermissionRisk risk,
        AppPermissionRiskSource source
    )
    {
        var permission = PermissionCatalogue.Default.Find(PermissionResource.MicrosoftGraphAppId, name, type)!;
        Assert.Equal((risk, source), (permission.Risk, permission.RiskSource));
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(SharedData.PathOf(file));
        var names = lines[0].Split(',');
        return lines
            .Skip(1)
            .Where(line => line.Length > 0)
            .Select(line => names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second));
    }
}
