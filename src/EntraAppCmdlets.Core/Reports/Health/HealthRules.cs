using System.Globalization;
using EntraAppCmdlets.Model;
using static EntraAppCmdlets.AppHealthSeverity;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Reports;

/// <summary>All rules, in the order of the documentation. Microsoft's own applications are not judged.</summary>
internal static class HealthRules
{
    /// <summary>The rule that looks at all apps together.</summary>
    public const string DuplicateName = nameof(DuplicateName);

    /// <summary>The rule whose limit is the tenant's own policy.</summary>
    public const string CredentialLifetime = nameof(CredentialLifetime);

    /// <summary>The rule that needs the last sign-ins.</summary>
    public const string Unused = nameof(Unused);

    /// <summary>The rule that needs the tenant's verified domains.</summary>
    public const string ForeignDomain = "RedirectUriForeignDomain";

    private const int Named = 5;

    public static IReadOnlyList<HealthRule> All { get; } =
    [
        new(
            "TenantControl",
            Error,
            "Control of the tenant granted",
            "With this application permission the app alone can become an administrator. Whoever has its secret, or owns it, can too.",
            TenantControlOf
        ),
        new(
            "CredentialExpired",
            Warning,
            "Credential expired",
            "An app can't sign in with an expired credential. Left over, it hides which one is in use.",
            Expired
        ),
        new(
            "CredentialExpiring",
            Warning,
            "Credential expires soon",
            "The app stops working on that day unless its product gets a new credential before.",
            Expiring
        ),
        new(
            CredentialLifetime,
            Warning,
            "Credential lives too long",
            "A credential that leaked unnoticed can be used for as long as it lives.",
            LivesLong
        ),
        new(
            "SecretInsteadOfCertificate",
            Information,
            "Client secret where a certificate would do",
            "A secret is sent with every sign-in and copied between people; the private key of a certificate stays where it is.",
            SecretInsteadOfCertificate
        ),
        new("NoOwner", Warning, "No owner", "Nobody is asked when a credential ends or a permission is questioned.", NoOwner),
        new(
            "OwnerDisabled",
            Warning,
            "Owner's account disabled",
            "The owner has probably left. Owners can add credentials, so an account that is enabled again gets the app back.",
            OwnerDisabled
        ),
        new(
            "GrantForAllUsedByFew",
            Information,
            "Granted for all users, used by few",
            "Consent for the whole tenant lets the app act for every user who signs in to it, and only few may.",
            GrantForAllUsedByFew
        ),
        new(
            "ConsentNotRequested",
            Warning,
            "Granted, but not requested",
            "The registration doesn't ask for the permission any more, and the app still has it.",
            ConsentNotRequested
        ),
        new(
            "RequestedNotGranted",
            Information,
            "Requested, but never granted",
            "The app either doesn't need the permission or doesn't work where it does.",
            RequestedNotGranted
        ),
        new(
            "DisabledButGranted",
            Warning,
            "Disabled, but still granted",
            "Nobody can sign in to the app, and it gets all its permissions back the moment it is enabled.",
            DisabledButGranted
        ),
        new(
            "RedirectUriHttp",
            Warning,
            "Redirect URI without encryption",
            "Codes and tokens that are sent to an http address can be read on the way.",
            (item, _) =>
                RedirectUris(
                    item,
                    uri => uri.Address is { Scheme: "http", IsLoopback: false },
                    "The address uses http and doesn't lead to localhost."
                )
        ),
        new(
            "RedirectUriWildcard",
            Warning,
            "Redirect URI with a wildcard",
            "Whoever gets a host or path that the wildcard covers receives the codes and tokens of users.",
            (item, _) => RedirectUris(item, uri => uri.Text.Contains('*', StringComparison.Ordinal), "The address has a wildcard.")
        ),
        new(
            ForeignDomain,
            Information,
            "Redirect URI on a domain that isn't verified",
            "A vendor's product has its own domain. A domain that nobody pays for any more can be taken over by anybody.",
            OnForeignDomain
        ),
        new(
            "ImplicitAccessToken",
            Warning,
            "Access tokens by the implicit flow",
            "Tokens in addresses end up in histories and logs. Single-page applications use the authorization code flow with PKCE instead.",
            (item, _) =>
                item.AccessTokenIssuance == true
                    ?
                    [
                        App(
                            "The authorization endpoint issues access tokens (implicit flow).",
                            $"Set-VendorAppRegistration {item.AppId} -AccessTokenIssuance:$false"
                        ),
                    ]
                    : []
        ),
        new(
            "ImplicitIdToken",
            Information,
            "ID tokens by the implicit flow",
            "Some products need it (hybrid flow). Those that use the authorization code flow alone don't.",
            (item, _) =>
                item.IdTokenIssuance == true
                    ?
                    [
                        App(
                            "The authorization endpoint issues ID tokens (implicit and hybrid flows).",
                            $"Set-VendorAppRegistration {item.AppId} -IdTokenIssuance:$false"
                        ),
                    ]
                    : []
        ),
        new(
            "Multitenant",
            Warning,
            "Multitenant, publisher not verified",
            "Users of any organization can sign in. An app for this tenant alone doesn't need that, and users elsewhere see an unverified publisher.",
            Multitenant
        ),
        new(
            "Unused",
            Warning,
            "Not used",
            "An app that nobody uses keeps its permissions and credentials for whoever finds them.",
            UnusedApp
        ),
        // What it finds depends on all apps: HealthCheck has the names.
        new(
            DuplicateName,
            Information,
            "Several apps of one name",
            "People can't tell which one is in use, and commands that take a name refuse it.",
            (_, _) => []
        ),
    ];

