# What tokens for an app contain: groups and optional claims, set by commands and seen in a token.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
}

Describe 'Claims of an app' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Dashboard
    }

    AfterEach { Disconnect-AppTenant }

    It 'are set in one pipeline, and the app shows them' {
        $result = $app | Set-AppGroupClaim SecurityGroup, DirectoryRole -Token IdToken -Format DnsDomainAndSamAccountName -AsRole | Add-AppOptionalClaim email, upn -Token IdToken, AccessToken
        foreach ($shown in $result, (Get-VendorAppRegistration Dashboard)) {
            "$($shown.GroupMembershipClaims)" | Should -Be 'SecurityGroup, DirectoryRole'
            $shown.OptionalClaims.ForEach({ "$_" }) | Sort-Object | Should -Be 'email (AccessToken)', 'email (IdToken)', 'groups (IdToken, dns_domain_and_sam_account_name, emit_as_roles)', 'upn (AccessToken)', 'upn (IdToken)'
        }
        $drawn = Get-VendorAppRegistration Dashboard | Format-List | Out-String
        $drawn | Should -Match 'GroupMembershipClaims\s+: .*SecurityGroup, DirectoryRole'
        $drawn | Should -Match 'upn \(AccessToken\)'
        (Get-AppOptionalClaim Dashboard | Where-Object Token -eq AccessToken).Name | Should -Be email, upn
    }

    It 'are the same after a second run, which says so' {
        $run = { $app | Set-AppGroupClaim ApplicationGroup -Format CloudDisplayName -Verbose | Add-AppOptionalClaim email -Token IdToken -Essential -Verbose }
        $null = & $run 4>&1
        $said = & $run 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        @("$($said -join "`n")" -split "`n" -like '*already; nothing to change*').Count | Should -Be 2
        "$said" | Should -Not -Match 'PATCH'
    }

    It 'are unknown of an enterprise application of another tenant, and none of a new app' {
        "$($app.GroupMembershipClaims)" | Should -Be None
        $app.OptionalClaims.Count | Should -Be 0
        $other = New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e
        $null -eq $other.OptionalClaims | Should -BeTrue
        $null -eq $other.GroupMembershipClaims | Should -BeTrue
    }

    It 'that were taken back are gone' {
        $null = $app | Set-AppGroupClaim All | Add-AppOptionalClaim email -Token IdToken, AccessToken
        "$(($app | Set-AppGroupClaim None).GroupMembershipClaims)" | Should -Be None
        ($app | Remove-AppOptionalClaim email -Token AccessToken -PassThru -Confirm:$false).OptionalClaims.Token | Should -Be IdToken
        $app | Remove-AppOptionalClaim email -Confirm:$false
        Get-AppOptionalClaim Dashboard | Should -BeNullOrEmpty
    }

    It 'that contradict each other are refused before anything is sent: <Run>' -ForEach @(
        @{ Id = 'GroupClaimInvalid'; Run = { Set-AppGroupClaim None, SecurityGroup -App Dashboard } }
        @{ Id = 'GroupClaimInvalid'; Run = { Set-AppGroupClaim All, ApplicationGroup -App Dashboard } }
        @{ Id = 'GroupClaimInvalid'; Run = { Set-AppGroupClaim None -Format SamAccountName -App Dashboard } }
        @{ Id = 'GroupClaimInvalid'; Run = { Set-AppGroupClaim DirectoryRole -AsRole -App Dashboard } }
        @{ Id = 'GroupClaimInvalid'; Run = { Set-AppGroupClaim -App Dashboard } }
        @{ Id = 'GroupClaimMissing'; Run = { Set-AppGroupClaim -AsRole -App Dashboard -ErrorAction Stop } }
        @{ Id = 'OptionalClaimNotFound'; Run = { Add-AppOptionalClaim emial -Token IdToken -App Dashboard } }
        @{ Id = 'OptionalClaimInvalid'; Run = { Add-AppOptionalClaim sid -Token Saml2Token -App Dashboard } }
        @{ Id = 'OptionalClaimInvalid'; Run = { Add-AppOptionalClaim email -AdditionalProperty emit_as_roles -Token IdToken -App Dashboard } }
        @{ Id = 'OptionalClaimInvalid'; Run = { Add-AppOptionalClaim extension_0123_skypeId -Token IdToken -App Dashboard } }
        @{ Id = 'OptionalClaimInvalid'; Run = { Add-AppOptionalClaim email -Source user -Token IdToken -App Dashboard } }
        @{ Id = 'OptionalClaimInvalid'; Run = { Add-AppOptionalClaim 'email, upn' -Token IdToken -App Dashboard } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Run = { Add-AppOptionalClaim email -Token JwtToken -App Dashboard } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Run = { Set-AppGroupClaim Everyone -App Dashboard } }
    ) {
        $Run | Should -Throw -ErrorId "$Id,*"
        $read = Get-VendorAppRegistration Dashboard
        "$($read.GroupMembershipClaims) $($read.OptionalClaims.Count)" | Should -Be 'None 0'
    }

    It 'are warned of where they may not do what they say' {
        $warned = $null
        $null = $app | Set-AppGroupClaim SecurityGroup -Format SamAccountName -WarningVariable warned
        "$warned" | Should -BeLike '*200 groups*150*synchronized from Active Directory*'
        $null = $app | Set-AppGroupClaim SecurityGroup -Format SamAccountName -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        $null = New-VendorAppRegistration Other | Add-AppOptionalClaim groups -Token IdToken -WarningVariable warned
        "$warned" | Should -BeLike '*Set-AppGroupClaim*'
    }

    It 'go on after a journey as text' {
        $app = $app | Set-AppGroupClaim ApplicationGroup | Add-AppOptionalClaim upn -Token IdToken -AdditionalProperty include_externally_authenticated_upn
        $back = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($app, 4))
        $said = $back | Add-AppOptionalClaim upn -Token IdToken -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*already; nothing to change*'
    }

    It 'of a rehearsed app are shown' {
        $planned = New-VendorAppRegistration Planned -WhatIf | Set-AppGroupClaim ApplicationGroup -WhatIf | Add-AppOptionalClaim email -Token IdToken -WhatIf
        ($planned | Get-AppOptionalClaim).Name | Should -Be email
        "$($planned.GroupMembershipClaims)" | Should -Be ApplicationGroup
    }
}

Describe 'A template of one''s own with claims' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $template = @{ TemplatePath = Join-Path $PSScriptRoot '../Testing/Templates/gateway.json' }
    }

    AfterAll { Disconnect-AppTenant }

    It 'is installed, tested and repaired' {
        $installation = Install-VendorApp Gateway @template
        ($installation.Steps | Where-Object Guide -eq 3).Details | Should -BeLike '*SecurityGroup, DirectoryRole*'
        Test-VendorAppRegistration Gateway @template | Should -BeNullOrEmpty
        $null = $installation | Set-AppGroupClaim All -AsRole:$false
        $installation.App | Remove-AppOptionalClaim email -Confirm:$false
        $findings = Test-VendorAppRegistration Gateway @template
        ($findings.Check | Sort-Object -Unique) | Should -Be GroupClaim, GroupClaimFormat, OptionalClaimMissing
        foreach ($finding in $findings) { $null = [scriptblock]::Create($finding.Fix).Invoke() }
        # Fixing the groups names no other form than the guide's; tokens that it does not name keep theirs.
        Test-VendorAppRegistration Gateway @template | Should -BeNullOrEmpty
        $said = Install-VendorApp Gateway @template -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -Not -Match 'PATCH|POST /v1.0/applications'
    }
}
