# What a sign-in may do, told before anything is done and when the service refuses.

BeforeAll {
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"

    function Connect-With([string] $Permissions) {
        Connect-AppTenant -Sandbox -SandboxSetting @{ Permissions = $Permissions }
    }

    # As a console of this width shows it.
    function Get-Lines($Object, [int] $Width) {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { ($Object | Out-String -Width $Width) -split '\r?\n' | Where-Object { $_.Trim() } }
        finally { $PSStyle.OutputRendering = $rendering }
    }
}

AfterAll {
    Disconnect-AppTenant
}

Describe 'Get-AppTenant' {
    It 'shows who is signed in, as what, and with which rights' {
        $connected = Connect-With 'Application.Read.All, Directory.Read.All'
        $tenant = Get-AppTenant $connected.TenantId
        $tenant.PermissionType | Should -Be Application
        $tenant.AppId | Should -Be $tenant.Account
        $tenant.GrantedPermissions | Sort-Object | Should -Be Application.Read.All, Directory.Read.All
        $tenant.DirectoryRoles.Count | Should -Be 0
        $shown = Get-Lines $tenant 80
        $shown -join "`n" | Should -Match 'GrantedPermissions : Application\.Read\.All *\n {21}Directory\.Read\.All'
        $shown | Should -Contain 'DirectoryRoles     : none'
    }

    It 'says so where the token does not tell the directory roles' {
        # As a token without them is read.
        $tenant = [EntraAppCmdlets.AppTenant]::new()
        $tenant.DirectoryRoles | Should -Be $null
        Get-Lines $tenant 80 | Should -Contain 'DirectoryRoles     : unknown: the access token does not tell'
    }
}

