# What Install-VendorApp has made is taken back by Uninstall-VendorApp with the same parameters, after one question that lists each step.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $script:given = @{ Vendor = 'Sekoia'; Region = 'FRA2'; AssignTo = 'Security team' }
}

Describe 'Uninstall-VendorApp' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $script:installation = Install-VendorApp @given
    }
    AfterEach { Disconnect-AppTenant }

    It 'removes the app and writes nothing; Restore-VendorAppRegistration brings it back' {
        Uninstall-VendorApp @given -Confirm:$false | Should -BeNullOrEmpty
        Get-VendorAppRegistration $installation.AppId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Restore-VendorAppRegistration $installation.AppId).AppId | Should -Be $installation.AppId
        Get-AppCredential $installation.AppId | Should -BeNullOrEmpty
    }

    It 'takes the output of Install-VendorApp with its parameters' {
        ($installation | Uninstall-VendorApp -Confirm:$false -PassThru).AppId | Should -Be $installation.AppId
        Get-VendorAppRegistration $installation.AppId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'lists each step with -WhatIf, and removes nothing' {
        $said = & { $installation | Uninstall-VendorApp -Verbose -Confirm:$false } 4>&1 | Out-String
        $said | Should -Match "remove Secret 'Sekoia.io'"
        $said | Should -Match 'remove the assignment of group Security team'
        $said | Should -Match 'delete the app with its service principal'
        $null = Install-VendorApp @given -Restore
        Uninstall-VendorApp @given -WhatIf
        (Get-VendorAppRegistration $installation.AppId).DisplayName | Should -Be 'Sekoia.io'
    }

    It 'says that there is nothing to remove, the second time' {
        Uninstall-VendorApp @given -Confirm:$false
        foreach ($again in { Uninstall-VendorApp @given -Confirm:$false }, { $installation | Uninstall-VendorApp -Confirm:$false }) {
            $warned = @(& $again 3>&1)
            $warned.Count | Should -Be 1
            "$warned" | Should -BeLike '*there is nothing to remove*'
        }
    }

    It 'refuses what others have added, names it, and takes it with -Force' {
        $null = $installation | New-AppClientSecret -DisplayName other
        $null = $installation | Add-AppRedirectUri -RedirectUri https://other.example.com/cb
        $problem = $null
        Uninstall-VendorApp @given -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'VendorAppHasExtras,*'
        "$($problem[0])" | Should -BeLike "*https://other.example.com/cb*Secret 'other'*Nothing was removed.*"
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'
        (Get-AppCredential $installation.AppId).Count | Should -Be 2
        Uninstall-VendorApp @given -Confirm:$false -Force
        Get-VendorAppRegistration $installation.AppId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'needs the parameters of the installation: another group is one that others have assigned' {
        $problem = $null
        Uninstall-VendorApp Sekoia -Region FRA2 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike '*assignment of Security team*'
    }

    It 'names the parameters of the installation that may be missing, before -Force: those that the app depends on' {
        $problem = $null
        Uninstall-VendorApp Sekoia -Region FRA2 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike 'If the app was installed with -AccountTypes or -AssignTo, specify that. Otherwise*-Force*'

        $null = Install-VendorApp Cloudflare -TeamName contoso -EmailClaim
        Uninstall-VendorApp Cloudflare -TeamName contoso -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        "$($problem[0])" | Should -BeLike '*claim*email*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike 'If the app was installed with -EmailClaim, specify that.*'

        # What only the product's settings show changes nothing of the app.
        $null = Install-VendorApp pgAdmin -PgAdminHost pgadmin.example.com | Add-AppRedirectUri https://other.example.com/cb
        Uninstall-VendorApp pgAdmin -PgAdminHost pgadmin.example.com -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-GroupClaim*-Force*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*-ButtonText*'

        # An installation knows its parameters.
        $null = $installation | Add-AppRedirectUri https://other.example.com/cb
        $installation | Uninstall-VendorApp -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].ErrorDetails.RecommendedAction | Should -Be 'Check who uses it. Run again with -Force to remove the app with all of it.'
    }

    It 'is warned of by Test-VendorAppRegistration too, where something counts as an addition of others' {
        $null = $installation | Add-AppRedirectUri https://other.example.com/cb
        $warned = (Test-VendorAppRegistration Sekoia -Region FRA2 3>&1).Where({ $_ -is [System.Management.Automation.WarningRecord] })
        "$warned" | Should -BeLike "If 'Sekoia.io' was installed with -AccountTypes or -AssignTo, specify that:*"
        foreach ($test in { Test-VendorAppRegistration Sekoia -Region FRA2 -AssignTo 'Security team' -AccountTypes SingleTenant }, { $installation | Test-VendorAppRegistration }) {
            $all = @(& $test 3>&1)
            $all.Check | Should -Be RedirectUriExtra
        }
    }

    It 'finds an app that was renamed' {
        $null = Set-VendorAppRegistration $installation.AppId -DisplayName 'Sekoia (old)'
        Uninstall-VendorApp @given -Confirm:$false
        Get-VendorAppRegistration $installation.AppId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
