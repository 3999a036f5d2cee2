# Signs in through the module's own identity libraries in a session that holds other versions of them, and reports as JSON which
# assembly came from where. The sign-in service is in this process.
param([string] $When, [string] $Folder)

$ErrorActionPreference = 'Stop'

Add-Type -TypeDefinition @'
public sealed class Service : System.Net.Http.HttpMessageHandler
{
    private int count;

    protected override System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage> SendAsync(
        System.Net.Http.HttpRequestMessage request, System.Threading.CancellationToken cancellationToken)
    {
        if (request.Method == System.Net.Http.HttpMethod.Get)
        {
            // Which clouds there are.
            return Answer("{\"tenant_discovery_endpoint\":\"https://login.microsoftonline.com/x\",\"metadata\":[]}");
        }

        return Answer("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"" + (++count == 1 ? "first" : "second") + "\"}");
    }

    private static System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage> Answer(string json)
    {
        return System.Threading.Tasks.Task.FromResult(new System.Net.Http.HttpResponseMessage(System.Net.HttpStatusCode.OK)
        {
            Content = new System.Net.Http.StringContent(json, System.Text.Encoding.UTF8, "application/json"),
        });
    }
}
'@

function Add-Others {
    Get-ChildItem $Folder -Filter *.dll | ForEach-Object { $null = [Reflection.Assembly]::LoadFrom($_.FullName) }
}

function Get-Token {
    $core = [EntraAppCmdlets.AppPermission].Assembly
    $cloud = $core.GetType('EntraAppCmdlets.SignIn.CloudEnvironment').GetMethod('Find', [Reflection.BindingFlags]'Static, NonPublic').Invoke($null, @('Global'))
    $create = $loader.GetType().GetMethod('CreateProvider', [Reflection.BindingFlags]'Instance, NonPublic, Public')
    $provider = $create.Invoke($loader, @($cloud, $service))
    $fetch = $provider.ClientSecret('11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222', (ConvertTo-SecureString sesame -AsPlainText))
    $script:context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($provider.GetType().Assembly)
    $fetch.Invoke('https://graph.microsoft.com/.default', $false, [Threading.CancellationToken]::None).AsTask().GetAwaiter().GetResult().Item1
}

function Get-Version($Context, [string[]] $Name) {
    $versions = [ordered]@{}
    $Context.Assemblies | Where-Object { $_.GetName().Name -in $Name } | ForEach-Object { $versions[$_.GetName().Name] = "$($_.GetName().Version)" }
    $versions
}

$names = 'Azure.Core', 'Azure.Identity', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal', 'System.ClientModel', 'EntraAppCmdlets.Identity'
$report = [ordered]@{}
try {
    if ($When -eq 'before the import') { Add-Others }
    Import-Module "$PSScriptRoot/../../../EntraAppCmdlets.psd1"
    $loaderType = [EntraAppCmdlets.AppPermission].Assembly.GetType('EntraAppCmdlets.SignIn.IdentityLoader')
    $loader = $loaderType.GetProperty('Default', [Reflection.BindingFlags]'Static, NonPublic').GetValue($null)
    $report.LoadedAtImport = @([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location -match '[\\/]identity[\\/]' }).Count
    if ($When -eq 'before the sign-in') { Add-Others }
    $service = [Service]::new()
    $report.Token = Get-Token
    if ($When -eq 'after the sign-in') { Add-Others }
    Remove-Module EntraAppCmdlets
    Import-Module "$PSScriptRoot/../../../EntraAppCmdlets.psd1"
    $report.Again = Get-Token
    $report.Default = Get-Version ([Runtime.Loader.AssemblyLoadContext]::Default) $names
    $report.Own = Get-Version $context ($names + 'EntraAppCmdlets.Core')
}
catch {
    $report.Problem = "$_ $($_.ScriptStackTrace) $($_.Exception.InnerException)"
}

$report | ConvertTo-Json
