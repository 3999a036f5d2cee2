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

    Context 'runbook-mail-report.ps1 with -TeamsWebhook' {
        BeforeAll {
            # Answers one request, and gives what was sent.
            function Start-Workflow([int] $Status, [string] $Answer = '') {
                $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
                $listener.Start()
                $shell = [powershell]::Create().AddScript({
                        param($listener, $status, $answer)
                        $client = $listener.AcceptTcpClient()
                        $stream = $client.GetStream()
                        $reader = [IO.StreamReader]::new($stream)
                        $length = 0
                        while ($line = $reader.ReadLine()) { if ($line -match '^Content-Length: (\d+)$') { $length = [int]$Matches[1] } }
                        $bytes = 0
                        $text = [Text.StringBuilder]::new()
                        while ($bytes -lt $length) {
                            $character = [char]$reader.Read()
                            $bytes += [Text.Encoding]::UTF8.GetByteCount("$character")
                            $null = $text.Append($character)
                        }
                        $head = "HTTP/1.1 $status Answer`r`nContent-Type: application/json`r`nContent-Length: $($answer.Length)`r`nConnection: close`r`n`r`n"
                        $stream.Write([Text.Encoding]::ASCII.GetBytes($head + $answer))
                        $client.Dispose()
                        $text.ToString()
                    }).AddArgument($listener).AddArgument($Status).AddArgument($Answer)
                $script:listener = $listener
                @{ Url = "http://127.0.0.1:$($listener.LocalEndpoint.Port)/workflows/1?sig=of-the-workflow"; Shell = $shell; Run = $shell.BeginInvoke() }
            }

            function Get-Before([string] $Apps) {
                @"
                    Import-Module '$folder/../EntraAppCmdlets.psd1'
                    `$null = Connect-AppTenant -Sandbox
                    $Apps
                    function Connect-AppTenant { EntraAppCmdlets\Get-AppTenant }
                    function Import-Module {}
"@
            }

            # What a workflow of Teams takes: a message with one adaptive card.
            function Read-Card([string] $Message) {
                [Text.Encoding]::UTF8.GetByteCount($Message) | Should -BeLessThan 28KB
                $sent = $Message | ConvertFrom-Json
                $sent.type | Should -Be message
                $sent.attachments | Should -HaveCount 1
                $sent.attachments[0].contentType | Should -Be application/vnd.microsoft.card.adaptive
                $card = $sent.attachments[0].content
                $card.type, $card.'$schema' | Should -Be AdaptiveCard, http://adaptivecards.io/schemas/adaptive-card.json
                $card.body.type | Sort-Object -Unique | Should -Be RichTextBlock
                $card.body.inlines.type | Sort-Object -Unique | Should -Be TextRun
                $card.body.inlines.text
            }
        }

        AfterEach {
            $listener.Stop()
        }

        It 'posts what expires soon first, as a card in which names of apps are text' {
            $workflow = Start-Workflow 202
            $apps = "`$null = New-VendorAppRegistration '[Öffnen](https://evil.example)' | New-AppClientSecret -ValidForDays 20; `$null = New-VendorAppRegistration Sooner | New-AppClientSecret -ValidForDays 2"
            $run = Invoke-Example runbook-mail-report.ps1 "-TeamsWebhook '$($workflow.Url)'" (Get-Before $apps)
            $run.Errors | Should -BeNullOrEmpty
            $run.Output.SentTo | Should -Be Teams
            $lines = Read-Card $workflow.Shell.EndInvoke($workflow.Run)[0]
            $lines[0] | Should -BeLike 'Apps of *: 2 apps, * 2 credentials expire within 30 days.'
            $lines[1] | Should -BeLike 'Sooner: *'
            $lines[2] | Should -BeLike '`[Öffnen`](https://evil.example): *'
        }

        It 'leaves out what is more than Teams takes, and says how much that is' {
            $workflow = Start-Workflow 202
            $apps = "function Test-AppHealth { 1..35 | ForEach-Object { [pscustomobject]@{ RuleId = 'CredentialExpired'; Severity = 'Warning'; AppId = ''; AppDisplayName = `$_; Title = 'Long'; Reason = '長い' * 200 } } }"
            $run = Invoke-Example runbook-mail-report.ps1 "-TeamsWebhook '$($workflow.Url)'" (Get-Before $apps)
            $run.Errors | Should -BeNullOrEmpty
            $lines = Read-Card $workflow.Shell.EndInvoke($workflow.Run)[0]
            $lines[-1] | Should -Be "$(35 - ($lines.Count - 2)) more: run Test-AppHealth."
            $lines.Count | Should -BeIn (15..25)
        }

        It 'ends the job with the reason if the workflow refuses, and never with its address' {
            $workflow = Start-Workflow 400 '{"error":{"code":"TriggerInputSchemaMismatch","message":"The input body does not match."}}'
            $refusal = { Invoke-Example runbook-mail-report.ps1 "-TeamsWebhook '$($workflow.Url)'" (Get-Before '') } | Should -Throw -PassThru
            "$refusal" | Should -BeLike '*The Teams workflow refused the message with status 400: *TriggerInputSchemaMismatch*'
            ($refusal | Out-String) + $refusal.Exception | Should -Not -Match 'of-the-workflow'
            $null = $workflow.Shell.EndInvoke($workflow.Run)
        }
    }

    It 'invictus.ps1 hands over all four values, the secret among them' {
        $run = Invoke-Example invictus.ps1
        $values = @($run.Output | Where-Object { $_.PSObject.TypeNames[0] -eq 'EntraAppCmdlets.VendorAppSetting' })
        $values | Should -HaveCount 4
        $values.Value | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
        ($values | Where-Object IsSecret).Value | Should -BeOfType securestring
    }
}
