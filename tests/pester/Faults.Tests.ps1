BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'The log of a connection' {
    BeforeEach {
        $log = Join-Path $TestDrive 'writes.jsonl'
        $null = Connect-AppTenant -Sandbox -LogPath $log
    }

    AfterEach {
        Disconnect-AppTenant
        Remove-Item $log
    }

    It 'holds two lines for every write, one before it and one with its answer, and no secret' {
        $secret = New-VendorAppRegistration x | Add-AppGraphPermission -Application Group.Create | Grant-AppAdminConsent | New-AppClientSecret -AsPlainText
        $lines = @(Get-Content $log)
        $all = @($lines | ConvertFrom-Json)
        $all.Count | Should -Be 10
        $entries = @($all.Where({ -not $_.pending }))
        @($all.Where({ $_.pending }).attempt) | Should -Be $entries.attempt
        $entries.method | Should -Be @('PATCH', 'POST', 'PATCH', 'POST', 'POST')
        $entries.status | Should -Be @(201, 201, 204, 201, 200)
        $entries[0].path | Should -BeLike 'applications(uniqueName=*'
        $entries[0].change.displayName | Should -Be x
        @($lines | Where-Object { $_.Contains($secret) }).Count | Should -Be 0
    }

    It 'is told with the connection' {
        (Get-AppTenant).LogPath | Should -Be $log
    }

    It 'is continued by the next connection' {
        $null = New-VendorAppRegistration x
        Disconnect-AppTenant
        $null = Connect-AppTenant -Sandbox -LogPath $log
        $null = New-VendorAppRegistration x
        @(Get-Content $log).Count | Should -Be 8
    }
}

Describe 'A log that can not be written' {
    It 'is refused before anything is sent' {
        { Connect-AppTenant -Sandbox -LogPath $TestDrive -ErrorAction Stop } | Should -Throw -ErrorId 'LogUnusable*'
        Get-AppTenant -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'Waiting' {
    AfterEach {
        Disconnect-AppTenant
    }

    It 'for a secret ends when the token endpoint accepts it' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ SecretDelay = 1 }
        $secret = New-VendorAppRegistration x | New-AppClientSecret -Wait
        $result = $secret | Test-AppSignIn -Timeout 00:00:00
        $result.Succeeded | Should -BeTrue
    }

    It 'for a secret that is not accepted in time is an error, and the secret goes on all the same' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ SecretDelay = 3600 } -ReplicationTimeout 00:00:01
        $trouble = $null
        $secret = New-VendorAppRegistration x | New-AppClientSecret -Wait -ErrorVariable trouble -ErrorAction SilentlyContinue
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'SecretNotAccepted,*'
        $secret.SecretText | Should -Not -BeNullOrEmpty
    }

    It 'for consent ends when reads show it' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ ReplicationDelay = 1 }
        $app = New-VendorAppRegistration x | Add-AppGraphPermission -Application Group.Create -Delegated User.Read
        $null = $app | Grant-AppAdminConsent -Wait
        @($app | Get-AppConsent | Where-Object State -eq Granted).Count | Should -Be 2
    }
}

Describe 'A secret of an earlier run' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration x
        $earlier = $app | New-AppClientSecret -DisplayName sync
        $app = Get-VendorAppRegistration x
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'stays, and is told' {
        $warnings = $null
        $null = $app | New-AppClientSecret -DisplayName sync -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*already has 1 secret 'sync' created by this command*-Replace*"
        @(Get-AppCredential x).Count | Should -Be 2
    }

    It 'goes with -Replace' {
        $made = $app | New-AppClientSecret -DisplayName sync -Replace -Confirm:$false
        (Get-AppCredential x).KeyId | Should -Be $made.KeyId
        $made.KeyId | Should -Not -Be $earlier.KeyId
    }

    It 'is named by a rehearsal' {
        $null = $app | New-AppClientSecret -DisplayName sync -Replace -WhatIf
        (Get-AppCredential x).KeyId | Should -Be $earlier.KeyId
    }
}

Describe 'A guide whose run may be cut off' {
    AfterEach {
        Disconnect-AppTenant
    }

    It 'leaves one secret with -ReplaceSecret, and the last run holds it' {
        $null = Connect-AppTenant -Sandbox
        $null = Install-VendorApp authentik -ReplaceSecret
        $last = Install-VendorApp authentik -ReplaceSecret -Confirm:$false
        $last.SignIn.Succeeded | Should -BeTrue
        (Get-AppCredential $last.AppId).KeyId | Should -Be $last.Secret.KeyId
    }
}
