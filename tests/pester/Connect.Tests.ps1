# Connect-AppTenant in each of its ways, with the real identity libraries, against the sandbox as a server over TLS. Each way is tried
# in a process of its own that trusts the certificate authority of this run.

$ways = 'secret', 'secret over http', 'certificate', 'environment', 'device code', 'token', 'token script', 'managed identity'
if ($IsLinux) {
    # Elsewhere no program can be put in the place of the browser.
    $ways += 'browser'
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"
    $sandbox = & "$PSScriptRoot/sign-in/Start-Sandbox.ps1" -Folder $TestDrive
    $sandboxFile = Join-Path $TestDrive 'sandbox.json'
    $sandbox | Select-Object -ExcludeProperty Process | ConvertTo-Json | Set-Content $sandboxFile

    # An app that proves itself by a certificate, with the rights of an administrator.
    $key = [Security.Cryptography.RSA]::Create(2048)
    $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=certified', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1
    ).CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
    $certificateFile = Join-Path $TestDrive 'certified.pem'
    Set-Content $certificateFile ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
    try {
        $administrator = [pscredential]::new($sandbox.ClientId, (ConvertTo-SecureString $sandbox.ClientSecret -AsPlainText))
        $null = Connect-AppTenant $sandbox.TenantId -ClientSecretCredential $administrator -GraphEndpoint $sandbox.Plain -AuthorityHost $sandbox.Plain
        $certified = New-VendorAppRegistration Certified |
            Add-AppGraphPermission -Application Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All, DelegatedPermissionGrant.ReadWrite.All, Organization.Read.All |
            Grant-AppAdminConsent -Confirm:$false
        Disconnect-AppTenant
        $form = @{ grant_type = 'client_credentials'; client_id = $sandbox.ClientId; client_secret = $sandbox.ClientSecret; scope = 'https://graph.microsoft.com/.default' }
        $token = (Invoke-RestMethod "$($sandbox.Plain)/$($sandbox.TenantId)/oauth2/v2.0/token" -Method Post -Body $form).access_token | ConvertTo-SecureString -AsPlainText
        $credential = @{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = [Convert]::ToBase64String($certificate.RawData) }
        $null = Invoke-RestMethod "$($sandbox.Plain)/v1.0/applications/$($certified.Id)" -Method Patch -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -ContentType application/json -Body (@{ keyCredentials = @($credential) } | ConvertTo-Json -Depth 4)
    }
    catch {
        $sandbox.Process.Kill()
        throw
    }

    # In the place of the program that opens the browser.
    $programs = (New-Item (Join-Path $TestDrive 'bin') -ItemType Directory).FullName
    $browser = Join-Path $programs 'xdg-open'
    Set-Content $browser "#!/bin/sh`nexec '$([Environment]::ProcessPath)' -NoProfile -NonInteractive -File '$PSScriptRoot/sign-in/open-address.ps1' `"`$1`""
    if ($IsLinux) {
        chmod +x $browser
    }

    function Invoke-SignIn([string] $Kind) {
        $start = [Diagnostics.ProcessStartInfo]::new([Environment]::ProcessPath)
        '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/sign-in/sign-in.ps1", '-Kind', $Kind, '-SandboxFile', $sandboxFile, '-CertificateFile', $certificateFile, '-CertificateClientId', $certified.AppId |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['SSL_CERT_FILE'] = $sandbox.AuthorityFile
        $start.Environment['PATH'] = "$programs$([IO.Path]::PathSeparator)$env:PATH"
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        $printed = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        $process.Dispose()
        $printed
    }
}

AfterAll {
    $sandbox.Process.Kill()
    $sandbox.Process.Dispose()
}

Describe 'Signing in by <_>' -ForEach $ways {
    BeforeAll {
        $printed = Invoke-SignIn $_
        $report = $printed | ConvertFrom-Json
        $person = $_ -in 'device code', 'browser'
    }

    It 'connects to the tenant as the right account' {
        $report.Problem | Should -BeNullOrEmpty
        $report.TenantId | Should -Be $sandbox.TenantId
        $report.Environment | Should -Be Custom
        if ($person) {
            $report.Account | Should -BeLike '*@*'
        }
        else {
            $report.Account | Should -Be ($_ -eq 'certificate' ? $certified.AppId : $sandbox.ClientId)
        }
    }

    It 'carries out an onboarding that ends in a sign-in of the new app' {
        $report.SignIn | Should -BeTrue
        $report.Again | Should -BeLike "Signed in by $_*"
    }

    It 'tells which permissions were granted' {
        $report.GrantedPermissions | Should -Contain Application.ReadWrite.All
    }

    It 'shows no secret and no token' {
        $printed | Should -Not -Match ([regex]::Escape($sandbox.ClientSecret))
        $printed | Should -Not -Match 'eyJ[A-Za-z0-9_-]{20}'
    }
}

Describe 'A server that the machine does not trust' {
    It 'is told as such, with the usual causes' {
        { Connect-AppTenant contoso.example -AccessToken (ConvertTo-SecureString x -AsPlainText) -AuthorityHost $sandbox.Address } |
            Should -Throw -ErrorId 'CertificateError*' -ExpectedMessage '*certificate of localhost is not trusted*'
    }
}
