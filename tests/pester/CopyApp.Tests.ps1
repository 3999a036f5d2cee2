# An app that exists: exported, compared and copied, as at the prompt.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
}

Describe 'Export-VendorAppTemplate' {
    AfterEach { Get-AppTenant | ForEach-Object { Disconnect-AppTenant -Tenant $_ } }

    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = (Install-VendorApp Invictus -DashboardHost contoso-invictus.azurewebsites.net -Owner alex.weber@contoso.onmicrosoft.com).App
        $file = Join-Path $TestDrive "$(New-Guid).json"
    }

    It 'writes a template that installs an equal app with one command' {
        $export = $app | Export-VendorAppTemplate -Path $file
        $export.Path | Should -Be $file
        $export.NotCaptured | Should -BeNullOrEmpty
        $export.Parameters.Keys | Should -Be 'HostName', 'Owner'
        (Get-VendorAppTemplate Invictus -TemplatePath $file).Path | Should -Be $file
        $second = Invoke-Expression "$($export.InstallCommand) -DisplayName 'Invictus second'"
        Compare-VendorAppRegistration -App $app -With $second.App | Should -BeNullOrEmpty
        Compare-VendorAppRegistration -App $app -With $second.App -Quiet | Should -BeTrue
    }

    It 'pipes into Install-VendorApp' {
        ($app | Export-VendorAppTemplate -Path $file | Install-VendorApp -DisplayName Piped -WhatIf).Outcome | Should -Be Planned
        ($app | Export-VendorAppTemplate -Path $file -Force | Install-VendorApp).AppId | Should -Be $app.AppId
    }

    It 'leaves a file that is there, and writes none with -WhatIf' {
        $null = $app | Export-VendorAppTemplate -Path $file -WhatIf
        $file | Should -Not -Exist
        Set-Content $file mine
        { $app | Export-VendorAppTemplate -Path $file } | Should -Throw -ErrorId 'SettingFileExists,*'
        Get-Content $file | Should -Be mine
        $null = $app | Export-VendorAppTemplate -Path $file -Force
        (Get-Content -Raw $file | ConvertFrom-Json).id | Should -Be Invictus
        if (-not $IsWindows) { (Get-Item $file).UnixFileMode | Should -Be ([IO.UnixFileMode] 'UserRead, UserWrite') }
    }

    It 'writes a file for each app into a folder, and refuses two apps in one file' {
        $other = New-VendorAppRegistration 'Other app'
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive "$(New-Guid)")).FullName
        ($app, $other | Export-VendorAppTemplate -Path $folder).Path | Split-Path -Leaf | Should -Be 'invictus.json', 'other-app.json'
        ($app, $other | Export-VendorAppTemplate -Path $file -Force -ErrorAction SilentlyContinue -ErrorVariable problem).DisplayName | Should -Be Invictus
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'TemplateFileTaken,*'
    }

    It 'says what a template can''t say, and leaves it for a person' {
        $null = $app | New-AppClientSecret -DisplayName second
        $null = Invoke-AppGraphRequest "applications/$($app.Id)" -Method Patch -Body @{ tags = @('a') }
        $export = $app | Export-VendorAppTemplate -Path $file -WarningVariable warned
        $export.NotCaptured.Property | Should -Be "client secret 'Invictus'", 'tags'
        "$warned" | Should -BeLike "*client secret 'Invictus', tags*"
        ($export | Install-VendorApp -DisplayName Third).StepsLeft -join '; ' | Should -BeLike '*tags (a)*'
    }

    It 'refuses a name that no template can have' {
        { $app | Export-VendorAppTemplate -Vendor 'a b' -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateIdInvalid,*'
    }
}

