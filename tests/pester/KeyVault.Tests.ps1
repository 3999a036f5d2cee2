BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')

    # The declaration of Set-Secret in Microsoft.PowerShell.SecretManagement 1.1: only the secret comes from the pipeline, and by value.
    function Set-Secret {
        [CmdletBinding(SupportsShouldProcess, DefaultParameterSetName = 'SecureStringParameterSet')]
        param(
            [Parameter(ParameterSetName = 'ObjectParameterSet', Position = 0, Mandatory)]
            [Parameter(ParameterSetName = 'SecureStringParameterSet', Position = 0, Mandatory)]
            [ValidateNotNullOrEmpty()] [string] $Name,
            [Parameter(Position = 1, Mandatory, ValueFromPipeline, ParameterSetName = 'ObjectParameterSet')] [object] $Secret,
            [Parameter(Position = 1, Mandatory, ValueFromPipeline, ParameterSetName = 'SecureStringParameterSet')] [securestring] $SecureStringSecret,
            [Parameter(Position = 2)] [string] $Vault,
            [Parameter(Position = 3)] [hashtable] $Metadata,
            [switch] $NoClobber
        )
        process {
            [pscustomobject]@{ Set = $PSCmdlet.ParameterSetName; Name = $Name; Secret = $SecureStringSecret ?? $Secret; Metadata = $Metadata }
        }
    }

    # A command that keeps secrets and takes all of it from the pipeline by name.
    function Save-Anywhere {
        param(
            [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [string] $Name,
            [Parameter(Mandatory, ValueFromPipelineByPropertyName)] [securestring] $Secret,
            [Parameter(ValueFromPipelineByPropertyName)] [hashtable] $Metadata
        )
        process {
            [pscustomobject]@{ Name = $Name; Secret = $Secret; Metadata = $Metadata }
        }
    }
}

Describe 'A secret in a Key Vault' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration 'authentik Entra Provider'
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is told by its address there, and signs in from there' {
        $secret = $app | New-AppClientSecret -DisplayName authentik -KeyVaultName contoso-apps
        $secret.SecretText | Should -BeNullOrEmpty
        $secret.KeyVaultSecretId | Should -BeLike 'https://contoso-apps.vault.azure.net/secrets/authentik-Entra-Provider-authentik/*'
        $secret | Format-List | Out-String -Width 200 | Should -BeLike "*KeyVaultSecretId : $($secret.KeyVaultSecretId)*"
        ($secret | Test-AppSignIn).Succeeded | Should -BeTrue
    }

    It 'is rotated into new versions, and what is old goes on request' {
        $first = $app | New-AppClientSecret -DisplayName authentik -ValidForDays 20 -KeyVaultName contoso-apps
        $app | Update-AppClientSecret -DisplayName authentik -ExpiresWithinDays 10 -KeyVaultName contoso-apps | Should -BeNullOrEmpty
        $second = $app | Update-AppClientSecret -DisplayName authentik -ExpiresWithinDays 30 -KeyVaultName contoso-apps
        ($second.KeyVaultSecretId -split '/')[-2] | Should -Be ($first.KeyVaultSecretId -split '/')[-2]
        $null = $app | Remove-AppCredential -KeyId $first.KeyId -Confirm:$false
        ($second | Test-AppSignIn).Succeeded | Should -BeTrue
        (Get-AppCredential $app).KeyId | Should -Be $second.KeyId
    }

    It 'is said in a rehearsal, and neither made nor kept' {
        ($app | New-AppClientSecret -KeyVaultName contoso-apps -WhatIf).KeyVaultSecretId | Should -BeNullOrEmpty
        @(Get-AppCredential $app).Count | Should -Be 0
    }

    It 'comes with a guide, whose values name its address' {
        $installation = Install-VendorApp authentik -DisplayName other -KeyVaultName contoso-apps -KeyVaultSecretName guide
        $installation.SignIn.Succeeded | Should -BeTrue
        ($installation | Export-VendorAppSetting | Where-Object IsSecret).From | Should -Be $installation.Secret.KeyVaultSecretId
        $installation.Secret.KeyVaultSecretId | Should -BeLike 'https://contoso-apps.vault.azure.net/secrets/guide/*'
    }

    It 'is not overwritten by another app of the same name' {
        $null = $app | New-AppClientSecret -KeyVaultName contoso-apps -KeyVaultSecretName shared
        $other = New-VendorAppRegistration Other
        { $other | New-AppClientSecret -KeyVaultName contoso-apps -KeyVaultSecretName shared -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultSecretOfOther*'
        @(Get-AppCredential $other).Count | Should -Be 0
    }

    It 'is refused with <id> before it is made' -ForEach @(
        @{ id = 'KeyVaultNameInvalid'; parameters = @{ KeyVaultName = 'http://contoso.vault.azure.net' } }
        @{ id = 'KeyVaultSecretNameInvalid'; parameters = @{ KeyVaultName = 'contoso'; KeyVaultSecretName = 'a b' } }
        @{ id = 'KeyVaultSecretNameAlone'; parameters = @{ KeyVaultSecretName = 'a' } }
        @{ id = 'KeyVaultAndPlainText'; parameters = @{ KeyVaultName = 'contoso'; AsPlainText = $true } }
    ) {
        { $app | New-AppClientSecret @parameters -ErrorAction Stop } | Should -Throw -ErrorId "$id*"
        @(Get-AppCredential $app).Count | Should -Be 0
    }
}

