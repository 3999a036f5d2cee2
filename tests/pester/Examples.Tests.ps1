# Every example runs as it is, also for somebody whose scripts stop at each error and use no undefined variable.

BeforeDiscovery {
    $examples = (Get-ChildItem (Join-Path $PSScriptRoot '../../examples') -Filter *.ps1).Name | ForEach-Object { @{ Example = $_ } }
}

BeforeAll {
    $folder = (Resolve-Path (Join-Path $PSScriptRoot '../../examples')).Path

    # A session of its own, in which nothing is imported; a runbook's managed identity is the embedded tenant's administrator here.
    function Invoke-Example([string] $Example, [string] $Arguments, [string] $Before = '', [string] $After = '') {
        $shell = [powershell]::Create()
        try {
            $output = $shell.AddScript(@"
                `$ErrorActionPreference = 'Stop'
                Set-StrictMode -Version Latest
                $Before
                try { . '$folder/$Example' $Arguments; $After } finally { Disconnect-AppTenant -ErrorAction Ignore }
"@).Invoke()
            [pscustomobject]@{ Output = $output; Errors = $shell.Streams.Error; Warnings = $shell.Streams.Warning }
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'The example' {
    It '<Example> runs with ErrorActionPreference Stop and in strict mode' -ForEach $examples {
        $parameters = @{ Example = $Example }
        if ($Example -like 'runbook-*') {
            $parameters.Before = "Import-Module '$folder/../EntraAppCmdlets.psd1'; function Connect-AppTenant { EntraAppCmdlets\Connect-AppTenant -Sandbox }; function Import-Module {}; function Invoke-AppGraphRequest {}"
            $parameters.Arguments = $Example -eq 'runbook-mail-report.ps1' ? '-To ops@contoso.com -From reports@contoso.com' : '-KeyVaultName contoso-apps'
        }
        $run = Invoke-Example @parameters
        $run.Errors | Should -BeNullOrEmpty
        # Nothing in the tenant to report on is no fault of the runbook.
        if ($Example -notlike 'runbook-*') { $run.Output | Should -Not -BeNullOrEmpty }
        # Objects of several types in one stream are drawn by the view of the first, or as lists: what is only to be seen says so with Format-Table.
        $run.Output.ForEach({ $_.PSObject.TypeNames[0] }).Where({ $_ -notlike '*.Internal.Format.*' -and $_ -ne 'System.String' }) | Select-Object -Unique | Measure-Object | ForEach-Object Count | Should -BeLessOrEqual 1
    }

    It 'runbook-rotate-and-report.ps1 rotates a secret that ends, and reports each app, in strict mode' {
        $before = @"
            Import-Module '$folder/../EntraAppCmdlets.psd1'
            `$null = Connect-AppTenant -Sandbox
            `$null = New-VendorAppRegistration Old | New-AppClientSecret -ValidForDays 10
            `$null = New-VendorAppRegistration Bare
            function Connect-AppTenant { EntraAppCmdlets\Get-AppTenant }
            function Import-Module {}
"@
        $run = Invoke-Example runbook-rotate-and-report.ps1 '-KeyVaultName contoso-apps' $before
        $run.Errors | Should -BeNullOrEmpty
        $run.Output.DisplayName | Should -Be 'Bare', 'Old'
        $run.Output[1].Rotated | Should -Be 'Old'
        $run.Output[1].KeyVaultSecretId | Should -BeLike 'https://contoso-apps.vault.azure.net/secrets/Old/*'
    }

    It 'runbook-mail-report.ps1 mails what expires soon first, with the report, and names of apps as text' {
        $before = @"
            Import-Module '$folder/../EntraAppCmdlets.psd1'
            `$null = Connect-AppTenant -Sandbox
            `$null = New-VendorAppRegistration '<b>Bold</b>' | New-AppClientSecret -DisplayName later -ValidForDays 20
            `$null = New-VendorAppRegistration Sooner | New-AppClientSecret -DisplayName now -ValidForDays 2
            function Connect-AppTenant { EntraAppCmdlets\Get-AppTenant }
            function Import-Module {}
            function Invoke-AppGraphRequest(`$Uri, `$Method, `$Body) { `$global:mail = [pscustomobject]@{ Uri = `$Uri; Message = `$Body.message } }
"@
        $run = Invoke-Example runbook-mail-report.ps1 '-To ops@contoso.com -From reports@contoso.com' $before 'Write-Output $global:mail'
        $run.Errors | Should -BeNullOrEmpty
        $run.Output[0].Expiring | Should -Be 2
        $mail = $run.Output[1]
        $mail.Uri | Should -Be /users/reports@contoso.com/sendMail
        $mail.Message.toRecipients.emailAddress.address | Should -Be ops@contoso.com
        $mail.Message.body.content | Should -Match '(?s)Sooner.*&lt;b&gt;Bold&lt;/b&gt;'
        $mail.Message.body.content | Should -Not -Match '<b>'
        $page = [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($mail.Message.attachments[0].contentBytes))
        $page | Should -BeLike '<!DOCTYPE html>*'
        # JSON in the page is what a mail client shows nothing of.
        [regex]::Match($page, '<script type="application/json" id="data">(.*?)</script>').Groups[1].Value | ConvertFrom-Json | ForEach-Object { $_.apps.name } | Should -Contain Sooner
    }

    It 'invictus.ps1 hands over all four values, the secret among them' {
        $run = Invoke-Example invictus.ps1
        $values = @($run.Output | Where-Object { $_.PSObject.TypeNames[0] -eq 'EntraAppCmdlets.VendorAppSetting' })
        $values | Should -HaveCount 4
        $values.Value | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
        ($values | Where-Object IsSecret).Value | Should -BeOfType securestring
    }
}
