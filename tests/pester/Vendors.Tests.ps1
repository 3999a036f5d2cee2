BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $templates = Join-Path $PSScriptRoot '../../module/templates'

    # Each guide with the parameters that a customer would give.
    $guides = @{
        authentik = @{}
        XSOAR     = @{ ApplicationPermission = 'User.Read.All' }
        Sekoia    = @{ Region = 'FRA2'; AssignTo = 'Security team' }
        Auth0     = @{ Auth0Tenant = 'contoso'; Region = 'eu' }
        Invictus  = @{ DashboardHost = 'contoso-invictus.azurewebsites.net'; Owner = 'Alex Weber' }
    }
}

Describe 'Templates of vendors' {
    It 'are listed with all that explains them' {
        $all = Get-VendorAppTemplate
        'Auth0', 'authentik', 'Invictus', 'Sekoia', 'XSOAR' | Should -BeIn $all.Vendor
        $all.Vendor | Should -Be ($all.Vendor | Sort-Object)
        $all.Kind | Should -Not -Contain Other
        $all.GuideDate | Should -BeOfType ([DateOnly])
        $all | ForEach-Object { $_.Steps.Count | Should -BeGreaterThan 3; $_.Settings.Count | Should -BeGreaterThan 1 }
        (Get-VendorAppTemplate authentik).Notes | Should -BeLike '*User.Read*delegated permission only*'
    }

    It 'are found by kind and by words of their name, title, description and permissions' {
        $both = Get-VendorAppTemplate -Kind Monitoring, Security
        $both.Vendor | Should -Contain Sekoia
        $both.Kind | Sort-Object -Unique | Should -Be Security, Monitoring
        (Get-VendorAppTemplate -Search cortex).Vendor | Should -Be XSOAR
        (Get-VendorAppTemplate -Search 'GROUP.CREATE AuthenTik').Vendor | Should -Be authentik
        (Get-VendorAppTemplate -Search Group.Create, authentik).Vendor | Should -Be authentik
        (Get-VendorAppTemplate -Kind Security -Search Group.Create) | Should -BeNullOrEmpty
        'Sekoia', 'Auth0' | Get-VendorAppTemplate -Kind Security | ForEach-Object Vendor | Should -Be Sekoia
        (Get-VendorAppTemplate XSOAR | Get-VendorAppTemplate).Vendor | Should -Be XSOAR
        { Get-VendorAppTemplate -Kind Nonsense } | Should -Throw '*Security*'
        $line = 'Get-VendorAppTemplate -Kind Mo'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be Monitoring
    }

    It 'of ones own work like those of the module' {
        $path = Join-Path $TestDrive 'acme.json'
        (Get-Content (Join-Path $templates sekoia.json) -Raw).Replace('"id": "Sekoia"', '"id": "Acme"').Replace('"displayName": "Sekoia.io"', '"displayName": "Acme"') | Set-Content $path
        (Get-VendorAppTemplate Acme -Path $path).IsBuiltIn | Should -BeFalse
        $env:ENTRAAPP_TEMPLATE_PATH = $TestDrive
        try {
            $null = Connect-AppTenant -Sandbox
            (Install-VendorApp Acme -Region USA1 -WarningAction SilentlyContinue).App.RedirectUris.Uri | Should -Be 'https://app.usa1.sekoia.io/user/callback'
        }
        finally {
            $env:ENTRAAPP_TEMPLATE_PATH = $null
            Disconnect-AppTenant
        }
    }

    It 'tell a fault with file, line and rule, and the others are listed all the same' {
        $path = Join-Path $TestDrive 'faulty.json'
        (Get-Content (Join-Path $templates authentik.json) -Raw).Replace('"by": "Person"', '"by": "Nobody"') | Set-Content $path
        $all = Get-VendorAppTemplate -Path $path -ErrorVariable told -ErrorAction SilentlyContinue
        $told[0].FullyQualifiedErrorId | Should -BeLike 'TemplateInvalid,*'
        "$($told[0])" | Should -Match 'faulty\.json\(\d+,\d+\): enum: '
        $all.Vendor | Should -Contain 'authentik'
    }
}