Describe 'Test-AppTenantPermission' {
    BeforeAll {
        $tenant = Connect-With 'Application.ReadWrite.OwnedBy Organization.Read.All'
    }

    It 'tells what is there, by which permission, what is missing, and how to get it' {
        $found = Test-AppTenantPermission Grant-AppAdminConsent
        $found.Readiness | Should -Be Missing
        $found.PermissionType | Should -Be Application
        $read = $found.Permissions | Where-Object Name -EQ Application.Read.All
        $read.IsThere | Should -BeTrue
        $read.GivenBy | Should -Be Application.ReadWrite.OwnedBy
        $found.Missing.Name | Should -Be DelegatedPermissionGrant.ReadWrite.All, AppRoleAssignment.ReadWrite.All
        # A list that PowerShell can take an item from.
        $found.Missing[1].Condition | Should -Be 'for application permissions'
        $found.DirectoryRoles | Should -BeNullOrEmpty
        $found.NextSteps[0] | Should -Be "An administrator grants it: Grant-AppAdminConsent $($tenant.AppId) -Application DelegatedPermissionGrant.ReadWrite.All, AppRoleAssignment.ReadWrite.All"
    }

    It 'tells a command apart that lacks nothing but what it rarely needs' {
        (Test-AppTenantPermission Remove-AppPermission).Readiness | Should -Be Partly
        (Test-AppTenantPermission New-AppClientSecret).Readiness | Should -Be Ready
        (Test-AppTenantPermission New-AppClientSecret).NextSteps | Should -BeNullOrEmpty
    }

    It 'tests all commands of the module where none is named' {
        (Test-AppTenantPermission).Command | Should -Be ((Get-Command -Module EntraAppCmdlets).Name | Sort-Object)
    }

    It 'takes names, patterns, and what Get-Command writes' {
        ('Get-AppOwner', 'Add-AppR*' | Test-AppTenantPermission).Command | Should -Be Get-AppOwner, Add-AppRedirectUri, Add-AppRole
        (Get-Command -Module EntraAppCmdlets -Noun AppOwner | Test-AppTenantPermission).Command | Should -Be Add-AppOwner, Get-AppOwner, Remove-AppOwner
        (Test-AppTenantPermission (Get-Command Get-AppOwner), EntraAppCmdlets\Get-AppConsent).Command | Should -Be Get-AppOwner, Get-AppConsent
        (Test-AppTenantPermission get-appowner | Test-AppTenantPermission).Command | Should -Be Get-AppOwner
    }

    It 'knows its commands by whatever prefix they were imported with' {
        $imported = Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1" -Prefix Our -Force -PassThru
        try { (Get-Command Get-OurAppOwner | Test-OurAppTenantPermission).Command | Should -Be Get-AppOwner }
        finally {
            Remove-Module $imported
            Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1" -Force
        }
    }

    It 'gives one Boolean for all with -Quiet' {
        Test-AppTenantPermission New-AppClientSecret, Get-AppCredential -Quiet | Should -BeTrue
        'New-AppClientSecret', 'Remove-AppPermission' | Test-AppTenantPermission -Quiet | Should -BeFalse
        Test-AppTenantPermission Get-AppNothing -Quiet -ErrorAction Ignore | Should -BeFalse
    }

    It 'refuses a name that is no command of the module, names the nearest, and goes on' {
        $found = 'Get-AppConsents', 'Get-AppOwner' | Test-AppTenantPermission -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Command | Should -Be Get-AppOwner
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -Be 'CommandNotFound,EntraAppCmdlets.TestAppTenantPermissionCommand'
        $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $problem[0].TargetObject | Should -Be Get-AppConsents
        "$($problem[0])" | Should -BeLike "*no command 'Get-AppConsents'*Did you mean Get-AppConsent or *"
    }

    It 'refuses a command of another module by naming that module' {
        Get-Command Get-Process | Test-AppTenantPermission -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -Be 'CommandOfOtherModule,EntraAppCmdlets.TestAppTenantPermissionCommand'
        "$($problem[0])" | Should -BeLike "'Get-Process' is a command of Microsoft.PowerShell.Management*"
    }

    It 'completes names of commands, in a list too, with what each needs' {
        $line = 'Test-AppTenantPermission Get-AppOwner, grant-'
        $completed = (TabExpansion2 $line -cursorColumn $line.Length).CompletionMatches
        $completed.CompletionText | Should -Be Grant-AppAdminConsent
        $completed[0].ToolTip | Should -BeLike 'Needs *DelegatedPermissionGrant.ReadWrite.All*Privileged Role Administrator*'
    }

    It 'shows a table of <_> columns in which every permission stands whole' -ForEach 80, 120 {
        $lines = Get-Lines (Test-AppTenantPermission) $_
        $lines | Where-Object Length -GT $_ | Should -BeNullOrEmpty
        $lines[0] | Should -Match '^Command +Readiness +Missing'
        $lines -match '^New-VendorServicePrincipal +Missing +Application\.ReadWrite\.All *$' | Should -Not -BeNullOrEmpty
        $lines -match '^ +DelegatedPermissionGrant\.ReadWrite\.All( \(.*)? *$' | Should -Not -BeNullOrEmpty
    }

    It 'needs a connection' {
        Disconnect-AppTenant
        { Test-AppTenantPermission Get-AppOwner } | Should -Throw -ErrorId 'NotConnected,EntraAppCmdlets.TestAppTenantPermissionCommand'
    }
}

