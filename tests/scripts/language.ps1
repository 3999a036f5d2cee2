# What examples and runbooks use of the language, so that both engines can be compared in it.
param([string] $Vendor = 'authentik', [int] $Days = 90 * 2, [string[]] $Tag = @('a', 'b'))

# Text.
$app = [pscustomobject]@{ DisplayName = "$Vendor Entra Provider"; AppId = '11111111-2222-3333-4444-555555555555'; Tags = $Tag }
"$($app.DisplayName): $($app.Tags.Count) tags, valid for $Days days, first $($app.Tags[0]), last $($app.Tags[-1])"
'single ''quoted'' $Vendor'
"tab`tand `"quotes`" and `$Vendor"
@"
here: $Vendor
  $($app.Tags -join ', ')
"@
'{0:d3} of {1}' -f 7, 'ten'
'a,b,,c' -split ','
'Contoso' -like 'con*', ('x' -match '^[a-z]$'), ('abc' -replace 'b', 'x')

# Numbers and comparisons.
1 + 2 * 3
7 / 2
7 % 4
'5' + 5
5 + '5'
1, 2, 3 -contains 2
2 -in 1, 2
$null -eq $app.Missing
-not $app.Tags
'A' -eq 'a'
'A' -ceq 'a'
1..4

# Tables and splatting.
$search = [ordered]@{ Name = 'User.Read*'; Resource = 'Microsoft Graph'; Type = 'Delegated' }
(Find-AppPermission @search).Name
$search.Keys -join '+'
$search['Type']
$counts = @{}
foreach ($permission in Find-AppPermission Mail.* -Resource 'Microsoft Graph') {
    $counts["$($permission.Type)"] += 1
}
$counts.Application -gt 1

# Decisions.
if ($Days -gt 365) { 'long' } elseif ($Days -ge 180) { 'medium' } else { 'short' }
$kind = if ($Vendor) { 'named' } else { 'unnamed' }
$kind

# Pipelines.
$rows = 'name,days', 'one,10', 'two,20' | ConvertFrom-Csv
$rows | Where-Object { [int]$_.days -gt 10 } | Select-Object name, days
$rows | ForEach-Object { $_.name } | Sort-Object -Descending
1..10 | Select-Object -First 2 -Skip 3
($rows | Measure-Object).Count
@($rows | Where-Object name -eq none).Count
'{ "a": [1, 2, { "b": null }] }' | ConvertFrom-Json | ConvertTo-Json -Depth 5 -Compress

# Errors.
try {
    throw 'some trouble'
}
catch {
    "caught: $($_.Exception.Message)"
}
finally {
    'finally'
}
try {
    Find-AppPermission User.Raed -ErrorAction Stop
}
catch {
    $_.FullyQualifiedErrorId
    $_.CategoryInfo.Category
    "$($_.TargetObject)"
}
Find-AppPermission User.Raed -ErrorAction SilentlyContinue -ErrorVariable missed
$missed.Count
Write-Warning "about $Vendor"
