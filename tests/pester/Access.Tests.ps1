BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'Owners of an app' {
    BeforeEach {
        $tenant = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $alex = "alex.weber@$($tenant.DefaultDomain)"
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'are added by sign-in name and by display name, and the app goes on in the pipeline' {
        $result = $app | Add-AppOwner -Owner $alex, 'Sam Okafor' | Add-AppGraphPermission -Delegated User.Read
        $result.Owners.DisplayName | Should -Be 'Alex Weber', 'Sam Okafor'
        (Get-AppOwner Invictus).Target | Should -Be 'Both', 'Both'
        $result.Permissions.Name | Should -Be 'User.Read'
    }

    It 'are taken from the objects of earlier steps and of other modules' {
        $pipeline = New-VendorAppRegistration Pipeline
        $null = Add-AppOwner Invictus -Owner $pipeline
        (Get-AppOwner Invictus).Kind | Should -Be 'ServicePrincipal'
        $other = [pscustomobject]@{ Id = (Get-AppOwner Invictus).Id; DisplayName = 'as another module shows it' }
        (Add-AppOwner Pipeline -Owner $other).Owners.Id | Should -Be $pipeline.ServicePrincipalId
        $null = [pscustomobject]@{ UserPrincipalName = $alex } | Add-AppOwner -App Invictus
        @(Get-AppOwner Invictus).Count | Should -Be 2
    }

    It 'are taken from typed objects that this module knows nothing of' {
        class ForeignUser { [string] $Id; [string] $DisplayName }
        $user = [ForeignUser] @{ Id = (Test-AppUserProfile $alex).Id; DisplayName = 'as another module shows it' }
        (Add-AppOwner Invictus -Owner $user).Owners.DisplayName | Should -Be 'Alex Weber'
        (Add-AppOwner Invictus -Owner (Test-AppUserProfile 'Sam Okafor')).Owners.DisplayName | Should -Be 'Alex Weber', 'Sam Okafor'
        { Add-AppOwner Invictus -Owner ([version] '1.0') } | Should -Throw -ExpectedMessage '*none of the properties Id*'
    }

    It 'are added of one object only where that is asked for' {
        $null = Add-AppOwner $alex -App Invictus -Target ServicePrincipal
        (Get-AppOwner Invictus).Target | Should -Be 'ServicePrincipal'
        Get-AppOwner Invictus -Target Application | Should -BeNullOrEmpty
    }

    It 'change nothing at a second run, which says so' {
        $null = $app | Add-AppOwner -Owner $alex
        $said = $app | Add-AppOwner -Owner $alex -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*already; nothing to change*'
        "$said" | Should -Not -Match 'POST /(applications|servicePrincipals)'
    }

    It 'are rehearsed without a write' {
        $planned = New-VendorAppRegistration New -WhatIf | Add-AppOwner -Owner $alex -WhatIf
        $planned.Owners.UserPrincipalName | Should -Be $alex
        $null = $app | Add-AppOwner -Owner $alex -WhatIf
        Get-AppOwner Invictus | Should -BeNullOrEmpty
    }

    It 'are removed from the pipeline, with a warning when nobody is left' {
        $null = $app | Add-AppOwner -Owner $alex, 'Sam Okafor'
        $null = Get-AppOwner Invictus | Where-Object DisplayName -EQ 'Sam Okafor' | Remove-AppOwner -Confirm:$false -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        (Get-AppOwner Invictus).DisplayName | Should -Be 'Alex Weber'
        $null = Remove-AppOwner $alex -App Invictus -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        $warned.Count | Should -Be 2
        Get-AppOwner Invictus | Should -BeNullOrEmpty
    }

    It 'can not be a group, and nobody is added when one name of several is wrong' {
        $trouble = $null
        $app | Add-AppOwner -Owner $alex, 'Security team', nobody -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble.FullyQualifiedErrorId | Should -Be 'PrincipalUnsuitable,EntraAppCmdlets.AddAppOwnerCommand', 'PrincipalNotFound,EntraAppCmdlets.AddAppOwnerCommand'
        $trouble[0].TargetObject | Should -Be 'Security team'
        $trouble[1].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        Get-AppOwner Invictus | Should -BeNullOrEmpty
    }
}

Describe 'Assignments to an app' {
    BeforeEach {
        $tenant = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Sekoia.io
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'let a group and a user in, and nobody else' {
        $result = $app | Add-AppAssignment -Principal 'Security team', "sam.okafor@$($tenant.DefaultDomain)" -Required
        $result.AssignmentRequired | Should -BeTrue
        (Get-AppAssignment Sekoia.io | Sort-Object PrincipalDisplayName).PrincipalDisplayName | Should -Be 'Sam Okafor', 'Security team'
        (Get-AppAssignment Sekoia.io)[0].Role | Should -Be 'Default access'
    }

    It 'can be required and released without naming anybody' {
        ($app | Add-AppAssignment -Required).AssignmentRequired | Should -BeTrue
        (Get-VendorAppRegistration Sekoia.io | Add-AppAssignment -Required:$false).AssignmentRequired | Should -BeFalse
        { $app | Add-AppAssignment -ErrorAction Stop } | Should -Throw -ErrorId 'PrincipalMissing*'
    }

    It 'say in words what would be sent' {
        $info = & {
            $app | Add-AppAssignment -Principal 'Security team' -Required -WhatIf
        } 6>&1
        $info.AssignmentRequired | Should -BeTrue
        Get-AppAssignment Sekoia.io | Should -BeNullOrEmpty
    }

    It 'are removed from the pipeline' {
        $null = $app | Add-AppAssignment -Principal 'Security team', 'Sam Okafor'
        $null = Get-AppAssignment Sekoia.io | Where-Object PrincipalType -EQ User | Remove-AppAssignment -Confirm:$false
        (Get-AppAssignment Sekoia.io).PrincipalDisplayName | Should -Be 'Security team'
    }

    It 'of a group are refused with the cure where the licence does not allow them' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ GroupAssignment = $false }
        $app = New-VendorAppRegistration Sekoia.io
        $trouble = $null
        $app | Add-AppAssignment -Principal 'Security team' -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'GroupAssignmentNotLicensed,*'
        $trouble[0].ErrorDetails.RecommendedAction | Should -BeLike '*P1*'
    }
}
