# Who owns an app, who is let in, and what of it is refused.
$tenant = Connect-AppTenant -Sandbox
$alex = "alex.weber@$($tenant.DefaultDomain)"
$app = New-VendorAppRegistration Dashboard -RedirectUri https://dashboard.example.com/cb, http://localhost:8400

# By sign-in name, by name, by the object of another step, and by a row of a table.
$app | Add-AppOwner -Owner $alex, 'Sam Okafor' | Select-Object DisplayName, Owners
$pipeline = New-VendorAppRegistration Pipeline
Add-AppOwner Dashboard -Owner $pipeline -Target ServicePrincipal | Out-Null
[pscustomobject]@{ AppId = $app.AppId; UserPrincipalName = "lee.novak@$($tenant.DefaultDomain)" } | Add-AppOwner -Target Application | Out-Null
Get-AppOwner Dashboard | Sort-Object DisplayName
Get-AppOwner Dashboard | Where-Object Kind -eq ServicePrincipal | Remove-AppOwner -Confirm:$false | Out-Null
(Get-AppOwner Dashboard -Target ServicePrincipal).DisplayName

# A group can't own an app; a name that nobody has; a name that several have.
Add-AppOwner Dashboard -Owner 'Security team', nobody
New-VendorAppRegistration Pipeline -UniqueName pipeline-two | Out-Null
$app | Add-AppAssignment -Principal 'All staff', nobody@example.com

# Let in, and nobody else; a second time, and taken back.
$app | Add-AppAssignment -Principal 'Security team', $alex -Required | Select-Object AssignmentRequired
$app | Add-AppAssignment -Principal $alex | Out-Null
Get-AppAssignment Dashboard | Sort-Object PrincipalDisplayName | Select-Object PrincipalDisplayName, PrincipalType, Role
$app | Add-AppAssignment -Principal $alex -Role Reader
Get-AppAssignment Dashboard | Where-Object PrincipalType -eq User | Remove-AppAssignment -PassThru -Confirm:$false | Select-Object DisplayName
$app | Add-AppAssignment

# Profiles, of a group's members and of one who is not there.
Test-AppUserProfile 'All staff' | Sort-Object FullName | Select-Object FullName, Complete, Missing
'Alex Weber', 'Nobody At All' | Test-AppUserProfile -Property EmailAddress | Select-Object FullName, Complete
