# The module in more sessions than one: imported again, in several runspaces at once, in jobs, in odd places; and connections that
# never get mixed up between runspaces or tenants.

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $manifest = (Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path
    Import-Module $manifest

    # What a process of its own prints; anything on its error stream fails the test.
    function Invoke-Fresh([string] $Script) {
        $printed = & $pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; $Script" 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$printed"
        $printed
    }

    # A runspace of its own with the module and a tenant of its own.
    function New-Session {
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        $null = $shell.AddScript("Import-Module '$manifest'; `$tenant = Connect-AppTenant -Sandbox; `$null = New-VendorAppRegistration Shared; `$tenant.TenantId")
        $tenantId = $shell.Invoke()[0]
        $shell.Streams.Error | Should -BeNullOrEmpty
        $shell.Commands.Clear()
        @{ Shell = $shell; TenantId = $tenantId; Wrong = 0 }
    }
}

Describe 'The module, imported more than once' {
    It 'stays connected, and works after it was removed' {
        Invoke-Fresh @"
            Import-Module '$manifest'
            `$tenant = Connect-AppTenant -Sandbox
            `$null = New-VendorAppRegistration Kept
            Import-Module '$manifest'
            Import-Module '$manifest' -Force
            (Get-VendorAppRegistration Kept).TenantId -eq `$tenant.TenantId
            foreach (`$round in 1..3) {
                Remove-Module EntraAppCmdlets
                @(Get-Command Get-VendorAppRegistration -ListImported -ErrorAction Ignore).Count
                Import-Module '$manifest'
            }
            `$null = Connect-AppTenant -Sandbox
            (New-VendorAppRegistration Anew | New-AppClientSecret | Test-AppSignIn).Succeeded
"@ | Should -Be True, 0, 0, 0, True
    }

    It 'works in runspaces that import it at the same moment' {
        $pool = [runspacefactory]::CreateRunspacePool(1, 6)
        $pool.Open()
        try {
            $runs = foreach ($number in 1..12) {
                $shell = [powershell]::Create()
                $shell.RunspacePool = $pool
                $null = $shell.AddScript("Import-Module '$manifest'; `$null = Connect-AppTenant -Sandbox; (New-VendorAppRegistration 'App $number' | New-AppClientSecret | Test-AppSignIn).Succeeded; (Get-VendorAppRegistration).DisplayName; Disconnect-AppTenant")
                @{ Number = $number; Shell = $shell; Result = $shell.BeginInvoke() }
            }

            foreach ($run in $runs) {
                $written = @($run.Shell.EndInvoke($run.Result))
                $run.Shell.Streams.Error | Should -BeNullOrEmpty
                $written[0, 1] | Should -Be True, "App $($run.Number)"
                $run.Shell.Dispose()
            }
        }
        finally {
            $pool.Dispose()
        }
    }

    It 'works on threads of their own and in parallel loops, each with a tenant of its own' {
        $work = 'param($manifest) Import-Module $manifest; $tenant = Connect-AppTenant -Sandbox; $app = New-VendorAppRegistration Job; "$($app.TenantId -eq $tenant.TenantId) $(@(Get-AppTenant).Count) $($tenant.TenantId)"'
        # A thread job is this: a script in a runspace of its own, on a thread of its own.
        $jobs = foreach ($number in 1..3) {
            $shell = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript($work).AddArgument($manifest)
            @{ Shell = $shell; Run = $shell.BeginInvoke() }
        }

        $written = @($jobs | ForEach-Object { $_.Shell.EndInvoke($_.Run); $_.Shell.Dispose() }) +
            @(1..3 | ForEach-Object -Parallel { & ([scriptblock]::Create($using:work)) $using:manifest })
        $written.Count | Should -Be 6
        $written | ForEach-Object { $_ | Should -BeLike 'True 1 *' }
        @($written | Sort-Object -Unique).Count | Should -Be 6
        { Get-AppTenant -ErrorAction Stop } | Should -Throw -ErrorId 'NotConnected*'
    }

    It 'forgets the tenant of one item before a parallel loop takes the same runspace for the next' {
        $written = 1..3 | ForEach-Object -ThrottleLimit 1 -Parallel {
            Import-Module $using:manifest
            $path = Join-Path $using:TestDrive loop.json
            "$([runspace]::DefaultRunspace.Id) $(@(Get-AppTenant -ErrorAction Ignore).Count)"
            $null = Connect-AppTenant -Sandbox -Path $path
            @(Get-AppTenant).Count
        }

        @($written[0, 2, 4] | Sort-Object -Unique).Count | Should -Be 1
        $written[0, 2, 4] | Should -BeLike '* 0'
        $written[1, 3, 5] | Should -Be 1, 1, 1
    }

    It 'works where scripts are constrained and nobody can be asked' {
        Invoke-Fresh @"
            Import-Module '$manifest'
            `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
            `$null = Connect-AppTenant -Sandbox
            `$secret = New-VendorAppRegistration Constrained -RedirectUri https://a.example/cb | Add-AppGraphPermission -Delegated User.Read | Grant-AppAdminConsent | New-AppClientSecret
            `$result = `$secret | Test-AppSignIn
            `$result.Succeeded
            Get-AppPermission Constrained | ForEach-Object Name
            Remove-VendorAppRegistration Constrained -Confirm:`$false
            @(Get-VendorAppRegistration).Count
"@ | Should -Be True, User.Read, 0
    }

    It 'works in a folder with spaces, brackets and letters of other scripts, from the identity libraries to the help' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'Möbius [1] 模块 & co' EntraAppCmdlets)
        foreach ($part in 'EntraAppCmdlets.psd1', 'module', 'en-US') {
            Copy-Item (Join-Path (Split-Path $manifest) $part) $folder -Recurse
        }

        $written = Invoke-Fresh @"
            Import-Module '$([WildcardPattern]::Escape((Join-Path $folder EntraAppCmdlets.psd1)))'
            (Get-Module EntraAppCmdlets).ModuleBase
            (Get-Help Connect-AppTenant).Synopsis
            (Get-VendorAppTemplate Auth0 | Out-String) -replace '\s+', ' '
            `$null = Connect-AppTenant -Sandbox -Path '$(Join-Path $folder tenant.json)'
            (New-VendorAppRegistration Ä | New-AppClientSecret | Test-AppSignIn).Succeeded
            try { Connect-AppTenant contoso.example -UseDeviceCode -AuthorityHost https://127.0.0.1:9 } catch { }
            ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'EntraAppCmdlets.Identity' }).Location
