BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'Registering an app' {
    BeforeEach {
        $tenant = Connect-AppTenant -Sandbox
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'gives the app with its service principal' {
        $app = New-VendorAppRegistration 'authentik Entra Provider'
        $app.DisplayName | Should -Be 'authentik Entra Provider'
        $app.TenantId | Should -Be $tenant.TenantId
        $app.SignInAudience | Should -Be 'AzureADMyOrg'
        $app.ServicePrincipalId | Should -Not -BeNullOrEmpty
        $app -is [EntraAppCmdlets.AppRegistration] | Should -BeTrue
    }

    It 'gives the same app at a second run' {
        $first = New-VendorAppRegistration x
        $second = New-VendorAppRegistration x
        $second.Id | Should -Be $first.Id
        @(Get-VendorAppRegistration).Count | Should -Be 1
    }

    It 'adds redirect URIs to those that are there' {
        $null = New-VendorAppRegistration x -RedirectUri https://a.example.com/cb
        $app = New-VendorAppRegistration x -RedirectUri https://b.example.com/cb -SpaRedirectUri https://spa.example.com
        $app.RedirectUris.Uri | Should -Contain 'https://a.example.com/cb'
        $app.RedirectUris.Uri | Should -Contain 'https://b.example.com/cb'
        (Get-VendorAppRegistration x).RedirectUris.Count | Should -Be 3
    }

    It 'refuses settings that contradict the app, with a list of the differences' {
        $null = New-VendorAppRegistration x
        $trouble = $null
        $app = New-VendorAppRegistration x -SignInAudience AzureADMultipleOrgs -AccessTokenIssuance -ErrorAction SilentlyContinue -ErrorVariable trouble
        $app | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'AppSettingsDiffer,*'
        $trouble[0].Exception.Message | Should -BeLike '*audience is AzureADMyOrg, not AzureADMultipleOrgs*access token issuance is False, not True*'
    }

    It 'does not take up an app of the same name that was made by other means' {
        $other = New-VendorAppRegistration x -UniqueName made-elsewhere
        { New-VendorAppRegistration x -ErrorAction Stop } | Should -Throw -ErrorId 'AppNameTaken*'
        (New-VendorAppRegistration x -AppId $other.AppId).Id | Should -Be $other.Id
    }

    It 'tells that a deleted app holds the name, and restores it on request' {
        $app = New-VendorAppRegistration x
        $app | Remove-VendorAppRegistration -Confirm:$false
        { New-VendorAppRegistration x -ErrorAction Stop } | Should -Throw -ErrorId 'AppSoftDeleted*'
        (New-VendorAppRegistration x -Restore).AppId | Should -Be $app.AppId
    }

    It 'refuses <Value> before anything is sent' -TestCases @(
        @{ Value = ''; Id = 'DisplayNameInvalid*'; Parameters = @{ DisplayName = '' } }
        @{ Value = 'a name of 121 characters'; Id = 'DisplayNameInvalid*'; Parameters = @{ DisplayName = 'a' * 121 } }
        @{ Value = 'a relative redirect URI'; Id = 'RedirectUriInvalid*'; Parameters = @{ DisplayName = 'x'; RedirectUri = '/login' } }
        @{ Value = 'a redirect URI with a fragment'; Id = 'RedirectUriInvalid*'; Parameters = @{ DisplayName = 'x'; RedirectUri = 'https://a.example.com/#x' } }
        @{ Value = 'http on a host that is not loopback'; Id = 'RedirectUriInvalid*'; Parameters = @{ DisplayName = 'x'; RedirectUri = 'http://a.example.com/' } }
    ) {
        $requests = New-VendorAppRegistration @Parameters -Verbose -ErrorAction SilentlyContinue -ErrorVariable trouble 4>&1
        $trouble[0].FullyQualifiedErrorId | Should -BeLike $Id
        $requests | Should -BeNullOrEmpty
        @(Get-VendorAppRegistration).Count | Should -Be 0
    }
}

Describe 'Naming an app' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $one = New-VendorAppRegistration twin
        $two = New-VendorAppRegistration twin -UniqueName twin-two
        $single = New-VendorAppRegistration "O'Neil & Co #1"
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'takes a name with quotes and signs' {
        (Get-VendorAppRegistration "O'Neil & Co #1").AppId | Should -Be $single.AppId
    }

    It 'takes an application ID' {
        (Get-VendorAppRegistration $single.AppId).DisplayName | Should -Be "O'Neil & Co #1"
        (Get-VendorAppRegistration "$($single.AppId)").DisplayName | Should -Be "O'Neil & Co #1"
    }

    It 'takes objects of other modules and rows of a CSV file by property name' {
        $app = [pscustomobject]@{ DisplayName = 'whatever'; AppId = "$($single.AppId)" } | Add-AppGraphPermission -Delegated User.Read
        $app.AppId | Should -Be $single.AppId
        $row = "ClientId`n$($single.AppId)" | ConvertFrom-Csv
        ($row | Get-AppPermission).Name | Should -Contain 'User.Read'
    }

    It 'never takes the first of several' {
        $trouble = $null
        'twin' | Add-AppGraphPermission -Delegated User.Read -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'AppAmbiguous,*'
        $trouble[0].Exception.Message | Should -BeLike "*$($one.AppId)*"
        $trouble[0].Exception.Message | Should -BeLike "*$($two.AppId)*"
    }

    It 'tells when there is none, and goes on with the next' {
        $trouble = $null
        $found = 'nobody', "$($single.AppId)" | Get-VendorAppRegistration -ErrorAction SilentlyContinue -ErrorVariable trouble
        $found.AppId | Should -Be $single.AppId
        $trouble.Count | Should -Be 1
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
        $trouble[0].TargetObject | Should -Be 'nobody'
    }

    It 'lists by a pattern' {
        @(Get-VendorAppRegistration 'tw*').Count | Should -Be 2
        @(Get-VendorAppRegistration '*in').Count | Should -Be 2
    }

    It 'stops a list after the first' {
        @(Get-VendorAppRegistration | Select-Object -First 1).Count | Should -Be 1
    }
}

