# Where a secret or a token could show itself: every stream, errors, text and JSON of objects, views, a transcript, the tenant's file.

Describe 'A secret' {
    BeforeAll {
        . "$PSScriptRoot/Shell.ps1"
        $manifest = (Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $tenant = Join-Path $TestDrive 'tenant.json'
        $log = Join-Path $TestDrive 'writes.jsonl'
        $values = Join-Path $TestDrive 'values.txt'
        $settingFile = Join-Path $TestDrive 'settings.env'

        # A process of its own, because a transcript and the streams of a console belong to a process. The secrets themselves go into a file
        # beside what is searched.
        $script = @"
            `$ErrorActionPreference = 'Continue'
            `$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
            Import-Module '$manifest' -Verbose:`$false
            `$null = Start-Transcript '$transcript'
            Connect-AppTenant -Sandbox -Path '$tenant' -LogPath '$log'
            `$app = New-VendorAppRegistration x | Add-AppGraphPermission -Application User.Read.All | Grant-AppAdminConsent
            `$secret = `$app | New-AppClientSecret -DisplayName one
            `$secret; `$secret | Format-List *; "`$secret"; `$secret | ConvertTo-Json -Depth 9; `$secret | Out-String; [string]`$secret
            `$secret | Format-Custom -Depth 9
            `$secret | ConvertTo-Csv
            `$signIn = `$secret | Test-AppSignIn
            `$signIn | Format-List *
            `$signIn | ConvertTo-Json -Depth 9
            Get-AppTenant | Format-List *
            Get-AppCredential x | ConvertTo-Json
            `$app | Test-AppSignIn -ClientSecret (ConvertTo-SecureString 'a-wrong-secret' -AsPlainText -Force) | Format-List *
            `$secret | Add-AppGraphPermission -Application No.Such.Permission
            `$secret | New-AppClientSecret -EndDateTime 2001-01-01
            Get-VendorAppRegistration nobody
            `$vendor = Install-VendorApp authentik -NewSecret
            `$vendor; `$vendor | Format-List *; "`$vendor"; `$vendor | ConvertTo-Json -Depth 9; `$vendor | Format-Custom -Depth 9
            `$settings = `$vendor | Export-VendorAppSetting
            `$settings; `$settings | Format-List *; "`$settings"; `$settings | ConvertTo-Json -Depth 9; `$settings | ConvertTo-Csv
            'Json', 'Env' | ForEach-Object { `$vendor | Export-VendorAppSetting -Format `$_ }
            `$vendor | Export-VendorAppSetting -Path '$settingFile' -IncludeSecret
            `$vaulted = `$app | New-AppClientSecret -DisplayName two -KeyVaultName contoso
            `$vaulted; `$vaulted | Format-List *; `$vaulted | ConvertTo-Json -Depth 9; `$vaulted | Format-Custom -Depth 9
            `$vaulted | Test-AppSignIn | Format-List *
            `$Error | Format-List * -Force
            `$Error | ForEach-Object { `$_.Exception.ToString() }
            `$secret.SecretText, `$vendor.Secret.SecretText | ConvertFrom-SecureString -AsPlainText | Set-Content '$values'
            `$null = Stop-Transcript
"@
        $printed = (& $pwsh -NoProfile -NonInteractive -Command $script *>&1 | Out-String)
        $secret, $ofVendor = Get-Content $values
    }

    It 'was made, and the streams were written to' {
        $secret.Length | Should -BeGreaterThan 30
        $printed | Should -Match 'VERBOSE: POST'
        $printed | Should -Match 'DEBUG:'
        $printed | Should -Match 'AADSTS7000215'
    }

    It 'stands in no stream, error, view, text or JSON' {
        $ofVendor.Length | Should -BeGreaterThan 30
        $printed.Contains($ofVendor) | Should -BeFalse
        $printed.Contains($secret) | Should -BeFalse
        $printed.Contains('a-wrong-secret') | Should -BeFalse
    }

    It 'stands in no transcript' {
        (Get-Content -Raw $transcript).Contains($secret) | Should -BeFalse
        (Get-Content -Raw $transcript).Contains($ofVendor) | Should -BeFalse
    }

    It 'stands not in the file of the tenant' {
        (Get-Content -Raw $tenant).Contains($secret) | Should -BeFalse
    }

    It 'stands not in the log of the connection' {
        (Get-Content -Raw $log) | Should -Match 'addPassword'
        (Get-Content -Raw $log).Contains($secret) | Should -BeFalse
    }

    It 'stands in the file that was asked for with it, and there alone' {
        (Get-Content -Raw $settingFile).Contains($ofVendor) | Should -BeTrue
        (Get-Content -Raw $log).Contains($ofVendor) | Should -BeFalse
        (Get-Content -Raw $tenant).Contains($ofVendor) | Should -BeFalse
    }

    It 'stands in a Key Vault where it was put there, and nowhere else' {
        $kept = (Get-Content -Raw $tenant | ConvertFrom-Json).vaultSecrets.value
        $kept.Length | Should -BeGreaterThan 30
        $printed | Should -Match 'VERBOSE: PUT https://contoso.vault.azure.net/secrets/x-two 200'
        foreach ($text in $printed, (Get-Content -Raw $transcript), (Get-Content -Raw $log)) {
            $text.Contains($kept) | Should -BeFalse
        }

        $put = Get-Content $log | ConvertFrom-Json | Where-Object method -EQ PUT
        $put.path | Should -Be 'https://contoso.vault.azure.net/secrets/x-two'
        $put.change.tags.keyId | Should -Not -BeNullOrEmpty
        $put.change.value | Should -Be '***'
    }

    It 'leaves no token anywhere either' {
        # A JWT begins with the base64 of {" in each of its first two parts.
        foreach ($text in $printed, (Get-Content -Raw $transcript), (Get-Content -Raw $tenant), (Get-Content -Raw $log)) {
            $text -match 'eyJ[\w-]{10,}\.eyJ' | Should -BeFalse
        }
    }
}
