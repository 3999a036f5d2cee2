# Certificates for their whole life, as a person meets them: made, kept, proven, rotated, removed.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $password = ConvertTo-SecureString 'Grüße, 1' -AsPlainText -Force
}

Describe 'New-AppCertificate' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))
        $pfx = Join-Path $folder 'invictus.pfx'
        $pem = Join-Path $folder 'invictus.pem'
    }

    AfterEach { Disconnect-AppTenant }

    It 'keeps the key in a file that only its owner can read, and the app signs in with it' {
        $made = $app | New-AppCertificate -Path $pfx -Password $password -KeySize 2048 -ValidForDays 365
        $made.Path | Should -Be $pfx
        $made.Thumbprint | Should -Be (Get-AppCredential Invictus -Kind Certificate).Thumbprint
        [int] ($made.EndDateTime - $made.StartDateTime).TotalDays | Should -Be 365
        if (-not $IsWindows) { (Get-Item $pfx).UnixFileMode | Should -Be ([System.IO.UnixFileMode] 'UserRead, UserWrite') }
        ($made | Test-AppSignIn).Succeeded | Should -BeTrue
        $proof = Test-AppSignIn Invictus -CertificatePath $pfx -CertificatePassword $password -Resource https://graph.microsoft.com
        $proof.Succeeded | Should -BeTrue
        $proof.CredentialKind | Should -Be Certificate
        $proof.Claims.appid | Should -Be $app.AppId
    }

    It 'passes its certificate on, to the next step and to a connection' {
        $made = $app | New-AppCertificate -Path $pem -KeySize 2048
        ($made | Add-AppGraphPermission -Application User.Read.All).AppId | Should -Be $app.AppId
        $made.Certificate.HasPrivateKey | Should -BeTrue
        (Test-AppSignIn Invictus -Certificate $made.Certificate).Succeeded | Should -BeTrue
        $made | Remove-AppCredential -Confirm:$false
        Get-AppCredential Invictus | Should -BeNullOrEmpty
    }

    It 'refuses <Why> before anything is sent' -ForEach @(
        @{ Why = 'a PFX file without a password'; Id = 'CertificatePasswordNeeded'; With = { @{ Path = $pfx } } }
        @{ Why = 'a file of an unknown format'; Id = 'CertificateFormatUnknown'; With = { @{ Path = "$folder/invictus.txt" } } }
        @{ Why = 'a folder that is not there'; Id = 'CertificateFileUnwritable'; With = { @{ Path = "$folder/nowhere/invictus.pem" } } }
        @{ Why = 'a file that exists'; Id = 'CertificateFileExists'; With = { Set-Content $pem 'in use'; @{ Path = $pem } } }
        @{ Why = 'a text that is not a subject'; Id = 'CertificateSubjectInvalid'; With = { @{ Path = $pem; Subject = 'Name=Contoso' } } }
        @{ Why = 'two lives'; Id = 'CertificateLifetimeTwice'; With = { @{ Path = $pem; ValidForDays = 5; EndDateTime = (Get-Date).AddDays(9) } } }
        @{ Why = 'an end in the past'; Id = 'CertificateLifetimeInvalid'; With = { @{ Path = $pem; EndDateTime = (Get-Date).AddDays(-1) } } }
    ) {
        $with = & $With
        { $app | New-AppCertificate @with -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        Get-AppCredential Invictus | Should -BeNullOrEmpty
    }

    It 'refuses a life that the policy forbids, and takes the longest that it allows where none is given' {
        $rule = @{ restrictionType = 'asymmetricKeyLifetime'; state = 'enabled'; maxLifetime = 'P90D'; restrictForAppsCreatedAfterDateTime = '2014-10-19T10:37:00Z' }
        $null = Invoke-AppGraphRequest policies/defaultAppManagementPolicy -Method Patch -Body @{ isEnabled = $true; applicationRestrictions = @{ keyCredentials = @($rule) } }
        { $app | New-AppCertificate -Path $pem -ValidForDays 91 -ErrorAction Stop } | Should -Throw -ErrorId 'CertificateLifetimeForbidden,*' -ExpectedMessage '*90 days at most*'
        $Error[0].ErrorDetails.RecommendedAction | Should -Be 'Use -ValidForDays 90 or less.'
        Test-Path $pem | Should -BeFalse
        $made = $app | New-AppCertificate -Path $pem -KeySize 2048
        ($made.EndDateTime - $made.StartDateTime).TotalDays | Should -Be 90
    }

    It 'writes nothing in a rehearsal' {
        $planned = $app | New-AppCertificate -Path $pem -WhatIf
        $planned.Thumbprint | Should -BeNullOrEmpty
        $planned | Test-AppSignIn | Should -BeNullOrEmpty
        Get-ChildItem $folder | Should -BeNullOrEmpty
        Get-AppCredential Invictus | Should -BeNullOrEmpty
    }

    It 'never writes the certificates of two apps to one file' {
        $null = New-VendorAppRegistration Second
        $problem = $null
        $made = 'Invictus', 'Second' | New-AppCertificate -Path $pem -Force -KeySize 2048 -ErrorAction SilentlyContinue -ErrorVariable problem
        @($made).Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'CertificateFileShared,*'
        Get-AppCredential Second | Should -BeNullOrEmpty
        (Test-AppSignIn Invictus -CertificatePath $pem).Succeeded | Should -BeTrue
    }
}

