# Invictus: access to Entra ID for its dashboard, step by step as its guide asks for it.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the next lines.
$tenant = Connect-AppTenant -Sandbox
$dashboard = 'contoso-invictus.azurewebsites.net'
$owner = "alex.weber@$($tenant.DefaultDomain)"

# Step 1: register an app: multitenant, with redirect URIs to the pages of the dashboard, and with access tokens.
$app = New-VendorAppRegistration 'Invictus' -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance -RedirectUri "https://$dashboard/login", "https://$dashboard/api/auth/callback/azure-ad"

# Step 1: add a client secret. Its value stays in $secret, as a SecureString.
$secret = $app | New-AppClientSecret -DisplayName 'Invictus' -ValidForDays 180

# Step 1, linked enterprise application: assign owners.
$app | Add-AppOwner -Owner $owner -Target ServicePrincipal | Out-Null
Get-AppOwner $app | Format-Table

# Step 2: expose an API under the default Application ID URI, with a scope that admins and users can consent to.
$texts = @{
    AdminConsentDisplayName = 'Access Invictus'
    AdminConsentDescription = 'Allows the Invictus dashboard to call its API on behalf of the signed-in user.'
    UserConsentDisplayName  = 'Access Invictus'
    UserConsentDescription  = 'Allows the Invictus dashboard to call its API on your behalf.'
}
$app = $app | Add-AppApiScope -Scope access_as_user -Consent AdminsAndUsers @texts

# Step 3, Microsoft Graph: look up directory objects and users on behalf of whoever is signed in; look up users and groups, and send mail, as the app.
$app = $app |
    Add-AppGraphPermission -Delegated Directory.Read.All, User.Read, User.Read.All |
    Add-AppGraphPermission -Application User.Read.All, Group.Read.All, Mail.Send

# Step 3, My APIs: the scope of step 2.
$app = $app | Add-AppApiPermission -Api self -Delegated access_as_user

# Step 1, linked enterprise application: grant admin consent. It comes after the permissions, or it would cover nothing.
$app = $app | Grant-AppAdminConsent

# The proof: a real token with the secret, which carries the application permissions.
Test-AppSignIn $app -ClientSecret $secret.SecretText | Format-Table

# The proof for the dashboard: a user signs in to it and gets a token for its API. The embedded tenant needs no browser for that; with a real one,
# open the address of Get-AppAuthorizationUrl and give Receive-AppAuthorizationCode the address that the browser ends at (-RedirectUrl).
$code = $app | Get-AppAuthorizationUrl -RedirectUri "https://$dashboard/login" -Scope "$($app.IdentifierUris[0])/access_as_user" | Receive-AppAuthorizationCode
$code | Test-AppSignIn -ClientSecret $secret.SecretText | Format-Table

# Step 4: the four values for the deployment of Invictus, and the guide held against the app.
$secret | Export-VendorAppSetting -Vendor Invictus
Test-VendorAppRegistration $app -Vendor Invictus -DashboardHost $dashboard -Owner $owner | Format-Table
