# Signs in through the module's own identity libraries in a session that holds other versions of them, and reports as JSON which
# assembly came from where. The sign-in service is in this process.
param(
    # The assembly with the service.
    [string] $Emulator,

    # When the others are loaded; 'never' for none.
    [string] $When = 'never',

    # Where they lie, and which of them to load; all if none is named.
    [string] $Folder,
    [string[]] $Library = '*',

    # The others are real ones, and sign in as well.
    [switch] $Real
)

$ErrorActionPreference = 'Stop'
$manifest = (Resolve-Path "$PSScriptRoot/../../../EntraAppCmdlets.psd1").Path
$identity = Join-Path (Split-Path $manifest) 'module'
$names = 'Azure.Core', 'Azure.Identity', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal', 'System.ClientModel', 'System.Text.Json', 'EntraAppCmdlets.Identity'
$scope = 'https://graph.microsoft.com/.default'
$tenant = '11111111-1111-1111-1111-111111111111'
$client = '22222222-2222-2222-2222-222222222222'
Add-Type -Path $Emulator
$service = [Service]::new()
$report = [ordered]@{ Refused = @() }

function Add-Others {
    $script:others = @{}
    foreach ($file in Get-ChildItem (Join-Path $Folder *.dll) -Include ($Library | ForEach-Object { "$_.dll" })) {
        try {
            $script:others[$file.BaseName] = [Reflection.Assembly]::LoadFrom($file.FullName)
        }
        catch [IO.FileLoadException], [IO.FileNotFoundException] {
            # The runtime itself refuses a part of the framework in another version; modules that insist load it beside the default context.
            $report.Refused += $file.BaseName
            $null = [Reflection.Assembly]::LoadFile($file.FullName)
        }
    }
}

# The other side's sign-in, with its own version of everything.
function Get-TheirToken {
    $identity, $core = $script:others['Azure.Identity'], $script:others['Azure.Core']
    $options = $identity.GetType('Azure.Identity.ClientSecretCredentialOptions')::new()
    $options.DisableInstanceDiscovery = $true
    $options.Transport = $core.GetType('Azure.Core.Pipeline.HttpClientTransport')::new([Net.Http.HttpMessageHandler]$service)
    $credential = $identity.GetType('Azure.Identity.ClientSecretCredential')::new($tenant, $client, 'sesame', $options)
    $credential.GetToken($core.GetType('Azure.Core.TokenRequestContext')::new([string[]]$scope, $null), [Threading.CancellationToken]::None).Token
}

function Get-OurToken {
    $core = [EntraAppCmdlets.AppPermission].Assembly
    $cloud = $core.GetType('EntraAppCmdlets.SignIn.CloudEnvironment').GetMethod('Find', [Reflection.BindingFlags]'Static, NonPublic').Invoke($null, @('Global'))
    $create = $loader.GetType().GetMethod('CreateProvider', [Reflection.BindingFlags]'Instance, NonPublic, Public')
    $provider = $create.Invoke($loader, @($cloud, $service))
    $env:AZURE_TENANT_ID, $env:AZURE_CLIENT_ID, $env:AZURE_CLIENT_SECRET = $tenant, $client, 'sesame'
    $fetch = $provider.Environment()
    $script:context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($provider.GetType().Assembly)
    $fetch.Invoke($scope, $false, [Threading.CancellationToken]::None).AsTask().GetAwaiter().GetResult().Item1
}

function Get-Version($Context) {
    $versions = [ordered]@{}
    $Context.Assemblies | Where-Object { $_.GetName().Name -in $names } | ForEach-Object { $versions[$_.GetName().Name] = "$($_.GetName().Version)" }
    $versions
}

# What of the identity libraries is loaded, in whichever context.
function Get-Loaded {
    @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location.StartsWith($identity) -and $_.Location -match '[\\/]identity[\\/]' } | ForEach-Object { $_.GetName().Name })
}

try {
    if ($When -eq 'before the import') { Add-Others }
    Import-Module $manifest
    $report.AfterImport = @(Get-Loaded)
    if ($When -eq 'never') {
        $null = Connect-AppTenant -Sandbox
        $null = New-VendorAppRegistration x | Add-AppGraphPermission -Delegated User.Read | Grant-AppAdminConsent | New-AppClientSecret | Test-AppSignIn
        Disconnect-AppTenant
        $report.AfterSandbox = @(Get-Loaded)
        $null = Get-Help Connect-AppTenant -Full
        $report.Completed = @((TabExpansion2 'Add-AppGraphPermission -Delegated User.Rea').CompletionMatches).Count
        $null = (TabExpansion2 'Connect-AppTenant -').CompletionMatches
        $null = Get-Command Connect-AppTenant -Syntax
        $report.AfterHelp = @(Get-Loaded)
    }

    $loader = [EntraAppCmdlets.AppPermission].Assembly.GetType('EntraAppCmdlets.SignIn.IdentityLoader').GetProperty('Default', [Reflection.BindingFlags]'Static, NonPublic').GetValue($null)
    if ($When -eq 'before the sign-in') { Add-Others }
    if ($Real -and $When -ne 'after the sign-in') { $report.TheirsBefore = Get-TheirToken }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $report.Token = Get-OurToken
    $report.Milliseconds = [int]$watch.Elapsed.TotalMilliseconds
    $report.AfterSignIn = @(Get-Loaded)
    if ($When -eq 'after the sign-in') { Add-Others }
    if ($Real) { $report.TheirsAfter = Get-TheirToken }
    $report.Handlers = @([Handlers]::OfAssembliesIn($identity))
    $report.HandlersFound = [Handlers]::WithOneOfMine().Count
    Remove-Module EntraAppCmdlets
    $report.Handlers += @([Handlers]::OfAssembliesIn($identity))
    Import-Module $manifest
    $report.Again = Get-OurToken
    # A type that a script names: of the others if they are there, and never ours.
    $report.Visible = @('Azure.Identity.ClientSecretCredential', 'Microsoft.Identity.Client.ConfidentialClientApplication' | Where-Object { ($_ -as [type]) -and ($_ -as [type]).Assembly.Location.StartsWith($identity) })
    $report.Default = Get-Version ([Runtime.Loader.AssemblyLoadContext]::Default)
    $report.Own = Get-Version $context
    $report.Core = @($context.Assemblies | Where-Object { $_.GetName().Name -eq 'EntraAppCmdlets.Core' }).Count
}
catch {
    $report.Problem = "$_ $($_.ScriptStackTrace) $($_.Exception.InnerException)"
}

$report | ConvertTo-Json
