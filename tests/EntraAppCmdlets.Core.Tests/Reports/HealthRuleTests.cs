using System.Text.RegularExpressions;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.Reports;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Tests.Reports;

/// <summary>What each rule finds in an app, and what it leaves alone.</summary>
public sealed partial class HealthRuleTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An app with which nothing is wrong.</summary>
    private static readonly AppInventoryItem Sound = new()
    {
        DisplayName = "Sound",
        AppId = new("11111111-1111-1111-1111-111111111111"),
        Kind = AppKind.Registration,
        TenantId = new("22222222-2222-2222-2222-222222222222"),
        Id = new("33333333-3333-3333-3333-333333333333"),
        ServicePrincipalId = new("44444444-4444-4444-4444-444444444444"),
        Enabled = true,
        CreatedDateTime = Now.AddYears(-1),
        SignInAudience = AppSignInAudience.AzureADMyOrg,
        Owners = [Owner(true)],
        Credentials = [Credential("main", -10, 200)],
        ServicePrincipalCredentials = [],
        Permissions = [Permission("User.Read", AppPermissionType.Delegated)],
        AssignmentRequired = false,
        AssignedUsers = 0,
        AssignedGroups = 0,
        RedirectUris = [new("https://app.contoso.com/cb", AppPlatform.Web), new("http://localhost:8080/cb", AppPlatform.PublicClient)],
        UnverifiedRedirectHosts = [],
        IdTokenIssuance = false,
        AccessTokenIssuance = false,
        LastSignInDateTime = Now.AddDays(-1),
        LastSignInState = AppLastSignInState.Known,
    };

    private static readonly Dictionary<string, (AppInventoryItem Item, string Reason, string Fix)> Found = new()
    {
        ["TenantControl"] = (
            Sound with
            {
                Permissions = [Permission("RoleManagement.ReadWrite.Directory", AppPermissionType.Application)],
                Credentials = [],
            },
            "RoleManagement.ReadWrite.Directory (application) is granted: the app can give itself any directory role.",
            "Revoke-AppAdminConsent 11111111-1111-1111-1111-111111111111 -Application RoleManagement.ReadWrite.Directory"
        ),
        ["CredentialExpired"] = (
            Sound with
            {
                Credentials = [Credential("old", -100, -3)],
            },
            "It expired 3 days ago, on 2026-05-29; the app has no valid one left.",
            "Remove-AppCredential 11111111-1111-1111-1111-111111111111 -KeyId 55555555-5555-5555-5555-555555555555"
        ),
        ["CredentialExpiring"] = (
            Sound with
            {
                Credentials = [Credential("it's", -100, 29)],
            },
            "It expires in 29 days, on 2026-06-30.",
            "Update-AppClientSecret -App 11111111-1111-1111-1111-111111111111 -DisplayName 'it''s'"
        ),
        ["CredentialLifetime"] = (
            Sound with
            {
                Credentials = [Credential("main", -10, 800)],
            },
            "It lives 810 days, more than 730.",
            "Update-AppClientSecret -App 11111111-1111-1111-1111-111111111111 -DisplayName 'main'"
        ),
        ["SecretInsteadOfCertificate"] = (
            Sound with
            {
                Permissions = [Permission("User.Read.All", AppPermissionType.Application)],
            },
            "It acts as itself (application permissions) and signs in with a client secret.",
            "Add-AppCertificate -App 11111111-1111-1111-1111-111111111111 -Path ./certificate.cer"
        ),
        ["NoOwner"] = (
            Sound with
            {
                Owners = [],
            },
            "It has no owner.",
            "Add-AppOwner -App 11111111-1111-1111-1111-111111111111 -Owner 'sign-in name of the owner'"
        ),
        ["OwnerDisabled"] = (
            Sound with
            {
                Owners = [Owner(false)],
            },
            "The account of alex@contoso.com is disabled; no owner is left whose account is enabled.",
            "Remove-AppOwner -App 11111111-1111-1111-1111-111111111111 -Owner 66666666-6666-6666-6666-666666666666"
        ),
        ["GrantForAllUsedByFew"] = (
            Sound with
            {
                Permissions = [Permission("Mail.ReadWrite", AppPermissionType.Delegated, AppPermissionRisk.High)],
                AssignmentRequired = true,
                AssignedUsers = 2,
            },
            "Mail.ReadWrite is granted for all users, but only 2 users are assigned and may sign in.",
            "Revoke-AppAdminConsent 11111111-1111-1111-1111-111111111111 -Delegated Mail.ReadWrite"
        ),
        ["ConsentNotRequested"] = (
            Sound with
            {
                Permissions = [Permission("Mail.Read", AppPermissionType.Delegated) with { Requested = false }],
            },
            "Mail.Read is granted for the tenant and not requested.",
            "Revoke-AppAdminConsent 11111111-1111-1111-1111-111111111111 -Delegated Mail.Read"
        ),
        ["RequestedNotGranted"] = (
            Sound with
            {
                Permissions = [Permission("Mail.Read", AppPermissionType.Delegated) with { AdminConsent = false }],
            },
            "Mail.Read is requested and granted to nobody.",
            "Grant-AppAdminConsent 11111111-1111-1111-1111-111111111111"
        ),
        ["DisabledButGranted"] = (
            Sound with
            {
                Enabled = false,
            },
            "It is disabled, and User.Read is still granted.",
            "Revoke-AppAdminConsent 11111111-1111-1111-1111-111111111111 -IncludeUserConsent"
        ),
        ["RedirectUriHttp"] = (
            Sound with
            {
                RedirectUris = [new("http://app.contoso.com/cb", AppPlatform.Web)],
            },
            "The address uses http and doesn't lead to localhost.",
            "Remove-AppRedirectUri -App 11111111-1111-1111-1111-111111111111 -RedirectUri 'http://app.contoso.com/cb'"
        ),
        ["RedirectUriWildcard"] = (
            Sound with
            {
                RedirectUris = [new("https://*.contoso.com/cb", AppPlatform.Web)],
            },
            "The address has a wildcard.",
            "Remove-AppRedirectUri -App 11111111-1111-1111-1111-111111111111 -RedirectUri 'https://*.contoso.com/cb'"
        ),
        ["RedirectUriForeignDomain"] = (
            Sound with
            {
                RedirectUris = [new("https://vendor.example.com/cb", AppPlatform.Web), new("https://app.contoso.com/cb", AppPlatform.Web)],
                UnverifiedRedirectHosts = ["vendor.example.com"],
            },
            "vendor.example.com is on no verified domain of the tenant.",
            "Remove-AppRedirectUri -App 11111111-1111-1111-1111-111111111111 -RedirectUri 'https://vendor.example.com/cb'"
        ),
        ["ImplicitAccessToken"] = (
            Sound with
            {
                AccessTokenIssuance = true,
            },
            "The authorization endpoint issues access tokens (implicit flow).",
            "Set-VendorAppRegistration 11111111-1111-1111-1111-111111111111 -AccessTokenIssuance:$false"
        ),
        ["ImplicitIdToken"] = (
            Sound with
            {
                IdTokenIssuance = true,
            },
            "The authorization endpoint issues ID tokens (implicit and hybrid flows).",
            "Set-VendorAppRegistration 11111111-1111-1111-1111-111111111111 -IdTokenIssuance:$false"
        ),
        ["Multitenant"] = (
            Sound with
            {
                SignInAudience = AppSignInAudience.AzureADMultipleOrgs,
            },
            "Accounts outside this tenant can sign in (AzureADMultipleOrgs), and its publisher isn't verified.",
            "Set-VendorAppRegistration 11111111-1111-1111-1111-111111111111 -SignInAudience AzureADMyOrg"
        ),
        ["Unused"] = (
            Sound with
            {
                LastSignInDateTime = Now.AddDays(-90),
            },
            "Its last sign-in was 90 days ago, on 2026-03-03.",
            "Remove-VendorAppRegistration 11111111-1111-1111-1111-111111111111"
        ),
    };

    public static TheoryData<string> Rules => [.. HealthRules.All.Select(rule => rule.Id).Where(id => id != HealthRules.DuplicateName)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_finds_what_it_is_for_and_says_why_and_what_fixes_it(string id)
    {
        var (item, reason, fix) = Found[id];

        var finding = Assert.Single(Examine(item, id));

        Assert.Equal((reason, fix), (finding.Reason, finding.Fix));
        Assert.Equal((id, item.DisplayName, item.AppId), (finding.RuleId, finding.AppDisplayName, finding.AppId));
    }

    [Fact]
    public void A_sound_app_has_no_findings() => Assert.Empty(Examine(Sound));

    [Fact]
    public void Microsofts_own_applications_are_not_judged() =>
        Assert.All(Found.Values, each => Assert.Empty(Examine(each.Item with { Kind = AppKind.Microsoft })));

    [Fact]
    public void What_was_not_read_is_no_finding() =>
        Assert.Empty(
            Examine(
                new AppInventoryItem
                {
                    DisplayName = "x",
                    AppId = Sound.AppId,
                    Kind = AppKind.Registration,
                    TenantId = Sound.TenantId,
                    ServicePrincipalId = Sound.ServicePrincipalId,
                    CreatedDateTime = Now.AddYears(-9),
                    LastSignInState = AppLastSignInState.NoPermission,
                }
            )
        );

    [Fact]
    public void A_secret_whose_successor_is_there_is_not_found_as_expiring() =>
        Assert.Empty(Examine(Sound with { Credentials = [Credential("main", -100, 10), Credential("main", -1, 170)] }));

    [Fact]
    public void Limits_are_those_that_were_asked_for()
    {
        var item = Sound with { Credentials = [Credential("main", -100, 60)], LastSignInDateTime = Now.AddDays(-50) };

        Assert.Equal(
            ["CredentialExpiring", "CredentialLifetime", "Unused"],
            Check(Options with { ExpiringInDays = 60, MaxLifetimeInDays = 90, UnusedInDays = 40 })
                .Examine(item)
                .Select(finding => finding.RuleId)
        );
    }

    [Fact]
    public void An_app_that_never_signed_in_is_unused_once_it_is_old_enough()
    {
        var never = Sound with { LastSignInDateTime = null, LastSignInState = AppLastSignInState.NoSignIn };

        Assert.Equal("Microsoft's report has no sign-in of it since it was made on 2025-06-01.", Assert.Single(Examine(never)).Reason);
        Assert.Empty(Examine(never with { CreatedDateTime = Now.AddDays(-5) }));
    }

    [Fact]
    public void A_certificate_that_signs_saml_tokens_is_renewed_in_the_portal()
    {
        var finding = Assert.Single(
            Examine(
                Sound with
                {
                    ServicePrincipalCredentials =
                    [
                        Credential("SAML", -100, 5) with
                        {
                            Kind = AppCredentialKind.Certificate,
                            KeyId = Guid.NewGuid(),
                        },
                    ],
                }
            )
        );

        Assert.Equal("Certificate 'SAML'", finding.Subject);
        Assert.StartsWith("In the Entra admin center", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Permissions_of_several_apis_are_revoked_with_a_command_each()
    {
        var own = Guid.Parse("77777777-7777-7777-7777-777777777777");
        var item = Sound with
        {
            Permissions =
            [
                Permission("Mail.Read", AppPermissionType.Delegated) with
                {
                    Requested = false,
                },
                Permission("Read me", AppPermissionType.Application) with
                {
                    Requested = false,
                    ResourceAppId = own,
                },
            ],
            Credentials = [],
        };

        Assert.Equal(
            $"Revoke-AppAdminConsent {Sound.AppId} -Delegated Mail.Read; Revoke-AppAdminConsent {Sound.AppId} -Api {own} -Application 'Read me'",
            Assert.Single(Examine(item)).Fix
        );
    }

    [Fact]
    public void Apps_of_one_name_are_found_in_whatever_case_and_those_of_other_tenants_are_not()
    {
        var check = Check(Options);
        AppInventoryItem[] items =
        [
            Sound with
            {
                DisplayName = "Portal",
                AppId = Guid.NewGuid(),
            },
            Sound with
            {
                DisplayName = "portal ",
                AppId = Guid.NewGuid(),
            },
            Sound with
            {
                DisplayName = "Portal",
                AppId = Guid.NewGuid(),
                TenantId = Guid.NewGuid(),
            },
            Sound,
        ];
        Assert.Empty(items.SelectMany(check.Examine));

        var findings = check.Compare().ToList();

        Assert.Equal([items[0].AppId, items[1].AppId], findings.Select(finding => finding.AppId));
        Assert.Equal($"Another app has the same name: {items[1].AppId}.", findings[0].Reason);
        Assert.Equal($"Set-VendorAppRegistration {items[0].AppId} -DisplayName 'Portal (what it is for)'", findings[0].Fix);
    }

    [Fact]
    public void Rules_are_chosen_and_left_out_by_their_ids()
    {
        Assert.Equal(["NoOwner"], HealthCheck.Choose(["noowner", "Unused"], ["Unused"]).Select(rule => rule.Id));
        Assert.Equal(HealthRules.All.Count - 1, HealthCheck.Choose([], ["Unused"]).Count);
        var error = Assert.Throws<AppException>(() => HealthCheck.Choose([], ["Unusd"]));
        Assert.Equal("HealthRuleNotFound", error.ErrorId);
        Assert.Contains("Did you mean Unused?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_rule_has_its_part_of_the_documentation_with_its_severity()
    {
        var page = File.ReadAllText(Checkout.PathOf("docs/health.md"));

        Assert.Equal(
            HealthRules.All.Select(rule => $"{rule.Id}: {rule.Severity}. {rule.Title}."),
            Heading().Matches(page).Select(match => $"{match.Groups[1].Value}: {match.Groups[2].Value}. {match.Groups[3].Value}.")
        );
    }

    private static HealthOptions Options => new() { Now = Now };

    private static HealthCheck Check(HealthOptions options) => new(options, HealthRules.All);

    private static IEnumerable<AppHealthFinding> Examine(AppInventoryItem item, string? only = null) =>
        new HealthCheck(Options, HealthCheck.Choose(only is null ? [] : [only], [])).Examine(item).ToList();

    private static AppOwner Owner(bool enabled) =>
        new()
        {
            Id = new("66666666-6666-6666-6666-666666666666"),
            UserPrincipalName = "alex@contoso.com",
            Enabled = enabled,
            Kind = "User",
        };

    private static AppCredential Credential(string name, int startsInDays, int endsInDays) =>
        new()
        {
            KeyId = new("55555555-5555-5555-5555-555555555555"),
            Kind = AppCredentialKind.Secret,
            DisplayName = name,
            StartDateTime = Now.AddDays(startsInDays),
            EndDateTime = Now.AddDays(endsInDays),
        };

    private static AppInventoryPermission Permission(string name, AppPermissionType type, AppPermissionRisk risk = AppPermissionRisk.Low) =>
        new()
        {
            Name = name,
            Type = type,
            Id = Guid.NewGuid(),
            ResourceAppId = PermissionResource.MicrosoftGraphAppId,
            ResourceName = "Microsoft Graph",
            Risk = risk,
            Requested = true,
            AdminConsent = true,
        };

    [GeneratedRegex(@"^## (\w+)\n\n\*\*(\w+)\.\*\* ([^\n]+?)\.(?: |\n)", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
