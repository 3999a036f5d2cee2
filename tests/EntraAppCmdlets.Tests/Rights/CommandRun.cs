using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets.Tests.Rights;

/// <summary>A run of a command that makes use of what it declares to need.</summary>
/// <param name="Command">The command.</param>
/// <param name="Script">Runs it; <c>$app</c> and the like are what <paramref name="Prepare"/> has left.</param>
/// <param name="Prepare">What must be there before, made by one who may do everything.</param>
internal sealed record CommandRun(string Command, string Script, string Prepare = "")
{
    private const string App =
        "$app = New-VendorAppRegistration Vendor -RedirectUri https://vendor.example.com/cb, https://vendor.example.com/old; ";
    private const string Alex = "alex.weber@contoso.onmicrosoft.com";
    private const string Api =
        App
        + "$api = $app | Set-AppIdentifierUri | Add-AppApiScope -Scope read, write | Add-AppRole -Value Import | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -Scope read; ";
    private const string Claimed = App + "$app | Add-AppOptionalClaim -Name email -Token IdToken | Out-Null";
    private const string Copy =
        "$here = Get-AppTenant; $other = Connect-AppTenant -Sandbox -Tenant contoso.onmicrosoft.com; Copy-VendorAppRegistration $other -App Vendor -Tenant $here; Disconnect-AppTenant -Tenant $other";
    private const string Owned = App + $"$app | Add-AppOwner -Owner {Alex} | Out-Null";
    private const string Requested = App + "$app = $app | Add-AppGraphPermission -Delegated User.Read; ";
    private const string ConsentedAsApp =
        App + "$app | Add-AppGraphPermission -Application User.Read.All | Grant-AppAdminConsent -Confirm:$false | Out-Null";
    private const string Empowered = App + "$app | Add-AppDirectoryRole 'Global Reader' | Out-Null";
    private const string Member = App + "$app | Add-AppGroupMembership 'Security team' | Out-Null";
    private const string Gateway =
        "Install-VendorApp Gateway -TemplatePath $bench.Template -Group 'Security team' -NoSecret -Confirm:$false";
    private const string Exported = "Export-VendorAppSetting Gateway -Vendor Gateway -TemplatePath $bench.Template";
    private const string Consented = Requested + "$app = $app | Grant-AppAdminConsent; ";

    private const string Undo = "Undo-AppChange $bench.PreparedPath -Confirm:$false";

    private const string WithoutInput = "without input";
    private const string Report =
        "$folder = [IO.Directory]::CreateTempSubdirectory('report'); try { $null = Export-AppReport \"$folder/apps.html\" -Json -ErrorAction Stop; $made = Get-Content \"$folder/apps.json\" -Raw | ConvertFrom-Json } finally { $folder.Delete($true) }; ";

    /// <summary>Those of the command's declared conditions that this run comes under.</summary>
    public string[] Conditions { get; init; } = [];

