# The module as PowerShell sees it.

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $manifestPath = (Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path
    $manifest = Import-PowerShellDataFile $manifestPath

    # What a process of its own prints that has imported the module and nothing else.
    function Invoke-Fresh([string] $Script) {
        $printed = & $pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifestPath'; $Script"
        $LASTEXITCODE | Should -Be 0
        $printed
    }
}

Describe 'The module in a new process' {
    It 'gives exactly the commands of the manifest' {
        Invoke-Fresh '(Get-Command -Module EntraAppCmdlets).Name' | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }

    It 'finds every verb approved' {
        $warnings = Invoke-Fresh "Remove-Module EntraAppCmdlets; Import-Module '$manifestPath' 3>&1"
        $warnings | Should -BeNullOrEmpty
    }

    It 'brings no other library into the session before someone signs in' {
        $loaded = Invoke-Fresh '[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }'
        $loaded | Should -Contain EntraAppCmdlets
        $loaded -match '^(Azure\.|Microsoft\.Identity|EntraAppCmdlets\.Identity)' | Should -BeNullOrEmpty
    }

    It 'can be removed and imported again' {
        Invoke-Fresh "Remove-Module EntraAppCmdlets; @(Get-Command Find-AppPermission -ErrorAction Ignore).Count; Import-Module '$manifestPath'; (Find-AppPermission User.Read -Type Delegated).Name" |
            Should -Be 0, User.Read
    }

    It 'is found by name in a folder of the module path' {
        $folder = New-Item (Join-Path $TestDrive 'EntraAppCmdlets') -ItemType Directory
        Copy-Item $manifestPath, "$PSScriptRoot/../../module" $folder -Recurse
        $script = "`$env:PSModulePath = '$TestDrive'; (Find-AppPermission User.Read -Type Delegated).Name; (Get-Module EntraAppCmdlets).ModuleBase"
        & $pwsh -NoProfile -NonInteractive -Command $script | Should -Be 'User.Read', $folder.FullName
    }
}