Describe 'The parameters of a vendor' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'are typed, explained and chosen from' {
        $parameters = (Get-Command Install-VendorApp -ArgumentList Sekoia).Parameters
        $parameters.Region.Attributes.ValidValues | Should -Be 'FRA1', 'FRA2', 'MCO1', 'UAE1', 'USA1'
        $parameters.AssignTo.ParameterType | Should -Be ([string[]])
        $parameters.Region.Attributes.HelpMessage | Should -BeLike '*region*'
    }

    It 'are completed' {
        $line = 'Install-VendorApp Sekoia -Region U'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'UAE1', 'USA1'
        $line = 'Test-VendorAppRegistration in'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Invictus'
        $line = 'Install-VendorApp auth'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Auth0', 'authentik', 'authentik-source'
    }

    It 'that are missing are told with what they are for, whether somebody could be asked or not' {
        foreach ($way in @(), @('-NonInteractive')) {
            $printed = '' | & $pwsh -NoProfile @way -Command "
                Import-Module '$((Resolve-Path (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')).Path)'
                `$null = Connect-AppTenant -Sandbox
                Install-VendorApp Invictus -ErrorVariable told -ErrorAction SilentlyContinue
                Test-VendorAppRegistration Invictus -ErrorVariable +told -ErrorAction SilentlyContinue
                New-VendorAppRegistration -Vendor Invictus -ErrorVariable +told -ErrorAction SilentlyContinue
                `$told | ForEach-Object { `"`$(`$_.FullyQualifiedErrorId) `$_`" }"
            @($printed).Count | Should -Be 3
            $printed | ForEach-Object { $_ | Should -BeLike 'VendorParameterMissing,* The guide of Invictus requires -DashboardHost. The host of your Invictus dashboard.' }
        }
    }

    It 'that there are not are answered with those that there are' {
        { Install-VendorApp Sekoia -Regoin FRA1 -ErrorAction Stop } | Should -Throw -ErrorId 'VendorParameterUnknown,*' -ExpectedMessage '*Region, AppHost, AccountTypes, AssignTo*'
        { Install-VendorApp Sekola -Region FRA1 -ErrorAction Stop } | Should -Throw -ErrorId 'VendorUnknown,*' -ExpectedMessage '*Did you mean Sekoia?'
    }
}

Describe 'Install-VendorApp' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'carries out five guides in a loop, and a second time changes nothing' {
        foreach ($vendor in $guides.Keys) {
            $parameters = $guides[$vendor]
            $first = Install-VendorApp $vendor @parameters
            $first.Settings.Count | Should -BeGreaterThan 2
            $first.StepsLeft | Should -Not -BeNullOrEmpty
            $said = Install-VendorApp $vendor @parameters -Verbose 4>&1
            $second = $said | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
            $second.AppId | Should -Be $first.AppId
            $second.Secret | Should -BeNullOrEmpty
            @($said | ForEach-Object { "$_" }) -match '(POST|PATCH|DELETE) (?!\S*\$batch)' | Should -BeNullOrEmpty
            @($said | ForEach-Object { "$_" }) -match 'nothing to change' | Should -Not -BeNullOrEmpty
            Test-VendorAppRegistration $vendor @parameters -Quiet | Should -BeTrue
        }
    }

    It 'shows the guide as a plan, and writes nothing' {
        $plan = Install-VendorApp Invictus -DashboardHost dash.example.com -WhatIf
        $plan.IsPlanned | Should -BeTrue
        $plan.Steps.State | Should -Contain 'Planned'
        $plan.Steps.State | Should -Contain 'ForPerson'
        Get-VendorAppRegistration | Should -BeNullOrEmpty
    }

    It 'goes on in a pipeline, as app and as settings' {
        $values = Install-VendorApp authentik | Add-AppOwner -Owner 'Alex Weber' | Export-VendorAppSetting -Vendor authentik
        $values.Name | Should -Be 'Client ID', 'Client secret', 'Tenant ID'
        (Get-AppOwner 'authentik Entra Provider').DisplayName | Should -Be 'Alex Weber'
    }

    It 'takes vendors from the pipeline, by name, as templates and as rows of a file' {
        $own = Join-Path $TestDrive 'acme.json'
        (Get-Content (Join-Path $templates authentik.json) -Raw).Replace('"id": "authentik"', '"id": "Acme"').Replace('authentik Entra Provider', 'Acme') | Set-Content $own
        $installed = 'authentik', 'Invictus', 'Acme', 'sekoia' | Install-VendorApp -ValidForDays 30 -ErrorAction SilentlyContinue -ErrorVariable told
        $installed.Vendor | Should -Be 'authentik', 'Sekoia'
        $told.FullyQualifiedErrorId -replace ',.*' | Should -Be 'VendorParameterMissing', 'VendorUnknown'
        $told.TargetObject | Should -Be 'DashboardHost', 'Acme'
        (Get-VendorAppTemplate Acme -Path $own | Install-VendorApp).DisplayName | Should -Be 'Acme'
        $installed = "Vendor,DisplayName`
authentik,First`
authentik,Second" | ConvertFrom-Csv | Install-VendorApp
        $installed.DisplayName | Should -Be 'First', 'Second'
        { 'sekoia' | Install-VendorApp -Region FRA2 -ErrorAction Stop } | Should -Throw -ErrorId 'VendorParameterWithoutVendor,*' -ExpectedMessage '*-Region*'
    }

    It 'names in its plan what puts the tenant or the data of a service at stake' {
        $details = (Install-VendorApp ScubaGear -WhatIf).Steps.Details
        $details -like '*; risk Critical: Exchange.ManageAsApp, Sites.FullControl.All' | Should -HaveCount 1
        $details | Should -Contain 'add the directory role Global Reader (risk High)'
    }

    It 'asks before it hands out control of the tenant' {
        $printed = & $pwsh -NoProfile -NonInteractive -Command "
            Import-Module '$((Get-Module EntraAppCmdlets).Path -replace 'module.bin.*', 'EntraAppCmdlets.psd1')'
            `$null = Connect-AppTenant -Sandbox
            Install-VendorApp XSOAR -ApplicationPermission RoleManagement.ReadWrite.Directory -ErrorVariable told -ErrorAction SilentlyContinue
            `$told.FullyQualifiedErrorId
            @(Get-VendorAppRegistration).Count"
        "$printed" | Should -BeLike 'ConfirmationNeeded,* 0'
    }
}

Describe 'Export-VendorAppSetting' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $installed = Install-VendorApp Invictus -DashboardHost dash.example.com
        $text = $installed.Secret.SecretText | ConvertFrom-SecureString -AsPlainText
    }
    AfterAll { Disconnect-AppTenant }

    It 'hands over the secret as SecureString, as text on request only' {
        ($installed | Export-VendorAppSetting).Value[2] | Should -BeOfType securestring
        ($installed | Export-VendorAppSetting -IncludeSecret).Value[2] | Should -BeExactly $text
    }

    It 'writes a file that its owner alone can read, and does not replace one unasked' {
        $path = Join-Path $TestDrive 'main.bicepparam'
        $file = $installed | Export-VendorAppSetting -Path $path -IncludeSecret
        if (-not $IsWindows) { $file.UnixFileMode | Should -Be 'UserWrite, UserRead' }
        Get-Content $path -Raw | Should -BeLike "using 'main.bicep'*param azureActiveDirectoryClientSecret = '$text'*"
        { $installed | Export-VendorAppSetting -Path $path -ErrorAction Stop } | Should -Throw -ErrorId 'SettingFileExists,*'
        $null = $installed | Export-VendorAppSetting -Path $path -Force
        Get-Content $path -Raw | Should -Not -BeLike "*$text*"
    }

    It 'tells a file that can not be written before a secret is made, and names the path that was given' {
        $path = Join-Path $TestDrive 'missing' 'a.json'
        { Install-VendorApp authentik | Export-VendorAppSetting -Path $path -IncludeSecret } | Should -Throw -ErrorId 'SettingFileUnwritable,*' -ExpectedMessage "The file '$path' can't be written: there is no folder '$(Split-Path $path)'."
        { Install-VendorApp authentik | Export-VendorAppSetting -Path $TestDrive -IncludeSecret } | Should -Throw -ExpectedMessage "*it is a folder."
        { Install-VendorApp authentik | Export-VendorAppSetting -Path Env:/a.json -IncludeSecret } | Should -Throw -ExpectedMessage "*no path of the file system."
        { Install-VendorApp authentik | Export-VendorAppSetting -Vendor authntik -IncludeSecret } | Should -Throw -ErrorId 'VendorUnknown,*'
        Get-VendorAppRegistration authentik* | Should -BeNullOrEmpty
    }

    It 'does not lose a secret that the file has no place for' {
        $path = Join-Path $TestDrive 'twice.json'
        $told = $null
        $secret = $installed.App | New-AppClientSecret
        $null = $secret, $secret | Export-VendorAppSetting -Vendor Invictus -Path $path -ErrorAction SilentlyContinue -ErrorVariable told
        $told[0].FullyQualifiedErrorId | Should -BeLike 'SettingsCollide,*'
        [object]::ReferenceEquals($told[0].TargetObject, $secret) | Should -BeTrue
    }

    It 'shows dots instead of a secret' {
        foreach ($shown in ($installed | Export-VendorAppSetting | Out-String), ($installed | Export-VendorAppSetting | Format-List | Out-String)) {
            $shown | Should -BeLike '*azureActiveDirectoryClientSecret*[*][*][*][*][*][*]*'
            $shown | Should -Not -BeLike '*SecureString*'
        }
    }

    It 'reads an app that is there, without its secret' {
        $values = Export-VendorAppSetting Invictus -Vendor Invictus
        $values[2].Value | Should -BeNullOrEmpty
        $values[2].From | Should -BeLike 'not known*'
        $values[3].Value | Should -Be "api://$($installed.AppId)"
    }

    It 'says that a text lacks a secret whose value is not known any more' {
        $null = Export-VendorAppSetting Invictus -Vendor Invictus -Format Json -IncludeSecret -WarningVariable told -WarningAction SilentlyContinue
        "$told" | Should -BeLike "*no value for azureActiveDirectoryClientSecret of 'Invictus'*only once*"
        $null = $installed | Export-VendorAppSetting -Format Json -IncludeSecret -WarningVariable told -WarningAction SilentlyContinue
        $told | Should -BeNullOrEmpty
    }

    It 'reads again what the app did not have yet when the secret was made' {
        $app = New-VendorAppRegistration Later
        $secret = $app | New-AppClientSecret
        $null = $app | Add-AppApiScope access_as_user
        $values = $secret | Export-VendorAppSetting Invictus -IncludeSecret
        $values[2].Value | Should -Be ($secret.SecretText | ConvertFrom-SecureString -AsPlainText)
        $values[3].Value | Should -Be "api://$($app.AppId)"
        ($secret | Export-VendorAppSetting authentik -Verbose 4>&1 | Where-Object { "$_" -like '*GET*' }) | Should -BeNullOrEmpty
    }

    It 'takes the output of New-AppClientSecret' {
        $json = Get-VendorAppRegistration Invictus | New-AppClientSecret | Export-VendorAppSetting -Vendor Invictus -Format Json -IncludeSecret | ConvertFrom-Json
        $json.azureActiveDirectoryClientId | Should -Be $installed.AppId
        $json.azureActiveDirectoryClientSecret.Length | Should -BeGreaterThan 20
    }

    It 'takes a code that a person has signed in for, with what the installation brings' {
        $xsoar = Install-VendorApp XSOAR -Variant AuthorizationCode -RedirectUri https://localhost/xsoar
        $code = ConvertTo-SecureString '0.AbCd' -AsPlainText -Force
        $values = $xsoar | Export-VendorAppSetting -Vendor XSOAR -AuthorizationCode $code -IncludeSecret
        $values.Name | Should -Be 'ID', 'Key', 'Token', 'Redirect URI', 'Authorization Code'
        $values.Value | Should -Be $xsoar.AppId, ($xsoar.Secret.SecretText | ConvertFrom-SecureString -AsPlainText), $xsoar.TenantId, 'https://localhost/xsoar', '0.AbCd'
    }

    It 'refuses a form that the vendor does not take' {
        { Export-VendorAppSetting Invictus -Vendor authentik -Format BicepParam -ErrorAction Stop } | Should -Throw -ErrorId 'SettingFormatUnsuitable,*' -ExpectedMessage '*Json, Env*'
    }
}

Describe 'New-VendorAppRegistration -Vendor' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'registers the app as the guide asks for it' {
        $app = New-VendorAppRegistration -Vendor Invictus -DashboardHost dash.example.com
        $app.SignInAudience | Should -Be 'AzureADMultipleOrgs'
        $app.RedirectUris.Uri | Should -Be 'https://dash.example.com/login', 'https://dash.example.com/api/auth/callback/azure-ad'
        $app.AccessTokenIssuance | Should -BeTrue
        (Install-VendorApp Invictus -DashboardHost dash.example.com).AppId | Should -Be $app.AppId
    }

    It 'takes a redirect URI that the guide leaves to the customer' {
        (New-VendorAppRegistration -Vendor XSOAR -Variant AuthorizationCode -RedirectUri https://localhost/xsoar).RedirectUris.Uri | Should -Be 'https://localhost/xsoar'
    }

    It 'says where the vendor has registered the app itself' {
        { New-VendorAppRegistration -Vendor XSOAR -Variant VendorApp -ErrorAction Stop } | Should -Throw
    }
}

Describe 'The command of a finding' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'mends it: <Name>' -ForEach @(
        @{ Name = 'a missing redirect URI'; Vendor = 'Invictus'; Break = { Remove-AppRedirectUri https://contoso-invictus.azurewebsites.net/login -App $app -Confirm:$false } }
        @{ Name = 'a redirect URI too many'; Vendor = 'Auth0'; Break = { Add-AppRedirectUri https://old.example.com/cb -App $app } }
        @{ Name = 'a redirect URI on another platform'; Vendor = 'Sekoia'; Break = { Remove-AppRedirectUri https://app.fra2.sekoia.io/user/callback -App $app -Confirm:$false; Add-AppRedirectUri -App $app -SpaRedirectUri https://app.fra2.sekoia.io/user/callback } }
        @{ Name = 'the account types'; Vendor = 'Invictus'; Break = { Set-VendorAppRegistration $app -SignInAudience AzureADMyOrg } }
        @{ Name = 'the box for access tokens'; Vendor = 'Invictus'; Break = { Set-VendorAppRegistration $app -AccessTokenIssuance:$false } }
        @{ Name = 'the box for ID tokens'; Vendor = 'Invictus'; Break = { Set-VendorAppRegistration $app -IdTokenIssuance } }
        @{ Name = 'a disabled scope'; Vendor = 'Invictus'; Break = { Add-AppApiScope access_as_user -App $app -Disabled } }
        @{ Name = 'a scope for admins only'; Vendor = 'Invictus'; Break = { Add-AppApiScope access_as_user -App $app -Consent Admins } }
        @{ Name = 'revoked consent to an application permission'; Vendor = 'authentik'; Break = { Revoke-AppAdminConsent $app -Application Group.Create -Confirm:$false } }
        @{ Name = 'revoked consent to the own scope'; Vendor = 'Invictus'; Break = { Revoke-AppAdminConsent $app -Delegated access_as_user -Api $app.AppId -Confirm:$false } }
        @{ Name = 'a removed secret'; Vendor = 'authentik'; Break = { Get-AppCredential $app | Remove-AppCredential -Confirm:$false } }
        @{ Name = 'a removed owner'; Vendor = 'Invictus'; Break = { Remove-AppOwner 'Alex Weber' -App $app -Confirm:$false -WarningAction SilentlyContinue } }
        @{ Name = 'everybody let in'; Vendor = 'Sekoia'; Break = { Add-AppAssignment -App $app -Required:$false } }
        @{ Name = 'a removed assignment'; Vendor = 'Sekoia'; Break = { Remove-AppAssignment 'Security team' -App $app -Confirm:$false } }
        @{ Name = 'an assignment too many'; Vendor = 'Sekoia'; Break = { Add-AppAssignment 'Sam Okafor' -App $app } }
        @{ Name = 'a deleted app'; Vendor = 'Auth0'; Break = { Remove-VendorAppRegistration $app -Confirm:$false } }
        @{ Name = 'an app removed for good'; Vendor = 'authentik'; Break = { Remove-VendorAppRegistration $app -Permanent -Confirm:$false } }
    ) {
        $parameters = $guides[$Vendor]
        $app = (Install-VendorApp $Vendor @parameters).App
        $null = & $Break
        $findings = @(Test-VendorAppRegistration $Vendor @parameters)
        $findings.Count | Should -BeGreaterThan 0
        Test-VendorAppRegistration $Vendor @parameters -Quiet | Should -BeFalse
        foreach ($finding in $findings) { $null = Invoke-Expression "`$ConfirmPreference = 'None'; $($finding.Fix)" }
        Test-VendorAppRegistration $Vendor @parameters | ForEach-Object { "$_" } | Should -BeNullOrEmpty
    }
}