Describe 'Without a connection' {
    It 'says how to connect' {
        { Get-VendorAppRegistration x } | Should -Throw -ErrorId 'NotConnected*' -ExpectedMessage '*no connection*'
    }

    It 'says which tenants are connected when another is named' {
        $tenant = Connect-AppTenant -Sandbox
        try {
            { Get-VendorAppRegistration x -Tenant fabrikam.onmicrosoft.com } | Should -Throw -ErrorId 'NotConnected*' -ExpectedMessage "*$($tenant.TenantId)*"
        }
        finally {
            Disconnect-AppTenant
        }
    }
}

Describe 'Permissions, consent and secret' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'says that User.Read exists as delegated permission only, and sends nothing of the whole pipeline' {
        { New-VendorAppRegistration x | Add-AppGraphPermission -Application User.Read.All, User.Read, Group.Create } |
            Should -Throw -ErrorId 'PermissionNotFound*' -ExpectedMessage "*'User.Read' exists as delegated permission of Microsoft Graph only*User.Read.All*"
        @(Get-VendorAppRegistration).Count | Should -Be 0
    }

    It 'names the nearest for a misspelt name' {
        { 'x' | Add-AppGraphPermission -Delegated Usr.Read } | Should -Throw -ErrorId 'PermissionNotFound*' -ExpectedMessage '*nearest delegated permission is User.Read*'
    }

    It 'ends with a token that carries the permissions' {
        $result = New-VendorAppRegistration x |
            Add-AppGraphPermission -Application Group.Create, User.Read.All -Delegated User.Read |
            Grant-AppAdminConsent | New-AppClientSecret | Test-AppSignIn
        $result.Succeeded | Should -BeTrue
        $result.Roles | Sort-Object | Should -Be 'Group.Create', 'User.Read.All'
    }

    It 'keeps what is there when permissions are added' {
        $null = New-VendorAppRegistration x | Add-AppGraphPermission -Delegated User.Read
        $app = 'x' | Add-AppGraphPermission -Delegated Mail.Read, User.Read
        $app.Permissions.Name | Should -Be 'User.Read', 'Mail.Read'
        (Get-AppPermission x).Name | Should -Be 'User.Read', 'Mail.Read'
    }

    It 'shows what is requested and not granted' {
        $app = New-VendorAppRegistration x | Add-AppGraphPermission -Delegated User.Read | Grant-AppAdminConsent | Add-AppGraphPermission -Application User.Read.All
        $consent = Get-AppConsent $app
        ($consent | Where-Object Permission -EQ 'User.Read').State | Should -Be 'Granted'
        ($consent | Where-Object Permission -EQ 'User.Read.All').State | Should -Be 'NotGranted'
    }

    It 'asks before it hands out control of the tenant, and does not when told so' {
        $app = New-VendorAppRegistration x | Add-AppGraphPermission -Application RoleManagement.ReadWrite.Directory
        $trouble = $null
        $app | Grant-AppAdminConsent -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'ConfirmationNeeded,*'
        (Get-AppConsent x).State | Should -Be 'NotGranted'
        ($app | Grant-AppAdminConsent -Confirm:$false).Permissions[0].Consented | Should -BeTrue
    }

    It 'gives the secret as SecureString, and as plain text on request only' {
        $app = New-VendorAppRegistration x
        $secret = $app | New-AppClientSecret -DisplayName vendor -ValidForDays 90
        $secret.SecretText -is [securestring] | Should -BeTrue
        $plain = $secret.SecretText | ConvertFrom-SecureString -AsPlainText
        ($secret | Out-String) | Should -Not -Match ([regex]::Escape($plain))
        ($secret | ConvertTo-Json -Depth 5) | Should -Not -Match ([regex]::Escape($plain))
        "$secret" | Should -Not -Match ([regex]::Escape($plain))
        $app | New-AppClientSecret -AsPlainText | Should -BeOfType [string]
        @(Get-AppCredential x).Count | Should -Be 2
    }

    It 'tells a wrong secret with its code and its cure' {
        $app = New-VendorAppRegistration x
        $result = $app | Test-AppSignIn -ClientSecret (ConvertTo-SecureString 'wrong' -AsPlainText -Force)
        $result.Succeeded | Should -BeFalse
        $result.ErrorCode | Should -Be 'AADSTS7000215'
        $result.Cure | Should -Not -BeNullOrEmpty
    }

    It 'tells the longest life that the policy allows' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ MaxSecretLifetime = '90.00:00:00' }
        $app = New-VendorAppRegistration x
        { $app | New-AppClientSecret -ValidForDays 365 -ErrorAction Stop } | Should -Throw -ErrorId 'SecretLifetimeForbidden*' -ExpectedMessage '*90 days*'
    }

    It 'refuses an app of another tenant before anything is sent' {
        $app = New-VendorAppRegistration x
        $other = Connect-AppTenant -Sandbox
        $trouble = $null
        $said = $app | Add-AppGraphPermission -Delegated User.Read -Tenant $other -Verbose -ErrorAction SilentlyContinue -ErrorVariable trouble 4>&1
        $said | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'AppOfOtherTenant,*'
    }
}

