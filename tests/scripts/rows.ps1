# Rows of a file and objects of other modules name apps by their properties.

$null = Connect-AppTenant -Sandbox
$rows = @'
DisplayName,SignInAudience,Owner
Wiki,AzureADMyOrg,Alex Weber
Tickets,AzureADMultipleOrgs,Sam Okafor
'@ | ConvertFrom-Csv

$made = foreach ($row in $rows) {
    $row | New-VendorAppRegistration | Add-AppOwner -Owner $row.Owner
}
$made | Sort-Object DisplayName | ForEach-Object { "$($_.DisplayName): $($_.SignInAudience), owned by $($_.Owners[0].DisplayName)" }

$other = [pscustomobject]@{ ClientId = "$($made[0].AppId)" }
$other | Add-AppGraphPermission -Delegated User.Read | Get-AppPermission | Select-Object Name, Type
$parameters = @{ Delegated = 'Mail.Read'; WhatIf = $true }
$other | Add-AppGraphPermission @parameters | ForEach-Object { $_.Permissions.Count }
@(Get-AppPermission $made[0]).Count
