BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    # Every parameter that takes wildcards of names, not of files, and how its rule is tried: a command that gets a new one fails here until it is added.
    $tries = @{
        'Get-VendorAppRegistration App'    = @{ Exact = 'Item 1'; Pattern = 'Item ?'; Found = 'Item 1', 'Item 2'; NotFound = 'AppNotFound' }
        'Get-VendorAppTemplate Vendor'     = @{ Exact = 'authentik'; Pattern = 'au*'; Found = 'Auth0', 'authentik', 'authentik-source'; NotFound = 'VendorUnknown' }
        'Find-AppPermission Name'          = @{ Exact = 'Mail.Send'; Pattern = 'Mail.Sen?'; Found = @('Mail.Send'); NotFound = 'PermissionNotFound' }
        'Test-AppTenantPermission Command' = @{ Exact = 'Get-AppTenant'; Pattern = 'Get-AppT*'; Found = @('Get-AppTenant'); NotFound = 'CommandNotFound' }
        'Remove-AppCredential DisplayName' = @{ Exact = 'Item 1'; Pattern = 'Item ?'; Found = 'Item 1', 'Item 2'; NotFound = $null }
    }
    $wildcards = foreach ($command in Get-Command -Module EntraAppCmdlets) {
        foreach ($parameter in $command.ImplementingType.GetProperties() | Where-Object Name -NotLike '*Path') {
            if ($parameter.GetCustomAttributes([System.Management.Automation.SupportsWildcardsAttribute], $true)) { "$($command.Name) $($parameter.Name)" }
        }
    }
    $rows = foreach ($name in $wildcards | Sort-Object) { @{ Parameter = $name; Try = $tries[$name] } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    # The names of what a parameter's value finds; for a removal, of what it removes.
    function Find([string] $parameter, [string] $value) {
        switch ($parameter) {
            'Get-VendorAppRegistration App' { (Get-VendorAppRegistration $value).DisplayName }
            'Get-VendorAppTemplate Vendor' { (Get-VendorAppTemplate $value).Vendor }
            'Find-AppPermission Name' { (Find-AppPermission $value -Resource Graph).Name | Select-Object -Unique }
            'Test-AppTenantPermission Command' { (Test-AppTenantPermission $value).Command }
            'Remove-AppCredential DisplayName' {
                $before = (Get-AppCredential Holder).DisplayName
                $null = Remove-AppCredential -App Holder -DisplayName $value -Confirm:$false
                $after = (Get-AppCredential Holder).DisplayName
                $before | Where-Object { $_ -notin $after }
            }
        }
    }
    function IdsOf([scriptblock] $action) {
        & $action 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }
    }
}

Describe 'The parameter <Parameter>' -ForEach $rows {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        foreach ($name in 'Item 1', 'Item 2', 'Item [1]', 'Holder') { $null = New-VendorAppRegistration $name }
        foreach ($name in 'Item 1', 'Item 2', 'Item [1]') { $null = New-AppClientSecret -App Holder -DisplayName $name }
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is tried here' {
        $Try | Should -Not -BeNullOrEmpty
    }

    It 'takes the exact name first' {
        Find $Parameter $Try.Exact | Should -Be $Try.Exact
    }

    It 'takes a pattern' {
        Find $Parameter $Try.Pattern | Sort-Object | Should -Be $Try.Found
    }

    It 'takes brackets as part of a name' {
        $found = @(Find $Parameter 'Item [1]' 2>$null)
        if ($Parameter -match 'VendorAppRegistration|Credential') { $found | Should -Be 'Item [1]' }
        else { $found | Should -BeNullOrEmpty }
    }

    It 'refuses a bad pattern by an error of its own' {
        IdsOf { Find $Parameter '[x*' } | Should -Be 'InvalidPattern'
        IdsOf { Find $Parameter 'x[]*' } | Should -Be 'InvalidPattern'
        IdsOf { Find $Parameter 'x[z-a]?' } | Should -Be 'InvalidPattern'
    }

    It 'says that nothing has a name, and nothing where no name fits a pattern' {
        if ($Try.NotFound) { IdsOf { Find $Parameter 'Item [3]' } | Should -Be $Try.NotFound }
        if ($Parameter -notmatch 'TenantPermission') { IdsOf { Find $Parameter 'qqq*' } | Should -BeNullOrEmpty }
    }
}

