# Entra shows a secret once: a command makes one only if what comes after it in the pipeline can hand it over.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $templates = Join-Path $PSScriptRoot '../../module/templates'

    # A vendor whose values have names that no deployment parameter can have, and one of which is made of a parameter.
    $acme = Join-Path $TestDrive 'acme.json'
    (Get-Content (Join-Path $templates authentik.json) -Raw).Replace('"id": "authentik"', '"id": "Acme"').Replace('authentik Entra Provider', 'Acme').Replace('"formats": ["Json", "Env"],', '').
        Replace('"settings": [', '"parameters": [{ "name": "Issuer", "type": "Uri", "help": "The address of your Acme.", "example": "https://acme.example.com" }], "settings": [{ "name": "Callback", "value": "{Issuer}/callback" },') | Set-Content $acme

    function Get-KeyId { (Get-VendorAppRegistration | Get-AppCredential).KeyId | Sort-Object }
}

Describe 'A secret that could not be handed over is not made' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $null = Install-VendorApp authentik
        $null = Install-VendorApp Acme -TemplatePath $acme
        $null = New-Item (Join-Path $TestDrive there.json)
        $before = Get-KeyId
    }
    AfterAll { Disconnect-AppTenant }

    It '<Maker>: <Fault>' -ForEach @(
        foreach ($maker in @(
                @{ Maker = 'Install-VendorApp -ReplaceSecret'; Make = { Install-VendorApp authentik -ReplaceSecret } }
                @{ Maker = 'Install-VendorApp -NewSecret in a script block'; Make = { 'authentik' | ForEach-Object { Install-VendorApp $_ -NewSecret } } }
                @{ Maker = 'New-AppClientSecret -Replace'; Make = { Get-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName authentik -Replace } }
                @{ Maker = 'Update-AppClientSecret -OverlapDays 0'; Make = { Get-VendorAppRegistration 'authentik Entra Provider' | Update-AppClientSecret -DisplayName authentik -OverlapDays 0 } }
            )) {
            foreach ($check in @(
                    @{ Fault = 'a format that the vendor does not have'; Parameters = { @{ Vendor = 'authentik'; Format = 'BicepParam' } }; ErrorId = 'SettingFormatUnsuitable' }
                    @{ Fault = 'the ending of such a format'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/m.bicepparam" } }; ErrorId = 'SettingFormatUnsuitable' }
                    @{ Fault = 'an ending without a format'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/a.csv" } }; ErrorId = 'SettingFormatUnknown' }
                    @{ Fault = 'no ending'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/settings" } }; ErrorId = 'SettingFormatUnknown' }
                    @{ Fault = 'the ending of another format'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/a.env"; Format = 'Json' } }; ErrorId = 'SettingFormatUnsuitable' }
                    @{ Fault = 'a folder that does not exist'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/missing/a.json" } }; ErrorId = 'SettingFileUnwritable' }
                    @{ Fault = 'a folder instead of a file'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive" } }; ErrorId = 'SettingFileUnwritable' }
                    @{ Fault = 'a place outside of the file system'; Parameters = { @{ Vendor = 'authentik'; Path = 'Env:/a.json' } }; ErrorId = 'SettingFileUnwritable' }
                    @{ Fault = 'a folder that takes no file'; Parameters = { @{ Vendor = 'authentik'; Path = '/proc/self/a.json' } }; ErrorId = 'SettingFileUnwritable'; OnlyOn = 'Linux' }
                    @{ Fault = 'a file that exists'; Parameters = { @{ Vendor = 'authentik'; Path = "$TestDrive/there.json" } }; ErrorId = 'SettingFileExists' }
                    @{ Fault = 'an unknown vendor'; Parameters = { @{ Vendor = 'Authentic' } }; ErrorId = 'VendorUnknown' }
                    @{ Fault = 'a parameter that the vendor does not have'; Parameters = { @{ Vendor = 'authentik'; Region = 'eu' } }; ErrorId = 'VendorParameterUnknown' }
                    @{ Fault = 'what is no resource ID of a Key Vault'; Parameters = { @{ Vendor = 'authentik'; KeyVaultResourceId = 'contoso-apps' } }; ErrorId = 'KeyVaultResourceIdInvalid' }
                )) {
                $maker + $check
            }
        }
        @{ Maker = 'Install-VendorApp'; Fault = 'a format of no use to the vendor that comes'; Make = { Install-VendorApp authentik -ReplaceSecret }; Parameters = { @{ Path = "$TestDrive/m.bicepparam" } }; ErrorId = 'SettingFormatUnsuitable' }
        @{ Maker = 'Install-VendorApp'; Fault = 'another vendor'; Make = { Install-VendorApp authentik -ReplaceSecret }; Parameters = { @{ Vendor = 'Sekoia' } }; ErrorId = 'SettingsOfOtherVendor' }
        @{ Maker = 'Install-VendorApp'; Fault = 'a parameter without a value'; Make = { Install-VendorApp Acme -TemplatePath $acme -ReplaceSecret }; Parameters = { @{ Format = 'Json' } }; ErrorId = 'VendorParameterMissing' }
        @{ Maker = 'Install-VendorApp'; Fault = 'names that no deployment parameter can have'; Make = { Install-VendorApp Acme -TemplatePath $acme -Issuer https://a.example.com -ReplaceSecret }; Parameters = { @{ Format = 'ArmParameters' } }; ErrorId = 'SettingNameUnsuitable' }
        @{ Maker = 'New-AppClientSecret'; Fault = 'no vendor'; Make = { Get-VendorAppRegistration Acme | New-AppClientSecret -Replace }; Parameters = { @{ Format = 'Json' } }; ErrorId = 'VendorNotGiven' }
        @{ Maker = 'New-AppClientSecret'; Fault = 'a text without its app'; Make = { Get-VendorAppRegistration Acme | New-AppClientSecret -Replace -AsPlainText }; Parameters = { @{ Vendor = 'authentik' } }; ErrorId = 'SecretTextNotExportable' }
        @{ Maker = 'Update-AppClientSecret'; Fault = 'no vendor'; Make = { Get-VendorAppRegistration Acme | Update-AppClientSecret -DisplayName authentik -OverlapDays 0 }; Parameters = { @{} }; ErrorId = 'VendorNotGiven' }
    ) {
        if ($OnlyOn -and -not (Get-Variable "Is$OnlyOn" -ValueOnly)) { Set-ItResult -Skipped -Because "this is not $OnlyOn" }
        $parameters = & $Parameters
        $ErrorActionPreference = 'Stop'
        { & $Make | Export-VendorAppSetting @parameters -IncludeSecret } | Should -Throw -ErrorId "$ErrorId,*"
        Get-KeyId | Should -Be $before
        @(Get-ChildItem $TestDrive -Force).Name | Sort-Object | Should -Be 'acme.json', 'there.json'
    }

    It 'leaves nothing behind: a later secret is not asked about' {
        (Get-VendorAppRegistration Acme | New-AppClientSecret -AsPlainText).Length | Should -BeGreaterThan 20
    }
}

Describe 'A secret that could not be made or kept costs no other' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ KeyVaultAccess = 'User' }
        $null = Install-VendorApp authentik
        $app = Get-VendorAppRegistration 'authentik Entra Provider'
        $before = Get-KeyId
    }
    AfterAll { Disconnect-AppTenant }

    It '<Maker>: <Fault>' -ForEach @(
        foreach ($maker in @(
                @{ Maker = 'Install-VendorApp -ReplaceSecret'; Make = { param($with) Install-VendorApp authentik -ReplaceSecret @with } }
                @{ Maker = 'New-AppClientSecret -Replace'; Make = { param($with) New-AppClientSecret -App $app -DisplayName authentik -Replace @with } }
                @{ Maker = 'Update-AppClientSecret -OverlapDays 0'; Make = { param($with) Update-AppClientSecret -App $app -DisplayName authentik -OverlapDays 0 @with } }
            )) {
            foreach ($check in @(
                    @{ Fault = 'what is no name of a vault'; With = @{ KeyVaultName = '-x' } }
                    @{ Fault = 'what is no name of a secret in a vault'; With = @{ KeyVaultName = 'contoso-apps'; KeyVaultSecretName = 'a b' } }
                    @{ Fault = 'a name in no vault'; With = @{ KeyVaultSecretName = 'a' } }
                    @{ Fault = 'a vault that may be read only'; With = @{ KeyVaultName = 'contoso-apps' } }
                )) {
                $maker + $check
            }
        }
        @{ Maker = 'New-AppClientSecret -Replace'; Fault = 'an end before the start'; Make = { New-AppClientSecret -App $app -DisplayName authentik -Replace -EndDateTime 2020-01-01 }; With = @{} }
        @{ Maker = 'Update-AppClientSecret -OverlapDays 0'; Fault = 'an end in the past'; Make = { Update-AppClientSecret -App $app -DisplayName authentik -OverlapDays 0 -EndDateTime 2020-01-01 }; With = @{} }
        @{ Maker = 'Install-VendorApp -ReplaceSecret'; Fault = 'two wishes that contradict each other'; Make = { Install-VendorApp authentik -ReplaceSecret -NoSecret }; With = @{} }
        @{ Maker = 'Install-VendorApp -ReplaceSecret'; Fault = 'an owner that nobody knows'; Make = { Install-VendorApp Invictus -DashboardHost a.example.com -Owner nobody -ReplaceSecret }; With = @{} }
    ) {
        $ErrorActionPreference = 'Stop'
        { & $Make $With } | Should -Throw
        Get-KeyId | Should -Be $before
    }
}

Describe 'Several apps in one file' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'have an object each in JSON, by vendor, or by name where a vendor has several' {
        $path = Join-Path $TestDrive both.json
        'authentik', 'Sekoia' | Install-VendorApp -ReplaceSecret -WarningAction Ignore -OutVariable made | Export-VendorAppSetting -Path $path -IncludeSecret | Should -HaveCount 1
        $json = Get-Content $path -Raw | ConvertFrom-Json
        foreach ($one in $made) { $json.($one.Vendor).'Client secret' | Should -BeExactly ($one.Secret.SecretText | ConvertFrom-SecureString -AsPlainText) }
        $null = [pscustomobject]@{ Vendor = 'authentik'; DisplayName = 'A' }, [pscustomobject]@{ Vendor = 'authentik'; DisplayName = 'B' } | Install-VendorApp | Export-VendorAppSetting -Path $path -IncludeSecret -Force
        $json = Get-Content $path -Raw | ConvertFrom-Json
        $json.A.'Client ID' | Should -Be (Get-VendorAppRegistration A).AppId
        $json.B.'Client secret'.Length | Should -BeGreaterThan 20
    }

    It 'follow each other in an environment file, under a comment' {
        $path = Join-Path $TestDrive both.env
        $null = 'authentik', 'Sekoia' | Install-VendorApp -WarningAction Ignore | Export-VendorAppSetting -Path $path -IncludeSecret
        $lines = Get-Content $path
        $lines | Should -Contain '# authentik: authentik Entra Provider'
        @($lines -match '^(AUTHENTIK_ENTRA|SEKOIA)_CLIENT_SECRET=.{20,}') | Should -HaveCount 2
    }

    It 'that nobody could tell apart are refused before the second secret, and the first is in the file' {
        $path = Join-Path $TestDrive clash.env
        $null = [pscustomobject]@{ Vendor = 'authentik'; DisplayName = 'A' }, [pscustomobject]@{ Vendor = 'authentik'; DisplayName = 'B' } |
            Install-VendorApp -ErrorVariable told -ErrorAction SilentlyContinue | Sort-Object DisplayName | Export-VendorAppSetting -Path $path -IncludeSecret
        $told.FullyQualifiedErrorId | Should -BeLike 'SettingsCollide,*InstallVendorAppCommand'
        Get-VendorAppRegistration B* | Should -BeNullOrEmpty
        Get-Content $path | Should -Contain "AUTHENTIK_ENTRA_CLIENT_ID=$((Get-VendorAppRegistration A).AppId)"
    }

    It 'are there even if the pipeline ends midway' {
        $path = Join-Path $TestDrive stopped.json
        { & { Install-VendorApp authentik; throw 'stop' } | Export-VendorAppSetting -Path $path -IncludeSecret } | Should -Throw 'stop'
        (Get-Content $path -Raw | ConvertFrom-Json).'Client secret'.Length | Should -BeGreaterThan 20
    }
}

Describe 'A value that is left out' {
    BeforeAll { $null = Connect-AppTenant -Sandbox; $installed = Install-VendorApp Invictus -DashboardHost dash.example.com:8443 }
    AfterAll { Disconnect-AppTenant }

    It 'is marked in every format, and a warning says so' {
        $text = $installed | Export-VendorAppSetting -Format Json -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeLike '*-IncludeSecret*'
        ($text | ConvertFrom-Json).PSObject.Properties['azureActiveDirectoryClientSecret'].Value | Should -BeNullOrEmpty
        ($text | ConvertFrom-Json).PSObject.Properties.Name | Should -Contain azureActiveDirectoryClientSecret
        $arm = $installed | Export-VendorAppSetting -Format ArmParameters -WarningAction Ignore | ConvertFrom-Json
        $arm.parameters.azureActiveDirectoryClientSecret.metadata.description | Should -BeLike '*-IncludeSecret*'
        $installed | Export-VendorAppSetting -Format BicepParam -WarningAction Ignore | Should -BeLike '*readEnvironmentVariable*'
        $installed | Export-VendorAppSetting -Format Env -WarningAction Ignore | Should -BeLike '*# AZURE_ACTIVE_DIRECTORY_CLIENT_SECRET: *'
    }

    It 'hands over the object ID of a group, of an installation from the pipeline and of an app that was installed before' {
        $gateway = Join-Path $PSScriptRoot '../Testing/Templates/gateway.json'
        $group = (Invoke-AppGraphRequest "groups?`$filter=displayName eq 'Security team'").value.id
        $group | Should -Not -BeNullOrEmpty
        $installed = Install-VendorApp Gateway -TemplatePath $gateway -Contact 'Security team'
        ($installed | Export-VendorAppSetting | Where-Object Name -EQ 'Contact ID').Value | Should -Be $group
        (Export-VendorAppSetting Gateway Gateway -TemplatePath $gateway -Contact 'security team' | Where-Object Name -EQ 'Contact ID').Value | Should -Be $group
        { Export-VendorAppSetting Gateway Gateway -TemplatePath $gateway -Contact 'Securty team' -ErrorAction Stop } |
            Should -Throw -ErrorId 'PrincipalNotFound,*' -ExpectedMessage '*Security team*'
    }

    It 'is null with its reason where it is made of a parameter that was not given' {
        $value = New-VendorAppRegistration Acme | Export-VendorAppSetting Acme -TemplatePath $acme | Where-Object Name -EQ Callback
        $value.Value | Should -BeNullOrEmpty
        $value.From | Should -Be 'give -Issuer'
        (Export-VendorAppSetting Acme Acme -TemplatePath $acme -Issuer https://a.example.com/)[0].Value | Should -Be 'https://a.example.com/callback'
    }

    It 'is written as the file that the provider shows' {
        $file = $installed | Export-VendorAppSetting -Path (Join-Path $TestDrive shown.env) -WarningAction Ignore
        $file.PSProvider.Name | Should -Be FileSystem
        if (-not $IsWindows) { $file | Out-String | Should -Match '-rw-------' }
    }
}

Describe 'A secret in a Key Vault' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $parameters = @{ Vendor = 'Invictus'; DashboardHost = 'dash.example.com'; KeyVaultName = 'contoso-apps' }
        $first = Install-VendorApp @parameters
        $second = Install-VendorApp @parameters
        $vault = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/apps/providers/Microsoft.KeyVault/vaults/contoso-apps'
    }
    AfterAll { Disconnect-AppTenant }

    It 'is named by its address in the second run as in the first' {
        $second.Secret | Should -BeNullOrEmpty
        $second.KeyVaultSecretId | Should -Be $first.KeyVaultSecretId
        $second.SecretState | Should -BeLike "*in the Key Vault contoso-apps.vault.azure.net as 'Invictus'"
        ($second.Settings | Where-Object IsSecret).From | Should -Be $first.Secret.KeyVaultSecretId
    }

    It 'is a reference in Bicep and deployment parameters' {
        $second | Export-VendorAppSetting -Format BicepParam -KeyVaultResourceId $vault |
            Should -BeLike "*param azureActiveDirectoryClientSecret = az.getSecret('00000000-0000-0000-0000-000000000001', 'apps', 'contoso-apps', 'Invictus')*"
        $reference = ($first | Export-VendorAppSetting -Format ArmParameters -KeyVaultResourceId $vault | ConvertFrom-Json).parameters.azureActiveDirectoryClientSecret.reference
        $reference.keyVault.id | Should -Be $vault
        $reference.secretName | Should -Be Invictus
        $null = $first | Export-VendorAppSetting -Format BicepParam -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeLike '*-KeyVaultResourceId*'
    }

    It 'is an address in JSON' {
        ($second | Export-VendorAppSetting -Format Json | ConvertFrom-Json).azureActiveDirectoryClientSecret.keyVaultSecretId | Should -Be $first.KeyVaultSecretId
    }
}
