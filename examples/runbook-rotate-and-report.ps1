<#
.SYNOPSIS
A runbook for Azure Automation: rotates client secrets that end soon into a Key Vault, and reports every app.

.DESCRIPTION
Signs in as the managed identity of the Automation account. Each client secret of the chosen apps whose newest one of its description ends
within -ExpiresWithinDays gets a successor, which goes into the Key Vault as a new version; whoever reads the secret from there has it from then on. Old
secrets stay until they end, unless -OverlapDays says after how many days of the successor they go, or -RemoveExpired that they go once they have ended.

The output is one object for each app. If an app can't be processed, its object and a warning say so, and the others are processed all the same, and at the end
the job fails. It can be started again at any time, also after it was cut off: a run that finds nothing to do changes nothing.

docs/azure-automation.md says what to import and which permissions the identity needs.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The Key Vault that new secrets go into: its name, or its address.
    [Parameter(Mandatory)] [string] $KeyVaultName,

    # The apps, by name with * and ?.
    [string[]] $App = @('*'),

    # How long before its end a secret gets a successor.
    [int] $ExpiresWithinDays = 30,

    # How long a new secret lives.
    [int] $ValidForDays = 180,

    # Removes an old secret once its successor is that many days old; -1 keeps it.
    [int] $OverlapDays = -1,

    # Removes secrets that have ended.
    [bool] $RemoveExpired = $false,

    # Says what would be done, and changes nothing. The same as -WhatIf, which the portal does not offer.
    [bool] $Rehearse = $false,

    # The client ID of a user-assigned managed identity; none for the system-assigned one.
    [string] $ClientId,

    # The tenant that the identity must be of, as its id or one of its domains.
    [string] $TenantId,

    # The cloud: Global, USGov, USGovDoD or China.
    [string] $Environment = 'Global',

    # Addresses of one's own instead of the cloud's.
    [string] $GraphEndpoint,
    [string] $AuthorityHost
)

# Whatever is not expected ends the job.
$ErrorActionPreference = 'Stop'
if ($Rehearse) { $WhatIfPreference = $true }

Import-Module EntraAppCmdlets

$connection = @{ ManagedIdentity = $true; Environment = $Environment }
if ($ClientId) { $connection.ClientId = $ClientId }
if ($TenantId) { $connection.TenantId = $TenantId }
if ($GraphEndpoint) { $connection.GraphEndpoint = $GraphEndpoint }
if ($AuthorityHost) { $connection.AuthorityHost = $AuthorityHost }

$rotation = @{ ExpiresWithinDays = $ExpiresWithinDays; ValidForDays = $ValidForDays; KeyVaultName = $KeyVaultName; Confirm = $false }
if ($OverlapDays -ge 0) { $rotation.OverlapDays = $OverlapDays }

$failed = @()
$tenant = Connect-AppTenant @connection
try {
    Write-Verbose "Connected to $tenant as $($tenant.Account)."
    $registrations = $App | ForEach-Object { Get-VendorAppRegistration $_ -Kind Registration } | Sort-Object AppId -Unique | Sort-Object DisplayName
    foreach ($registration in $registrations) {
        $made = @()
        $problem = $null
        $left = @($registration.Credentials)
        try {
            # A secret that has ended is in use by nobody: only those that are valid get a successor.
            $secrets = @(Get-AppCredential $registration -Kind Secret | Where-Object State -NE Expired)
            $names = @($secrets | Where-Object DisplayName | Select-Object -ExpandProperty DisplayName)

            # What has no description goes on under the name of the app.
            $unnamed = @($secrets | Where-Object { -not $_.DisplayName } | Sort-Object EndDateTime)
            if ($unnamed -and $unnamed[-1].DaysLeft -le $ExpiresWithinDays) { $names += $registration.DisplayName }

            $made = @($names | Sort-Object -Unique | ForEach-Object { Update-AppClientSecret $registration -DisplayName $_ @rotation })
            if ($RemoveExpired) {
                Remove-AppCredential $registration -Kind Secret -Expired -Confirm:$false
            }

            $left = @(Get-AppCredential $registration)
        }
        catch {
            $problem = "$_"
            $failed += $registration.DisplayName
            Write-Warning "$($registration.DisplayName): $_"
        }

        $ending = @($left | Where-Object EndDateTime | Sort-Object EndDateTime)
        $valid = @($ending | Where-Object State -NE Expired)
        [pscustomobject]@{
            DisplayName      = $registration.DisplayName
            AppId            = $registration.AppId
            TenantId         = $registration.TenantId

            # The descriptions of the secrets that got a successor (in a rehearsal: would get one), and where those are.
            Rotated          = @($made | Select-Object -ExpandProperty DisplayName)
            KeyVaultSecretId = @($made | Where-Object KeyVaultSecretId | Select-Object -ExpandProperty KeyVaultSecretId)

            # Secrets and certificates.
            ValidCount       = $valid.Count
            ExpiredCount     = $ending.Count - $valid.Count
            NextEnd          = if ($valid) { $valid[0].EndDateTime }
            LastEnd          = if ($valid) { $valid[-1].EndDateTime }
            Problem          = $problem
        }
    }
}
finally {
    Disconnect-AppTenant
}

if ($failed) {
    throw "$($failed.Count) apps were not served: $($failed -join ', '). Their objects say why; what was done stays done, and the next run goes on from there."
}