Describe 'Update-AppCertificate' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))
        $pfx = Join-Path $folder 'invictus.pfx'
        $pem = Join-Path $folder 'invictus.pem'
    }

    AfterEach { Disconnect-AppTenant }

    It 'makes a successor in time, replaces the file, and removes the old one after the overlap' {
        $null = $app | New-AppCertificate -Path $pem -KeySize 2048 -ValidForDays 20
        Update-AppCertificate Invictus -ExpiresWithinDays 10 -OverlapDays 7 -Path $pem -Force | Should -BeNullOrEmpty
        $new = Update-AppCertificate Invictus -ExpiresWithinDays 30 -OverlapDays 7 -Path $pem -Force -KeySize 2048
        @(Get-AppCredential Invictus).Count | Should -Be 2
        (Get-ChildItem $folder).Name | Should -Be 'invictus.pem'
        (Test-AppSignIn Invictus -CertificatePath $pem).Succeeded | Should -BeTrue
        { Update-AppCertificate Invictus -Path $pem -ErrorAction Stop } | Should -Throw -ErrorId 'CertificateFileExists,*'
        { Update-AppCertificate Invictus -OverlapDays 0 -Path $pem -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ConfirmationNeeded,*'
        (Get-AppCredential Invictus).KeyId | Should -Contain $new.KeyId
        $last = Update-AppCertificate Invictus -OverlapDays 0 -Path $pem -Force -KeySize 2048 -Confirm:$false
        (Get-AppCredential Invictus).KeyId | Should -Be $last.KeyId
    }

    It 'says that an additional one is created, and how to rotate another, where none has the description' {
        $null = $app | New-AppCertificate -Path $pem -KeySize 2048 -DisplayName runbook
        $null = Update-AppCertificate Invictus -DisplayName runbok -Path $pfx -Password $password -WhatIf -WarningVariable warned
        "$warned" | Should -BeLike "*no certificate 'runbok' to rotate: an additional one is created, and 'runbook' isn't replaced. To rotate 'runbook', specify its description with -DisplayName.*"
    }
}

Describe 'Test-AppSignIn' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))
        $pfx = Join-Path $folder 'invictus.pfx'
        $pem = Join-Path $folder 'invictus.pem'
    }

    AfterEach { Disconnect-AppTenant }

    It 'refuses a scope beside a resource, and a federated token file that is not there' {
        { Test-AppSignIn Invictus -CertificatePath $pem -Scope https://a.example/.default -Resource https://a.example } | Should -Throw -ErrorId 'ScopeAndResource,*'
        { Test-AppSignIn Invictus -FederatedTokenPath "$folder/token" -ErrorAction Stop } | Should -Throw -ErrorId 'FederatedTokenUnreadable,*'
        { Test-AppSignIn Invictus -CertificateThumbprint ABCD -ErrorAction Stop } | Should -Throw -ErrorId 'CertificateNotFound,*'
    }

    It 'says at -Verbose which token it asks for' {
        $lines = $app | New-AppClientSecret | Test-AppSignIn -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $lines.Message | Should -Match '^POST https://login.microsoftonline.com/[\w-]+/oauth2/v2.0/token 200 \(\d+ ms\)$'
    }
}