Describe 'A Key Vault that refuses' {
    AfterEach {
        Disconnect-AppTenant
    }

    It 'beforehand, costs no secret and names the role (<access>)' -ForEach @(
        @{ access = 'None'; expected = '*ForbiddenByRbac*' }
        @{ access = 'Firewall'; expected = '*ForbiddenByFirewall*' }
    ) {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ KeyVaultAccess = $access }
        $app = New-VendorAppRegistration x
        { $app | New-AppClientSecret -KeyVaultName contoso -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultRefused*' -ExpectedMessage $expected
        @(Get-AppCredential x).Count | Should -Be 0
    }

    It 'the write only, leaves no secret behind' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ KeyVaultAccess = 'User' }
        $app = New-VendorAppRegistration x
        { $app | New-AppClientSecret -KeyVaultName contoso -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultNotStored*' -ExpectedMessage '*removed from the app again*'
        @(Get-AppCredential x).Count | Should -Be 0
    }
}

Describe 'A secret for other vaults' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $made = New-VendorAppRegistration 'authentik Entra Provider' | New-AppClientSecret -DisplayName backup
        $plain = $made.SecretText | ConvertFrom-SecureString -AsPlainText
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'goes into SecretManagement by its text, which comes from the pipeline' {
        $kept = $made.SecretText | Set-Secret authentik
        $kept.Set | Should -Be SecureStringParameterSet
        $kept.Secret | ConvertFrom-SecureString -AsPlainText | Should -Be $plain
    }

    It 'goes into SecretManagement with name and metadata' {
        $kept = $made | ForEach-Object { Set-Secret -Name $_.Name -SecureStringSecret $_.SecretText -Metadata $_.Metadata }
        $kept.Name | Should -Be authentik-Entra-Provider-backup
        $kept.Secret | Should -BeOfType securestring
        $kept.Metadata.KeyId | Should -Be "$($made.KeyId)"
        $kept.Metadata.EndDateTime | Should -BeOfType datetime
        foreach ($value in $kept.Metadata.Values) { $value.GetType().Name | Should -BeIn 'String', 'DateTime' }
    }

    It 'goes by the names of its properties where a command takes them' {
        $kept = $made | Save-Anywhere
        $kept.Name | Should -Be authentik-Entra-Provider-backup
        $kept.Secret | ConvertFrom-SecureString -AsPlainText | Should -Be $plain
        $kept.Metadata.AppId | Should -Be "$($made.AppId)"
    }
}

Describe 'The libraries of Key Vault' {
    It 'are loaded at the first use of a vault, not before, and in the module''s own context' {
        $script = @"
            Import-Module '$((Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path)'
            function Get-Loaded { [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object Location -Match '[\\/]identity[\\/]' }
            `$null = Connect-AppTenant -Sandbox
            `$app = New-VendorAppRegistration x
            `$null = `$app | New-AppClientSecret
            @(Get-Loaded).Count
            `$null = `$app | New-AppClientSecret -DisplayName y -KeyVaultName contoso
            `$client = Get-Loaded | Where-Object { `$_.GetName().Name -eq 'Azure.Security.KeyVault.Secrets' }
            [Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$client).Name
"@
        & $pwsh -NoProfile -NonInteractive -Command $script | Should -Be 0, 'EntraAppCmdlets.Identity'
    }
}
