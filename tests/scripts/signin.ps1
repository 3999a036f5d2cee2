# A user's sign-in, the ways in which it can go wrong, and consent that is granted and revoked by name.
Connect-AppTenant -Sandbox | Out-Null
$app = New-VendorAppRegistration Portal -RedirectUri https://portal.example.com/cb |
    Add-AppGraphPermission -Delegated User.Read, Mail.Read -Application User.Read.All |
    Grant-AppAdminConsent
$secret = $app | New-AppClientSecret

$address = $secret | Get-AppAuthorizationUrl -State fixed -Prompt consent -LoginHint "sam.okafor@contoso.onmicrosoft.com"
$address.Url
$code = $address | Receive-AppAuthorizationCode
$code | Test-AppSignIn -ClientSecret $secret.SecretText | Select-Object Succeeded, UserName, Audience, Scopes
($code | Test-AppSignIn -ClientSecret $secret.SecretText).ErrorCode
($app | Get-AppAuthorizationUrl -State fixed -Version v1.0).Url
($app | Get-AppConsentUrl -State fixed).Url
$app | Get-AppEndpoint -Version v1.0

# What a person has copied: right, of another sign-in, without a code, of another place.
$address | Receive-AppAuthorizationCode -RedirectUrl 'https://portal.example.com/cb?code=0.abc&state=fixed' -AsPlainText
$address | Receive-AppAuthorizationCode -RedirectUrl 'https://portal.example.com/cb?code=0.abc&state=other'
$address | Receive-AppAuthorizationCode -RedirectUrl 'https://portal.example.com/cb?state=fixed'
$address | Receive-AppAuthorizationCode -RedirectUrl 'https://elsewhere.example.com/cb?code=0.abc&state=fixed'

# What the sign-in page would refuse is refused before.
$app | Get-AppAuthorizationUrl -RedirectUri https://portal.example.com/CB
$app | Get-AppAuthorizationUrl -SignInTenant common
$app | Get-AppAuthorizationUrl -ResponseType id_token

# Consent by name: what is not requested, what is misspelt, what was granted, all of it.
$app | Grant-AppAdminConsent -Application Mail.Send
$app | Revoke-AppAdminConsent -Delegated Mail.Read -PassThru -Confirm:$false | ForEach-Object { $_.Permissions } | Select-Object Name, Type, Consented
Get-AppConsent Portal | Sort-Object Permission, State | Select-Object Permission, Type, State
$app | Revoke-AppAdminConsent -IncludeUserConsent -Confirm:$false | Out-Null
(Get-AppConsent Portal | Where-Object State -ne NotGranted | Measure-Object).Count

# A vendor's own app, which only its ID and its permissions' names bring in.
New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e | Grant-AppAdminConsent
New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e -Application Group.Read.All -GrantConsent | Select-Object DisplayName, Id
New-VendorServicePrincipal 5d8a9f0c-0000-0000-0000-3b4f5a6c7d8e