"@
        $written[0] | Should -Be "$folder"
        $written[1] | Should -Not -BeNullOrEmpty
        $written[2] | Should -BeLike '*Vendor Kind Title * Auth0 *'
        $written[3] | Should -Be True
        $written[4] | Should -Be (Join-Path $folder module bin identity EntraAppCmdlets.Identity.dll)
    }
}

Describe 'Two runspaces connected to two tenants' {
    BeforeAll {
        $one, $other = (New-Session), (New-Session)
        $one.TenantId | Should -Not -Be $other.TenantId
    }

    AfterAll {
        $one.Shell.Dispose()
        $other.Shell.Dispose()
    }

    It 'mix nothing up in 1,000 commands that take turns' {
        foreach ($number in 1..500) {
            foreach ($side in $one, $other) {
                $side.Shell.Commands.Clear()
                $command = ($number % 5) ? 'Get-VendorAppRegistration Shared' : "New-VendorAppRegistration 'App $number of $($side.TenantId)'"
                $app = $side.Shell.AddScript($command).Invoke()
                if ("$($app.TenantId)" -ne "$($side.TenantId)") { $side.Wrong++ }
            }
        }

        $one.Wrong + $other.Wrong | Should -Be 0
        foreach ($side in $one, $other) {
            $side.Shell.HadErrors | Should -BeFalse
            $side.Shell.Commands.Clear()
            $names = $side.Shell.AddScript("(Get-VendorAppRegistration 'App *').DisplayName").Invoke()
            $names.Count | Should -Be 100
            @($names -notlike "*of $($side.TenantId)").Count | Should -Be 0
        }
    }

    It 'mix nothing up in 1,000 commands that run at the same time' {
        $runs = foreach ($side in $one, $other) {
            $side.Shell.Commands.Clear()
            $null = $side.Shell.AddScript('foreach ($number in 1..500) { (Get-VendorAppRegistration Shared).TenantId; if ((Get-AppTenant).TenantId -ne $tenant.TenantId) { throw "Another tenant." } }')
            @{ Side = $side; Result = $side.Shell.BeginInvoke() }
        }

        foreach ($run in $runs) {
            $written = @($run.Side.Shell.EndInvoke($run.Result))
            $run.Side.Shell.Streams.Error | Should -BeNullOrEmpty
            $written.Count | Should -Be 500
            @($written | Sort-Object -Unique) | Should -Be $run.Side.TenantId
        }
    }
}

