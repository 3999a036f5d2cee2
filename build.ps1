#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests or packages EntraAppCmdlets.

.DESCRIPTION
A thin layer over dotnet, for those who work in PowerShell.

Build    builds all projects; afterwards Import-Module ./EntraAppCmdlets.psd1 works in place.
Test     builds all projects and runs all tests; with -Fast without those that take long: the fault matrix, random runs, kills, runbooks and vaults.
Package  builds for release and lays the module out as it is published: artifacts/EntraAppCmdlets/<version>/.

.EXAMPLE
./build.ps1 -Task Package

Makes the folder that Publish-PSResource takes, and that can be copied into a folder of $env:PSModulePath.
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
    if (-not $NoBuild) {
        Invoke-DotNet build (Join-Path $PSScriptRoot 'src/EntraAppCmdlets') --configuration Release
    }

    $version = (Import-PowerShellDataFile (Join-Path $PSScriptRoot 'EntraAppCmdlets.psd1')).ModuleVersion
    $package = Join-Path $OutputFolder 'EntraAppCmdlets' $version
    if (Test-Path $package) {
        Remove-Item $package -Recurse
    }

    $null = New-Item $package -ItemType Directory
    foreach ($part in 'EntraAppCmdlets.psd1', 'LICENSE', 'module', 'en-US') {
        Copy-Item (Join-Path $PSScriptRoot $part) $package -Recurse
    }

    # What only a build needs: the sources of the help and the compiler's documentation files.
    Remove-Item (Join-Path $package 'module/help') -Recurse
    Get-ChildItem (Join-Path $package 'module/bin') -Filter *.xml -Recurse | Remove-Item
    Get-Item $package
}

foreach ($step in $Task) {
    switch ($step) {
        'Build' { Invoke-DotNet build $PSScriptRoot --configuration $Configuration }
        'Test' { Invoke-DotNet test $PSScriptRoot --configuration $Configuration @($Fast ? @('--filter', 'Category!=Long') : @()) }
        'Package' { New-Package }
    }
}
