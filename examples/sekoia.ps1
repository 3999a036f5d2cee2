# Sekoia.io: single sign-on with Microsoft Entra ID, step by step as its guide asks for it.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the next lines.
$tenant = Connect-AppTenant -Sandbox
$group = 'Security team'
$person = "alex.weber@$($tenant.DefaultDomain)"

# Overview, step 1: everyone who will sign in has an email address, a first name, a last name and a full name.
Test-AppUserProfile $group | Format-Table

# Overview, step 2: create a new application.
# Create, steps 1 and 2: App registrations, New registration.
# Create, step 3: a name, who can use it, and the web redirect URI; another region than FRA1 has another host.
# Create, step 4: register.
$app = New-VendorAppRegistration 'Sekoia.io' -SignInAudience AzureADMyOrg -RedirectUri https://app.sekoia.io/user/callback

# Configure, step 1: save the application (client) ID. It stays in $app and is written at the end.

# Configure, step 2: the authorization endpoint, without its suffix /oauth2/v2.0/authorize.
($app | Get-AppEndpoint).Authority

# Configure, step 3: a new client secret. Its value stays in $secret, as a SecureString.
$secret = $app | New-AppClientSecret -DisplayName 'Sekoia.io' -ValidForDays 180

# Restrict access, step 1: Enterprise applications, the application.
# Restrict access, step 2: assign users and groups, and require assignment.
$app | Add-AppAssignment -Principal $group -Required | Out-Null
Get-AppAssignment $app | Format-Table

# The proof: one of the group signs in. The embedded tenant needs no browser for that; with a real one, open the address of
# Get-AppAuthorizationUrl and give Receive-AppAuthorizationCode the address that the browser ends at (-RedirectUrl).
$code = $secret | Get-AppAuthorizationUrl -Scope openid, profile, email -LoginHint $person | Receive-AppAuthorizationCode
$code | Test-AppSignIn -ClientSecret $secret.SecretText | Format-Table

# Overview, step 3: in Sekoia.io, add the domain of the community and wait for its validation.
# Overview, step 4: in Sekoia.io, configure OpenID Connect with these values.
$secret | Export-VendorAppSetting -Vendor Sekoia