Describe 'Many tenants of a service provider' {
    BeforeAll {
        # A kept tenant for each customer, and the list of them as a file.
        $rows = foreach ($customer in 'Adatum', 'Fabrikam', 'Litware', 'Tailspin') {
            $path = Join-Path $TestDrive "$customer.json"
            $tenant = Connect-AppTenant -Sandbox -Path $path
            Disconnect-AppTenant
            [pscustomobject]@{ Customer = $customer; Tenant = $tenant.TenantId; Path = $path }
        }

        $list = Join-Path $TestDrive customers.csv
        $rows | Export-Csv $list
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'are served by one pipeline that names the tenant of each row' {
        $rows | ForEach-Object { $null = Connect-AppTenant -Sandbox -Path $_.Path }
        @(Get-AppTenant).Count | Should -Be 4
        $secrets = foreach ($round in 1..25) {
            Import-Csv $list | Get-Random -Count 4 | ForEach-Object {
                $app = New-VendorAppRegistration "For $($_.Customer)" -Tenant $_.Tenant | Add-AppGraphPermission -Delegated User.Read -Tenant $_.Tenant
                [pscustomobject]@{ Right = "$($app.TenantId)" -eq $_.Tenant -and $app.DisplayName -eq "For $($_.Customer)" }
            }
        }

        $secrets.Count | Should -Be 100
        $secrets.Right | Should -Not -Contain $false
        Import-Csv $list | ForEach-Object { (Get-VendorAppRegistration -Tenant $_.Tenant).DisplayName | Should -Be "For $($_.Customer)" }

        # An app of one tenant is refused in another, before anything is sent.
        $app = Get-VendorAppRegistration 'For Adatum' -Tenant $rows[0].Tenant
        { $app | Get-AppPermission -Tenant $rows[1].Tenant -ErrorAction Stop } | Should -Throw -ErrorId 'AppOfOtherTenant*'
    }

    It 'are served side by side by a parallel loop' {
        $written = Import-Csv $list | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            $tenant = Connect-AppTenant -Sandbox -Path $_.Path
            $app = New-VendorAppRegistration "Beside $($_.Customer)" -Tenant $_.Tenant
            [pscustomobject]@{ Customer = $_.Customer; Right = "$($app.TenantId)" -eq $_.Tenant -and "$($tenant.TenantId)" -eq $_.Tenant -and @(Get-AppTenant).Count -eq 1 }
            Disconnect-AppTenant
        }

        $written.Count | Should -Be 4
        $written.Right | Should -Not -Contain $false
        @(Get-AppTenant -ErrorAction Ignore).Count | Should -Be 0
        foreach ($row in $rows) {
            $null = Connect-AppTenant -Sandbox -Path $row.Path
            (Get-VendorAppRegistration 'Beside *').DisplayName | Should -Be "Beside $($row.Customer)"
            Disconnect-AppTenant
        }
    }
}
