# What a person gets who signs in with something that can't work: what is wrong in one sentence, what to do in one, an id that stays, and no secret.

$tenant = '11111111-1111-1111-1111-111111111111'
$malformed = @(
    'contoso com', 'https://contoso.com/', 'contoso', '11111111-1111-1111-1111-11111111111', '..', 'con?toso.com' | ForEach-Object {
        @{ Name = "the tenant '$_'"; Id = 'TenantInvalid'; Bad = $_; Arguments = { @{ TenantId = $Bad; ClientSecretCredential = $credential } }; What = "'$_' is neither the id nor a domain of a tenant."; Cure = '*11112222-3333-4444-5555-666677778888*contoso.onmicrosoft.com*' }
    }
    @{ Name = 'a malformed tenant for the browser'; Id = 'TenantInvalid'; Arguments = { @{ TenantId = 'contoso com' } }; What = "'contoso com' is neither the id nor a domain of a tenant."; Cure = '*contoso.onmicrosoft.com*' }
    @{ Name = 'a malformed tenant for a certificate'; Id = 'TenantInvalid'; Arguments = { @{ TenantId = 'contoso com'; ClientId = $clientId; Certificate = $certificate } }; What = "'contoso com' is neither*"; Cure = '*contoso.onmicrosoft.com*' }
)
$cases = $malformed + @(
    @{ Name = 'an endpoint without https'; Id = 'EndpointInvalid'; Arguments = { @{ TenantId = $tenant; ClientSecretCredential = $credential; GraphEndpoint = 'http://graph.example.com' } }; What = "The Graph endpoint 'http://graph.example.com/' can't be used: only https is safe for tokens*"; Cure = '*https://graph.example.com.' }
    @{ Name = 'an authority without https, with a password in it'; Id = 'EndpointInvalid'; Arguments = { @{ TenantId = $tenant; ClientSecretCredential = $credential; AuthorityHost = 'http://me:sesame~open@login.example.com' } }; What = "The authority host 'http://login.example.com/' can't be used: only https is safe for tokens*"; Cure = '*https://login.example.com.' }
    @{ Name = 'an expired certificate'; Id = 'CertificateExpired'; Arguments = { @{ TenantId = $tenant; ClientId = $clientId; Certificate = $expired } }; What = "The certificate 'CN=refused' (*) expired *"; Cure = '*Add-AppCertificate.' }
    @{ Name = 'a certificate without its private key'; Id = 'CertificateWithoutKey'; Arguments = { @{ TenantId = $tenant; ClientId = $clientId; Certificate = $public } }; What = "The certificate 'CN=refused' (*) has no private key here."; Cure = '*private key*' }
    @{ Name = 'a certificate that is not there'; Id = 'CertificateNotFound'; Arguments = { @{ TenantId = $tenant; ClientId = $clientId; CertificateThumbprint = '0123456789ABCDEF0123456789ABCDEF01234567' } }; What = "No certificate with the thumbprint '0123456789ABCDEF0123456789ABCDEF01234567' *"; Cure = '*' }
    @{ Name = 'a token for another API'; Id = 'TokenForOtherAudience'; Arguments = { @{ TenantId = $tenant; AccessToken = New-Token https://management.azure.com $tenant } }; What = "The access token is for 'https://management.azure.com', not for 'https://graph.microsoft.com', so it was not used."; Cure = 'Get a token for https://graph.microsoft.com*' }
    @{ Name = 'a token of another tenant'; Id = 'TokenForOtherTenant'; Arguments = { @{ TenantId = $tenant; AccessToken = New-Token https://graph.microsoft.com 33333333-3333-3333-3333-333333333333 } }; What = 'The access token is of tenant 33333333-*, not of tenant 11111111-*, so it was not used.'; Cure = 'Sign in to tenant 11111111-*' }
    @{ Name = 'something else instead of a token'; Id = 'TokenUnreadable'; Arguments = { @{ AccessToken = ConvertTo-SecureString 'sesame~open' -AsPlainText } }; What = 'What was given is not a readable access token (a JWT)*'; Cure = 'Give the token alone*' }
    @{ Name = 'a platform without a federated token'; Id = 'WorkloadIdentityNotAvailable'; Arguments = { @{ WorkloadIdentity = $true } }; What = 'No platform with a federated token was found*'; Cure = 'Give the file with -FederatedTokenPath*' }
    @{ Name = 'environment variables that are not set'; Id = 'EnvironmentNotAvailable'; Arguments = { @{ EnvironmentVariable = $true } }; What = 'The environment variables for a sign-in are not all set.'; Cure = 'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and *' }
)
if (-not $IsWindows) {
    # Elsewhere the programs are looked for beyond the PATH.
    $cases += @(
        @{ Name = 'no Azure CLI'; Id = 'AzureCliNotAvailable'; Tool = ''; Arguments = { @{ TenantId = $tenant; AzureCli = $true } }; What = 'Azure CLI not installed.'; Cure = "Install Azure CLI and run 'az login'*" }
        @{ Name = 'an Azure CLI that nobody is signed in to'; Id = 'AzureCliNotAvailable'; Tool = "echo `"ERROR: Please run 'az login' to setup account.`" >&2; exit 1"; Arguments = { @{ TenantId = $tenant; AzureCli = $true } }; What = 'Nobody is signed in to Azure CLI here.'; Cure = "*run 'az login'*" }
        @{ Name = 'an Azure CLI that must sign in again'; Id = 'SignInFailed'; Tool = "echo 'ERROR: AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication. Trace ID: 1' >&2; exit 1"; Arguments = { @{ TenantId = $tenant; AzureCli = $true } }; What = 'Due to a configuration change made by your administrator, you must use multi-factor authentication (AADSTS50076).'; Cure = '*multifactor*' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"
    $tenant = '11111111-1111-1111-1111-111111111111'
    $clientId = '22222222-2222-2222-2222-222222222222'
    $credential = [pscredential]::new($clientId, (ConvertTo-SecureString 'sesame~open' -AsPlainText))
    $key = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=refused', $key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $now = [DateTimeOffset]::UtcNow
    $certificate = $request.CreateSelfSigned($now.AddDays(-9), $now.AddDays(9))
    $expired = $request.CreateSelfSigned($now.AddDays(-9), $now.AddDays(-1))
    $public = [Security.Cryptography.X509Certificates.X509Certificate2]::new($certificate.Export('Cert'))
    $before = @{}
    'PATH', 'AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_FEDERATED_TOKEN_FILE', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID' | ForEach-Object {
        $before[$_] = [Environment]::GetEnvironmentVariable($_)
    }

    function New-Token([string] $Audience, [string] $Tenant) {
        $parts = '{"alg":"RS256"}', (@{ aud = $Audience; tid = $Tenant; exp = 4102444800; note = 'sesame~open' } | ConvertTo-Json -Compress) | ForEach-Object {
            [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($_)).TrimEnd('=').Replace('+', '-').Replace('/', '_')
        }
        ConvertTo-SecureString "$($parts -join '.').c2VzYW1lfm9wZW4" -AsPlainText
    }

    # The error, and all that was said in any stream.
    function Get-Refusal([hashtable] $Arguments) {
        $said = [Collections.Generic.List[string]]::new()
        $problem = $null
        try { Connect-AppTenant @Arguments -Verbose -Debug *>&1 | ForEach-Object { $said.Add("$_") } }
        catch { $problem = $_ }
        $said.Add(($problem | Out-String))
        $said.Add("$($problem.Exception)")
        $said.Add(($problem.TargetObject | Out-String))
        [pscustomobject]@{ Id = $problem.FullyQualifiedErrorId; What = "$problem"; Cure = $problem.ErrorDetails.RecommendedAction; Said = $said -join "`n" }
    }
}

AfterAll {
    foreach ($variable in $before.Keys) { [Environment]::SetEnvironmentVariable($variable, $before[$variable]) }
    Disconnect-AppTenant
}

Describe 'Connect-AppTenant with <Name>' -ForEach $cases {
    BeforeAll {
        foreach ($variable in $before.Keys) {
            [Environment]::SetEnvironmentVariable($variable, $(if ($variable -eq 'PATH') { $before[$variable] }))
        }
        if ($null -ne $Tool) {
            $programs = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            if ($Tool) {
                Set-Content "$programs/az" "#!/bin/sh`n$Tool`n"
                [IO.File]::SetUnixFileMode("$programs/az", [IO.UnixFileMode]'UserRead, UserWrite, UserExecute')
                $programs += [IO.Path]::PathSeparator + $before['PATH']
            }
            [Environment]::SetEnvironmentVariable('PATH', $programs)
        }
        $refusal = Get-Refusal (& $Arguments)
    }

    It 'has the stable id <Id>' {
        $refusal.Id | Should -Be "$Id,EntraAppCmdlets.ConnectAppTenantCommand"
    }

    It 'says in one sentence what is wrong and in one what to do' {
        $refusal.What | Should -BeLike $What
        $refusal.What | Should -MatchExactly '\.$'
        $refusal.What | Should -Not -MatchExactly '\.\s+[A-Z]'
        $refusal.Cure | Should -BeLike $Cure
        $refusal.Cure | Should -MatchExactly '\.$'
        $refusal.Cure | Should -Not -MatchExactly '\.\s+[A-Z]'
    }

    It 'shows no secret and no token in any stream' {
        $refusal.Said | Should -Not -Match 'sesame'
        $refusal.Said | Should -Not -Match 'eyJ'
        $refusal.Said | Should -Not -Match 'c2VzYW1l'
    }
}

Describe 'Connect-AppTenant with an unknown cloud' {
    It 'names the clouds that there are' {
        { Connect-AppTenant 11111111-1111-1111-1111-111111111111 -ClientSecretCredential $credential -Environment Mars } |
            Should -Throw -ErrorId 'ParameterArgumentValidationError,EntraAppCmdlets.ConnectAppTenantCommand' -ExpectedMessage '*"Mars"*Global,USGov,USGovDoD,China*'
    }
}