    private static IEnumerable<HealthFault> TenantControlOf(AppInventoryItem item, HealthOptions options) =>
        from permission in item.Permissions ?? []
        let reason = permission is { AdminConsent: true, Name: { } name, ResourceAppId: { } api }
            ? TenantControl.ReasonFor(api, name, permission.Type)
            : null
        where reason is not null
        select new HealthFault(
            permission.Name,
            $"{permission.Name} (application) is granted: {reason}.",
            $"Revoke-AppAdminConsent {item.AppId} -Application {permission.Name}"
        );

    private static IEnumerable<HealthFault> Expired(AppInventoryItem item, HealthOptions options) =>
        from credential in Judged(item)
        where credential.EndDateTime <= options.Now
        select Credential(
            item,
            credential,
            $"It expired {Days(options.Now, credential.EndDateTime!.Value)} ago, on {Day(credential.EndDateTime.Value)}{(HasValid(item, options) ? "" : "; the app has no valid one left")}.",
            $"Remove-AppCredential {item.AppId} -KeyId {credential.KeyId}"
        );

    private static IEnumerable<HealthFault> Expiring(AppInventoryItem item, HealthOptions options)
    {
        var limit = options.Now.AddDays(options.ExpiringInDays);
        return from credential in Judged(item)
            let end = credential.EndDateTime.GetValueOrDefault()
            where
                end > options.Now
                && end <= limit
                // Its successor is there already.
                && !Judged(item)
                    .Any(other => other.Kind == credential.Kind && other.DisplayName == credential.DisplayName && other.EndDateTime > limit)
            select Credential(item, credential, $"It expires in {Days(end, options.Now)}, on {Day(end)}.", Renewal(item, credential));
    }

    private static IEnumerable<HealthFault> LivesLong(AppInventoryItem item, HealthOptions options) =>
        from credential in Judged(item)
        where
            credential is { StartDateTime: { } start, EndDateTime: { } end }
            && end > options.Now
            // Two years are 731 days now and then.
            && (end - start).TotalDays > options.MaxLifetimeInDays + 1
        let days = (int)Math.Round((credential.EndDateTime - credential.StartDateTime).GetValueOrDefault().TotalDays)
        select Credential(
            item,
            credential,
            string.Create(CultureInfo.InvariantCulture, $"It lives {days:N0} days, more than {options.MaxLifetimeInDays:N0}."),
            Renewal(item, credential)
        );

    private static IEnumerable<HealthFault> SecretInsteadOfCertificate(AppInventoryItem item, HealthOptions options) =>
        (item.Credentials ?? []).Any(credential => credential.Kind == AppCredentialKind.Secret && credential.EndDateTime > options.Now)
        && (item.Permissions ?? []).Any(permission => permission is { AdminConsent: true, Type: AppPermissionType.Application })
            ?
            [
                App(
                    "It acts as itself (application permissions) and signs in with a client secret.",
                    $"Add-AppCertificate -App {item.AppId} -Path ./certificate.cer"
                ),
            ]
            : [];

    private static IEnumerable<HealthFault> NoOwner(AppInventoryItem item, HealthOptions options) =>
        item is { Kind: AppKind.Registration, Owners.Count: 0 }
            ? [App("It has no owner.", $"Add-AppOwner -App {item.AppId} -Owner 'sign-in name of the owner'")]
            : [];

