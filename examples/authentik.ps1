# authentik: an app registration for its Entra ID provider, step by step as its guide asks for it.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the line of step 1.

# Step 1: log in.
Connect-AppTenant -Sandbox | Out-Null

# Step 2: a new registration with a name, for accounts in this organizational directory only, without a redirect URI.
# Step 3: register it.
$app = New-VendorAppRegistration 'authentik Entra Provider' -SignInAudience AzureADMyOrg

# Step 4: note the application (client) ID and the directory (tenant) ID. They stay in $app and are written at the end.

# Steps 9 and 10: API permissions, Add a permission, Microsoft Graph.
# Step 11: the application permissions. The guide lists User.Read among them; that exists as delegated permission only, so it is asked for as such.
# Step 12: add them.
$app = $app |
    Add-AppGraphPermission -Application Group.Create, Group.ReadWrite.All, GroupMember.ReadWrite.All, User.ReadWrite.All |
    Add-AppGraphPermission -Delegated User.Read

# Step 13: grant admin consent.
$app = $app | Grant-AppAdminConsent

# Steps 5 and 6: Certificates and secrets, a new client secret with a description and an expiry period.
# Step 7: add it.
# Step 8: take note of its value, which is shown only once. It stays in $secret, as a SecureString.
$secret = $app | New-AppClientSecret -DisplayName 'authentik' -ValidForDays 180

# The proof: a real token with the new secret.
$secret | Test-AppSignIn | Format-Table

# What authentik asks for. The value itself: $secret.SecretText | ConvertFrom-SecureString -AsPlainText
$secret | Select-Object AppId, TenantId, DisplayName, Hint, EndDateTime
