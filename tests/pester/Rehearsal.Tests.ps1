# -WhatIf reads what it needs and writes nothing, for every command that changes something.

$rehearsals = @(
    @{ Command = 'New-VendorAppRegistration'; Rehearse = { New-VendorAppRegistration new -RedirectUri https://new.example.com -WhatIf -Verbose } }
    @{ Command = 'Add-AppGraphPermission'; Rehearse = { Add-AppGraphPermission app -Application Group.Create -WhatIf -Verbose } }
    @{ Command = 'Grant-AppAdminConsent'; Rehearse = { Grant-AppAdminConsent app -WhatIf -Verbose } }
    @{ Command = 'New-AppClientSecret'; Rehearse = { New-AppClientSecret app -WhatIf -Verbose } }
    @{ Command = 'Update-AppClientSecret'; Rehearse = { Update-AppClientSecret app -DisplayName app -OverlapDays 0 -WhatIf -Verbose } }
    @{ Command = 'Remove-AppCredential'; Rehearse = { Remove-AppCredential app -Kind Secret -WhatIf -Verbose } }
    @{ Command = 'Add-AppCertificate'; Rehearse = { Add-AppCertificate app -Certificate $certificate -WhatIf -Verbose } }
    @{ Command = 'Add-AppFederatedCredential'; Rehearse = { Add-AppFederatedCredential main -App app -Issuer https://issuer.example.com -Subject s -WhatIf -Verbose } }
    @{ Command = 'Set-AppIdentifierUri'; Rehearse = { Set-AppIdentifierUri api://more/name -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppApiScope'; Rehearse = { Add-AppApiScope More.Read -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppApiScope'; Rehearse = { Remove-AppApiScope Api.Access -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppRole'; Rehearse = { Add-AppRole Writers -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppRole'; Rehearse = { Remove-AppRole Readers -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppAuthorizedClient'; Rehearse = { Add-AppAuthorizedClient 00000000-0000-0000-0000-000000000001 -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppAuthorizedClient'; Rehearse = { Remove-AppAuthorizedClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -App app -WhatIf -Verbose } }
    @{ Command = 'Set-AppGroupClaim'; Rehearse = { Set-AppGroupClaim ApplicationGroup -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppOptionalClaim'; Rehearse = { Add-AppOptionalClaim upn -Token IdToken -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppOptionalClaim'; Rehearse = { Remove-AppOptionalClaim email -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppApiPermission'; Rehearse = { Add-AppApiPermission app -Api self -Delegated Api.Access -WhatIf -Verbose } }
    @{ Command = 'Remove-AppPermission'; Rehearse = { Remove-AppPermission app -Delegated User.Read -RevokeConsent -WhatIf -Verbose } }
    @{ Command = 'Add-AppOwner'; Rehearse = { Add-AppOwner app -Owner 'Sam Okafor' -WhatIf -Verbose } }
    @{ Command = 'Remove-AppOwner'; Rehearse = { Remove-AppOwner app -Owner 'Alex Weber' -WhatIf -Verbose } }
    @{ Command = 'Add-AppAssignment'; Rehearse = { Add-AppAssignment app -Principal 'Sam Okafor' -Role Readers -WhatIf -Verbose } }
    @{ Command = 'Remove-AppAssignment'; Rehearse = { Remove-AppAssignment app -Principal 'Alex Weber' -WhatIf -Verbose } }
    @{ Command = 'Add-AppDirectoryRole'; Rehearse = { Add-AppDirectoryRole 'Security Reader' -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppDirectoryRole'; Rehearse = { Remove-AppDirectoryRole 'Global Reader' -App app -WhatIf -Verbose } }
    @{ Command = 'Add-AppGroupMembership'; Rehearse = { Add-AppGroupMembership 'All staff' -App app -WhatIf -Verbose } }
    @{ Command = 'Remove-AppGroupMembership'; Rehearse = { Remove-AppGroupMembership 'Security team' -App app -WhatIf -Verbose } }
    @{ Command = 'Set-VendorAppRegistration'; Rehearse = { Set-VendorAppRegistration app -DisplayName other -WhatIf -Verbose } }
    @{ Command = 'Add-AppRedirectUri'; Rehearse = { Add-AppRedirectUri app -RedirectUri https://more.example.com -WhatIf -Verbose } }
    @{ Command = 'Remove-AppRedirectUri'; Rehearse = { Remove-AppRedirectUri app -RedirectUri https://app.example.com -WhatIf -Verbose } }
    @{ Command = 'Restore-VendorAppRegistration'; Rehearse = { Restore-VendorAppRegistration $deleted.AppId -WhatIf -Verbose } }
    @{ Command = 'Install-VendorApp'; Rehearse = { Install-VendorApp authentik -WhatIf -Verbose } }
    @{ Command = 'Export-VendorAppSetting'; Rehearse = { Export-VendorAppSetting app -Vendor authentik -Path $TestDrive/rehearsal.env -WhatIf -Verbose } }
    @{ Command = 'Undo-AppChange'; Rehearse = { Undo-AppChange $TestDrive/changes.jsonl -WhatIf -Verbose } }
    @{ Command = 'Remove-VendorAppRegistration'; Rehearse = { Remove-VendorAppRegistration app -WhatIf -Verbose } }
)

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $manifestPath = (Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path
    Import-Module $manifestPath
    $tenantFile = Join-Path $TestDrive 'tenant.json'
    $null = Connect-AppTenant -Sandbox -Path $tenantFile -LogPath $TestDrive/changes.jsonl
    $deleted = New-VendorAppRegistration deleted
    $deleted | Remove-VendorAppRegistration -Confirm:$false
    $null = New-VendorAppRegistration app -RedirectUri https://app.example.com | Add-AppGraphPermission -Delegated User.Read |
        Add-AppOwner -Owner 'Alex Weber' | Add-AppAssignment -Principal 'Alex Weber' -ErrorAction Stop |
        Add-AppDirectoryRole -Role 'Global Reader' | Add-AppGroupMembership -Group 'Security team'
    $null = New-AppClientSecret app
    $null = Add-AppApiScope Api.Access -App app | Add-AppRole -Value Readers | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 | Add-AppOptionalClaim email -Token IdToken
    $certificate = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=app', [System.Security.Cryptography.RSA]::Create(2048), [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned(
        [datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
    $write = '^(\s*in the batch: )?(POST|PUT|PATCH|DELETE) (?!\S*\$batch)'
}

AfterAll {
    Disconnect-AppTenant
}

Describe 'A rehearsal' {
    It 'of <Command> writes nothing' -ForEach $rehearsals {
        $before = Get-Content $tenantFile -Raw
        $said = & $Rehearse 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        @($said.Message) -match $write | Should -BeNullOrEmpty
        @($said.Message) -match '^GET|in the batch: GET' | Should -Not -BeNullOrEmpty -Because 'it reads what it needs'
        Get-Content $tenantFile -Raw | Should -BeExactly $before
    }

    It 'is told from the deed, which writes' {
        $said = New-VendorAppRegistration real -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        @($said.Message) -match $write | Should -Not -BeNullOrEmpty
    }

    It 'of the whole chain writes nothing and says what it would do' {
        $printed = & $pwsh -NoProfile -NonInteractive -Command "
            Import-Module '$manifestPath'
            `$WhatIfPreference = `$true
            `$null = Connect-AppTenant -Sandbox
            New-VendorAppRegistration 'my app' |
                Add-AppGraphPermission -Application Group.Create -Delegated User.Read |
                Grant-AppAdminConsent |
                New-AppClientSecret -DisplayName mine -ValidForDays 30 |
                Out-Null
            @(Get-VendorAppRegistration).Count"
        $LASTEXITCODE | Should -Be 0
        $printed = $printed -join "`n"
        $printed | Should -BeLike "What if: *'my app'*Group.Create*User.Read*grant*mine*"
        $printed | Should -Match '\n0$'
    }

    It 'is tried by these tests for every command that has one' {
        $changing = Get-Command -Module EntraAppCmdlets | Where-Object { $_.Parameters.ContainsKey('WhatIf') }
        $tried = foreach ($file in Get-ChildItem $PSScriptRoot -Filter *.Tests.ps1) {
            $script = [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$null, [ref]$null)
            $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) |
                Where-Object { "$_" -match '-WhatIf' } | ForEach-Object { $_.GetCommandName() }
        }
        $changing.Name | Where-Object { $_ -notin $tried } | Should -BeNullOrEmpty
    }
}
