# What flows into -App: rows of files, objects of other modules, objects of this one.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $null = Connect-AppTenant -Sandbox
    $app = New-VendorAppRegistration 'Invictus Dashboard'
    $other = New-VendorAppRegistration Other
    $csv = Join-Path $TestDrive 'apps.csv'

    # As the objects of other modules are: types of their own with properties by these names.
    class ForeignApplication { [string] $Id; [string] $AppId; [string] $DisplayName }
    class ForeignUser { [string] $Id; [string] $DisplayName; [string] $UserPrincipalName }
}

AfterAll {
    Disconnect-AppTenant
}

Describe 'Rows of a file' {
    It 'are apps by <Columns>' -ForEach @(
        @{ Columns = 'AppId'; Row = { $app.AppId } }
        @{ Columns = 'ClientId'; Row = { $app.AppId } }
        @{ Columns = 'ApplicationId'; Row = { $app.AppId } }
        @{ Columns = 'ObjectId'; Row = { $app.Id } }
        @{ Columns = 'Id'; Row = { $app.ServicePrincipalId } }
        @{ Columns = 'DisplayName'; Row = { $app.DisplayName } }
        @{ Columns = 'Name'; Row = { $app.DisplayName } }
        @{ Columns = 'AppId,DisplayName'; Row = { ",$($app.DisplayName)" } }
        @{ Columns = 'DisplayName,AppId,Id'; Row = { "Something else,$($app.AppId),$([guid]::NewGuid())" } }
    ) {
        $Columns, (& $Row) | Set-Content $csv
        (Import-Csv $csv | Get-AppPermission -ErrorAction Stop) | Should -BeNullOrEmpty
        (Import-Csv $csv | Get-VendorAppRegistration -ErrorAction Stop).AppId | Should -Be $app.AppId
        (Import-Csv $csv | Add-AppGraphPermission -Delegated User.Read -WhatIf -ErrorAction Stop).AppId | Should -Be $app.AppId
    }

    It 'bring the description of a secret, or leave it to the name of the app' {
        'AppId,DisplayName', "$($app.AppId),dashboard", "$($other.AppId)," | Set-Content $csv
        $made = Import-Csv $csv | New-AppClientSecret
        $made.DisplayName | Should -Be 'dashboard', 'Other'
        'DisplayName', 'Invictus Dashboard', 'Other' | Set-Content $csv
        (Import-Csv $csv | New-AppClientSecret -Replace -Confirm:$false -WarningAction SilentlyContinue).DisplayName | Should -Be 'Invictus Dashboard', 'Other'
        { New-AppClientSecret Other -DisplayName ('x' * 121) -ErrorAction Stop } | Should -Throw -ErrorId 'DisplayNameInvalid,*'
    }

    It 'without any of these columns are refused, and so is a name that there is not' {
        'Host', 'invictus' | Set-Content $csv
        $told = $null
        Import-Csv $csv | Get-AppPermission -ErrorAction SilentlyContinue -ErrorVariable told
        $told[0].FullyQualifiedErrorId | Should -BeLike 'AppNotNamed,*'
        'DisplayName', 'Nobody' | Set-Content $csv
        Import-Csv $csv | Get-AppPermission -ErrorAction SilentlyContinue -ErrorVariable told
        $told[0].FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
    }
}

