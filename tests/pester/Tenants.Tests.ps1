BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    function IdsOf([scriptblock] $action) {
        & $action 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }
    }
}

Describe 'Two connected tenants' {
    BeforeEach {
        # Both are called Contoso.
        $one = Connect-AppTenant contoso.onmicrosoft.com -Sandbox
        $two = Connect-AppTenant contoso.example.com -Sandbox
        $null = New-VendorAppRegistration Demo -Tenant $one
        $null = New-VendorAppRegistration Demo -Tenant $two
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'of one name are told apart by id or domain, and refused by name' {
        $one.DisplayName | Should -Be $two.DisplayName
        { Get-VendorAppRegistration -Tenant $one.DisplayName -ErrorAction Stop } | Should -Throw "*$($one.TenantId)*" -ErrorId 'TenantAmbiguous*'
        IdsOf { Disconnect-AppTenant $one.DisplayName } | Should -Be TenantAmbiguous
        IdsOf { Get-AppTenant $one.DisplayName } | Should -Be TenantAmbiguous
        @(Get-AppTenant).Count | Should -Be 2
        (Get-VendorAppRegistration Demo -Tenant contoso.onmicrosoft.com).TenantId | Should -Be $one.TenantId
        (Get-VendorAppRegistration Demo -Tenant "$($one.TenantId)").TenantId | Should -Be $one.TenantId
        (Get-VendorAppRegistration Demo -Tenant ([guid]$one.TenantId)).TenantId | Should -Be $one.TenantId
    }

    It 'are disconnected from all at once, those of one name and domain too' {
        $null = Connect-AppTenant contoso.onmicrosoft.com -Sandbox
        @(Get-AppTenant).Count | Should -Be 3
        IdsOf { Disconnect-AppTenant contoso.onmicrosoft.com } | Should -Be TenantAmbiguous
        IdsOf { Disconnect-AppTenant } | Should -BeNullOrEmpty
        Get-AppTenant -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'are given to -Tenant as the object of Connect-AppTenant or Get-AppTenant' {
        (Get-VendorAppRegistration Demo -Tenant $one).TenantId | Should -Be $one.TenantId
        (Get-VendorAppRegistration Demo -Tenant (Get-AppTenant contoso.example.com)).TenantId | Should -Be $two.TenantId
        (Get-VendorAppRegistration Demo -Tenant ([pscustomobject]@{ TenantId = $one.TenantId })).TenantId | Should -Be $one.TenantId
    }

    It 'each work on their own objects, whichever is the default' {
        $app = Get-VendorAppRegistration Demo -Tenant $one
        $secret = $app | New-AppClientSecret -DisplayName first
        $secret.TenantId | Should -Be $one.TenantId
        $credential = $secret | Get-AppCredential
        $credential.TenantId | Should -Be $one.TenantId
        $null = $app | Add-AppGraphPermission -Application User.Read.All
        ($app | Get-AppPermission).TenantId | Should -Be $one.TenantId
        $null = Get-AppCredential Demo -Tenant $one | Remove-AppCredential -Confirm:$false
        Get-AppCredential Demo -Tenant $one | Should -BeNullOrEmpty
        # In one pipeline, in both tenants.
        $made = $one, $two | ForEach-Object { Get-VendorAppRegistration Demo -Tenant $_ } | Add-AppRedirectUri https://a.example.com
        $made.TenantId | Should -Be $one.TenantId, $two.TenantId
        (Get-AppTenant | ForEach-Object { Get-VendorAppRegistration -Tenant $_.TenantId } | Get-AppPermission).Count | Should -Be 1
    }

    It 'find people of the tenant that the app is in' {
        $null = $one, $two | ForEach-Object { Get-VendorAppRegistration Demo -Tenant $_ } | Add-AppOwner -Owner 'Alex Weber'
        $owners = $one, $two | ForEach-Object { Get-AppOwner Demo -Tenant $_ }
        $owners.Count | Should -Be 2
        $owners[0].Id | Should -Not -Be $owners[1].Id
    }

    It 'refuse an object of one where another was asked for, before anything is sent' {
        $app = Get-VendorAppRegistration Demo -Tenant $one
        IdsOf { $app | Add-AppRedirectUri https://a.example.com -Tenant $two } | Should -Be AppOfOtherTenant
        $credential = $app | New-AppClientSecret | Get-AppCredential
        IdsOf { $credential | Remove-AppCredential -Confirm:$false -Tenant $two } | Should -Be AppOfOtherTenant
        Disconnect-AppTenant $one
        IdsOf { $app | Get-AppPermission } | Should -Be AppOfOtherTenant
        IdsOf { $credential | Remove-AppCredential -Confirm:$false } | Should -Be AppOfOtherTenant
    }

    It 'are listed, and are no apps' {
        (Get-AppTenant | Get-VendorAppRegistration).TenantId | Should -Be $two.TenantId, $one.TenantId
        IdsOf { Get-AppTenant | Get-AppPermission } | Should -Be TenantIsNoApp, TenantIsNoApp
        IdsOf { $one | Remove-VendorAppRegistration -Confirm:$false } | Should -Be TenantIsNoApp
    }

    It 'are disconnected one by one, and only those that are connected' {
        $one | Disconnect-AppTenant
        (Get-AppTenant).TenantId | Should -Be $two.TenantId
        IdsOf { Disconnect-AppTenant $one } | Should -Be NotConnected
        IdsOf { Disconnect-AppTenant fabrikam.onmicrosoft.com } | Should -Be NotConnected
        { Get-VendorAppRegistration -Tenant $one -ErrorAction Stop } | Should -Throw '*was closed*' -ErrorId 'NotConnected*'
        Disconnect-AppTenant
        Disconnect-AppTenant
    }

    It 'are used from another runspace by their objects, as long as they are connected' {
        $module = Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1'
        $work = {
            param($module, $tenant)
            Import-Module $module
            try { (Get-VendorAppRegistration Demo -Tenant $tenant -ErrorAction Stop).TenantId } catch { $_.FullyQualifiedErrorId }
        }
        $shell = [powershell]::Create().AddScript($work).AddArgument($module).AddArgument($one)
        try {
            $shell.Invoke() | Should -Be $one.TenantId
            Disconnect-AppTenant $one
            $shell.Invoke() | Should -BeLike 'NotConnected*'
        }
        finally {
            $shell.Dispose()
        }

        # The other runspace's end has left the connections of this one alone.
        (Get-VendorAppRegistration Demo).TenantId | Should -Be $two.TenantId
    }
}

Describe 'What Connect-AppTenant is given' {
    AfterEach {
        Disconnect-AppTenant
    }

    It 'is the tenant at the first place, in the sandbox as elsewhere' {
        $before = @(Get-ChildItem).Count
        (Connect-AppTenant fabrikam.onmicrosoft.com -Sandbox).DefaultDomain | Should -Be fabrikam.onmicrosoft.com
        $id = [guid]::NewGuid()
        (Connect-AppTenant $id -Sandbox).TenantId | Should -Be $id
        @(Get-ChildItem).Count | Should -Be $before
    }

    It 'is refused before anything is sent: <What>' -ForEach @(
        @{ What = 'a token that is none'; Id = 'TokenUnreadable'; With = @{ AccessToken = ConvertTo-SecureString abc -AsPlainText -Force } }
        @{ What = 'a client ID that is none'; Id = 'ClientIdInvalid'; With = @{ ClientSecretCredential = [pscredential]::new('my app', (ConvertTo-SecureString abc -AsPlainText -Force)) } }
        @{ What = 'the client ID of a browser sign-in'; Id = 'ClientIdInvalid'; With = @{ ClientId = 'my app' } }
        @{ What = 'the client ID of a managed identity'; Id = 'ClientIdInvalid'; With = @{ ManagedIdentity = $true; ClientId = 'my-identity' } }
    ) {
        # Nothing listens there: anything that is sent would fail by another error.
        if ($With.ManagedIdentity) { $tenant = @{} } else { $tenant = @{ TenantId = 'contoso.onmicrosoft.com' } }
        { Connect-AppTenant @tenant @With -AuthorityHost http://127.0.0.1:9 -GraphEndpoint http://127.0.0.1:9 -ErrorAction Stop } | Should -Throw -ErrorId "$Id*"
    }

    It 'names an unknown setting and a wrong value of the sandbox in plain words' {
        { Connect-AppTenant -Sandbox -SandboxSetting @{ Latenci = 1 } -ErrorAction Stop } | Should -Throw "*no setting 'Latenci'*"
        try { Connect-AppTenant -Sandbox -SandboxSetting @{ Latenci = 1 } -ErrorAction Stop } catch { "$_" | Should -Not -Match 'Parameter ''' }
        try { Connect-AppTenant -Sandbox -SandboxSetting @{ Latency = -1 } -ErrorAction Stop } catch { "$_" | Should -Not -Match 'Parameter ''' }
        { Connect-AppTenant -Sandbox -SandboxSetting @{ Permissions = 'User.Read.All, User.Rad.All' } -ErrorAction Stop } | Should -Throw "*'User.Rad.All'*"
    }

    It 'keeps a tenant in a file that only its owner can read, and a journal that names tenant and account' {
        $path = Join-Path $TestDrive tenant.json
        $log = Join-Path $TestDrive writes.jsonl
        $tenant = Connect-AppTenant -Sandbox -Path $path -LogPath $log
        $null = New-VendorAppRegistration Demo
        if (-not $IsWindows) { [System.IO.File]::GetUnixFileMode($path).ToString() | Should -Be 'UserWrite, UserRead' }
        $lines = Get-Content $log | ConvertFrom-Json
        $lines.Count | Should -BeGreaterThan 0
        $lines.tenantId | Select-Object -Unique | Should -Be "$($tenant.TenantId)"
        $lines.account | Select-Object -Unique | Should -Be $tenant.Account
    }
}