Describe 'Compare-VendorAppRegistration' {
    AfterEach { Get-AppTenant | ForEach-Object { Disconnect-AppTenant -Tenant $_ } }

    BeforeEach {
        $here = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Demo -RedirectUri https://demo.example.com/cb | Add-AppGraphPermission -Delegated User.Read
    }

    It 'writes one row for each difference of two apps' {
        $other = New-VendorAppRegistration Other -IdTokenIssuance | Add-AppGraphPermission -Delegated User.Read, Mail.Read
        $rows = Compare-VendorAppRegistration -App Demo -With Other
        $rows.ForEach({ "$($_.Property): $($_.Left) / $($_.Right)" }) | Should -Be @(
            'https://demo.example.com/cb: registered (Web) / missing'
            'IdTokenIssuance: off / on'
            'permission Mail.Read (delegated): missing / requested'
        )
        $rows[0].With | Should -Be "Other ($($other.AppId))"
        Compare-VendorAppRegistration -App Demo -With Other -Quiet | Should -BeFalse
        Compare-VendorAppRegistration -App Demo -With Demo -Verbose 4>&1 | Where-Object { "$_" -like '*no differences*' } | Should -Not -BeNullOrEmpty
    }

    It 'finds what has changed since an export with values, and takes them from the command line first' {
        $file = Join-Path $TestDrive 'demo.json'
        $null = $app | Export-VendorAppTemplate -Path $file -IncludeValue
        Compare-VendorAppRegistration Demo -TemplatePath $file -Quiet | Should -BeTrue
        $null = $app | Set-VendorAppRegistration -Notes changed
        (Compare-VendorAppRegistration Demo -TemplatePath $file).Property | Should -Be Notes
        (Compare-VendorAppRegistration Demo -TemplatePath $file -HostName other.example.com).Property | Should -Be 'https://demo.example.com/cb', 'Notes', 'https://other.example.com/cb'
    }

    It 'compares apps of two tenants, where texts name each its own' {
        $app = $app | Set-AppIdentifierUri | Add-AppOwner alex.weber@contoso.onmicrosoft.com
        $there = Connect-AppTenant -Sandbox -SandboxSetting @{ DomainName = 'fabrikam.onmicrosoft.com' }
        $null = New-VendorAppRegistration Demo -RedirectUri https://demo.example.com/cb | Add-AppGraphPermission -Delegated User.Read | Set-AppIdentifierUri |
            Add-AppOwner alex.weber@fabrikam.onmicrosoft.com
        Compare-VendorAppRegistration -App Demo -Tenant $here -With Demo -WithTenant $there | Should -BeNullOrEmpty
    }

    It 'names what it can''t compare with before anything is sent: <Id>' -ForEach @(
        @{ Id = 'TemplateNewer'; Text = '{ "schemaVersion": 2 }' }
        @{ Id = 'TemplateInvalid'; Text = '{ "id": "Demo", ' }
        @{ Id = 'TemplateUnreadable'; Text = $null }
    ) {
        $file = Join-Path $TestDrive "$Id.json"
        if ($Text) { Set-Content $file $Text }
        { Compare-VendorAppRegistration Demo -TemplatePath $file -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        { Install-VendorApp Demo -TemplatePath $file -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'asks what to compare with' {
        { $app | Compare-VendorAppRegistration -ErrorAction Stop } | Should -Throw -ErrorId 'ComparisonNotGiven,*'
    }
}

Describe 'Copy-VendorAppRegistration' {
    AfterEach { Get-AppTenant | ForEach-Object { Disconnect-AppTenant -Tenant $_ } }

    BeforeEach {
        $here = Connect-AppTenant -Sandbox
        $app = (Install-VendorApp Sekoia -AssignTo 'Security team', 'lee.novak@contoso.onmicrosoft.com').App
        $there = Connect-AppTenant -Sandbox -SandboxSetting @{ DomainName = 'fabrikam.onmicrosoft.com' }
    }

    It 'rehearses, copies, and finds everything there the next time' {
        ($app | Copy-VendorAppRegistration $there -WhatIf).Outcome | Should -Be Planned
        Get-VendorAppRegistration -Tenant $there | Should -BeNullOrEmpty
        $copy = $app | Copy-VendorAppRegistration $there
        $copy.TenantId | Should -Be $there.TenantId
        $copy.Secret.SecretText | Should -BeOfType securestring
        (Get-AppAssignment $copy.App).PrincipalDisplayName | Sort-Object | Should -Be 'Lee Novak', 'Security team'
        Compare-VendorAppRegistration -App $app -With $copy.App | Should -BeNullOrEmpty
        $again = $app | Copy-VendorAppRegistration $there
        $again.AppId | Should -Be $copy.AppId
        $again.Outcome | Should -Be Unchanged
    }

    It 'makes no secret with -NoSecret, and leaves out who is mapped to nobody' {
        $copy = Copy-VendorAppRegistration $there -App $app -NoSecret -DisplayName 'Sekoia copy' -Map @{ 'lee.novak@contoso.onmicrosoft.com' = $null; 'app.sekoia.io' = 'sekoia.example.com' }
        $copy.DisplayName | Should -Be 'Sekoia copy'
        Get-AppCredential $copy.App | Should -BeNullOrEmpty
        (Get-AppAssignment $copy.App).PrincipalDisplayName | Should -Be 'Security team'
        $copy.App.RedirectUris.Uri | Should -Be 'https://sekoia.example.com/user/callback'
    }

    It 'warns, as an installation does, if the app can''t sign in, and writes the secret all the same' {
        $api = Install-VendorApp authentik -Tenant $here
        $copy = $api.App | Copy-VendorAppRegistration $there
        $copy.SignIn.Succeeded | Should -BeTrue
        foreach ($installation in $api, $copy) {
            Set-VendorAppRegistration $installation.App -ServicePrincipalEnabled:$false -Confirm:$false
        }

        $again = Install-VendorApp authentik -Tenant $here -NewSecret -WarningVariable ofInstall
        $copied = $api.App | Copy-VendorAppRegistration $there -NewSecret -WarningVariable ofCopy
        foreach ($warnings in $ofInstall, $ofCopy) {
            "$warnings" | Should -BeLike "*sign-in as 'authentik Entra Provider' failed: AADSTS7000112*"
        }

        $again.Secret.SecretText, $copied.Secret.SecretText | Should -BeOfType securestring
    }

    It 'refuses the tenant of the app itself, and says what it lacks there before anything is sent' {
        { Copy-VendorAppRegistration $here -App $app -ErrorAction Stop } | Should -Throw -ErrorId 'CopyIntoSameTenant,*'
        Copy-VendorAppRegistration $there -App $app -Map @{ 'Security team' = 'Nobodies' } -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PrincipalNotFound,*'
        Get-VendorAppRegistration -Tenant $there | Should -BeNullOrEmpty
    }
}
