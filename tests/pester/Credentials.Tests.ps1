BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'Credentials of an app' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $issuer = @{ Issuer = 'https://token.actions.githubusercontent.com'; Subject = 'repo:contoso/deploy:ref:refs/heads/main' }
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'are rotated when they end soon, and the old secret goes only after the overlap' {
        $first = $app | New-AppClientSecret -DisplayName dashboard -ValidForDays 20
        $app | Update-AppClientSecret -DisplayName dashboard -ExpiresWithinDays 10 -OverlapDays 7 | Should -BeNullOrEmpty
        $second = $app | Update-AppClientSecret -DisplayName dashboard -ExpiresWithinDays 30 -OverlapDays 7
        $second.SecretText | Should -BeOfType securestring
        (Get-AppCredential Invictus).KeyId | Sort-Object | Should -Be (@($first.KeyId, $second.KeyId) | Sort-Object)
        $third = $app | Update-AppClientSecret -DisplayName dashboard -OverlapDays 0 -Confirm:$false
        (Get-AppCredential Invictus).KeyId | Should -Be $third.KeyId
        ($third | Test-AppSignIn).Succeeded | Should -BeTrue
    }

    It 'are rotated in a rehearsal without a write' {
        $null = $app | New-AppClientSecret -DisplayName dashboard
        ($app | Update-AppClientSecret -DisplayName dashboard -OverlapDays 0 -WhatIf).SecretText | Should -BeNullOrEmpty
        @(Get-AppCredential Invictus).Count | Should -Be 1
    }

    It 'can be a certificate of a file, which is added once' {
        $rsa = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
            'CN=invictus', $rsa, [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
        $file = [System.IO.Path]::GetTempFileName()
        try {
            Set-Content -LiteralPath $file -Value $certificate.ExportCertificatePem()
            $result = $app | Add-AppCertificate -Path $file
        }
        finally {
            Remove-Item -LiteralPath $file
        }

        $result.Credentials.Thumbprint | Should -Be $certificate.Thumbprint
        $said = $app | Add-AppCertificate -Certificate $certificate -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*already; nothing to change*'
        "$said" | Should -Not -Match 'PATCH'
    }

    It 'can be federated, and the same name for other tokens is refused' {
        ($app | Add-AppFederatedCredential -Name main @issuer).Credentials.Kind | Should -Be 'Federated'
        $null = $app | Add-AppFederatedCredential -Name main -Issuer $issuer.Issuer -Subject other -ErrorAction SilentlyContinue -ErrorVariable trouble
        $trouble[0].FullyQualifiedErrorId | Should -Be 'FederatedCredentialDiffers,EntraAppCmdlets.AddAppFederatedCredentialCommand'
        $trouble[0].CategoryInfo.Category | Should -Be 'ResourceExists'
    }

    It 'are removed one by one from the pipeline, each of its own app only' {
        $other = New-VendorAppRegistration Other
        $null = $app, $other | New-AppClientSecret -DisplayName one
        $null = $app | Add-AppFederatedCredential -Name main @issuer
        $null = Get-AppCredential Invictus -Kind Secret | Remove-AppCredential -Confirm:$false
        (Get-AppCredential Invictus).Kind | Should -Be 'Federated'
        (Get-AppCredential Other).DisplayName | Should -Be 'one'
        $null = Remove-AppCredential Invictus -DisplayName m* -Confirm:$false
        Get-AppCredential Invictus | Should -BeNullOrEmpty
    }

    It 'are removed by what New-AppClientSecret gave, by the state that Get-AppCredential shows, and by rows of a file' {
        $old, $older, $row, $kept = 'old', 'older', 'row', 'kept' | ForEach-Object { $app | New-AppClientSecret -DisplayName $_ -ValidForDays ($_ -eq 'older' ? 10 : 180) }
        ($old | Remove-AppCredential -PassThru -Confirm:$false).Credentials.KeyId | Should -Not -Contain $old.KeyId
        $null = Get-AppCredential Invictus | Where-Object EndDateTime -LT $kept.StartDateTime.AddDays(30) | Remove-AppCredential -Confirm:$false
        $null = "AppId,KeyId`n$($app.AppId),$($row.KeyId)" | ConvertFrom-Csv | Remove-AppCredential -Confirm:$false
        (Get-AppCredential Invictus).KeyId | Should -Be $kept.KeyId
        ($kept | Test-AppSignIn).Succeeded | Should -BeTrue
    }

    It 'are never removed without saying which' {
        $null = $app | New-AppClientSecret
        $null = Remove-AppCredential Invictus -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable trouble
        $trouble[0].FullyQualifiedErrorId | Should -Be 'CredentialNotChosen,EntraAppCmdlets.RemoveAppCredentialCommand'
        @(Get-AppCredential Invictus).Count | Should -Be 1
    }
}
