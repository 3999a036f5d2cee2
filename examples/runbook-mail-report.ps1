<#
.SYNOPSIS
A runbook for Azure Automation: mails a report of all apps of the tenant, with what expires soon first, or posts the summary to a Teams channel.

.DESCRIPTION
Signs in as the managed identity of the Automation account, reads the tenant once, and writes the report of Export-AppReport. The mail lists the credentials that
expire soon and the most severe findings; the report is attached, in a zip file if it is large. With -TeamsWebhook the same list goes to a channel, without the report.

The output is one object: how many apps and findings there are, and where the list was sent. A part of the tenant that can't be read ends the job with an error:
nobody gets a report that looks complete and isn't.

The identity needs the application permissions Directory.Read.All, AuditLog.Read.All (for last sign-ins) and, to send mail, Mail.Send. Restrict Mail.Send to the
sending mailbox with an application access policy of Exchange Online. docs/report.md says how.
#>
[CmdletBinding()]
param(
    # Who gets the mail.
    [string[]] $To,

    # The mailbox that sends it: its address or object ID.
    [string] $From,

    # The address of a Teams workflow ("Post to a channel when a webhook request is received").
    [string] $TeamsWebhook,

    # How many days before its end a credential is listed.
    [int] $ExpiringInDays = 30,

    # Rules that are left out, such as RedirectUriForeignDomain.
    [string[]] $ExcludeRule = @(),

    # The client ID of a user-assigned managed identity; none for the system-assigned one.
    [string] $ClientId,

    # The cloud: Global, USGov, USGovDoD or China.
    [string] $Environment = 'Global'
)

# Whatever is not expected ends the job, an incomplete inventory too.
$ErrorActionPreference = 'Stop'
if (-not $TeamsWebhook -and -not ($To -and $From)) { throw 'Specify -To and -From for a mail, or -TeamsWebhook.' }

Import-Module EntraAppCmdlets

$connection = @{ ManagedIdentity = $true; Environment = $Environment }
if ($ClientId) { $connection.ClientId = $ClientId }

$rules = @{ ExpiringInDays = $ExpiringInDays }
if ($ExcludeRule) { $rules.ExcludeRule = $ExcludeRule }

$tenant = Connect-AppTenant @connection
$folder = [System.IO.Directory]::CreateTempSubdirectory('apps').FullName
try {
    $apps = @(Get-AppInventory)
    $findings = @($apps | Test-AppHealth @rules)
    $name = if ($tenant.DisplayName) { $tenant.DisplayName } else { "$($tenant.TenantId)" }
    $report = $apps | Export-AppReport (Join-Path $folder 'apps.html') -Title $name @rules

    # What expires soon first, then what is most severe.
    $days = @{}
    foreach ($app in $apps) { $days["$($app.AppId)"] = $app.DaysLeft }
    $all = @(
        $findings | Where-Object RuleId -EQ CredentialExpiring | Sort-Object { $days["$($_.AppId)"] }
        $findings | Where-Object Severity -EQ Error
        $findings | Where-Object RuleId -EQ CredentialExpired
    )
    $first = @($all | Select-Object -First 30)

    $summary = "$($apps.Count) apps, $($findings.Count) findings, $(@($findings | Where-Object RuleId -EQ CredentialExpiring).Count) credentials expire within $ExpiringInDays days."
    $sent = @()
    if ($To) {
        # Names of apps are what somebody else has typed: in a mail they are text, not markup.
        $rows = foreach ($finding in $first) {
            $cells = $finding.AppDisplayName, "$($finding.Title)$(if ($finding.Subject) { ": $($finding.Subject)" })", $finding.Reason, $finding.Fix | ForEach-Object { "<td>$([System.Net.WebUtility]::HtmlEncode($_))</td>" }
            "<tr>$(-join $cells)</tr>"
        }

        # A mail that is sent in one request holds about 3 MB.
        $attachment = $report.FullName
        if ($report.Length -gt 1MB) {
            $attachment = Join-Path $folder 'apps.zip'
            $zip = [System.IO.Compression.ZipFile]::Open($attachment, 'Create')
            try { $null = [System.IO.Compression.ZipFileExtensions]::CreateEntryFromFile($zip, $report.FullName, 'apps.html') } finally { $zip.Dispose() }
        }

        $mail = @{
            message = @{
                subject      = "Apps of ${name}: $summary"
                body         = @{ contentType = 'HTML'; content = "<p>$([System.Net.WebUtility]::HtmlEncode($summary)) The attached report has all of them.</p><table border=`"1`" cellpadding=`"4`"><tr><th>App</th><th>Finding</th><th>Reason</th><th>Fix</th></tr>$(-join $rows)</table>" }
                toRecipients = @($To | ForEach-Object { @{ emailAddress = @{ address = $_ } } })
                attachments  = @(@{ '@odata.type' = '#microsoft.graph.fileAttachment'; name = Split-Path $attachment -Leaf; contentBytes = [Convert]::ToBase64String([System.IO.File]::ReadAllBytes($attachment)) })
            }
        }
        $null = Invoke-AppGraphRequest "/users/$From/sendMail" -Method POST -Body $mail
        $sent += $To
    }

    if ($TeamsWebhook) {
        # A text run is plain text; a text block would make links of what somebody else has typed.
        function ConvertTo-Line([string] $Text, [hashtable] $Style = @{}) {
            @{ type = 'RichTextBlock'; inlines = @(@{ type = 'TextRun'; text = $Text } + $Style) }
        }

        function ConvertTo-Message([object[]] $Lines, [int] $Left) {
            $body = @(ConvertTo-Line "Apps of ${name}: $summary" @{ weight = 'Bolder' }) + $Lines
            if ($Left) { $body += ConvertTo-Line "$Left more: run Test-AppHealth." }
            $card = [ordered]@{ '$schema' = 'http://adaptivecards.io/schemas/adaptive-card.json'; type = 'AdaptiveCard'; version = '1.4'; body = $body }
            @{ type = 'message'; attachments = @(@{ contentType = 'application/vnd.microsoft.card.adaptive'; contentUrl = $null; content = $card }) } | ConvertTo-Json -Depth 10 -Compress
        }

        # Teams takes messages of about 28 KB.
        $lines = @(foreach ($finding in $first) { ConvertTo-Line "$($finding.AppDisplayName): $($finding.Title). $($finding.Reason)" })
        $shown = $lines.Count
        do {
            $message = ConvertTo-Message ($lines | Select-Object -First $shown) ($all.Count - $shown)
        } while ([System.Text.Encoding]::UTF8.GetByteCount($message) -gt 24KB -and $shown-- -gt 0)

        try {
            $null = Invoke-RestMethod $TeamsWebhook -Method POST -ContentType 'application/json; charset=utf-8' -Body $message
        }
        catch [Microsoft.PowerShell.Commands.HttpResponseException] {
            throw "The Teams workflow refused the message with status $([int]$_.Exception.Response.StatusCode): $($_.ErrorDetails)"
        }
        $sent += 'Teams'
    }

    [pscustomobject]@{
        TenantId = $tenant.TenantId
        Apps     = $apps.Count
        Findings = $findings.Count
        Errors   = @($findings | Where-Object Severity -EQ Error).Count
        Expiring = @($findings | Where-Object RuleId -EQ CredentialExpiring).Count
        SentTo   = $sent
    }
}
finally {
    Remove-Item $folder -Recurse -Force
    Disconnect-AppTenant
}
