# Certificates, federated credentials and what a sign-in test advises, as a person meets them.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $null = Connect-AppTenant -Sandbox
    $app = New-VendorAppRegistration 'Certified'

    function New-TestCertificate([string] $Subject, $Key = [System.Security.Cryptography.RSA]::Create(2048)) {
        $hash = [System.Security.Cryptography.HashAlgorithmName]::SHA256
        $request = $Key -is [System.Security.Cryptography.RSA] ? [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($Subject, $Key, $hash, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1) :
            [System.Security.Cryptography.X509Certificates.CertificateRequest]::new($Subject, $Key, $hash)
        $request.CreateSelfSigned([datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
    }
}

AfterAll { Disconnect-AppTenant }

Describe 'Certificates' {
    It 'of files can be piped, each with its own path' {
        $paths = foreach ($name in 'one', 'two') {
            $path = Join-Path $TestDrive "$name.crt"
            Set-Content $path (New-TestCertificate "CN=$name").ExportCertificatePem()
            $path
        }
        $null = Get-Item $paths[0] | Add-AppCertificate -App Certified
        $null = Get-ChildItem $TestDrive -Filter *.crt | Add-AppCertificate -App Certified
        $null = [pscustomobject]@{ AppId = $app.AppId; Path = $paths[1] } | Add-AppCertificate
        (Get-AppCredential Certified -Kind Certificate).DisplayName | Sort-Object | Should -Be 'CN=one', 'CN=two'
    }

    It 'themselves can be piped' {
        $null = New-TestCertificate 'CN=three' | Add-AppCertificate -App Certified
        (Get-AppCredential Certified -Kind Certificate).DisplayName | Should -Contain 'CN=three'
    }

    It 'a file is never taken for an app' {
        Set-Content "$TestDrive/a.crt" (New-TestCertificate 'CN=a').ExportCertificatePem()
        { Get-Item "$TestDrive/a.crt" | Get-AppCredential -ErrorAction Stop } | Should -Throw -ErrorId 'InputObjectNotBound*'
    }

    It 'with an elliptic curve are refused with the reason' {
        { $app | Add-AppCertificate -Certificate (New-TestCertificate 'CN=ec' ([System.Security.Cryptography.ECDsa]::Create())) -ErrorAction Stop } | Should -Throw '*only RSA keys for signing in*' -ErrorId 'CertificateKeyUnsupported*'
    }

    It 'in a protected file ask for the password' {
        $file = Join-Path $TestDrive 'own.pfx'
        [System.IO.File]::WriteAllBytes($file, (New-TestCertificate 'CN=pfx').Export('Pfx', 'sesame'))
        { $app | Add-AppCertificate -Path $file } | Should -Throw '*protected by a password*'
        ($app | Add-AppCertificate -Path $file -Password (ConvertTo-SecureString sesame -AsPlainText)).Credentials.DisplayName | Should -Contain 'CN=pfx'
    }

    It 'are shown with their thumbprints, in a table too' {
        $one = Get-AppCredential Certified | Where-Object DisplayName -eq 'CN=one'
        $one | Format-Table | Out-String -Width 80 | Should -Match $one.Thumbprint
        $one | Format-List | Out-String | Should -Match "Thumbprint +: $($one.Thumbprint)"
    }
}

Describe 'Federated credentials' {
    BeforeAll {
        $workflow = @{ Name = 'main'; Issuer = 'https://token.actions.githubusercontent.com'; Subject = 'repo:contoso/deploy:ref:refs/heads/main' }
        $null = $app | Add-AppFederatedCredential @workflow
    }

    It 'take another audience, and say so' {
        $changed = $app | Add-AppFederatedCredential @workflow -Audience api://other
        $changed.Credentials.Where({ $_.DisplayName -eq 'main' }).Audience | Should -Be api://other
        Get-AppCredential Certified -Kind Federated | ForEach-Object Audience | Should -Be api://other
        Get-AppCredential Certified -Kind Federated | Format-Table | Out-String -Width 80 | Should -Match '(?s)main.*token\.actions.*repo:contoso.*api://other'
        $null = $app | Add-AppFederatedCredential @workflow
        (Get-AppCredential Certified -Kind Federated).Audience | Should -Be api://other -Because 'what is not given stays'
    }

    It 'that can never match are warned of' {
        $null = $app | Add-AppFederatedCredential -Name any -Issuer https://token.actions.githubusercontent.com/ -Subject 'repo:contoso/*' -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 2
        "$said" | Should -BeLike "*isn't a wildcard*character by character*"
    }

    It 'with a bad name get advice about the name' {
        $workflow.Name = 'my workflow'
        $bad = try { $app | Add-AppFederatedCredential @workflow } catch { $_ }
        $bad.FullyQualifiedErrorId | Should -BeLike 'FederatedCredentialInvalid*'
        $bad.ErrorDetails.RecommendedAction | Should -BeLike '*name*'
        $bad.ErrorDetails.RecommendedAction | Should -Not -Match 'issuer|subject'
    }
}

Describe 'Test-AppSignIn without a secret' {
    It 'advises what the app has' {
        { $app | Test-AppSignIn -ErrorAction Stop } | Should -Throw -ErrorId 'SecretNotGiven*'
        # The others of a pipeline are tested all the same.
        $problem = $null
        @($app, ($app | New-AppClientSecret)) | Test-AppSignIn -ErrorAction SilentlyContinue -ErrorVariable problem | ForEach-Object Succeeded | Should -BeTrue
        $problem.FullyQualifiedErrorId | Should -BeLike 'SecretNotGiven,*'
        $certified = New-VendorAppRegistration 'Certificate only' | Add-AppCertificate -Certificate (New-TestCertificate 'CN=only')
        $certified | Test-AppSignIn -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-CertificateThumbprint*-CertificatePath*'
        $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeLike '*New-AppClientSecret*'
        $federated = New-VendorAppRegistration 'Federated only' | Add-AppFederatedCredential -Name main -Issuer https://issuer.example.com -Subject s
        $federated | Test-AppSignIn -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*-FederatedTokenPath*'
        New-VendorAppRegistration 'Nothing' | Test-AppSignIn -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*New-AppClientSecret*'
    }
}
