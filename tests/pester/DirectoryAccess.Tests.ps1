# Directory roles and group memberships of apps, as a person meets them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $null = Connect-AppTenant -Sandbox
    $app = New-VendorAppRegistration Invictus
}

AfterAll { Disconnect-AppTenant }

Describe 'Directory roles' {
    It 'are assigned in a chain, listed with their risk, and removed from the pipeline' {
        $with = $app | Add-AppDirectoryRole 'Global Reader', 'Directory Readers' -WarningAction SilentlyContinue
        $with.AppId | Should -Be $app.AppId
        $roles = Get-AppDirectoryRole Invictus
        ($roles | Sort-Object Role).Risk | Should -Be 'Low', 'High'
        $roles.ControlsTenant | Should -Not -Contain $true
        $roles | Remove-AppDirectoryRole -Confirm:$false | Should -BeNullOrEmpty
        Get-AppDirectoryRole Invictus | Should -BeNullOrEmpty
    }

    It 'that amount to control of the tenant need a yes, and say why' {
        $problem = $null
        $app | Add-AppDirectoryRole 'Global Administrator' -ErrorAction SilentlyContinue -ErrorVariable problem -WarningVariable warned -WarningAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ConfirmationNeeded,*'
        "$warned" | Should -BeLike '*control of the tenant*everything in the directory*'
        Get-AppDirectoryRole Invictus | Should -BeNullOrEmpty
        $null = $app | Add-AppDirectoryRole 'Global Administrator' -Confirm:$false -WarningAction SilentlyContinue
        (Get-AppDirectoryRole Invictus).ControlsTenant | Should -BeTrue
        $app | Remove-AppDirectoryRole 'Global Administrator' -Confirm:$false
    }

    It 'that are not there are an error each, and nothing is assigned' {
        $problem = $null
        $app | Add-AppDirectoryRole 'Global Reder', 'Security Reader', 'nothing' -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'DirectoryRoleNotFound,*'
        "$($problem[0])" | Should -BeLike "*Did you mean 'Global Reader'*"
        Get-AppDirectoryRole Invictus | Should -BeNullOrEmpty
    }

    It 'are completed by any part of their names' {
        (TabExpansion2 'Add-AppDirectoryRole reader' 27).CompletionMatches.ListItemText | Should -Contain 'Global Reader'
    }

    It 'are only shown in a rehearsal' {
        $app | Add-AppDirectoryRole 'Directory Readers' -WhatIf | Should -Not -BeNullOrEmpty
        Get-AppDirectoryRole Invictus | Should -BeNullOrEmpty
    }
}

Describe 'Group memberships' {
    It 'are added with a warning, listed, and removed' {
        $null = $app | Add-AppGroupMembership 'Security team' -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*'Security team' may do*"
        (Get-AppGroupMembership Invictus).GroupDisplayName | Should -Be 'Security team'
        Get-AppGroupMembership Invictus | Remove-AppGroupMembership -Confirm:$false
        Get-AppGroupMembership Invictus | Should -BeNullOrEmpty
        Remove-AppGroupMembership 'Security team' Invictus -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*nothing to remove*'
    }

    It 'of a user, or in a group that is not there, are refused' {
        { $app | Add-AppGroupMembership 'Securty team' -ErrorAction Stop } | Should -Throw -ErrorId 'PrincipalNotFound,*' -ExpectedMessage "*'Invictus' was added to no group.*"
        { $app | Add-AppGroupMembership alex.weber@contoso.onmicrosoft.com -ErrorAction Stop } | Should -Throw -ErrorId 'PrincipalUnsuitable,*'
        $null = Invoke-AppGraphRequest groups -Method Post -Body @{ displayName = 'By rule'; mailNickname = 'rule'; securityEnabled = $true; mailEnabled = $false; groupTypes = @('DynamicMembership'); membershipRule = '(user.department -eq "x")' }
        { $app | Add-AppGroupMembership 'By rule' -ErrorAction Stop } | Should -Throw -ErrorId 'GroupUnsuitable,*' -ExpectedMessage '*dynamic membership*'
        Get-AppGroupMembership Invictus | Should -BeNullOrEmpty
    }
}

Describe 'A guide with directory roles and group memberships' {
    It 'is installed, tested, and repeated without a change' {
        $template = @{ TemplatePath = Join-Path $PSScriptRoot '../Testing/Templates/gateway.json'; Group = 'Security team' }
        $installation = Install-VendorApp Gateway @template -WarningAction SilentlyContinue
        (Get-AppDirectoryRole $installation.AppId).Role | Sort-Object | Should -Be 'Directory Readers', 'Reports Reader'
        (Get-AppGroupMembership $installation.AppId).GroupDisplayName | Should -Be 'Security team'
        Test-VendorAppRegistration Gateway @template | Should -BeNullOrEmpty
        Remove-AppDirectoryRole 'Reports Reader' $installation.AppId -Confirm:$false
        $finding = Test-VendorAppRegistration Gateway @template
        $finding.Check | Should -Be DirectoryRoleMissing
        Invoke-Expression $finding.Fix | Out-Null
        Test-VendorAppRegistration Gateway @template | Should -BeNullOrEmpty
    }
}
