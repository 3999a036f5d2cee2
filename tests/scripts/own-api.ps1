# An API of the tenant: exposed, requested by others and by itself, consented to, and taken down again. Both engines must bind the pipeline alike.

Connect-AppTenant -Sandbox | Out-Null
$api = New-VendorAppRegistration 'My API' | Set-AppIdentifierUri | Add-AppApiScope -Scope Api.Access, Api.Admin -Consent AdminsAndUsers |
    Add-AppRole -Value Import -AllowedMemberType User, Application | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -Scope Api.Access
$api | Select-Object DisplayName, ApiScopes, AppRoles

$client = New-VendorAppRegistration Client -RedirectUri https://client.example.com | Add-AppApiPermission -Api $api -Delegated Api.Access -Application Import
$client.Permissions | Select-Object Name, Type, ResourceName
($api | Add-AppApiPermission -App Client -Delegated Api.Admin).Permissions | Select-Object Name, Type
($api | Add-AppApiPermission -Api self -Delegated Api.Access | Grant-AppAdminConsent).Permissions | Select-Object Name, Consented
$client | Add-AppApiPermission -Api 'My API' -Delegated Api.Acess -ErrorAction SilentlyContinue

Get-AppPermission Client | Remove-AppPermission -PassThru -Confirm:$false | Select-Object DisplayName, Permissions
$client | Add-AppRedirectUri -SpaRedirectUri http://localhost:3000 | Remove-AppRedirectUri -RedirectUri https://client.example.com -PassThru -Confirm:$false |
    Set-VendorAppRegistration -IdTokenIssuance | Select-Object RedirectUris, IdTokenIssuance
$client | Add-AppFederatedCredential -Name main -Issuer https://issuer.example.com -Subject sub | Select-Object Credentials
Get-AppCredential Client | Remove-AppCredential -PassThru -Confirm:$false | Select-Object DisplayName, Credentials
$api | Remove-AppApiScope -Scope Api.Admin -PassThru -Confirm:$false | Remove-AppRole -Value Import -PassThru -Confirm:$false | Select-Object ApiScopes, AppRoles
