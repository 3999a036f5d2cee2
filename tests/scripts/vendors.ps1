# Guides of vendors in one go: with their parameters, again, as settings, and checked.

$null = Connect-AppTenant -Sandbox
$guides = @(
    @{ Vendor = 'authentik' }
    @{ Vendor = 'XSOAR'; Variant = 'AuthorizationCode'; RedirectUri = 'https://localhost/xsoar' }
    @{ Vendor = 'Sekoia'; Region = 'USA1'; AssignTo = 'Security team' }
    @{ Vendor = 'Auth0'; Auth0Tenant = 'contoso'; ExtendedAttribute = 'SecurityGroups' }
    @{ Vendor = 'Invictus'; DashboardHost = 'dash.example.com'; Owner = 'Alex Weber' }
)

foreach ($guide in $guides) {
    $installed = Install-VendorApp @guide
    "$($installed.Vendor): $($installed.DisplayName), secret made: $($null -ne $installed.Secret), signed in: $($installed.SignIn.Succeeded)"
    $installed.Steps | Select-Object Guide, State, Details
    $installed.StepsLeft
    $installed | Export-VendorAppSetting | Select-Object Name, IsSecret, From, Key
    $again = Install-VendorApp @guide
    "again: $($again.AppId -eq $installed.AppId), secret made: $($null -ne $again.Secret)"
    Test-VendorAppRegistration @guide -Quiet
}

$null = Set-VendorAppRegistration Auth0 -SignInAudience AzureADMultipleOrgs
$auth0 = $guides[3]
Test-VendorAppRegistration @auth0
Get-VendorAppRegistration Invictus | Export-VendorAppSetting -Vendor Invictus -Format BicepParam
(Get-VendorAppTemplate Sekoia).Parameters
Install-VendorApp Contoso
Install-VendorApp Invictus -DashboardHost https://dash.example.com/