    private static IEnumerable<HealthFault> OwnerDisabled(AppInventoryItem item, HealthOptions options) =>
        from owner in item.Owners ?? []
        where owner.Enabled == false
        select new HealthFault(
            owner.ToString(),
            $"The account of {owner} is disabled{(item.Owners!.All(other => other.Enabled == false) ? "; no owner is left whose account is enabled" : "")}.",
            $"Remove-AppOwner -App {item.AppId} -Owner {owner.Id}"
        );

    private static IEnumerable<HealthFault> GrantForAllUsedByFew(AppInventoryItem item, HealthOptions options)
    {
        var granted = (item.Permissions ?? [])
            .Where(permission =>
                permission is { AdminConsent: true, Type: AppPermissionType.Delegated }
                && permission.Risk is AppPermissionRisk.High or AppPermissionRisk.Critical
            )
            .ToList();
        return
            granted.Count > 0
            && item is { AssignmentRequired: true, AssignedGroups: 0, AssignedUsers: { } users }
            && users <= options.FewUsers
            ?
            [
                new HealthFault(
                    Names(granted),
                    $"{Names(granted)} {(granted.Count == 1 ? "is" : "are")} granted for all users, but {(users == 1 ? "only 1 user is" : users == 0 ? "no user is" : $"only {users} users are")} assigned and may sign in.",
                    Revocation(item, granted)
                ),
            ]
            : [];
    }

    private static IEnumerable<HealthFault> ConsentNotRequested(AppInventoryItem item, HealthOptions options)
    {
        var permissions = (item.Permissions ?? [])
            .Where(permission => permission is { AdminConsent: true, Requested: false } && !IsOpenId(permission))
            .ToList();
        return permissions.Count == 0
            ? []
            :
            [
                new HealthFault(
                    Names(permissions),
                    $"{Names(permissions)} {(permissions.Count == 1 ? "is" : "are")} granted for the tenant and not requested.",
                    Revocation(item, permissions)
                ),
            ];
    }

    private static IEnumerable<HealthFault> RequestedNotGranted(AppInventoryItem item, HealthOptions options)
    {
        var permissions = (item.Permissions ?? []).Where(permission => permission is { Requested: true, IsGranted: false }).ToList();
        return permissions.Count == 0 || item.Enabled == false
            ? []
            :
            [
                new HealthFault(
                    Names(permissions),
                    $"{Names(permissions)} {(permissions.Count == 1 ? "is" : "are")} requested and granted to nobody.",
                    $"Grant-AppAdminConsent {item.AppId}"
                ),
            ];
    }

    private static IEnumerable<HealthFault> DisabledButGranted(AppInventoryItem item, HealthOptions options)
    {
        var permissions = (item.Permissions ?? []).Where(permission => permission.IsGranted).ToList();
        return item.Enabled == false && permissions.Count > 0
            ?
            [
                App(
                    $"It is disabled, and {Names(permissions)} {(permissions.Count == 1 ? "is" : "are")} still granted.",
                    $"Revoke-AppAdminConsent {item.AppId} -IncludeUserConsent"
                ),
            ]
            : [];
    }

    private static IEnumerable<HealthFault> RedirectUris(
        AppInventoryItem item,
        Func<(string Text, Uri? Address), bool> isFound,
        string reason
    ) =>
        from uri in Uris(item)
        where isFound(uri)
        select new HealthFault(uri.Text, reason, $"Remove-AppRedirectUri -App {item.AppId} -RedirectUri {Quoted(uri.Text)}");

    private static IEnumerable<HealthFault> OnForeignDomain(AppInventoryItem item, HealthOptions options) =>
        item is { Kind: AppKind.Registration, UnverifiedRedirectHosts: { Count: > 0 } hosts }
            ?
            [
                new HealthFault(
                    string.Join(", ", hosts),
                    $"{First(hosts)} {(hosts.Count == 1 ? "is" : "are")} on no verified domain of the tenant.",
                    $"Remove-AppRedirectUri -App {item.AppId} -RedirectUri {string.Join(", ", Uris(item).Where(uri => uri.Address is { } address && hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)).Select(uri => Quoted(uri.Text)).DefaultIfEmpty("'...'"))}"
                ),
            ]
            : [];

    private static IEnumerable<HealthFault> Multitenant(AppInventoryItem item, HealthOptions options) =>
        item is { Kind: AppKind.Registration, SignInAudience: not null and not AppSignInAudience.AzureADMyOrg, VerifiedPublisher: null }
            ?
            [
                App(
                    $"Accounts outside this tenant can sign in ({item.SignInAudience}), and its publisher isn't verified.",
                    $"Set-VendorAppRegistration {item.AppId} -SignInAudience AzureADMyOrg"
                ),
            ]
            : [];

