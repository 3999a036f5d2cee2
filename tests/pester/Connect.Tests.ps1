# Connect-AppTenant in each of its ways, where it needs them with the real identity libraries, against the sandbox as a server over TLS. All ways are
# tried in a process that trusts the certificate authority of this run, and each carries out authentik's whole guide. The requests that the
# server saw of each way are kept in artifacts/sign-in/, one file for each.

# Those that need the libraries come last: once loaded, they stay.
$ways = 'secret', 'secret over http', 'certificate', 'workload identity', 'GitHub job', 'token', 'token script', 'environment', 'device code', 'managed identity'
if ($IsLinux) {
    # Elsewhere no program can be put in place of the browser.
    $ways += 'browser'
}

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"
    $sandbox = & "$PSScriptRoot/sign-in/Start-Sandbox.ps1" -Folder $TestDrive
    $sandboxFile = Join-Path $TestDrive 'sandbox.json'
    $sandbox | Select-Object -ExcludeProperty Process, IssuerKey | ConvertTo-Json | Set-Content $sandboxFile

    # An app that proves itself by a certificate or by a token of another issuer, with the rights of an administrator.
    $key = [Security.Cryptography.RSA]::Create(2048)
    $certificate = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=certified', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1
    ).CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
    $certificateFile = Join-Path $TestDrive 'certified.pem'
    Set-Content $certificateFile ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
    try {
        $administrator = [pscredential]::new($sandbox.ClientId, (ConvertTo-SecureString $sandbox.ClientSecret -AsPlainText))
        $null = Connect-AppTenant $sandbox.TenantId -ClientSecretCredential $administrator -GraphEndpoint $sandbox.Plain -AuthorityHost $sandbox.Plain
        $proven = New-VendorAppRegistration Proven |
            Add-AppFederatedCredential cluster -Issuer $sandbox.Issuer -Subject workload |
            Add-AppGraphPermission -Application Application.ReadWrite.All, AppRoleAssignment.ReadWrite.All, DelegatedPermissionGrant.ReadWrite.All, Organization.Read.All |
            Grant-AppAdminConsent -Confirm:$false
        Disconnect-AppTenant
        $form = @{ grant_type = 'client_credentials'; client_id = $sandbox.ClientId; client_secret = $sandbox.ClientSecret; scope = 'https://graph.microsoft.com/.default' }
        $token = (Invoke-RestMethod "$($sandbox.Plain)/$($sandbox.TenantId)/oauth2/v2.0/token" -Method Post -Body $form).access_token | ConvertTo-SecureString -AsPlainText
        $credential = @{ type = 'AsymmetricX509Cert'; usage = 'Verify'; key = [Convert]::ToBase64String($certificate.RawData) }
        $null = Invoke-RestMethod "$($sandbox.Plain)/v1.0/applications/$($proven.Id)" -Method Patch -Authentication Bearer -Token $token -AllowUnencryptedAuthentication -ContentType application/json -Body (@{ keyCredentials = @($credential) } | ConvertTo-Json -Depth 4)
    }
    catch {
        $sandbox.Process.Kill()
        throw
    }

    # What the platform of a workload gives it: a token of its own issuer.
    function ConvertTo-TokenPart($Value) {
        $bytes = $Value -is [byte[]] ? $Value : [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $Value -Compress))
        [Convert]::ToBase64String($bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
    }

    $now = [DateTimeOffset]::UtcNow
    $signed = (ConvertTo-TokenPart @{ alg = 'RS256'; typ = 'JWT'; kid = 'test' }) + '.' + (ConvertTo-TokenPart @{
            iss = $sandbox.Issuer; sub = 'workload'; aud = 'api://AzureADTokenExchange'; nbf = $now.AddHours(-1).ToUnixTimeSeconds(); exp = $now.AddHours(20).ToUnixTimeSeconds()
        })
    $signature = $sandbox.IssuerKey.SignData([Text.Encoding]::ASCII.GetBytes($signed), [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $federatedTokenFile = Join-Path $TestDrive 'federated-token'
    Set-Content $federatedTokenFile "$signed.$(ConvertTo-TokenPart $signature)" -NoNewline

    $logFolder = (New-Item "$PSScriptRoot/../../artifacts/sign-in" -ItemType Directory -Force).FullName

    # In the place of the program that opens the browser.
    $programs = (New-Item (Join-Path $TestDrive 'bin') -ItemType Directory).FullName
    $browser = Join-Path $programs 'xdg-open'
    Set-Content $browser "#!/bin/sh`nexec '$pwsh' -NoProfile -NonInteractive -File '$PSScriptRoot/sign-in/open-address.ps1' `"`$1`""
    if ($IsLinux) {
        chmod +x $browser
    }

    function Invoke-SignIn([string[]] $Kind) {
        $start = [Diagnostics.ProcessStartInfo]::new($pwsh)
        '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/sign-in/sign-in.ps1", '-Kinds', ($Kind -join ','), '-SandboxFile', $sandboxFile, '-CertificateFile', $certificateFile, '-ProvenClientId', $proven.AppId, '-FederatedTokenFile', $federatedTokenFile |
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

Describe 'Signing in by <way>' -ForEach ($ways | ForEach-Object { @{ way = $_; ways = $ways } }) {
    BeforeAll {
        $script:printed ??= Invoke-SignIn $ways
        $report = $printed -split '\r?\n' -match "^{`"Kind`":`"$way`"," | ConvertFrom-Json
        $person = $way -in 'device code', 'browser'
        $byToken = $way -in 'certificate', 'workload identity', 'GitHub job'
        $account = $byToken ? $proven.AppId : $sandbox.ClientId

        $lines = @(Get-Content $sandbox.LogFile | Select-Object -Skip $report.FirstLine -First ($report.EndLine - $report.FirstLine))
        Set-Content (Join-Path $logFolder "$way.jsonl") $lines
        $requests = $lines | ConvertFrom-Json
        $signIns = @($requests | Where-Object path -Like '*/token')
        $graph = @($requests | Where-Object path -Like '/v1.0/*')
        $items = foreach ($request in $graph) { $request.requests ? $request.requests : "$($request.method) $($request.path -replace '^/v1\.0')" }
    }

    It 'connects to the tenant as the right account' {
        $report.Problem | Should -BeNullOrEmpty
        $report.TenantId | Should -Be $sandbox.TenantId
        $report.Environment | Should -Be Custom
        if ($person) {
            $report.Account | Should -BeLike '*@*'
        }
        else {
            $report.Account | Should -Be $account
        }
    }

    It 'carries out authentik''s whole guide, which ends in a sign-in of the new app' {
        $report.SignIn | Should -BeTrue
        $report.Roles | Sort-Object | Should -Be Group.Create, Group.ReadWrite.All, GroupMember.ReadWrite.All, User.ReadWrite.All
        $report.Settings.Count | Should -Be 3
    }

    It 'loads the identity libraries only where it needs them' {
        $report.LibrariesLoaded | Should -Be ($way -in 'environment', 'device code', 'managed identity', 'browser')
    }

    It 'tells which permissions were granted' {
        $report.GrantedPermissions | Should -Contain Application.ReadWrite.All
    }

    It 'proves itself once, in its own way' {
        $own = @($signIns | Where-Object { $_.client -ne $report.AppId -and $_.status -eq 200 })
        switch -Wildcard ($way) {
            'device code' { $own.grant[0], $own.proof[0] | Should -Be device_code, device_code }
            'browser' { $own.grant[0], $own.proof[0] | Should -Be authorization_code, code }
            default { $own.grant, $own.proof | Should -Be client_credentials, ($byToken ? 'client_assertion' : 'client_secret') }
        }

        # What a person has signed in for is renewed without them.
        if ($person) { $own | Select-Object -Skip 1 | ForEach-Object { $_.proof | Should -Be refresh_token } }
        else { $own.client | Should -Be $account }
        @($signIns | Where-Object client -EQ $report.AppId).proof | Should -Be client_secret
        switch ($way) {
            'managed identity' { $report.Asked | Should -BeLike 'http://127.0.0.1:*resource=* header' }
            'GitHub job' { [uri]::UnescapeDataString($report.Asked) | Should -BeLike 'http://127.0.0.1:*audience=api://AzureADTokenExchange Bearer of the job' }
        }
    }

    It 'sends every step of the guide as that account, and no more' {
        foreach ($step in 'PATCH /applications(uniqueName=*', 'POST /servicePrincipals', 'PATCH /applications/*', 'POST /servicePrincipals/*/appRoleAssign*', 'POST /oauth2PermissionGrants', 'POST /applications/*/addPassword') {
            @($items -like $step).Count | Should -BeGreaterThan 0 -Because "$step is part of $($items -join ', ')"
        }

        @($items -like 'POST /servicePrincipals/*/appRoleAssign*').Count | Should -Be 4
        $graph.Count | Should -BeLessOrEqual 12
        $graph.status | ForEach-Object { $_ | Should -BeLessThan 500 }
        if ($person) {
            $graph.user | Sort-Object -Unique | Should -Be $report.Account
        }
        else {
            $graph.app | Sort-Object -Unique | Should -Be $account
        }

        if ($way -ne 'secret over http') { "$($sandbox.Address)" | Should -Be "https://$($requests.host | Sort-Object -Unique)" }
    }

    It 'tells whose rights these are, and for a person that they do for every command' {
        $report.PermissionType | Should -Be ($person ? 'Delegated' : 'Application')
        if ($person) {
            $report.DirectoryRoles | Should -Be 'Global Administrator'
            $report.NotReady | Should -BeNullOrEmpty
        }
        else {
            $report.DirectoryRoles.Count | Should -Be 0
        }
    }

    It 'shows no secret and no token, nor does the log' {
        foreach ($text in $printed, ($lines -join "`n")) {
            $text | Should -Not -Match ([regex]::Escape($sandbox.ClientSecret))
            $text | Should -Not -Match 'eyJ[A-Za-z0-9_-]{20}'
        }
    }
}

Describe 'A server that the machine does not trust' {
    It 'is told as such, with the usual causes' {
        { Connect-AppTenant contoso.example -AccessToken (ConvertTo-SecureString "$(ConvertTo-TokenPart @{ alg = 'none' }).$(ConvertTo-TokenPart @{ aud = 'https://graph.microsoft.com' }).x" -AsPlainText) -AuthorityHost $sandbox.Address } |
            Should -Throw -ErrorId 'CertificateError*' -ExpectedMessage '*certificate of localhost is not trusted*'
    }
}
