# Signs in to a sandbox that is served over TLS in one of the ways of Connect-AppTenant, carries out the first steps of an onboarding
# there, and reports as JSON what came of it.
param(
    [Parameter(Mandatory)] [string] $Kind,
    [Parameter(Mandatory)] [string] $SandboxFile,
    [string] $CertificateFile,
    [string] $CertificateClientId
)

$ErrorActionPreference = 'Stop'
$sandbox = Get-Content $SandboxFile | ConvertFrom-Json
Import-Module "$PSScriptRoot/../../../EntraAppCmdlets.psd1"
$there = @{ GraphEndpoint = $sandbox.Address; AuthorityHost = $sandbox.Address }
$secret = ConvertTo-SecureString $sandbox.ClientSecret -AsPlainText

function Get-AdministratorToken {
    $form = @{ grant_type = 'client_credentials'; client_id = $sandbox.ClientId; client_secret = $sandbox.ClientSecret; scope = 'https://graph.microsoft.com/.default' }
    (Invoke-RestMethod "$($sandbox.Address)/$($sandbox.TenantId)/oauth2/v2.0/token" -Method Post -Body $form).access_token | ConvertTo-SecureString -AsPlainText
}

$report = [ordered]@{}
try {
    $tenant = switch ($Kind) {
        'secret' { Connect-AppTenant $sandbox.TenantId -ClientSecretCredential ([pscredential]::new($sandbox.ClientId, $secret)) @there }
        'secret over http' {
            $there = @{ GraphEndpoint = $sandbox.Plain; AuthorityHost = $sandbox.Plain }
            Connect-AppTenant $sandbox.TenantId -ClientSecretCredential ([pscredential]::new($sandbox.ClientId, $secret)) @there
        }
        'certificate' { Connect-AppTenant $sandbox.TenantId -ClientId $CertificateClientId -CertificatePath $CertificateFile @there }
        'environment' {
            $env:AZURE_TENANT_ID, $env:AZURE_CLIENT_ID, $env:AZURE_CLIENT_SECRET = $sandbox.TenantId, $sandbox.ClientId, $sandbox.ClientSecret
            Connect-AppTenant -EnvironmentVariable @there
        }
        'device code' {
            # The code is entered while the command waits for it.
            $entered = {
                $place = [regex]::Match("$_", 'https://\S+').Value
                $code = [regex]::Match("$_", 'code ([A-Z0-9]+)').Groups[1].Value
                $null = Invoke-WebRequest "${place}?otc=$code"
            }
            Connect-AppTenant $sandbox.TenantId -UseDeviceCode @there 3>&1 | ForEach-Object { $_ -is [Management.Automation.WarningRecord] ? (& $entered) : $_ }
        }
        'browser' { Connect-AppTenant $sandbox.TenantId @there }
        'token' { Connect-AppTenant $sandbox.TenantId -AccessToken (Get-AdministratorToken) @there }
        'token script' { Connect-AppTenant $sandbox.TenantId -AccessTokenScript { Get-AdministratorToken } @there }
        'managed identity' {
            # The endpoint that App Service gives an app, on this machine.
            $listener = [Net.HttpListener]::new()
            $port = Get-Random -Minimum 20000 -Maximum 60000
            $listener.Prefixes.Add("http://127.0.0.1:$port/")
            $listener.Start()
            $token = Get-AdministratorToken | ConvertFrom-SecureString -AsPlainText
            $answering = Start-ThreadJob {
                $asked = ($using:listener).GetContext()
                $body = [Text.Encoding]::UTF8.GetBytes((@{ access_token = $using:token; expires_on = '4102444800'; token_type = 'Bearer' } | ConvertTo-Json))
                $asked.Response.ContentType = 'application/json'
                $asked.Response.OutputStream.Write($body)
                $asked.Response.Close()
                "$($asked.Request.Url) $($asked.Request.Headers['X-IDENTITY-HEADER'])"
            }
            $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER = "http://127.0.0.1:$port/msi/token", 'header'
            Connect-AppTenant -ManagedIdentity @there
            $report.Asked = $answering | Receive-Job -Wait -AutoRemoveJob
            $listener.Stop()
        }
    }

    $report.AuthType = $tenant.AuthType
    $report.TenantId = $tenant.TenantId
    $report.Account = $tenant.Account
    $report.Environment = $tenant.Environment
    $report.GrantedPermissions = $tenant.GrantedPermissions
    $app = New-VendorAppRegistration "Signed in by $Kind" | Add-AppGraphPermission -Application Group.Create -Delegated User.Read
    if ($tenant.GrantedPermissions -contains 'AppRoleAssignment.ReadWrite.All') {
        $app = $app | Grant-AppAdminConsent -Confirm:$false
    }

    $result = $app | New-AppClientSecret -DisplayName test | Test-AppSignIn
    $report.SignIn = $result.Succeeded
    $report.Again = "$(Get-VendorAppRegistration $app.AppId)"
    Disconnect-AppTenant
}
catch {
    $report.Problem = "$_ $($_.ScriptStackTrace)"
}

$report | ConvertTo-Json
