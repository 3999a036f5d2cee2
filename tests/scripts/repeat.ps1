# A second run changes nothing and gives the same app; what is added joins what is there.

$null = Connect-AppTenant -Sandbox
$first = New-VendorAppRegistration 'Vendor' -RedirectUri https://vendor.example.com/cb | Add-AppGraphPermission -Delegated User.Read
$second = New-VendorAppRegistration 'Vendor' -RedirectUri https://vendor.example.com/cb | Add-AppGraphPermission -Delegated User.Read, Mail.Read
$first.Id -eq $second.Id
$second | Select-Object DisplayName, SignInAudience, RedirectUris, Permissions, AssignmentRequired

$app = $second | Grant-AppAdminConsent
Get-AppConsent $app | Sort-Object Permission | Select-Object Permission, Type, State
$app | Grant-AppAdminConsent | ForEach-Object { "$_ has $($_.Permissions.Count) permissions" }

$secret = $app | New-AppClientSecret -DisplayName vendor -ValidForDays 30
$secret.SecretText.Length -gt 20
Get-AppCredential Vendor | Select-Object DisplayName, Kind
$secret | Get-AppEndpoint

Remove-VendorAppRegistration Vendor -Confirm:$false
@(Get-VendorAppRegistration).Count
Disconnect-AppTenant
