using System.Globalization;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Testing;

/// <summary>Apps of a made-up tenant, the same for the same number, with the variety of a real one and names that try to be more than names.</summary>
internal static class MadeUpApps
{
    public const string Script = "</script><script>window.broken = true</script>";
    public const string Image = "<img src=x onerror=\"window.broken = true\">";

    private static readonly string[] Names =
    [
        "Payroll",
        "Argo CD",
        "Grafana",
        "GitLab",
        "Zammad",
        "Backup for Microsoft 365",
        "HR connector",
        "Vault",
        "Terraform",
        "Ärzte & Söhne \"quoted\"",
        "A very long name of an application that somebody made when names were free and nobody looked at the list",
    ];

    private static readonly string[] Permissions =
    [
        "User.Read",
        "Mail.Read",
        "User.Read.All",
        "Directory.ReadWrite.All",
        "Group.Read.All",
        "Sites.Read.All",
        "Mail.Send",
        "AppRoleAssignment.ReadWrite.All",
    ];

    public static IReadOnlyList<AppInventoryItem> Make(int count, DateTimeOffset now)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(1, count).Select(number => App(number, count, random, now))];
    }

    private static AppInventoryItem App(int number, int count, Random random, DateTimeOffset now)
    {
        DateTimeOffset? last = random.Next(4) > 0 ? now.AddDays(-random.Next(120)) : null;
        var kind = (AppKind)(
            random.Next(4) switch
            {
                0 or 1 => 0,
                2 => 1,
                _ => 2,
            }
        );
        var own = kind == AppKind.Registration;
        var name = number switch
        {
            1 => Script,
            2 => Image,
            _ => Names[random.Next(Names.Length)] + (count > 30 ? string.Create(CultureInfo.InvariantCulture, $" {number}") : ""),
        };
        var appId = new Guid(number, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        return new AppInventoryItem
        {
            DisplayName = name,
            AppId = appId,
            Kind = kind,
            TenantId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            Id = own ? appId : null,
            ServicePrincipalId = appId,
            Enabled = random.Next(12) > 0,
            CreatedDateTime = now.AddDays(-random.Next(3000)),
            PublisherDomain = own ? "contoso.com" : null,
            VerifiedPublisher = !own && random.Next(2) > 0 ? "Vendor Inc." : null,
            SignInAudience = random.Next(5) > 0 ? AppSignInAudience.AzureADMyOrg : AppSignInAudience.AzureADMultipleOrgs,
            Owners =
                random.Next(3) == 0
                    ? []
                    :
                    [
                        new AppOwner
                        {
                            Id = appId,
                            DisplayName = "Alex Weber",
                            UserPrincipalName = "alex.weber@contoso.com",
                            Enabled = random.Next(8) > 0,
                        },
                    ],
            Credentials = own ? [.. Enumerable.Range(0, random.Next(4)).Select(index => Credential(index, random, now))] : null,
            ServicePrincipalCredentials = [],
            Permissions = [.. Permissions.Where(_ => random.Next(4) == 0).SelectMany(permission => Permission(permission, own, random))],
            AssignmentRequired = random.Next(2) > 0,
            AssignedUsers = random.Next(40),
            AssignedGroups = random.Next(2),
            AssignedApps = 0,
            ApiScopes = [],
            AppRoles = [],
            RedirectUris = own
                ? [new(string.Create(CultureInfo.InvariantCulture, $"https://app{number}.vendor.example.com/callback"), AppPlatform.Web)]
                : [],
            UnverifiedRedirectHosts =
                own && random.Next(2) > 0 ? [string.Create(CultureInfo.InvariantCulture, $"app{number}.vendor.example.com")] : [],
            IdTokenIssuance = own ? random.Next(3) == 0 : null,
            AccessTokenIssuance = own ? random.Next(8) == 0 : null,
            PublicClientFlows = own ? false : null,
            LastSignInDateTime = last,
            LastSignInState = last is null ? AppLastSignInState.NoSignIn : AppLastSignInState.Known,
        };
    }

    private static AppCredential Credential(int index, Random random, DateTimeOffset now)
    {
        var end = now.AddDays(random.Next(-100, 600));
        return new AppCredential
        {
            KeyId = new Guid(random.Next(), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
            Kind = random.Next(3) > 0 ? AppCredentialKind.Secret : AppCredentialKind.Certificate,
            DisplayName = $"key {index}",
            StartDateTime = end.AddDays(-random.Next(90, 900)),
            EndDateTime = end,
            DaysLeft = (int)Math.Round((end - now).TotalDays),
            State = end <= now ? AppCredentialState.Expired : AppCredentialState.Valid,
        };
    }

    private static IEnumerable<AppInventoryPermission> Permission(string name, bool own, Random random) =>
        from type in Enum.GetValues<AppPermissionType>()
        let known = PermissionCatalogue.Default.Find(PermissionResource.MicrosoftGraphAppId, name, type)
        where known is not null && random.Next(2) > 0
        select new AppInventoryPermission
        {
            Name = known.Name,
            Type = type,
            Id = known.Id,
            ResourceName = known.ResourceName,
            ResourceAppId = known.ResourceAppId,
            Risk = known.Risk,
            RiskSource = known.RiskSource,
            Requested = own ? random.Next(5) > 0 : null,
            AdminConsent = random.Next(3) > 0,
            UserCount = type == AppPermissionType.Delegated ? random.Next(3) * 10 : 0,
        };
}
