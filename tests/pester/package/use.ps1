# Uses the installed module by its name, and uninstalls it. Runs in the profile that it was installed in.
param([string] $PSResourceGet)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module EntraAppCmdlets
$module = Get-Module EntraAppCmdlets
$null = Connect-AppTenant -Sandbox
$signIn = New-VendorAppRegistration 'authentik Entra Provider' | Add-AppGraphPermission -Application User.ReadWrite.All | Grant-AppAdminConsent |
    New-AppClientSecret -DisplayName authentik | Test-AppSignIn
$help = Get-Help New-AppClientSecret

Import-Module $PSResourceGet
Uninstall-PSResource EntraAppCmdlets -Version '*' -Prerelease

@{
    Folder = $module.ModuleBase
    Version = "$($module.Version)"
    SignedIn = $signIn.Succeeded
    Roles = @($signIn.Roles)
    Synopsis = $help.Synopsis
    Left = @(Get-InstalledPSResource EntraAppCmdlets -ErrorAction Ignore).Count
    FolderLeft = Test-Path (Split-Path $module.ModuleBase)
} | ConvertTo-Json