    private static IEnumerable<HealthFault> UnusedApp(AppInventoryItem item, HealthOptions options)
    {
        var since = options.Now.AddDays(-options.UnusedInDays);
        if (item.ServicePrincipalId is null || item.Enabled == false)
        {
            return [];
        }

        var reason = item switch
        {
            { LastSignInDateTime: { } last } when last <= since => $"Its last sign-in was {Days(options.Now, last)} ago, on {Day(last)}.",
            { LastSignInDateTime: null, LastSignInState: AppLastSignInState.NoSignIn, CreatedDateTime: { } created }
                when created <= since => $"Microsoft's report has no sign-in of it since it was made on {Day(created)}.",
            _ => null,
        };
        return reason is null
            ? []
            :
            [
                App(
                    reason,
                    item.Kind == AppKind.ManagedIdentity
                        ? "Delete the Azure resource that it belongs to, or turn its managed identity off."
                        : $"Remove-VendorAppRegistration {item.AppId}"
                ),
            ];
    }

    /// <summary>The credentials of the registration and of the enterprise application that end at some time.</summary>
    private static IEnumerable<AppCredential> Judged(AppInventoryItem item) =>
        item.AllCredentials.Where(credential => credential.EndDateTime is not null);

    private static bool HasValid(AppInventoryItem item, HealthOptions options) =>
        item.AllCredentials.Any(credential => credential.EndDateTime > options.Now);

    private static HealthFault Credential(AppInventoryItem item, AppCredential credential, string reason, string fix) =>
        new(
            $"{(credential.Kind == AppCredentialKind.Secret ? "Client secret" : "Certificate")} {(string.IsNullOrEmpty(credential.DisplayName) ? credential.KeyId.ToString() : $"'{credential.DisplayName}'")}",
            reason,
            IsOfPrincipal(item, credential)
                ? "In the Entra admin center: Enterprise applications, the app, Single sign-on, SAML Certificates."
                : fix
        );

    private static bool IsOfPrincipal(AppInventoryItem item, AppCredential credential) =>
        (item.ServicePrincipalCredentials ?? []).Any(other => other.KeyId == credential.KeyId);

    private static string Renewal(AppInventoryItem item, AppCredential credential) =>
        credential.Kind == AppCredentialKind.Certificate ? $"Add-AppCertificate -App {item.AppId} -Path ./certificate.cer"
        : string.IsNullOrWhiteSpace(credential.DisplayName) ? $"New-AppClientSecret -App {item.AppId}"
        : $"Update-AppClientSecret -App {item.AppId} -DisplayName {Quoted(credential.DisplayName)}";

    /// <summary>A command for each API, because one takes the permissions of one.</summary>
    private static string Revocation(AppInventoryItem item, IEnumerable<AppInventoryPermission> permissions) =>
        string.Join(
            "; ",
            from permission in permissions
            group permission by permission.ResourceAppId into api
            select $"Revoke-AppAdminConsent {item.AppId}"
                + (api.Key is null || api.Key == PermissionResource.MicrosoftGraphAppId ? "" : $" -Api {api.Key}")
                + Parameter("Application", api.Where(permission => permission.Type == AppPermissionType.Application))
                + Parameter("Delegated", api.Where(permission => permission.Type == AppPermissionType.Delegated))
        );

    private static string Parameter(string name, IEnumerable<AppInventoryPermission> permissions) =>
        permissions.Select(permission => Word(permission.ToString())).ToList() is { Count: > 0 } names
            ? $" -{name} {string.Join(", ", names)}"
            : "";

    private static string Word(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : Quoted(name);

    private static bool IsOpenId(AppInventoryPermission permission) =>
        permission is { RiskSource: AppPermissionRiskSource.SignIn, Name: not "User.Read" };

    private static string Names(IReadOnlyList<AppInventoryPermission> permissions) =>
        First([.. permissions.Select(permission => permission.ToString())]);

    private static string First(IReadOnlyList<string> names) =>
        names.Count <= Named ? string.Join(", ", names) : $"{string.Join(", ", names.Take(Named))} and {names.Count - Named} more";

    private static IEnumerable<(string Text, Uri? Address)> Uris(AppInventoryItem item) =>
        item.Kind != AppKind.Registration
            ? []
            : (item.RedirectUris ?? []).Select(uri =>
                (uri.Uri, Uri.TryCreate(uri.Uri, UriKind.Absolute, out var address) ? address : null)
            );

    private static HealthFault App(string reason, string fix) => new(null, reason, fix);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Days(DateTimeOffset later, DateTimeOffset earlier)
    {
        var days = (int)Math.Round((later - earlier).TotalDays);
        return days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days:N0} days");
    }
}
