#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests or packages EntraAppCmdlets.

.DESCRIPTION
A thin layer over dotnet, for those who work in PowerShell.

Build    builds all projects; afterwards Import-Module ./EntraAppCmdlets.psd1 works in place.
Test     builds all projects and runs all tests; with -Fast without those that take long: the fault matrix, random runs, kills, runbooks, vaults, the whole catalogue, packages, and the rights of every command.
Package  builds for release and makes, below artifacts:
         EntraAppCmdlets/<version>/         the module as it is installed, with licence notices and a bill of materials
         EntraAppCmdlets.<version>.nupkg    the same as a package for Publish-PSResource -NupkgPath
         EntraAppCmdlets.zip                the same for Azure Automation

The same commit gives the same bytes. The version is the manifest's, the release notes are CHANGELOG.md's section for it (docs/releasing.md).

.EXAMPLE
./build.ps1 -Task Package

Makes the folder that can be copied into a folder of $env:PSModulePath, the package that can be published, and the zip file for Azure Automation.
#>
[CmdletBinding()]
param(
    # What to do, in the given order.
    [ValidateSet('Build', 'Test', 'Package')]
    [string[]] $Task = 'Build',

    # The configuration to build and test. A package is always made of the Release build.
    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Debug',

    # The folder that a package is put below.
    [string] $OutputFolder = (Join-Path $PSScriptRoot 'artifacts'),

    # Leaves out the tests that take long.
    [switch] $Fast,

    # Packages what is built already, as it is.
    [switch] $NoBuild
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE."
    }
}

function New-Package {
    Import-Module (Join-Path $PSScriptRoot 'tools/packaging/Packaging.psm1') -Force -Verbose:$false
    $release = Get-Release (Join-Path $PSScriptRoot 'EntraAppCmdlets.psd1') (Join-Path $PSScriptRoot 'CHANGELOG.md')
    if (-not $NoBuild) {
        # Shown, but not among what this writes: the files of the package.
        Invoke-DotNet build (Join-Path $PSScriptRoot 'src/EntraAppCmdlets') --configuration Release | Out-Host
    }

    $output = (New-Item $OutputFolder -ItemType Directory -Force).FullName
    $folder = Join-Path $output 'EntraAppCmdlets' $release.ModuleVersion
    if (Test-Path $folder) {
        Remove-Item $folder -Recurse
    }

    $null = New-Item $folder -ItemType Directory
    foreach ($part in 'EntraAppCmdlets.psd1', 'LICENSE', 'module', 'en-US') {
        Copy-Item (Join-Path $PSScriptRoot $part) $folder -Recurse
    }

    # What only a build needs: the sources of the help and the compiler's documentation files.
    Remove-Item (Join-Path $folder 'module/help') -Recurse
    Get-ChildItem (Join-Path $folder 'module/bin') -Filter *.xml -Recurse | Remove-Item

    $time = Get-PackageTime $PSScriptRoot
    $packages = Get-ShippedPackage $PSScriptRoot $folder
    Set-ReleaseNotes (Join-Path $folder 'EntraAppCmdlets.psd1') $release.Notes
    Write-Notices $packages (Join-Path $PSScriptRoot 'LICENSE') (Join-Path $folder 'THIRD-PARTY-NOTICES.txt')
    Write-Bom $packages $release $folder $time (Join-Path $folder 'bom.cdx.json')

    $nupkg = Join-Path $output "EntraAppCmdlets.$($release.Name).nupkg"
    $zip = Join-Path $output 'EntraAppCmdlets.zip'
    Write-Nupkg $folder $release $time $nupkg
    Write-ModuleZip $folder $time $zip
    Get-Item $folder, $nupkg, $zip
}

foreach ($step in $Task) {
    switch ($step) {
        'Build' { Invoke-DotNet build $PSScriptRoot --configuration $Configuration }
        'Test' { Invoke-DotNet test $PSScriptRoot --configuration $Configuration @($Fast ? @('--filter', 'Category!=Long') : @()) }
        'Package' { New-Package }
    }
}