Describe 'A row that names no app' {
    It 'is an error of that row alone, in <Name>' -ForEach @(
        # Every command that works on apps, where it needs nothing else; those of installations find the app by its vendor.
        Get-Command -Module EntraAppCmdlets | Where-Object {
            $_.Name -notin 'Test-VendorAppRegistration', 'Uninstall-VendorApp' -and
            $_.Parameters['App'].ParameterType.Name -eq 'AppReference' -and $_.Parameters['App'].Attributes.ValueFromPipeline -contains $true -and
            -not $_.Parameters.Values.Where({ $_.Name -ne 'App' -and $_.Attributes.Mandatory -contains $true })
        } | ForEach-Object { @{ Name = $_.Name; Given = @{} } }
        @{ Name = 'Add-AppOwner'; Given = @{ Owner = 'Alex Weber' } }
        @{ Name = 'Remove-AppRole'; Given = @{ Value = 'Viewer' } }
    ) {
        'Display Name,AppId', 'Invictus Dashboard,' | Set-Content $csv
        $told = $null
        Import-Csv $csv | & $Name @Given -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable told | Should -BeNullOrEmpty
        $told | Should -HaveCount 1
        $told[0].FullyQualifiedErrorId | Should -BeLike 'AppNotNamed,*'
        $told[0].TargetObject.'Display Name' | Should -Be 'Invictus Dashboard'
        "$($told[0])" | Should -BeLike '*Display Name, AppId*no value for AppId*DisplayName*'
    }

    It 'is an error of Install-VendorApp where it names no vendor: <Columns>' -ForEach @(
        @{ Columns = 'DisplayName'; Row = 'Nameless' }
        @{ Columns = 'Vendor,DisplayName'; Row = ',Nameless' }
    ) {
        $Columns, $Row | Set-Content $csv
        $told = $null
        $failed = Import-Csv $csv | Install-VendorApp -ErrorAction SilentlyContinue -ErrorVariable told
        $told | Should -HaveCount 1
        $told[0].FullyQualifiedErrorId | Should -BeLike 'VendorNotNamed,*'
        "$($told[0])" | Should -BeLike 'The row names no vendor: * Its columns are: *DisplayName.*'
        $failed.ErrorId, $failed.DisplayName | Should -Be VendorNotNamed, Nameless
        { Install-VendorApp '' -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentEmpty,*'
    }

    It 'is answered with the delimiter of its file, where it was read with another' {
        'DisplayName;Host', 'Other;c' | Set-Content $csv
        $told = $null
        Import-Csv $csv | Get-AppPermission -ErrorAction SilentlyContinue -ErrorVariable told
        $told.FullyQualifiedErrorId | Should -BeLike 'AppNotNamed,*'
        $told.ErrorDetails.RecommendedAction | Should -Be "Read the file with Import-Csv -Delimiter ';'."
        "DisplayName`tHost", "Other`tc" | Set-Content $csv
        Import-Csv $csv | Get-AppPermission -ErrorAction SilentlyContinue -ErrorVariable told
        $told.ErrorDetails.RecommendedAction | Should -Be 'Read the file with Import-Csv -Delimiter "`t".'
    }

    It 'leaves the other rows to their commands' {
        'DisplayName,Host', 'Invictus Dashboard,a', ',b', 'Other,c' | Set-Content $csv
        $told = $null
        (Import-Csv $csv | Get-VendorAppRegistration -ErrorAction SilentlyContinue -ErrorVariable told).DisplayName | Should -Be 'Invictus Dashboard', 'Other'
        $told.FullyQualifiedErrorId | Should -BeLike 'AppNotNamed,*'
    }

    It 'doesn''t name one beside -App either' {
        { Compare-VendorAppRegistration -App 'Invictus Dashboard' -With ([pscustomobject]@{ Host = 'a' }) -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotNamed,*'
        ([pscustomobject]@{ App = 'Other'; Host = 'a' } | Get-VendorAppRegistration -ErrorAction Stop).DisplayName | Should -Be Other
    }
}

Describe 'Objects of other modules' {
    It 'are apps by their application ID, or their object ID' {
        $foreign = [ForeignApplication] @{ Id = $app.Id; AppId = $app.AppId; DisplayName = 'as another module shows it' }
        ($foreign | Add-AppRedirectUri https://a.example.com -WhatIf).AppId | Should -Be $app.AppId
        (Add-AppRedirectUri https://a.example.com -App $foreign -WhatIf).AppId | Should -Be $app.AppId
        ($app.Id, $other.Id | ForEach-Object { [pscustomobject]@{ ObjectId = $_ } } | Get-VendorAppRegistration).DisplayName | Should -Be 'Invictus Dashboard', 'Other'
        ("{ `"appId`": `"$($app.AppId)`", `"id`": `"$($app.Id)`" }" | ConvertFrom-Json | Get-VendorAppRegistration).DisplayName | Should -Be 'Invictus Dashboard'
    }

    It 'that are no apps are not taken for one' {
        $alex = Test-AppUserProfile 'Alex Weber'
        $user = [ForeignUser] @{ Id = $alex.Id; DisplayName = 'Other'; UserPrincipalName = $alex.UserPrincipalName }
        $told = $null
        $user | Get-AppOwner -ErrorAction SilentlyContinue -ErrorVariable told
        $told[0].FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
        (($user | Add-AppOwner -App Other -WhatIf).Owners.DisplayName) | Should -Be 'Alex Weber'
    }
}

Describe 'Objects of this module' {
    It 'are the app that they tell of' {
        $null = $app | Add-AppOwner 'Alex Weber' | Add-AppAssignment 'Sam Okafor' | Add-AppGraphPermission -Delegated User.Read | Grant-AppAdminConsent
        foreach ($one in (Get-AppOwner $app), (Get-AppAssignment $app), (Get-AppPermission $app), (Get-AppConsent $app)[0], (Get-AppEndpoint $app), (Get-AppCredential $app)[0]) {
            ($one | Get-VendorAppRegistration -ErrorAction Stop).AppId | Should -Be $app.AppId -Because "$($one.GetType())"
            ($one | Add-AppGraphPermission -Delegated User.Read -ErrorAction Stop -WhatIf).AppId | Should -Be $app.AppId -Because "$($one.GetType())"
        }
    }

    It 'have lists that can be indexed' {
        $installed = Install-VendorApp Sekoia -NoSecret
        $two = $installed | Add-AppRedirectUri https://a.example.com
        $two.RedirectUris[0].Uri | Should -Be 'https://app.sekoia.io/user/callback'
        $two.RedirectUris[-1].Uri | Should -Be 'https://a.example.com'
        $installed.StepsLeft[0] | Should -BeOfType string
        $installed.Settings[1].Name | Should -Be 'Client secret'
        (Get-VendorAppTemplate Sekoia).Parameters[0].Name | Should -Be 'Region'
        $two.RedirectUris[0, 1].Count | Should -Be 2
    }

    It 'rotate the secret that they are' {
        $null = New-AppClientSecret Other -DisplayName first -ValidForDays 10
        $null = New-AppClientSecret Other -DisplayName second -ValidForDays 200
        $made = Get-AppCredential Other -Kind Secret -ExpiresWithinDays 30 | Update-AppClientSecret -OverlapDays 0 -Confirm:$false
        $made.DisplayName | Should -Be 'first'
        @((Get-AppCredential Other).DisplayName | Where-Object { $_ -in 'first', 'second' } | Sort-Object) | Should -Be 'first', 'second'
    }
}