Describe 'A name with signs of patterns in it' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'removes that app and no other from a pipeline' {
        foreach ($name in 'App [1]', 'App 1') { $null = New-VendorAppRegistration $name }
        $null = Get-VendorAppRegistration 'App [1]' | Remove-VendorAppRegistration -Confirm:$false
        (Get-VendorAppRegistration).DisplayName | Should -Be 'App 1'
        # A second run finds nothing rather than the other app.
        IdsOf { Get-VendorAppRegistration 'App [1]' | Remove-VendorAppRegistration -Confirm:$false } | Should -Be 'AppNotFound'
        (Get-VendorAppRegistration).DisplayName | Should -Be 'App 1'
    }

    It 'is found as <Name>' -ForEach @{ Name = 'App [1' }, @{ Name = 'App *' }, @{ Name = '[Prod] App?' }, @{ Name = 'back`tick' } {
        $null = New-VendorAppRegistration $Name
        $null = New-VendorAppRegistration 'App 2'
        (Get-VendorAppRegistration $Name).DisplayName | Should -Be $Name
        $null = Remove-VendorAppRegistration $Name -Confirm:$false
        (Get-VendorAppRegistration -Deleted $Name).DisplayName | Should -Be $Name
    }

    It 'is found with backticks too, as scripts write it that know no other way' {
        $null = New-VendorAppRegistration 'App [1]'
        (Get-VendorAppRegistration 'App `[1`]').DisplayName | Should -Be 'App [1]'
        (Get-VendorAppRegistration 'App `[?`]').DisplayName | Should -Be 'App [1]'
    }

    It 'fits a set of characters where the text has a wildcard' {
        foreach ($name in 'App 1', 'App 2', 'App 3') { $null = New-VendorAppRegistration $name }
        (Get-VendorAppRegistration 'app [1-2]*').DisplayName | Should -Be 'App 1', 'App 2'
    }
}

Describe 'A name that is misspelt' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $null = New-VendorAppRegistration Demo
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'gets the nearest app for <_>' -ForEach 'Dmeo', 'eDmo', 'xDemo', 'Demoo' {
        { Get-VendorAppRegistration $_ -ErrorAction Stop } | Should -Throw '*Did you mean ''Demo''*'
        { Get-AppPermission $_ -ErrorAction Stop } | Should -Throw '*Did you mean ''Demo''*'
    }

    It 'gets the nearest person or group for <Name>' -ForEach @{ Name = 'Securty team'; Near = 'Security' }, @{ Name = 'Alex Webber'; Near = 'Alex Weber' }, @{ Name = 'Sam Okafr'; Near = 'Sam Okafor' } {
        { Get-VendorAppRegistration Demo | Add-AppAssignment -Principal $Name -ErrorAction Stop } | Should -Throw "*Did you mean '$Near*"
    }

    It 'gets the nearest API, vendor or command' {
        { Add-AppApiPermission SharePont Demo -Application Sites.Read.All -ErrorAction Stop } | Should -Throw '*SharePoint Online*'
        { Find-AppPermission -Resource Exchagne -ErrorAction Stop } | Should -Throw '*Exchange Online*'
        { Get-VendorAppTemplate Authentic -ErrorAction Stop } | Should -Throw '*Did you mean authentik*'
        { Test-AppTenantPermission Get-AppTenat -ErrorAction Stop } | Should -Throw '*Did you mean Get-AppTenant?*'
    }

    It 'gets none where none is near' {
        { Test-AppTenantPermission Get-Process -ErrorAction Stop } | Should -Throw "EntraAppCmdlets has no command 'Get-Process'."
        $null = Get-VendorAppRegistration Xyzzy -ErrorAction SilentlyContinue -ErrorVariable missing
        "$missing" | Should -Not -Match 'Did you mean'
    }
}

