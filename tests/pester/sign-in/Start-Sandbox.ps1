# Starts the sandbox as a server with TLS, under a certificate authority made for this run, and writes what a client needs: the
# server's own line, the process, the file with the authority's certificate, the log of all requests, and an issuer of federated tokens that
# the sandbox trusts, with its key.
param([Parameter(Mandatory)] [string] $Folder)

$ErrorActionPreference = 'Stop'
$repository = (Resolve-Path "$PSScriptRoot/../../..").Path
$now = [DateTimeOffset]::UtcNow

function ConvertTo-Base64Url([byte[]] $Bytes) {
    [Convert]::ToBase64String($Bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_')
}

function New-Request([string] $Name, $Key) {
    [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        "CN=$Name", $Key, [Security.Cryptography.HashAlgorithmName]::SHA256, [Security.Cryptography.RSASignaturePadding]::Pkcs1)
}

$authorityKey = [Security.Cryptography.RSA]::Create(2048)
$authority = New-Request 'Test authority' $authorityKey
$authority.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
$authorityCertificate = $authority.CreateSelfSigned($now.AddDays(-1), $now.AddDays(1))

$serverKey = [Security.Cryptography.RSA]::Create(2048)
$server = New-Request 'localhost' $serverKey
$names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
$names.AddDnsName('localhost')
$names.AddIpAddress([Net.IPAddress]::Loopback)
$server.CertificateExtensions.Add($names.Build())
$serverCertificate = $server.Create($authorityCertificate, $now.AddDays(-1), $now.AddHours(20), [byte[]](1..8))

$authorityFile = Join-Path $Folder 'authority.pem'
Set-Content $authorityFile $authorityCertificate.ExportCertificatePem()
$serverFile = Join-Path $Folder 'server.pem'
Set-Content $serverFile ($serverCertificate.ExportCertificatePem() + "`n" + $serverKey.ExportPkcs8PrivateKeyPem())

# An issuer such as a cluster or GitHub is: all that the tenant knows of it is its public key.
$issuer = 'https://issuer.example'
$issuerKey = [Security.Cryptography.RSA]::Create(2048)
$public = $issuerKey.ExportParameters($false)
$keysFile = Join-Path $Folder 'issuer.json'
@{ keys = @(@{ kty = 'RSA'; kid = 'test'; n = ConvertTo-Base64Url $public.Modulus; e = ConvertTo-Base64Url $public.Exponent }) } | ConvertTo-Json -Depth 3 | Set-Content $keysFile
$logFile = Join-Path $Folder 'requests.jsonl'

$start = [Diagnostics.ProcessStartInfo]::new('dotnet')
$built = Get-ChildItem "$repository/src/SandboxServer/bin" -Recurse -Filter SandboxServer.dll | Sort-Object LastWriteTime | Select-Object -Last 1
'exec', $built.FullName, '--urls', 'http://127.0.0.1:0', '--https-port', '0', '--certificate', $serverFile, '--log', $logFile, '--issuer', "$issuer=$keysFile" | ForEach-Object { $start.ArgumentList.Add($_) }
# All of its streams are its own: a server that outlived its test would keep whoever reads the test's streams waiting.
$start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
$process = [Diagnostics.Process]::Start($start)
$ready = $process.StandardOutput.ReadLine() | ConvertFrom-Json
[pscustomobject]@{
    Process       = $process
    Plain         = $ready.urls -like 'http:*' | Select-Object -First 1
    Address       = ($ready.urls -like 'https:*' | Select-Object -First 1) -replace '127\.0\.0\.1', 'localhost'
    TenantId      = $ready.tenantId
    ClientId      = $ready.clientId
    ClientSecret  = $ready.clientSecret
    AuthorityFile = $authorityFile
    LogFile       = $logFile
    Issuer        = $issuer
    IssuerKey     = $issuerKey
}
