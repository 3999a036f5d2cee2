BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $vendor = '5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e'
}

Describe 'A vendor app of another tenant' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is brought in with consent in one command, and a second run says that it is there' {
        $app = New-VendorServicePrincipal $vendor -Application User.Read.All, Group.Read.All -Delegated User.Read -GrantConsent
        $app.Id | Should -BeNullOrEmpty
        $app.ServicePrincipalId | Should -Not -BeNullOrEmpty
        $app.Permissions.Consented | Should -Be $true, $true, $true
        $said = New-VendorServicePrincipal $vendor -Application User.Read.All -GrantConsent -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*there already with consent; nothing to change*'
        (Get-AppConsent $vendor | Sort-Object Permission).Permission | Should -Be 'Group.Read.All', 'User.Read', 'User.Read.All'
    }

    It 'is granted consent by piping it on' {
        $app = New-VendorServicePrincipal $vendor -Application User.Read.All | Grant-AppAdminConsent
        $app.Permissions.Consented | Should -BeTrue
        (Get-VendorAppRegistration 'Fabrikam Security Connector' | Grant-AppAdminConsent -Delegated User.Read).Permissions.Name | Should -Be 'User.Read'
        @(Get-AppConsent $vendor).Count | Should -Be 2
    }

    It 'needs the names of its permissions, which nobody here can know' {
        { New-VendorServicePrincipal $vendor | Grant-AppAdminConsent -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionsNotKnown*'
        { New-VendorServicePrincipal $vendor -GrantConsent -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionMissing*'
        { New-VendorServicePrincipal $vendor -Application User.Read -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionNotFound*'
    }

    It 'is told apart from an ID that nobody has' {
        { New-VendorServicePrincipal ([guid]::NewGuid()) -ErrorAction Stop } | Should -Throw -ErrorId 'VendorAppNotFound*'
    }

    It 'is rehearsed without a write' {
        $app = New-VendorServicePrincipal $vendor -Application User.Read.All -GrantConsent -WhatIf
        $app.IsPlanned | Should -BeTrue
        { Get-VendorAppRegistration $vendor -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound*'
    }

    It 'is not given control of the tenant without a question' {
        $trouble = $null
        New-VendorServicePrincipal $vendor -Application RoleManagement.ReadWrite.Directory -GrantConsent -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'ConfirmationNeeded,*'
        { Get-VendorAppRegistration $vendor -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound*'
    }
}

Describe 'Revoking consent' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration x |
            Add-AppGraphPermission -Application User.Read.All, Group.Read.All -Delegated User.Read, Mail.Read |
            Grant-AppAdminConsent
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'takes back what is named, and the app goes on in the pipeline' {
        $after = $app | Revoke-AppAdminConsent -Application User.Read.All -Delegated Mail.Read -PassThru -Confirm:$false
        ($after.Permissions | Where-Object Consented).Name | Sort-Object | Should -Be 'Group.Read.All', 'User.Read'
        (Get-AppConsent x | Where-Object State -EQ Granted).Permission | Sort-Object | Should -Be 'Group.Read.All', 'User.Read'
    }

    It 'takes back all of it where nothing is named, and says so at a second run' {
        $null = $app | Revoke-AppAdminConsent -Confirm:$false
        (Get-AppConsent x).State | Select-Object -Unique | Should -Be 'NotGranted'
        $app | Revoke-AppAdminConsent -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -BeLike '*has not been granted anything*nothing to revoke*'
    }

    It 'takes it back from one API alone' {
        $null = $app | Revoke-AppAdminConsent -Api SharePoint -Confirm:$false
        (Get-AppConsent x).State | Select-Object -Unique | Should -Be 'Granted'
    }

    It 'tells a misspelt name instead of doing nothing' {
        { $app | Revoke-AppAdminConsent -Application User.Raed.All -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionNotFound*' -ExpectedMessage '*User.Read.All*'
    }

    It 'asks first' {
        $null = $app | Revoke-AppAdminConsent -WhatIf
        (Get-AppConsent x).State | Select-Object -Unique | Should -Be 'Granted'
    }
}

Describe 'Granting by name' {
    It 'grants only what the app requests of it' {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration x | Add-AppGraphPermission -Application User.Read.All, Group.Read.All
        $after = $app | Grant-AppAdminConsent -Application User.Read.All
        ($after.Permissions | Where-Object Consented).Name | Should -Be 'User.Read.All'
        { $app | Grant-AppAdminConsent -Application Mail.Send -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionNotRequested*'
        Disconnect-AppTenant
    }
}
