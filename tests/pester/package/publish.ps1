# Publishes two versions to a repository in a folder, installs the older one from there and updates it, as a user would. Runs in a profile of its own.
param([string] $PSResourceGet, [string] $Repository, [string] $Older, [string] $Folder, [string] $Nupkg, [string] $Compressed)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $PSResourceGet
Register-PSResourceRepository local -Uri $Repository -Trusted

Compress-PSResource -Path $Folder -DestinationPath $Compressed
Publish-PSResource -Path $Older -Repository local
Install-PSResource EntraAppCmdlets -Repository local -Prerelease
$installed = Get-InstalledPSResource EntraAppCmdlets

Publish-PSResource -NupkgPath $Nupkg -Repository local
$found = Find-PSResource EntraAppCmdlets -Repository local -Prerelease
Update-PSResource EntraAppCmdlets -Repository local -Prerelease

@{
    Installed = "$($installed.Version)-$($installed.Prerelease)"
    Found = $found | Select-Object Name, Author, Description, Copyright, ReleaseNotes
    Updated = @((Get-InstalledPSResource EntraAppCmdlets).ForEach{ "$($_.Version)-$($_.Prerelease)" })
} | ConvertTo-Json -Depth 4
