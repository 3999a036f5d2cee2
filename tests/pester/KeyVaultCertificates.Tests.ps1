# Certificates that an Azure Key Vault makes and keeps, as a person meets them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
}

Describe 'A certificate of a Key Vault' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
    }

    AfterEach { Disconnect-AppTenant }

    It 'is made there, added to the app, and proven by a signature of the vault' {
        $made = $app | New-AppCertificate -KeyVaultName contoso-apps
        $made.KeyVaultCertificateId | Should -BeLike 'https://contoso-apps.vault.azure.net/certificates/Invictus-certificate/*'
        $made.Certificate.HasPrivateKey | Should -BeFalse
        $made.EndDateTime | Should -Be $made.StartDateTime.AddMinutes(10).AddMonths(6)
        $made.Thumbprint | Should -Be (Get-AppCredential Invictus -Kind Certificate).Thumbprint
        $made | Format-List | Out-String -Width 200 | Should -BeLike "*KeyVaultCertificateId : $($made.KeyVaultCertificateId)*"
        $proof = $made | Test-AppSignIn
        $proof.Succeeded | Should -BeTrue
        $proof.CredentialKind | Should -Be Certificate
        (Test-AppSignIn Invictus -KeyVaultName contoso-apps).Claims.appid | Should -Be $app.AppId
    }

    It 'is rotated into new versions, and the old one goes after the overlap' {
        $first = $app | New-AppCertificate -KeyVault contoso-apps -CertificateName shared -ValidForMonths 1
        $rotate = @{ KeyVault = 'contoso-apps'; CertificateName = 'shared' }
        Update-AppCertificate Invictus @rotate -ExpiresWithinDays 10 -OverlapDays 7 | Should -BeNullOrEmpty
        $second = Update-AppCertificate Invictus @rotate -ExpiresWithinDays 60 -OverlapDays 7
        ($second.KeyVaultCertificateId -split '/')[-2] | Should -Be shared
        $second.KeyVaultCertificateId | Should -Not -Be $first.KeyVaultCertificateId
        @(Get-AppCredential Invictus).Count | Should -Be 2
        (Test-AppSignIn Invictus @rotate).Succeeded | Should -BeTrue
        ($first | Test-AppSignIn).Succeeded | Should -BeTrue
        $null = Update-AppCertificate Invictus @rotate -OverlapDays 0 -Confirm:$false
        @(Get-AppCredential Invictus).Count | Should -Be 1
    }

    It 'is said in a rehearsal, and neither made nor added' {
        $planned = $app | New-AppCertificate -KeyVaultName contoso-apps -WhatIf
        $planned.Thumbprint | Should -BeNullOrEmpty
        $planned | Test-AppSignIn | Should -BeNullOrEmpty
        Get-AppCredential Invictus | Should -BeNullOrEmpty
        { Test-AppSignIn Invictus -KeyVaultName contoso-apps -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultCertificateNotFound,*'
    }

    It 'is not replaced by that of another app' {
        $null = $app | New-AppCertificate -KeyVaultName contoso-apps -KeyVaultCertificateName shared
        $other = New-VendorAppRegistration Other
        { $other | New-AppCertificate -KeyVaultName contoso-apps -KeyVaultCertificateName shared -ErrorAction Stop } |
            Should -Throw -ErrorId 'KeyVaultCertificateOfOther,*'
        Get-AppCredential Other | Should -BeNullOrEmpty
    }

    It 'is refused with <Id> before anything is made' -ForEach @(
        @{ Id = 'KeyVaultNameInvalid'; With = @{ KeyVaultName = 'http://contoso.vault.azure.net' } }
        @{ Id = 'KeyVaultCertificateNameInvalid'; With = @{ KeyVaultName = 'contoso'; KeyVaultCertificateName = 'a b' } }
        @{ Id = 'CertificateSubjectInvalid'; With = @{ KeyVaultName = 'contoso'; Subject = 'Name=Contoso' } }
        @{ Id = 'AmbiguousParameterSet'; With = @{ KeyVaultName = 'contoso'; ValidForDays = 30 } }
        @{ Id = 'AmbiguousParameterSet'; With = @{ KeyVaultName = 'contoso'; Path = 'a.pem' } }
    ) {
        { $app | New-AppCertificate @With -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        Get-AppCredential Invictus | Should -BeNullOrEmpty
    }

    It 'lives no longer than the policy allows' {
        $rule = @{ restrictionType = 'asymmetricKeyLifetime'; state = 'enabled'; maxLifetime = 'P100D'; restrictForAppsCreatedAfterDateTime = '2014-10-19T10:37:00Z' }
        $null = Invoke-AppGraphRequest policies/defaultAppManagementPolicy -Method Patch -Body @{ isEnabled = $true; applicationRestrictions = @{ keyCredentials = @($rule) } }
        { $app | New-AppCertificate -KeyVaultName contoso -ValidForMonths 4 -ErrorAction Stop } |
            Should -Throw -ErrorId 'CertificateLifetimeForbidden,*' -ExpectedMessage '*100 days at most*4 months*'
        $Error[0].ErrorDetails.RecommendedAction | Should -Be 'Use -ValidForMonths 3 or less.'
        ($app | New-AppCertificate -KeyVaultName contoso).EndDateTime | Should -Be (Get-AppCredential Invictus).EndDateTime
    }

    It 'is waited for while the vault makes it' {
        Disconnect-AppTenant
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ KeyVaultCertificateDelay = 1 }
        $made = New-VendorAppRegistration Slow | New-AppCertificate -KeyVaultName contoso
        ($made | Test-AppSignIn).Succeeded | Should -BeTrue
    }
}

Describe 'A Key Vault that refuses a certificate' {
    AfterEach { Disconnect-AppTenant }

    It 'names the role (<access>), and the app stays as it was' -ForEach @(
        @{ access = 'None'; advice = '*Key Vault Certificates Officer*' }
        @{ access = 'User'; advice = '*Key Vault Certificates Officer*' }
        @{ access = 'Firewall'; advice = '*firewall*' }
    ) {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ KeyVaultAccess = $access }
        $app = New-VendorAppRegistration x
        { $app | New-AppCertificate -KeyVaultName contoso -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultRefused,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike $advice
        Get-AppCredential x | Should -BeNullOrEmpty
    }

    It 'to sign (<access>) names the roles' -ForEach @(@{ access = 'None' }, @{ access = 'User' }) {
        $path = Join-Path $TestDrive "$access.json"
        $null = Connect-AppTenant -Sandbox -Path $path
        $null = New-VendorAppRegistration x | New-AppCertificate -KeyVaultName contoso
        Disconnect-AppTenant
        $null = Connect-AppTenant -Sandbox -Path $path -SandboxSetting @{ KeyVaultAccess = $access }
        { Test-AppSignIn x -KeyVaultName contoso -ErrorAction Stop } | Should -Throw -ErrorId 'KeyVaultRefused,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*Key Vault Crypto User*'
    }
}
