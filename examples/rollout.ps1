# A guide in many tenants, from a CSV file: each row names a tenant, a vendor and the vendor's parameters. Run it again after an interruption: what exists is kept.
param(
    # The rows: columns Tenant and Vendor, further columns named as the parameters of Install-VendorApp and of the vendors.
    [string] $Path,
    # How many tenants at once.
    [int] $ThrottleLimit = 5
)
$module = Join-Path $PSScriptRoot '../EntraAppCmdlets.psd1'
if (-not (Get-Module EntraAppCmdlets)) { Import-Module $module }

$rows = if ($Path) { Import-Csv -LiteralPath $Path } else {
    @'
Tenant,Vendor,DisplayName,Region,AssignTo,DashboardHost,Owner
contoso.onmicrosoft.com,Sekoia,,FRA2,Security team,,
contoso.onmicrosoft.com,Invictus,,,,contoso.azurewebsites.net,Alex Weber
fabrikam.onmicrosoft.com,Sekoia,,FRA2,Security team,,
wingtip.onmicrosoft.com,authentik,authentik (Wingtip),,,,
'@ | ConvertFrom-Csv
}

# Runs as it is against embedded tenants, one for each domain. For real ones, change the next line: -ManagedIdentity, -WorkloadIdentity or a certificate.
$tenants = @{}
foreach ($domain in $rows.Tenant | Select-Object -Unique) { $tenants[$domain] = Connect-AppTenant $domain -Sandbox }

# The rows of one tenant one after the other, several tenants at once. A connection works in every runspace of the process.
$outcomes = $rows | Group-Object Tenant | ForEach-Object -ThrottleLimit $ThrottleLimit -Parallel {
    Import-Module $using:module
    $tenant = ($using:tenants)[$_.Name]
    # Consent was reviewed beforehand: rows that fail are written as objects too.
    $_.Group | Select-Object * -ExcludeProperty Tenant | Install-VendorApp -Tenant $tenant -Confirm:$false -ErrorAction SilentlyContinue
}

$outcomes | Sort-Object TenantId, Vendor | Format-Table TenantId, Vendor, Outcome, Error -Wrap
$failed = @($outcomes | Where-Object Outcome -eq Failed)
if ($failed) { Write-Warning "$($failed.Count) of $(@($outcomes).Count) rows failed. Correct them and run again." }