Describe 'The settings of an app that was installed earlier' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'need its vendor alone: the app is found as Install-VendorApp finds it' {
        $app = (Install-VendorApp authentik).App
        $null = Set-VendorAppRegistration $app -DisplayName 'Renamed in the portal'
        (Export-VendorAppSetting authentik).Value | Should -Contain "$($app.AppId)"
        { Export-VendorAppSetting Sekoia -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
        { Export-VendorAppSetting -ErrorAction Stop } | Should -Throw -ErrorId 'VendorNotGiven,*'
    }

    It 'are those of all apps of a guide for several' {
        $template = "$PSScriptRoot/../Testing/Templates/pair.json"
        $pair = Install-VendorApp Pair -TemplatePath $template -Viewer 'Security team' -NoSignInTest -Confirm:$false
        $values = (Export-VendorAppSetting Pair -TemplatePath $template -Viewer 'Security team').Value
        foreach ($app in $pair) { "$values" | Should -BeLike "*$($app.AppId)*" }
    }
}

Describe 'A secret that is kept' {
    It 'says that -ReplaceSecret replaces it, unless somebody else has made it' {
        $null = Connect-AppTenant -Sandbox
        try {
            $null = Install-VendorApp authentik
            (Install-VendorApp authentik).SecretState | Should -BeLike '*-NewSecret makes another, and -ReplaceSecret replaces it*'
            $app = New-VendorAppRegistration 'Made in the portal'
            $null = Invoke-AppGraphRequest "/applications/$($app.Id)/addPassword" -Method POST -Body @{ passwordCredential = @{ displayName = 'authentik' } } -Confirm:$false
            (Install-VendorApp authentik -AppId $app.AppId).SecretState | Should -BeLike '*-NewSecret makes another'
        }
        finally {
            Disconnect-AppTenant
        }
    }
}
