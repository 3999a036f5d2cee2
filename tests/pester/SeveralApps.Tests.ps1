# A template for several apps, an API and its client, as the commands handle it.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $template = (Resolve-Path $PSScriptRoot/../Testing/Templates/pair.json).Path
    $pair = @{ TemplatePath = $template; Viewer = 'Security team' }
}

Describe 'A template for several apps' {
    BeforeEach { Connect-AppTenant -Sandbox | Out-Null }
    AfterEach { Disconnect-AppTenant }

    It 'is explained with its apps' {
        $shown = Get-VendorAppTemplate Pair -TemplatePath $template
        $shown.Apps | Should -Be server, client
        $shown.Steps.Count | Should -Be 8
        $shown.Settings | Should -Be 'Audience', 'Client ID', 'Client secret', 'Scope'
        ($shown.Permissions | Where-Object Name -EQ Pair.Run).Api | Should -Be 'the app server'
    }

    It 'is installed, tested, repeated and taken back' {
        $installed = Install-VendorApp Pair @pair -Confirm:$false -WarningVariable notes -WarningAction SilentlyContinue
        $installed.DisplayName | Should -Be 'Pair API', 'Pair client'
        $installed.Outcome | Should -Be Installed, Installed
        $installed[1].SignIn.Succeeded | Should -BeTrue
        $installed.SignInState | Should -Be "not tested: the app doesn't sign in as itself", 'succeeded'
        $notes | Should -HaveCount 1

        Test-VendorAppRegistration Pair @pair | Should -BeNullOrEmpty
        $installed | Test-VendorAppRegistration | Should -BeNullOrEmpty
        Test-VendorAppRegistration Pair -App $installed[0].AppId @pair -Quiet | Should -BeTrue
        $again = Install-VendorApp Pair @pair -WarningAction SilentlyContinue
        $again.Outcome | Should -Be Unchanged, Unchanged
        $again[1].SignInState | Should -Be 'not tested: no secret was created now'

        (Uninstall-VendorApp Pair @pair -Confirm:$false -PassThru).DisplayName | Should -Be 'Pair client', 'Pair API'
        (Test-VendorAppRegistration Pair @pair).Check | Should -Be AppMissing, AppMissing
    }

    It 'is rehearsed as a whole, and its plan is carried out from the file' {
        $plan = Join-Path $TestDrive pair.plan.json
        $planned = Install-VendorApp Pair @pair -WhatIf -PlanPath $plan -WarningAction SilentlyContinue
        $planned.Outcome | Should -Be Planned, Planned
        $planned[1].SignInState | Should -Be 'not tested: nothing was carried out'
        ($planned[1].Settings | Where-Object Name -EQ Scope).Value | Should -Be "<Application ID URI of 'Pair API'>/Pair.Read"
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty

        (Install-VendorApp -PlanPath $plan -Confirm:$false -WarningAction SilentlyContinue).Outcome | Should -Be Installed, Installed
        { Install-VendorApp -PlanPath $plan -ErrorAction Stop -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'PlanOutdated,*' -ExpectedMessage '*of Pair client*'
    }

    It 'has its values exported from its installation, and later from each app' {
        $file = Join-Path $TestDrive pair.env
        Install-VendorApp Pair @pair -Confirm:$false -WarningAction SilentlyContinue | Export-VendorAppSetting -Path $file -IncludeSecret
        Get-Content $file -Raw | Should -Match 'PAIR_AUDIENCE=api://[\s\S]*PAIR_CLIENT_SECRET=[\s\S]*PAIR_SCOPE=api://'

        (Export-VendorAppSetting 'Pair API' -Vendor Pair -TemplatePath $template).Name | Should -Be Audience
        $values = New-AppClientSecret 'Pair client' -DisplayName Pair -WarningAction SilentlyContinue | Export-VendorAppSetting -Vendor Pair -TemplatePath $template
        ($values | Where-Object Name -EQ Scope).Value | Should -Match '^api://[0-9a-f-]{36}/Pair\.Read$'

        New-VendorAppRegistration Another | Out-Null
        { Export-VendorAppSetting Another -Vendor Pair -TemplatePath $template -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppUnknown,*'
    }

    It 'names its apps by the chosen name and their keys' {
        (Install-VendorApp Pair @pair -DisplayName Contoso -Confirm:$false -WarningAction SilentlyContinue).DisplayName |
            Should -Be 'Contoso server', 'Contoso client'
        Test-VendorAppRegistration Pair @pair -DisplayName Contoso | Should -BeNullOrEmpty
        Uninstall-VendorApp Pair @pair -DisplayName Contoso -Confirm:$false
        Get-VendorAppRegistration 'Contoso *' | Should -BeNullOrEmpty
    }

    It 'is removed app by app from the objects of its installation' {
        $installed = Install-VendorApp Pair @pair -DisplayName Contoso -UniqueName our-pair -Confirm:$false -WarningAction SilentlyContinue
        $installed[1] | Uninstall-VendorApp -Confirm:$false
        (Get-VendorAppRegistration 'Contoso server').AuthorizedClients | Should -BeNullOrEmpty
        $installed[0] | Uninstall-VendorApp -Confirm:$false
        Get-VendorAppRegistration 'Contoso *' | Should -BeNullOrEmpty
    }

    It 'is compared with one of its apps' {
        $installed = Install-VendorApp Pair @pair -Confirm:$false -WarningAction SilentlyContinue
        $installed.AppId | Compare-VendorAppRegistration -Vendor Pair @pair | Should -BeNullOrEmpty
    }

    It 'refuses -<Name>, which is for one app' -ForEach @(
        @{ Name = 'AppId'; Value = [guid]::NewGuid() }
        @{ Name = 'KeyVaultSecretName'; Value = 'pair' }
    ) {
        $given = @{ $Name = $Value; KeyVaultName = 'contoso-apps' }
        { Install-VendorApp Pair @pair @given -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppsSettled,*'
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty
    }

    It 'is refused before the first write where values give two apps one <What>' -ForEach @(
        @{ What = 'unique name'; Member = 'registration'; Property = 'displayName'; Text = 'Pair {0}' }
        @{ What = 'Application ID URI'; Member = 'api'; Property = 'identifierUri'; Text = 'api://contoso.onmicrosoft.com/{0}' }
    ) {
        $file = Join-Path $TestDrive "alike-$Member.json"
        $alike = Get-Content $template -Raw | ConvertFrom-Json -AsHashtable
        $alike.parameters += @{ name = 'First'; type = 'String'; help = 'The first name.'; default = 'one' }, @{ name = 'Second'; type = 'String'; help = 'The second name.'; default = 'two' }
        $alike.apps[1].api ??= @{ step = 'register'; scopes = @(@{ value = 'Own.Read'; consent = 'Admins'; adminTitle = 'Read'; adminText = 'Reads.' }) }
        $alike.apps[0].$Member.$Property = $Text -f '{First}'
        $alike.apps[1].$Member.$Property = $Text -f '{Second}'
        if ($Member -ne 'api') { $alike.apps[1].Remove('api') }
        $alike | ConvertTo-Json -Depth 20 | Set-Content $file
        $problem = $null
        Install-VendorApp Pair -TemplatePath $file -Viewer 'Security team' -First same -Second Same -Confirm:$false -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'VendorAppsDuplicate,*'
        "$($problem[0])" | Should -BeLike "*server and client*same $What*"
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty
        (Install-VendorApp Pair -TemplatePath $file -Viewer 'Security team' -Second other -Confirm:$false -WarningAction SilentlyContinue).Outcome | Should -Be Installed, Installed
    }

    It 'is refused by a command that registers one app' {
        { New-VendorAppRegistration -Vendor Pair -TemplatePath $template -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppsSeveral,*'
    }

    It 'is tested and taken back by the CSV row that it was installed with' {
        $rows = 'DisplayName,AppId,Viewer', 'Contoso,,Security team', 'Fabrikam,,Security team;Lee Novak' | ConvertFrom-Csv
        $rows | Install-VendorApp Pair -TemplatePath $template -Confirm:$false -WarningAction SilentlyContinue | Out-Null
        $rows | Test-VendorAppRegistration Pair -TemplatePath $template -ErrorAction Stop | Should -BeNullOrEmpty
        $rows[0] | Uninstall-VendorApp Pair -TemplatePath $template -Confirm:$false -ErrorAction Stop
        (Get-VendorAppRegistration).DisplayName | Sort-Object | Should -Be 'Fabrikam client', 'Fabrikam server'
    }

    It 'is taken back by CSV rows that name each app by its ID, in the tenant of each row' {
        $tenants = 'a.onmicrosoft.com', 'b.onmicrosoft.com'
        $tenants | ForEach-Object { Connect-AppTenant $_ -Sandbox } | Out-Null
        $rows = foreach ($tenant in $tenants) {
            Install-VendorApp Pair @pair -Tenant $tenant -Confirm:$false -WarningAction SilentlyContinue |
                ForEach-Object { [pscustomobject]@{ Tenant = $tenant; Vendor = 'Pair'; AppId = "$($_.AppId)"; Viewer = $pair.Viewer } }
        }
        $rows | Test-VendorAppRegistration -TemplatePath $template -ErrorAction Stop | Should -BeNullOrEmpty
        $rows[0, 2, 1, 3] | Uninstall-VendorApp -TemplatePath $template -Confirm:$false -ErrorAction Stop
        $tenants | ForEach-Object { Get-VendorAppRegistration -Tenant $_ -Kind Registration } | Should -BeNullOrEmpty
    }

    It 'refuses a CSV row that names one app by its ID' {
        $row = [pscustomobject]@{ DisplayName = 'Contoso'; AppId = [guid]::NewGuid(); Viewer = 'Security team' }
        { $row | Install-VendorApp Pair -TemplatePath $template -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppsSettled,*'
    }

    It 'writes a row for each app of a CSV row, and for one that fails' {
        $row = [pscustomobject]@{ Vendor = 'Pair'; DisplayName = 'Contoso'; Viewer = 'Security team' }
        ($row | Install-VendorApp -TemplatePath $template -Confirm:$false -WarningAction SilentlyContinue).Outcome | Should -Be Installed, Installed

        New-VendorAppRegistration 'Fabrikam client' -UniqueName somebody-elses | Out-Null
        $row.DisplayName = 'Fabrikam'
        $failed = $row | Install-VendorApp -TemplatePath $template -Confirm:$false -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failed.Outcome | Should -Be Failed
        $failed.ErrorId | Should -Be AppNameTaken
        $failed.SignInState | Should -Be 'not tested: the installation failed'
        $failed.DisplayName | Should -Be 'Fabrikam client'
        Get-VendorAppRegistration 'Fabrikam server' -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'An app whose API others use' {
    BeforeEach {
        Connect-AppTenant -Sandbox | Out-Null
        $installed = Install-VendorApp Pair @pair -Confirm:$false -WarningAction SilentlyContinue
        $other = New-VendorAppRegistration 'Another client' | Add-AppApiPermission -Api $installed[0].AppId -Delegated Pair.Read |
            Grant-AppAdminConsent
    }
    AfterEach { Disconnect-AppTenant }

    It 'is not removed without -Force, and the error names them' {
        { Uninstall-VendorApp Pair @pair -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ErrorId 'VendorAppHasExtras,*' -ExpectedMessage "*permission of the app 'Another client' ($($other.AppId)) to its API: Pair.Read*"
        (Get-VendorAppRegistration 'Pair*').Count | Should -Be 2
        Uninstall-VendorApp Pair @pair -Force -Confirm:$false
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty
    }

    It 'is removed although it requests permissions of an API that is gone' {
        Remove-VendorAppRegistration $other -Confirm:$false
        $gone = New-VendorAppRegistration Gone | Add-AppApiScope Gone.Read | Add-AppRole Gone.Run -AllowedMemberType Application
        $null = Add-AppApiPermission -App 'Pair client' -Api $gone -Delegated Gone.Read -Application Gone.Run | Grant-AppAdminConsent -Confirm:$false
        { Uninstall-VendorApp Pair @pair -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppHasExtras,*' -ExpectedMessage '*Gone.Run*'
        $gone | Remove-VendorAppRegistration -Permanent -Confirm:$false
        Uninstall-VendorApp Pair @pair -Confirm:$false -ErrorAction Stop
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty
    }

    It 'says of an authorized client that it is gone' {
        Remove-VendorAppRegistration $other -Confirm:$false
        $client = New-VendorAppRegistration Gone
        $null = Add-AppAuthorizedClient $client -App $installed[0].AppId -Scope Pair.Read
        { Uninstall-VendorApp Pair @pair -Confirm:$false -ErrorAction Stop } | Should -Throw -ExpectedMessage "*client $($client.AppId): authorized for Pair.Read. Nothing*"
        $client | Remove-VendorAppRegistration -Permanent -Confirm:$false
        { Uninstall-VendorApp Pair @pair -Confirm:$false -ErrorAction Stop } |
            Should -Throw -ExpectedMessage "*client $($client.AppId): authorized for Pair.Read; no app in the tenant has this ID. Nothing*"
    }

    It 'is not removed alone <Case> while its client uses it, without -Force' -ForEach @(
        @{ Case = 'with -App'; Remove = { Uninstall-VendorApp Pair @pair -App 'Pair API' -Confirm:$false -ErrorAction Stop @args } }
        @{ Case = 'from the pipeline'; Remove = { $installed[0] | Uninstall-VendorApp -Confirm:$false -ErrorAction Stop @args } }
    ) {
        Remove-VendorAppRegistration $other -Confirm:$false
        { & $Remove } | Should -Throw -ErrorId 'VendorAppHasExtras,*' -ExpectedMessage "*permission of the app 'Pair client' ($($installed[1].AppId)) to its API*"
        (Get-VendorAppRegistration 'Pair*').Count | Should -Be 2
        & $Remove -Force
        (Get-VendorAppRegistration 'Pair*').DisplayName | Should -Be 'Pair client'
    }

    It 'is removed with its client where the pipeline gives both, of each installation by itself' {
        $second = Install-VendorApp Pair @pair -DisplayName Contoso -Confirm:$false -WarningAction SilentlyContinue
        Remove-VendorAppRegistration $other -Confirm:$false
        $problems = $null
        $installed[0], $installed[1], $second[0] | Uninstall-VendorApp -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.FullyQualifiedErrorId | Should -BeLike 'VendorAppHasExtras,*'
        (Get-VendorAppRegistration).DisplayName | Sort-Object | Should -Be 'Contoso client', 'Contoso server'
    }

    It 'is removed before its client, whose permissions to it are then no additions of others' {
        Remove-VendorAppRegistration $installed[0] -Confirm:$false
        Uninstall-VendorApp Pair @pair -Confirm:$false -WarningAction SilentlyContinue
        Get-VendorAppRegistration 'Pair*' | Should -BeNullOrEmpty
    }
}