Describe 'An app whose name looks like an id' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is found by it' -ForEach @{ Name = '3f2504e0-4f89-11d3-9a0c-0305e82c3301' }, @{ Name = '3F2504E04F8911D39A0C0305E82C3301' } {
        $app = New-VendorAppRegistration $Name
        (Get-VendorAppRegistration $Name).AppId | Should -Be $app.AppId
        ([pscustomobject]@{ DisplayName = $Name } | Get-VendorAppRegistration).AppId | Should -Be $app.AppId
        (Get-VendorAppRegistration | Where-Object DisplayName -EQ $Name | Add-AppRedirectUri https://a.example.com).AppId | Should -Be $app.AppId
        (Add-AppRedirectUri https://b.example.com $Name).RedirectUris.Count | Should -Be 2
    }

    It 'gives way to the app that has the id' {
        $app = New-VendorAppRegistration Demo
        $null = New-VendorAppRegistration "$($app.AppId)"
        (Get-VendorAppRegistration "$($app.AppId)").DisplayName | Should -Be Demo
    }
}

Describe 'An enterprise application' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $null = New-VendorAppRegistration Demo
        # A vendor's multitenant app that the embedded tenant knows.
        $vendor = New-VendorServicePrincipal -AppId 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is listed, and found by its name and by a pattern alike' {
        (Get-VendorAppRegistration).DisplayName | Should -Contain $vendor.DisplayName
        (Get-VendorAppRegistration $vendor.DisplayName).AppId | Should -Be $vendor.AppId
        (Get-VendorAppRegistration "$($vendor.DisplayName)*").AppId | Should -Be $vendor.AppId
    }

    It 'is left out on request' {
        (Get-VendorAppRegistration -Kind Registration).DisplayName | Should -Be Demo
        (Get-VendorAppRegistration -Kind Enterprise).AppId | Should -Be $vendor.AppId
        IdsOf { Get-VendorAppRegistration $vendor.DisplayName -Kind Registration } | Should -Be AppNotFound
        Get-VendorAppRegistration "$($vendor.DisplayName)*" -Kind Registration | Should -BeNullOrEmpty
    }

    It 'of Microsoft itself is listed only on request' {
        (Get-VendorAppRegistration).DisplayName | Should -Not -Contain 'Microsoft Graph'
        Get-VendorAppRegistration 'Microsoft Gra*' | Should -BeNullOrEmpty
        IdsOf { Get-VendorAppRegistration 'Microsoft Graph' } | Should -Be AppNotFound
        (Get-VendorAppRegistration 'Microsoft Graph' -Kind Microsoft).AppId | Should -Be '00000003-0000-0000-c000-000000000000'
        (Get-VendorAppRegistration 'Microsoft Grap?' -Kind All).AppId | Should -Be '00000003-0000-0000-c000-000000000000'
    }
}

Describe 'What was not read of an app' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Demo
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is null: owners' {
        $null -eq (Get-VendorAppRegistration Demo).Owners | Should -BeTrue
        $null -eq (Get-VendorAppRegistration)[0].Owners | Should -BeTrue
        @((Add-AppOwner -App Demo -Owner 'Alex Weber').Owners).Count | Should -Be 1
    }

    It 'is null: federated credentials, which are shown beside the others once they have been read' {
        $null -eq (Get-VendorAppRegistration Demo).FederatedCredentials | Should -BeTrue
        $secret = New-AppClientSecret -App Demo -DisplayName one
        $null = $app | Add-AppFederatedCredential -Name first -Issuer https://token.actions.githubusercontent.com -Subject repo:a/b:ref:refs/heads/main
        $result = Get-VendorAppRegistration Demo | Add-AppFederatedCredential -Name second -Issuer https://token.actions.githubusercontent.com -Subject repo:a/c:ref:refs/heads/main
        $result.Credentials.DisplayName | Sort-Object | Should -Be 'first', 'one', 'second'
        $result.FederatedCredentials.DisplayName | Sort-Object | Should -Be 'first', 'second'
        $after = $result | Remove-AppCredential -DisplayName first -Confirm:$false
        if ($after) { $after.FederatedCredentials.DisplayName | Should -Be second }
    }
}
