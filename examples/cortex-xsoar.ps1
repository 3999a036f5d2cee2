# Cortex XSOAR, Azure Active Directory Users: each of the three ways of its guide, step by step.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the next lines.
Connect-AppTenant -Sandbox | Out-Null
$vendorAppId = '5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e'
$redirectUri = 'https://xsoar.example.com/oauth'

# --- The app of Cortex XSOAR ---
# Steps 1 and 2: open the authorization flow and start it. The page it leads to has the ID of the app in its address (client_id).
# Step 3: accept, which lets the app into the tenant with the permissions that it needs. The ID, token and key of the page belong into the instance.
New-VendorServicePrincipal $vendorAppId -Application User.ReadWrite.All -GrantConsent | Format-Table

# --- An app of your own, with the Client Credentials flow, which the guide recommends ---
# The linked article: a registration with the application permissions that the commands need, granted by an administrator.
$secret = New-VendorAppRegistration 'Cortex XSOAR Users' |
    Add-AppGraphPermission -Application User.ReadWrite.All |
    Grant-AppAdminConsent |
    New-AppClientSecret -DisplayName 'Cortex XSOAR' -ValidForDays 180

# The proof: a token of the app itself.
$secret | Test-AppSignIn | Format-Table

# Step 1: the client ID is the field ID. Step 2: the client secret is the field Key. Step 3: the tenant ID is the field Token.
$secret | Export-VendorAppSetting -Vendor XSOAR

# --- The same app with the Authorization Code flow, which msgraph-user-change-password needs ---
# Note: the user who signs in has the directory roles for what the commands shall do.
# Step 1: the delegated permission Directory.AccessAsUser.All is granted.
$app = New-VendorAppRegistration 'Cortex XSOAR Users' -RedirectUri $redirectUri |
    Add-AppGraphPermission -Delegated Directory.AccessAsUser.All |
    Grant-AppAdminConsent

# Step 2: the address, with the tenant, the client ID and the redirect URI in their places.
$address = $app | Get-AppAuthorizationUrl -Scope offline_access, Directory.AccessAsUser.All

# Step 3: sign in there. The embedded tenant needs no browser for that; with a real one, open $address.Url and give the address that the
# browser ends at with -RedirectUrl.
# Step 4: take the code out of that address, without the prefix code=.
$code = $address | Receive-AppAuthorizationCode

# The proof: the code is good for a token on the user's behalf. That spends the code; the instance gets another one, by the same steps.
$code | Test-AppSignIn -ClientSecret $secret.SecretText | Format-Table
$code = $address | Receive-AppAuthorizationCode

# Step 4, continued: the field Authorization Code takes $code.Code | ConvertFrom-SecureString -AsPlainText, within ten minutes.
# Steps 5 to 7: the fields ID, Key and Token, as above. Step 8: the field Redirect URI.
"The code of $($code.AppDisplayName) goes with the redirect URI $($code.RedirectUri)."