    /// <summary>Whether the service, instead of refusing, leaves out what it may not show.</summary>
    public bool IsShortened { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Script;

    /// <summary>Every command that has to do with a tenant, in its usual runs, the app named as a person names it.</summary>
    public static IReadOnlyList<CommandRun> All { get; } =
    [
        new("New-VendorAppRegistration", "New-VendorAppRegistration Vendor"),
        new("Get-VendorAppRegistration", "Get-VendorAppRegistration Vendor; Get-VendorAppRegistration *", App),
        new("Get-VendorAppRegistration", "Get-VendorAppRegistration -Deleted", App + "$app | Remove-VendorAppRegistration -Confirm:$false"),
        new("Set-VendorAppRegistration", "Set-VendorAppRegistration Vendor -IdTokenIssuance", App),
        new("Remove-VendorAppRegistration", "Remove-VendorAppRegistration Vendor -Permanent -Confirm:$false", App),
        new(
            "Restore-VendorAppRegistration",
            "Restore-VendorAppRegistration Vendor",
            App + "$app | Remove-VendorAppRegistration -Confirm:$false"
        ),
        new("Add-AppRedirectUri", "Add-AppRedirectUri Vendor -RedirectUri https://vendor.example.com/new", App),
        new("Remove-AppRedirectUri", "Remove-AppRedirectUri Vendor -RedirectUri https://vendor.example.com/old -Confirm:$false", App),
        new("New-VendorServicePrincipal", "New-VendorServicePrincipal $vendorAppId"),
        new("New-VendorServicePrincipal", "New-VendorServicePrincipal $vendorAppId -Delegated User.Read -GrantConsent")
        {
            Conditions = ["with -GrantConsent"],
        },
        new(
            "New-VendorServicePrincipal",
            "New-VendorServicePrincipal $vendorAppId -Application User.Read.All -GrantConsent -Confirm:$false"
        )
        {
            Conditions =
            [
                "with -GrantConsent",
                "with -GrantConsent for application permissions",
                "with -GrantConsent for application permissions of Microsoft Graph",
            ],
        },
        new("Set-AppIdentifierUri", "Set-AppIdentifierUri -App Vendor", App),
        new("Add-AppApiScope", "Add-AppApiScope Vendor -Scope third", Api),
        new("Remove-AppApiScope", "Remove-AppApiScope Vendor -Scope write -Confirm:$false", Api),
        new("Add-AppRole", "Add-AppRole Vendor -Value Export", Api),
        new("Remove-AppRole", "Remove-AppRole Vendor -Value Import -Confirm:$false", Api),
        new("Add-AppAuthorizedClient", "Add-AppAuthorizedClient Vendor -Client 14d82eec-204b-4c2f-b7e8-296a70dab67e -Scope read", Api),
        new(
            "Remove-AppAuthorizedClient",
            "Remove-AppAuthorizedClient Vendor -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -Confirm:$false",
            Api
        ),
        new("Set-AppGroupClaim", "Set-AppGroupClaim -App Vendor -Group ApplicationGroup -Format CloudDisplayName", App),
        new("Add-AppOptionalClaim", "Add-AppOptionalClaim Vendor -Name upn -Token IdToken", App),
        new("Get-AppOptionalClaim", "Get-AppOptionalClaim Vendor", Claimed),
        new("Remove-AppOptionalClaim", "Remove-AppOptionalClaim Vendor -Name email -Confirm:$false", Claimed),
        new("Find-AppPermission", "Find-AppPermission User.Read"),
        new("Find-AppPermission", "Find-AppPermission User.Read -Live")
        {
            Conditions = ["with -Live, and for an API that is not built in"],
        },
        new("Find-AppPermission", "Find-AppPermission -Request 'GET /users'"),
        new("Test-AppPermission", "Test-AppPermission Vendor -Request 'GET /users'", Requested),
        new("Add-AppGraphPermission", "Add-AppGraphPermission Vendor -Delegated User.Read", App),
        new(
            "Add-AppApiPermission",
            "Add-AppApiPermission Client -Api Vendor -Delegated read",
            Api + "New-VendorAppRegistration Client | Out-Null"
        ),
        new("Get-AppPermission", "Get-AppPermission Vendor", Requested),
        new("Remove-AppPermission", "Remove-AppPermission Vendor -Delegated User.Read -Confirm:$false", Requested),
        new("Remove-AppPermission", "Remove-AppPermission Vendor -Delegated User.Read -RevokeConsent -Confirm:$false", Consented)
        {
            Conditions = ["with -RevokeConsent"],
        },
        new("Remove-AppPermission", "Remove-AppPermission Vendor -Application User.Read.All -RevokeConsent -Confirm:$false", ConsentedAsApp)
        {
            Conditions = ["with -RevokeConsent", "with -RevokeConsent for application permissions"],
        },
        new("Grant-AppAdminConsent", "Grant-AppAdminConsent Vendor", Requested),
        new(
            "Grant-AppAdminConsent",
            "Grant-AppAdminConsent Vendor -Confirm:$false",
            App + "$app | Add-AppGraphPermission -Application User.Read.All | Out-Null"
        )
        {
            Conditions = ["for application permissions", "for application permissions of Microsoft Graph"],
        },
        new("Revoke-AppAdminConsent", "Revoke-AppAdminConsent Vendor -Confirm:$false", Consented),
        new("Revoke-AppAdminConsent", "Revoke-AppAdminConsent Vendor -Confirm:$false", ConsentedAsApp)
        {
            Conditions = ["for application permissions"],
        },
        new("Get-AppConsent", "Get-AppConsent Vendor", Consented),
        new("Get-AppConsentUrl", "Get-AppConsentUrl Vendor -RedirectUri https://vendor.example.com/cb", Requested),
        new("Add-AppOwner", $"Add-AppOwner Vendor -Owner {Alex}", App),
        new("Get-AppOwner", "Get-AppOwner Vendor", Owned),
        new("Get-AppOwner", "if (-not (Get-AppOwner Vendor | Where-Object Kind -eq User).DisplayName) { throw 'no name' }", Owned)
        {
            Conditions = ["for the names of users"],
            IsShortened = true,
        },
        new("Remove-AppOwner", $"Remove-AppOwner Vendor -Owner {Alex} -Confirm:$false", Owned) { Conditions = ["where a user is named"] },
        new("Add-AppAssignment", $"Add-AppAssignment Vendor -Principal {Alex}", App) { Conditions = ["where a user is named"] },
        new("Add-AppAssignment", "Add-AppAssignment Vendor -Principal 'Security team'", App) { Conditions = ["where a group is named"] },
        new("Add-AppAssignment", $"Add-AppAssignment Vendor -Principal {Alex} -Required", App)
        {
            Conditions = ["where a user is named", "with -Required"],
        },
        new("Get-AppAssignment", "Get-AppAssignment Vendor", App + $"$app | Add-AppAssignment -Principal {Alex} | Out-Null"),
        new(
            "Remove-AppAssignment",
            "Remove-AppAssignment Vendor -Principal 'Security team' -Confirm:$false",
            App + "$app | Add-AppAssignment -Principal 'Security team' | Out-Null"
        )
        {
            Conditions = ["where a group is named"],
        },
        new(
            "Remove-AppAssignment",
            $"Remove-AppAssignment Vendor -Principal {Alex} -Confirm:$false",
            App + $"$app | Add-AppAssignment -Principal {Alex} | Out-Null"
        )
        {
            Conditions = ["where a user is named"],
        },
        new("Add-AppDirectoryRole", "Add-AppDirectoryRole 'Global Reader' Vendor", App),
        new("Get-AppDirectoryRole", "Get-AppDirectoryRole Vendor", Empowered),
        new("Remove-AppDirectoryRole", "Remove-AppDirectoryRole 'Global Reader' Vendor -Confirm:$false", Empowered),
        new("Add-AppGroupMembership", "Add-AppGroupMembership 'Security team' Vendor", App),
        new("Get-AppGroupMembership", "Get-AppGroupMembership Vendor", Member),
        new("Get-AppGroupMembership", "if (-not (Get-AppGroupMembership Vendor).GroupDisplayName) { throw 'no name' }", Member)
        {
            Conditions = ["for the names of groups"],
            IsShortened = true,
        },
        new("Remove-AppGroupMembership", "Remove-AppGroupMembership 'Security team' Vendor -Confirm:$false", Member),
        new("New-AppClientSecret", "New-AppClientSecret Vendor", App),
        new(
            "Update-AppClientSecret",
            "Update-AppClientSecret Vendor -DisplayName one",
            App + "$app | New-AppClientSecret -DisplayName one | Out-Null"
        ),
        new("Get-AppCredential", "Get-AppCredential Vendor", App + "$app | New-AppClientSecret -DisplayName one | Out-Null"),
        new(
            "Remove-AppCredential",
            "Remove-AppCredential Vendor -DisplayName one -Confirm:$false",
            App + "$app | New-AppClientSecret -DisplayName one | Out-Null"
        ),
        new("Add-AppCertificate", "Add-AppCertificate Vendor -Certificate $bench.Certificate", App),
        new("New-AppCertificate", "New-AppCertificate Vendor -Path $bench.CertificatePath -Force -KeySize 2048", App),
        new(
            "Update-AppCertificate",
            "Update-AppCertificate Vendor -DisplayName one -Path $bench.CertificatePath -Force -KeySize 2048 -OverlapDays 7 -Confirm:$false",
            App + "$app | Add-AppCertificate -Certificate $bench.Certificate -DisplayName one | Out-Null"
        ),
        new(
            "Add-AppFederatedCredential",
            "Add-AppFederatedCredential Vendor -Name main -Issuer https://issuer.example.com -Subject sub",
            App
        ),
        new("Get-AppEndpoint", "Get-AppEndpoint"),
        new("Get-AppEndpoint", "Get-AppEndpoint Vendor", App) { Conditions = ["where an app is given by its name or ID"] },
        new("Get-AppAuthorizationUrl", "Get-AppAuthorizationUrl Vendor -RedirectUri https://vendor.example.com/cb", App),
        new(
            "Receive-AppAuthorizationCode",
            "Receive-AppAuthorizationCode $url -RedirectUrl \"https://vendor.example.com/cb?code=abc&state=$($url.State)\"",
            App + "$url = $app | Get-AppAuthorizationUrl -RedirectUri https://vendor.example.com/cb"
        ),
        new("Test-AppSignIn", "$secret | Test-AppSignIn", Requested + "$secret = $app | New-AppClientSecret"),
        new("Test-AppSignIn", "Test-AppSignIn Vendor -ClientSecret $secret.SecretText", Requested + "$secret = $app | New-AppClientSecret")
        {
            Conditions = ["where the app is named instead of piped"],
        },
        new("Test-AppUserProfile", $"Test-AppUserProfile {Alex}"),
        new("Test-AppUserProfile", "Test-AppUserProfile 'Security team'") { Conditions = ["where a group is named"] },
        new("Get-AppInventory", "Get-AppInventory", ConsentedAsApp),
        new(
            "Get-AppInventory",
            "if (-not ((Get-AppInventory | Where-Object DisplayName -eq Vendor).Owners | Where-Object Kind -eq User).DisplayName) { throw 'no name' }",
            Owned
        )
        {
            Conditions = ["for the names of owners"],
            IsShortened = true,
        },
        new(
            "Get-AppInventory",
            "if (-not (Get-AppInventory | Where-Object DisplayName -eq Vendor).UnverifiedRedirectHosts) { throw 'no hosts' }",
            App
        )
        {
            Conditions = ["for verified domains"],
            IsShortened = true,
        },
        new("Get-AppInventory", "if (Get-AppInventory | Where-Object LastSignInState -eq NoPermission) { throw 'no sign-ins' }", App)
        {
            Conditions = ["for last sign-ins"],
            IsShortened = true,
        },
        new("Test-AppHealth", "Test-AppHealth NoOwner", App) { Conditions = [WithoutInput] },
        new(
            "Test-AppHealth",
            "if (-not (Test-AppHealth OwnerDisabled)) { throw 'no owner' }",
            Owned + $"; Invoke-AppGraphRequest /users/{Alex} -Method PATCH -Body @{{ accountEnabled = $false }}"
        )
        {
            Conditions = [WithoutInput, "for the rule OwnerDisabled"],
            IsShortened = true,
        },
        new("Test-AppHealth", "if (-not (Test-AppHealth RedirectUriForeignDomain)) { throw 'no domain' }", App)
        {
            Conditions = [WithoutInput, "for the rule RedirectUriForeignDomain"],
            IsShortened = true,
        },
        new("Test-AppHealth", "$null = Test-AppHealth Unused -WarningVariable said; if ($said) { throw $said }", App)
        {
            Conditions = [WithoutInput, "for the rule Unused"],
            IsShortened = true,
        },
        new("Export-AppReport", Report, App) { Conditions = [WithoutInput] },
        new(
            "Export-AppReport",
            Report
                + "if (-not (($made.apps | Where-Object displayName -eq Vendor).owners | Where-Object kind -eq User).userPrincipalName) { throw 'no name' }",
            Owned
        )
        {
            Conditions = [WithoutInput, "for the names of owners"],
            IsShortened = true,
        },
        new(
            "Export-AppReport",
            Report + "if (-not ($made.apps | Where-Object displayName -eq Vendor).unverifiedRedirectHosts) { throw 'no hosts' }",
            App
        )
        {
            Conditions = [WithoutInput, "for verified domains"],
            IsShortened = true,
        },
        new("Export-AppReport", Report + "if ($made.apps.lastSignInState -contains 'NoPermission') { throw 'no sign-ins' }", App)
        {
            Conditions = [WithoutInput, "for last sign-ins"],
            IsShortened = true,
        },
        new("Install-VendorApp", "Install-VendorApp authentik -Confirm:$false")
        {
            Conditions =
            [
                "where the guide has permissions",
                "where the guide has application permissions",
                "where the guide has application permissions of Microsoft Graph",
            ],
        },
        new("Install-VendorApp", "Install-VendorApp Sekoia -Region FRA2 -Confirm:$false"),
        new(
            "Install-VendorApp",
            "Install-VendorApp Sekoia -Region FRA2 -NewSecret -Confirm:$false",
            "Install-VendorApp Sekoia -Region FRA2 -Confirm:$false | Out-Null"
        ),
        new("Install-VendorApp", $"Install-VendorApp Sekoia -Region FRA2 -AssignTo {Alex} -Confirm:$false")
        {
            Conditions = ["where users are assigned"],
        },
        new("Install-VendorApp", "Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team' -Confirm:$false")
        {
            Conditions = ["where groups are assigned"],
        },
        new("Install-VendorApp", $"Install-VendorApp Invictus -DashboardHost contoso.azurewebsites.net -Owner {Alex} -Confirm:$false")
        {
            Conditions =
            [
                "where the guide has permissions",
                "where the guide has application permissions",
                "where the guide has application permissions of Microsoft Graph",
                "where owners are named",
            ],
        },
        // The account that has prepared the tenant owns the app.
        new(
            "Uninstall-VendorApp",
            "Uninstall-VendorApp Sekoia -Region FRA2 -Force -Confirm:$false",
            "Install-VendorApp Sekoia -Region FRA2 -Confirm:$false | Out-Null"
        ),
        new(
            "Uninstall-VendorApp",
            "Uninstall-VendorApp authentik -Permanent -Force -Confirm:$false",
            "Install-VendorApp authentik -Confirm:$false | Out-Null"
        )
        {
            Conditions = ["where consent was granted", "where consent to application permissions was granted"],
        },
        new(
            "Uninstall-VendorApp",
            $"Uninstall-VendorApp Sekoia -Region FRA2 -AssignTo {Alex} -Force -Confirm:$false",
            $"Install-VendorApp Sekoia -Region FRA2 -AssignTo {Alex} -Confirm:$false | Out-Null"
        )
        {
            Conditions = ["where users are assigned"],
        },
        new(
            "Uninstall-VendorApp",
            "Uninstall-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team' -Force -Confirm:$false",
            "Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team' -Confirm:$false | Out-Null"
        )
        {
            Conditions = ["where groups are assigned"],
        },
        new(
            "Uninstall-VendorApp",
            $"Uninstall-VendorApp Invictus -DashboardHost contoso.azurewebsites.net -Owner {Alex} -Force -Confirm:$false",
            $"Install-VendorApp Invictus -DashboardHost contoso.azurewebsites.net -Owner {Alex} -Confirm:$false | Out-Null"
        )
        {
            Conditions = ["where consent was granted", "where consent to application permissions was granted", "where owners are named"],
        },
        new(
            "Uninstall-VendorApp",
            "Uninstall-VendorApp Gateway -TemplatePath $bench.Template -Group 'Security team' -Force -Confirm:$false",
            $"{Gateway} | Out-Null"
        )
        {
            Conditions = ["where the guide has directory roles", "where the guide has group memberships"],
        },
        new("Undo-AppChange", Undo, $"{App}Add-AppRedirectUri Vendor -RedirectUri https://vendor.example.com/new | Out-Null"),
        new("Undo-AppChange", Undo, $"{Consented}$app | Revoke-AppAdminConsent -Confirm:$false")
        {
            Conditions = ["where consent was granted or revoked"],
        },
        new("Undo-AppChange", Undo, ConsentedAsApp)
        {
            Conditions = ["where consent to application permissions was granted or revoked, or assignments were changed"],
        },
        new("Undo-AppChange", Undo, Empowered) { Conditions = ["where directory roles were assigned or removed"] },
        new("Undo-AppChange", Undo, Member) { Conditions = ["where group memberships were changed"] },
        new("Install-VendorApp", Gateway) { Conditions = ["where the guide has directory roles", "where the guide has group memberships"] },
        new("Install-VendorApp", $"{Gateway} -Contact {Alex}")
        {
            Conditions = ["where the guide has directory roles", "where the guide has group memberships", "where settings name users"],
        },
        new("Install-VendorApp", $"{Gateway} -Contact 'Security team'")
        {
            Conditions = ["where the guide has directory roles", "where the guide has group memberships", "where settings name groups"],
        },
        new("Export-VendorAppSetting", $"{Exported} -Contact {Alex}", $"{Gateway} | Out-Null")
        {
            Conditions = ["where settings name users"],
        },
        new("Export-VendorAppSetting", $"{Exported} -Contact 'Security team'", $"{Gateway} | Out-Null")
        {
            Conditions = ["where settings name groups"],
        },
        new(
            "Test-VendorAppRegistration",
            "Test-VendorAppRegistration Gateway -TemplatePath $bench.Template -Group 'Security team'",
            $"{Gateway} | Out-Null"
        )
        {
            Conditions = ["where the guide has directory roles", "where the guide has group memberships"],
        },
        new(
            "Export-VendorAppSetting",
            "Export-VendorAppSetting 'authentik Entra Provider' -Vendor authentik",
            "Install-VendorApp authentik -Confirm:$false | Out-Null"
        ),
        new("Test-VendorAppRegistration", "Test-VendorAppRegistration authentik", "Install-VendorApp authentik -Confirm:$false | Out-Null"),
        new("Copy-VendorAppRegistration", Copy, Consented),
        new("Copy-VendorAppRegistration", Copy, $"{App}$app | Add-AppAssignment -Principal {Alex} | Out-Null")
        {
            Conditions = ["where users own the app or are assigned to it"],
        },
        new("Export-VendorAppTemplate", "Export-VendorAppTemplate Vendor", Consented),
        new("Export-VendorAppTemplate", "Export-VendorAppTemplate Vendor", $"{App}$app | Add-AppAssignment -Principal {Alex} | Out-Null")
        {
            Conditions = ["where users own the app or are assigned to it"],
        },
        new(
            "Compare-VendorAppRegistration",
            "Compare-VendorAppRegistration Vendor Other",
            Consented + "New-VendorAppRegistration Other | Out-Null"
        ),
        new(
            "Compare-VendorAppRegistration",
            "Compare-VendorAppRegistration Vendor Other",
            $"{App}$app | Add-AppAssignment -Principal {Alex} | Out-Null; New-VendorAppRegistration Other | Out-Null"
        )
        {
            Conditions = ["where users own the app or are assigned to it"],
        },
    ];
}