Describe 'A refusal by the service' {
    It 'names the one permission that is missing, and how to get it' {
        $tenant = Connect-With 'Application.ReadWrite.OwnedBy'
        $app = New-VendorAppRegistration Refused
        { $app | Add-AppOwner -Owner alex.weber@contoso.onmicrosoft.com } | Should -Throw -ErrorId 'InsufficientPrivileges,*'
        $problem = $Error[0]
        "$problem" | Should -BeLike 'The sign-in lacks the application permission Directory.Read.All. *'
        $problem.CategoryInfo.Category | Should -Be PermissionDenied
        $problem.ErrorDetails.RecommendedAction | Should -BeLike "*Grant-AppAdminConsent $($tenant.AppId) -Application Directory.Read.All*"
    }

    It 'does not blame permissions for a quota' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ ObjectQuota = 2 }
        'one', 'two', 'three' | New-VendorAppRegistration -ErrorVariable problem -ErrorAction SilentlyContinue | Out-Null
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Directory_QuotaExceeded,*'
        "$($problem[0])" | Should -Not -BeLike '*The sign-in lacks*'
        $problem[0].CategoryInfo.Category | Should -Be LimitsExceeded
    }

    It 'is told for members of a group whose profiles are withheld, instead of calling them incomplete' {
        $null = Connect-With 'GroupMember.Read.All Organization.Read.All'
        { Test-AppUserProfile 'Security team' } | Should -Throw -ErrorId 'InsufficientPrivileges,*'
        "$($Error[0])" | Should -BeLike '*lacks the application permission User.ReadBasic.All.*'
    }
}

Describe 'A guide that takes more than the sign-in has' {
    BeforeAll {
        $tenant = Connect-With 'Application.ReadWrite.All, Directory.Read.All'
    }

    It 'is rehearsed with what is missing for it, and refused before anything is sent: <Vendor>' -ForEach @(
        @{ Vendor = 'authentik'; Parameters = @{}; Missing = 'AppRoleAssignment.ReadWrite.All and DelegatedPermissionGrant.ReadWrite.All' }
        @{ Vendor = 'Sekoia'; Parameters = @{ Region = 'FRA2'; AssignTo = 'Security team' }; Missing = 'AppRoleAssignment.ReadWrite.All' }
        @{ Vendor = 'ScubaGear'; Parameters = @{ Credential = 'Secret' }; Missing = '*RoleManagement.ReadWrite.Directory' }
    ) {
        if ((Get-VendorAppTemplate $Vendor).Parameters.Name -notcontains 'Credential') { $Parameters.Remove('Credential') }
        $sentence = "The sign-in lacks the application permission*$Missing."
        (Install-VendorApp $Vendor @Parameters -WhatIf).Outcome | Should -Be Planned
        $problem = $null
        Install-VendorApp $Vendor @Parameters -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InsufficientPrivileges,*'
        $problem[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($problem[0])" | Should -BeLike "$sentence Nothing was sent.*"
        $recommendation = $problem[0].ErrorDetails.RecommendedAction
        foreach ($permission in 'DelegatedPermissionGrant.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'RoleManagement.ReadWrite.Directory', 'GroupMember.ReadWrite.All') {
            $recommendation.Contains($permission) | Should -Be ("$($problem[0])".Contains($permission)) -Because "$permission in: $recommendation"
        }
        Get-VendorAppRegistration -Kind Registration | Should -BeNullOrEmpty
    }

    It 'is carried out where that part is left out' {
        (Install-VendorApp authentik -NoConsent -NoSignInTest).Outcome | Should -Be Installed
    }

    It 'is not copied into a tenant that would refuse it halfway' {
        $source = Connect-AppTenant source.onmicrosoft.com -Sandbox
        $app = (Install-VendorApp authentik -Tenant $source -DisplayName Copied -Confirm:$false).App
        $problem = $null
        Copy-VendorAppRegistration -To $tenant -App $app -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'InsufficientPrivileges,*'
        Get-VendorAppRegistration Copied -Tenant $tenant -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}

Describe 'A refusal of a command with many parts' {
    It 'recommends what the refused request lacked, and not what other parts of the command may need' {
        $tenant = Connect-With 'Application.ReadWrite.All'
        { Install-VendorApp Invictus -DashboardHost a.example.com -Owner 'Alex Weber' } | Should -Throw -ErrorId 'InsufficientPrivileges,*'
        $recommendation = $Error[0].ErrorDetails.RecommendedAction
        $recommendation | Should -BeLike "*Grant-AppAdminConsent $($tenant.AppId) -Application Directory.Read.All`n*"
        $recommendation | Should -Not -Match 'RoleManagement|AppRoleAssignment|DelegatedPermissionGrant'
    }
}
