# Auth0: a Microsoft Azure AD enterprise connection, step by step as its guide asks for it.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the next lines.
$tenant = Connect-AppTenant -Sandbox
$domain = 'contoso.us.auth0.com'

# Prerequisites: register the application with Auth0, with its type, its allowed callback URL and its grant types.

# Set up your app, Register a new application: see that this is the right directory.
"Registering in $($tenant.DisplayName)."

# Register a new application: accounts in any organizational directory, and Auth0's callback as redirect URI.
# Make note of the application (client) ID. It stays in $app and is written at the end.
$app = New-VendorAppRegistration Auth0 -SignInAudience AzureADMultipleOrgs -RedirectUri "https://$domain/login/callback"

# Create a client secret: its value stays in $secret. Record its end, to renew it before (Update-AppClientSecret).
$secret = $app | New-AppClientSecret -DisplayName Auth0 -ValidForDays 180
Get-AppCredential $app | Format-Table

# Add permissions: of Microsoft Graph, delegated, to sign in users and to read the directory on their behalf.
$app = $app | Add-AppGraphPermission -Delegated User.Read, Directory.Read.All

# Add permissions, note: extended attributes (extended profile, security groups) need two more.
$app = $app | Add-AppGraphPermission -Delegated Directory.AccessAsUser.All -Application Directory.Read.All

# Create an enterprise connection, steps 1 to 3: in the Auth0 dashboard, with the values below.

# Create an enterprise connection, step 4: with the rights to it, give consent; otherwise hand over the address to an administrator.
$app = $app | Grant-AppAdminConsent
($app | Get-AppConsentUrl -SignInTenant organizations -State auth0).Url
Get-AppConsent $app | Format-Table

# Enable the enterprise connection for the Auth0 application, in the Auth0 dashboard.

# Test the connection: a user signs in through the common endpoint and comes back with a code that the secret redeems.
$code = $secret | Get-AppAuthorizationUrl -SignInTenant common -Scope openid, profile, User.Read | Receive-AppAuthorizationCode
$code | Test-AppSignIn -ClientSecret $secret.SecretText | Format-Table

# Troubleshooting, first question: the app is among the app registrations of this directory.
Get-VendorAppRegistration Auth0 | Format-Table

# What the connection in Auth0 asks for.
$secret | Export-VendorAppSetting -Vendor Auth0