Describe 'A rehearsal' {
    It 'says what every step of a chain would do, and writes nothing' {
        $null = Connect-AppTenant -Sandbox
        $secret = New-VendorAppRegistration x -WhatIf | Add-AppGraphPermission -Delegated User.Read -WhatIf | Grant-AppAdminConsent -WhatIf | New-AppClientSecret -WhatIf
        $secret.SecretText | Should -BeNullOrEmpty
        $secret.App.IsPlanned | Should -BeTrue
        $secret.App.Permissions.Name | Should -Be 'User.Read'
        @(Get-VendorAppRegistration).Count | Should -Be 0
        $trouble = $null
        $secret | Add-AppGraphPermission -Delegated Mail.Read -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'AppPlanned,*'
        Disconnect-AppTenant
    }
}

Describe 'A kept tenant' {
    It 'outlives the connection, and its file holds no secret' {
        $path = Join-Path ([IO.Path]::GetTempPath()) "tenant-$([guid]::NewGuid()).json"
        try {
            $tenant = Connect-AppTenant -Sandbox -Path $path
            $secret = New-VendorAppRegistration x | New-AppClientSecret
            Disconnect-AppTenant
            (Connect-AppTenant -Sandbox -Path $path).TenantId | Should -Be $tenant.TenantId
            (Get-AppCredential x).KeyId | Should -Be $secret.KeyId
            ($secret | Test-AppSignIn).Succeeded | Should -BeTrue
            Get-Content -Raw $path | Should -Not -Match ([regex]::Escape(($secret.SecretText | ConvertFrom-SecureString -AsPlainText)))
        }
        finally {
            Disconnect-AppTenant
            Remove-Item $path -ErrorAction Ignore
        }
    }

    It 'refuses an unknown setting with the list of settings' {
        { Connect-AppTenant -Sandbox -SandboxSetting @{ Replication = 5 } -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxSettingInvalid*' -ExpectedMessage '*ReplicationDelay*'
    }

    It 'tells a folder that is missing, and one instead of a file, with what to do about it' {
        $folder = Join-Path ([IO.Path]::GetTempPath()) "tenants-$([guid]::NewGuid())"
        Connect-AppTenant -Sandbox -Path (Join-Path $folder tenant.json) -ErrorVariable told -ErrorAction SilentlyContinue
        "$($told[0])" | Should -BeLike '*folder does not exist*'
        $told[0].ErrorDetails.RecommendedAction | Should -BeLike 'Make the folder first*'
        { Connect-AppTenant -Sandbox -Path ([IO.Path]::GetTempPath()) -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxFileUnusable*' -ExpectedMessage '*is a folder*'
    }

    It 'refuses a damaged file and leaves it as it is' {
        $path = Join-Path ([IO.Path]::GetTempPath()) "tenant-$([guid]::NewGuid()).json"
        try {
            Set-Content $path '{ "broken": '
            { Connect-AppTenant -Sandbox -Path $path -ErrorAction Stop } | Should -Throw -ErrorId 'SandboxFileUnusable*'
            Get-Content $path | Should -Be '{ "broken": '
        }
        finally {
            Remove-Item $path -ErrorAction Ignore
        }
    }
}
