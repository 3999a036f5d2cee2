# A guide in many tenants from a CSV file: each row names its vendor, its tenant and the vendor's parameters, has an outcome, and stops no other row.

BeforeAll {
    $module = Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1'
    Import-Module $module
}

Describe 'Rows of a CSV file' {
    BeforeEach {
        $a, $b = 'a.onmicrosoft.com', 'b.onmicrosoft.com' | ForEach-Object { Connect-AppTenant $_ -Sandbox }
        $rows = @'
Vendor,DisplayName,Region,AssignTo,DashboardHost,Owner,Tenant,Remark
Sekoia,,FRA2,Security team;Lee Novak,,,a.onmicrosoft.com,two are assigned
Invictus,Dashboard,,,a.example.com,Sam Okafor,b.onmicrosoft.com,
Nope,,,,,,a.onmicrosoft.com,
Sekoia,,FRA2,Nobody,,,b.onmicrosoft.com,
authentik,,,,,,nowhere.onmicrosoft.com,
Invictus,No host,,,,,,
authentik,,,,,,,the tenant connected last
'@ | ConvertFrom-Csv
    }
    AfterEach { Disconnect-AppTenant }

    It 'each have an outcome, in order, and a row that fails stops no other' {
        $problems = $null
        $all = $rows | Install-VendorApp -ErrorAction SilentlyContinue -ErrorVariable problems
        $all.Outcome | Should -Be Installed, Installed, Failed, Failed, Failed, Failed, Installed
        $all.ErrorId | Should -Be $null, $null, VendorUnknown, PrincipalNotFound, NotConnected, VendorParameterMissing, $null
        $problems.ForEach({ ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be VendorUnknown, PrincipalNotFound, NotConnected, VendorParameterMissing
        $all[3].Error | Should -BeLike "*'Nobody'*"
        $all[3].StepsLeft.Count | Should -BeGreaterThan 3
        $all[0, 1, 6].TenantId | Should -Be $a.TenantId, $b.TenantId, $b.TenantId
        (Get-AppAssignment $all[0].App).PrincipalDisplayName | Sort-Object | Should -Be 'Lee Novak', 'Security team'
        (Get-AppOwner $all[1].App).DisplayName | Should -Be 'Sam Okafor'
        $all[1].DisplayName | Should -Be Dashboard
    }

    It 'go on where an earlier run has ended: what is there is unchanged, what was added to is changed' {
        $null = $rows | Select-Object -First 2 | Install-VendorApp
        Get-VendorAppRegistration Dashboard -Tenant $b | Remove-AppRedirectUri https://a.example.com/login -Confirm:$false
        ($rows | Install-VendorApp -ErrorAction SilentlyContinue).Outcome | Should -Be Unchanged, Changed, Failed, Failed, Failed, Failed, Installed
        $new = [pscustomobject]@{ Vendor = 'authentik'; DisplayName = 'New'; Tenant = 'a.onmicrosoft.com' }
        ($rows[0], $new | Install-VendorApp -WhatIf).Outcome | Should -Be Unchanged, Planned
    }

    It 'of one vendor that the command line names may not name another' {
        $problems = $null
        $all = $rows[0], ([pscustomobject]@{ DisplayName = 'By name' }) | Install-VendorApp authentik -ErrorAction SilentlyContinue -ErrorVariable problems
        $all.Outcome | Should -Be Failed, Installed
        $all[0].ErrorId | Should -Be VendorInputUnused
    }

    It 'go on with the app whose ID they give' {
        $app = New-VendorAppRegistration 'Made in the portal'
        $found = 'AppId', $app.AppId, ([guid]::Empty), 'portal' | ConvertFrom-Csv |
            Install-VendorApp authentik -WhatIf -ErrorAction SilentlyContinue
        $found.Outcome | Should -Be Planned, Planned, Failed
        $found[0].AppId | Should -Be $app.AppId
        $found[1].DisplayName | Should -Be 'authentik Entra Provider'
        $found[2].Error | Should -BeLike "*-AppId can't be 'portal'*"
    }

    It 'that failed are refused by the next command, with the reason' {
        $all = $rows | Install-VendorApp -ErrorAction SilentlyContinue
        $problems = $null
        $all[3] | Export-VendorAppSetting -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'VendorAppFailed,*'
        "$($problems[0])" | Should -BeLike "*'Nobody'*"
        ($all | Where-Object Outcome -eq Installed | Export-VendorAppSetting).Count | Should -BeGreaterThan 3
    }

    It 'are refused by a tenant one by one: the next row may ask for less' {
        $small = Connect-AppTenant small.onmicrosoft.com -Sandbox -SandboxSetting @{ Permissions = 'Application.ReadWrite.All, Directory.Read.All' }
        $all = @([pscustomobject]@{ Vendor = 'authentik' }; [pscustomobject]@{ Vendor = 'Sekoia'; Region = 'FRA2' }) |
            Install-VendorApp -Tenant $small -Confirm:$false -ErrorAction SilentlyContinue
        $all.Outcome | Should -Be Failed, Installed
        $all[0].ErrorId | Should -Be InsufficientPrivileges
    }

    It 'may leave cells empty, which the command line may not' {
        { Install-VendorApp authentik -DisplayName '' } | Should -Throw -ErrorId 'ArgumentEmpty*'
        { Install-VendorApp authentik -KeyVaultName $null } | Should -Throw -ErrorId 'ArgumentEmpty*'
        { Get-VendorAppRegistration -Tenant $null } | Should -Throw -ErrorId 'ArgumentEmpty*'
        @(Get-VendorAppRegistration -Tenant $b -Kind Registration).Count | Should -Be 0
    }

    It 'are tested and taken back as they were installed: each with its vendor, in its tenant, by its names' {
        $rows = @'
Tenant,Vendor,DisplayName,AppId,KeyVaultName,Region,AssignTo,DashboardHost,Owner
a.onmicrosoft.com,Sekoia,,,,FRA2,Security team;Lee Novak,,
b.onmicrosoft.com,Invictus,Dashboard,,,,,b.example.com,Sam Okafor
a.onmicrosoft.com,authentik,,00000000-0000-0000-0000-000000000000,,,,,
'@ | ConvertFrom-Csv
        ($rows | Install-VendorApp -Confirm:$false).Outcome | Should -Be Installed, Installed, Installed
        $rows | Test-VendorAppRegistration -ErrorAction Stop | Should -BeNullOrEmpty
        $rows | Test-VendorAppRegistration -Quiet | Should -Be $true, $true, $true

        # An app of the same name that somebody else has made is not the one of the row.
        $other = New-VendorAppRegistration authentik -UniqueName somebody-elses -Tenant $a
        $null = Set-VendorAppRegistration $other -DisplayName 'authentik Entra Provider'
        Get-VendorAppRegistration Dashboard -Tenant $b | Remove-AppRedirectUri https://b.example.com/login -Confirm:$false
        $findings = @($rows | Test-VendorAppRegistration)
        $findings.Check | Should -Be RedirectUriMissing
        $findings.DisplayName | Should -Be Dashboard

        $rows | Uninstall-VendorApp -Confirm:$false -ErrorAction Stop
        (Get-VendorAppRegistration -Tenant $a -Kind Registration).AppId | Should -Be $other.AppId
        Get-VendorAppRegistration -Tenant $b -Kind Registration | Should -BeNullOrEmpty
    }

    It 'that fail stop no other row of <Command>, and each is the target of its error' -ForEach @(
        @{ Command = 'Test-VendorAppRegistration'; Given = @{} }
        @{ Command = 'Uninstall-VendorApp'; Given = @{ Confirm = $false } }
    ) {
        $null = $rows[0], $rows[1] | Install-VendorApp -Confirm:$false
        $mixed = $rows[2, 4, 5] + [pscustomobject]@{ DisplayName = 'Dashboard'; Tenant = 'b.onmicrosoft.com' } + $rows[0, 1]
        $problems = $null
        $mixed | & $Command @Given -ErrorAction SilentlyContinue -ErrorVariable problems | Should -BeNullOrEmpty
        $problems.ForEach({ ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be VendorUnknown, NotConnected, VendorParameterMissing, VendorNotNamed
        $problems.TargetObject | Select-Object -Unique | Should -HaveCount 4
        $problems[3].TargetObject.DisplayName | Should -Be Dashboard
        @(foreach ($tenant in $a, $b) { Get-VendorAppRegistration -Tenant $tenant -Kind Registration }).Count | Should -Be ($Command -eq 'Uninstall-VendorApp' ? 0 : 2)
        $other = [pscustomobject]@{ Vendor = 'Sekoia' }
        { $other | & $Command authentik @Given -ErrorAction Stop } | Should -Throw -ErrorId 'VendorInputUnused,*'
    }

    It 'without a vendor are an error that names their columns, in <Command>' -ForEach @(
        @{ Command = 'Install-VendorApp' }, @{ Command = 'Test-VendorAppRegistration' }, @{ Command = 'Uninstall-VendorApp' }
    ) {
        $problems = @()
        $files = @('Tenant,Name', 'a.onmicrosoft.com,x'), @('Tenant,Vendor', 'a.onmicrosoft.com, ', 'a.onmicrosoft.com,')
        $out = @($files | ForEach-Object { $_ | ConvertFrom-Csv | & $Command -ErrorAction SilentlyContinue -ErrorVariable +problems })
        $problems.ForEach({ ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be VendorNotNamed, VendorNotNamed, VendorNotNamed
        "$($problems[0])" | Should -BeLike '*has no column Vendor*Tenant, Name*'
        "$($problems[1])" | Should -BeLike '*column Vendor is empty*'
        $out.Count | Should -Be ($Command -eq 'Install-VendorApp' ? 3 : 0)
        $out | ForEach-Object { $_.Vendor | Should -BeExactly '' }
    }

    It 'of a file that was read with the wrong delimiter are an error that says how to read it, in <Command>' -ForEach @(
        @{ Command = 'Install-VendorApp' }, @{ Command = 'Test-VendorAppRegistration' }, @{ Command = 'Uninstall-VendorApp' }
    ) {
        foreach ($delimiter in @(@(';', "';'"), @("`t", '"`t"'))) {
            $read = @('Tenant,Vendor,Region', 'a.onmicrosoft.com,Sekoia,FRA2').Replace(',', $delimiter[0]) | ConvertFrom-Csv
            $problems = $null
            $null = $read | & $Command -ErrorAction SilentlyContinue -ErrorVariable problems
            # A vendor on the command line doesn't make the columns known.
            $null = $read | & $Command Sekoia -ErrorAction SilentlyContinue -ErrorVariable +problems
            $problems.ForEach({ ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be RowDelimiterUnexpected, RowDelimiterUnexpected
            $problems.ErrorDetails.RecommendedAction | Select-Object -Unique | Should -Be "Read the file with Import-Csv -Delimiter $($delimiter[1])."
        }
        Get-VendorAppRegistration -Kind Registration | Should -BeNullOrEmpty
    }

    It 'have cells whose blanks don''t count' {
        $rows = @'
Tenant,Vendor,DisplayName,DashboardHost,Owner
" a.onmicrosoft.com","Invictus ","Dashboard  ","apps.contoso.com "," Sam Okafor ; Alex Weber"
'@ | ConvertFrom-Csv
        $installed = $rows | Install-VendorApp -Confirm:$false -ErrorAction Stop
        $installed.TenantId | Should -Be $a.TenantId
        $installed.DisplayName | Should -BeExactly Dashboard
        $installed.App.RedirectUris.Uri | Should -Contain 'https://apps.contoso.com/login'
        $rows | Test-VendorAppRegistration -Quiet -ErrorAction Stop | Should -BeTrue
        $rows | Uninstall-VendorApp -Confirm:$false -ErrorAction Stop
        Get-VendorAppRegistration -Tenant $a -Kind Registration | Should -BeNullOrEmpty
    }

    It 'are carried out side by side in the tenants whose objects they are given' {
        $tenants = @{ $a.DefaultDomain = $a; $b.DefaultDomain = $b }
        $work = $a, $b | ForEach-Object { foreach ($number in 1..3) { [pscustomobject]@{ Domain = $_.DefaultDomain; Vendor = 'authentik'; DisplayName = "App $number" } } }
        $all = $work | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:module
            $_ | Install-VendorApp -Tenant ($using:tenants)[$_.Domain]
        }
        $all.Outcome | Select-Object -Unique | Should -Be Installed
        foreach ($tenant in $a, $b) { (Get-VendorAppRegistration -Tenant $tenant -Kind Registration).DisplayName | Sort-Object | Should -Be 'App 1', 'App 2', 'App 3' }
    }
}

Describe 'A roll-out in 100 tenants, ten at a time' -Tag Long {
    BeforeAll {
        . "$PSScriptRoot/Shell.ps1"
        Set-Content "$TestDrive/rollout.ps1" @"
Import-Module '$module'
1..100 | ForEach-Object -ThrottleLimit 10 -Parallel {
    Import-Module '$module'
    `$tenant = Connect-AppTenant "t`$_.onmicrosoft.com" -Sandbox -Path "$TestDrive/t`$_.json"
    [pscustomobject]@{ Vendor = 'Sekoia'; Region = 'FRA2'; AssignTo = 'Security team' } | Install-VendorApp -Tenant `$tenant -Confirm:`$false |
        ForEach-Object Outcome
}
"@
        # Runs it in a process of its own, to its end or until so many tenants are done: then the process is killed.
        function Invoke-RollOut([int] $KillAfter = [int]::MaxValue) {
            $start = [Diagnostics.ProcessStartInfo]::new($pwsh, [string[]] ('-NoProfile', '-NonInteractive', '-File', "$TestDrive/rollout.ps1"))
            $start.RedirectStandardOutput = $true
            $process = [Diagnostics.Process]::Start($start)
            try {
                for ($done = 0; $done -lt $KillAfter -and ($line = $process.StandardOutput.ReadLine()); $done++) { $line }
                if ($done -ge $KillAfter) { $process.Kill() }
                $process.WaitForExit()
            }
            finally {
                $process.Dispose()
            }
        }
    }
    AfterEach { Disconnect-AppTenant }

    It 'that is killed midway is finished by the next run, and every tenant is right' {
        Invoke-RollOut -KillAfter 30 | Should -Be (@('Installed') * 30)

        $second = Invoke-RollOut
        $second.Count | Should -Be 100
        $second | Should -BeIn Installed, Changed, Unchanged
        @($second -eq 'Installed').Count | Should -BeIn (1..70)
        Invoke-RollOut | Should -Be (@('Unchanged') * 100)

        foreach ($number in 1..100) {
            $tenant = Connect-AppTenant "t$number.onmicrosoft.com" -Sandbox -Path "$TestDrive/t$number.json"
            $app = @(Get-VendorAppRegistration -Tenant $tenant)
            $app.Count | Should -Be 1
            @($app | Get-AppCredential).Count | Should -Be 1
            ($app | Get-AppAssignment).PrincipalDisplayName | Should -Be 'Security team'
        }
    }
}
