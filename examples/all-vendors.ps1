# Five guides in a loop, each in one go: what was done, the values for the vendor, and the steps that are left for a person.
if (-not (Get-Module EntraAppCmdlets)) { Import-Module (Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1') }
# Runs as it is against an embedded tenant. For a real one, change the next line.
$tenant = Connect-AppTenant -Sandbox
$vendors = @(
    @{ Vendor = 'authentik' }
    @{ Vendor = 'Auth0'; Auth0Tenant = 'contoso' }
    @{ Vendor = 'Invictus'; DashboardHost = 'contoso-invictus.azurewebsites.net'; Owner = "alex.weber@$($tenant.DefaultDomain)" }
    @{ Vendor = 'Sekoia'; AssignTo = 'Security team' }
    @{ Vendor = 'XSOAR' }
)

foreach ($vendor in $vendors) {
    $installed = Install-VendorApp @vendor
    $installed | Format-Table Vendor, DisplayName, AppId
    $installed | Export-VendorAppSetting | Format-Table Vendor, Name, IsSecret
    $installed.StepsLeft
    # Nothing is left to fix: a finding would name the command for it.
    $installed.App | Test-VendorAppRegistration @vendor
}
