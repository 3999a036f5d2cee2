# What bad input gets: one error for each input, and the others go on.

# Not connected.
try { Get-VendorAppRegistration x } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }

$null = Connect-AppTenant -Sandbox

# Refused before anything is sent.
New-VendorAppRegistration ('a' * 121)
New-VendorAppRegistration x -RedirectUri http://vendor.example.com
New-VendorAppRegistration x -RedirectUri 'https://vendor.example.com/#there'
try { New-VendorAppRegistration x -SignInAudience Nobody } catch { $_.FullyQualifiedErrorId }
try { Connect-AppTenant -Sandbox -SandboxSetting @{ NoSuchSetting = 1 } } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }

# One of several.
$null = 'one', 'two' | New-VendorAppRegistration
'one', 'none', 'two' | Get-VendorAppRegistration | Select-Object DisplayName
'none' | Add-AppGraphPermission -Delegated User.Read
try { 'one' | Add-AppGraphPermission -Application User.Read, Group.Create } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }
Get-AppPermission one

# Contradiction.
New-VendorAppRegistration one -SignInAudience AzureADMultipleOrgs
New-AppClientSecret one -ValidForDays 100000
"$($Error.Count) errors"
