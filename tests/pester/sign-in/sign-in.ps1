# Signs in to a sandbox that is served over TLS in each of some ways of Connect-AppTenant, carries out authentik's whole guide there, and reports
# each as a line of JSON: what came of it, and which lines of the server's log are about it.
param(
    # The ways, separated by commas.
    [Parameter(Mandatory)] [string] $Kinds,
    [Parameter(Mandatory)] [string] $SandboxFile,
    [string] $CertificateFile,

    # An app that proves itself by the certificate, or by a token of another issuer.
    [string] $ProvenClientId,
    [string] $FederatedTokenFile
)

$ErrorActionPreference = 'Stop'
$sandbox = Get-Content $SandboxFile | ConvertFrom-Json
Import-Module "$PSScriptRoot/../../../EntraAppCmdlets.psd1"

function Get-AdministratorToken {
    $form = @{ grant_type = 'client_credentials'; client_id = $sandbox.ClientId; client_secret = $sandbox.ClientSecret; scope = 'https://graph.microsoft.com/.default' }
    (Invoke-RestMethod "$($sandbox.Address)/$($sandbox.TenantId)/oauth2/v2.0/token" -Method Post -Body $form).access_token | ConvertTo-SecureString -AsPlainText
}

# An endpoint of this machine that answers one request, and tells what it was asked.
$listen = {
    # A port that was free a moment ago may be taken by another program.
    foreach ($port in Get-Random -Minimum 20000 -Maximum 60000 -Count 20) {
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        try {
            $listener.Start()
            return $listener, $port
        }
        catch [Net.HttpListenerException] {
            continue
        }
    }

    throw 'No free port was found.'
}
$answer = {
    param($body)
    $shell = [powershell]::Create().AddScript({
            param($listener, $json)
            $asked = $listener.GetContext()
            $asked.Response.ContentType = 'application/json'
            $asked.Response.OutputStream.Write([Text.Encoding]::UTF8.GetBytes($json))
            $asked.Response.Close()
            "$($asked.Request.Url) $($asked.Request.Headers['X-IDENTITY-HEADER'])$($asked.Request.Headers['Authorization'])"
        }).AddArgument($listener).AddArgument(($body | ConvertTo-Json))
    @{ Shell = $shell; Run = $shell.BeginInvoke() }
}

foreach ($Kind in $Kinds -split ',') {
    $report = [ordered]@{ Kind = $Kind; FirstLine = @(Get-Content $sandbox.LogFile).Count }
    $there = @{ GraphEndpoint = $sandbox.Address; AuthorityHost = $sandbox.Address }
    $secret = ConvertTo-SecureString $sandbox.ClientSecret -AsPlainText
    try {
        $tenant = switch ($Kind) {
            'secret' { Connect-AppTenant $sandbox.TenantId -ClientSecretCredential ([pscredential]::new($sandbox.ClientId, $secret)) @there }
            'secret over http' {
                $there = @{ GraphEndpoint = $sandbox.Plain; AuthorityHost = $sandbox.Plain }
                Connect-AppTenant $sandbox.TenantId -ClientSecretCredential ([pscredential]::new($sandbox.ClientId, $secret)) @there
            }
            'certificate' { Connect-AppTenant $sandbox.TenantId -ClientId $ProvenClientId -CertificatePath $CertificateFile @there }
            'workload identity' { Connect-AppTenant $sandbox.TenantId -WorkloadIdentity -ClientId $ProvenClientId -FederatedTokenPath $FederatedTokenFile @there }
            'GitHub job' {
                # The endpoint that GitHub gives a job that may ask for its identity, on this machine.
                $listener, $port = & $listen
                $token = Get-Content $FederatedTokenFile -Raw
                $answering = & $answer @{ value = $token.Trim() }
                $env:ACTIONS_ID_TOKEN_REQUEST_URL, $env:ACTIONS_ID_TOKEN_REQUEST_TOKEN = "http://127.0.0.1:$port/token?version=1", 'of the job'
                Connect-AppTenant $sandbox.TenantId -WorkloadIdentity -ClientId $ProvenClientId @there
                $report.Asked = "$($answering.Shell.EndInvoke($answering.Run))"
                $listener.Stop()
            }
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
                $listener, $port = & $listen
                $token = Get-AdministratorToken | ConvertFrom-SecureString -AsPlainText
                $answering = & $answer @{ access_token = $token; expires_on = '4102444800'; token_type = 'Bearer' }
                $env:IDENTITY_ENDPOINT, $env:IDENTITY_HEADER = "http://127.0.0.1:$port/msi/token", 'header'
                Connect-AppTenant -ManagedIdentity @there
                $report.Asked = "$($answering.Shell.EndInvoke($answering.Run))"
                $listener.Stop()
            }
        }

        $report.LibrariesLoaded = [AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name }) -contains 'EntraAppCmdlets.Identity'
        $report.AuthType = $tenant.AuthType
        $report.TenantId = $tenant.TenantId
        $report.Account = $tenant.Account
        $report.Environment = $tenant.Environment
        $report.GrantedPermissions = $tenant.GrantedPermissions
        $report.PermissionType = "$($tenant.PermissionType)"
        $report.DirectoryRoles = @($tenant.DirectoryRoles)
        $report.NotReady = @((Test-AppTenantPermission | Where-Object Readiness -NE Ready).Command)
        $app = New-VendorAppRegistration "Signed in by $Kind" -SignInAudience AzureADMyOrg |
            Add-AppGraphPermission -Application Group.Create, Group.ReadWrite.All, GroupMember.ReadWrite.All, User.ReadWrite.All |
            Add-AppGraphPermission -Delegated User.Read |
            Grant-AppAdminConsent -Confirm:$false
        $secret = $app | New-AppClientSecret -DisplayName authentik -ValidForDays 180
        $result = $secret | Test-AppSignIn
        $report.AppId = $app.AppId
        $report.SignIn = $result.Succeeded
        $report.Roles = $result.Roles
        $report.Settings = ($secret | Export-VendorAppSetting -Vendor authentik).Name
        Disconnect-AppTenant
    }
    catch {
        $report.Problem = "$_ $($_.ScriptStackTrace)"
    }

    $report.EndLine = @(Get-Content $sandbox.LogFile).Count
    $report | ConvertTo-Json -Compress
}
