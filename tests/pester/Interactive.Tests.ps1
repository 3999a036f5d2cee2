# What one notices at the keyboard.

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"
    function Get-Completion([string] $Typed) { (TabExpansion2 $Typed $Typed.Length).CompletionMatches }
}

Describe 'Tab' {
    It 'offers only <Type> permissions of Microsoft Graph behind -<Type>' -ForEach @(
        @{ Type = 'Application'; Other = 'Delegated' }
        @{ Type = 'Delegated'; Other = 'Application' }
    ) {
        $offered = (Get-Completion "Add-AppGraphPermission -$Type User").CompletionText
        $known = (Find-AppPermission User* -Resource 'Microsoft Graph' -Type $Type).Name
        $offered | Should -Be $known
        $others = (Find-AppPermission User* -Resource 'Microsoft Graph' -Type $Other).Name | Where-Object { $_ -notin $known }
        $others | Should -Not -BeNullOrEmpty
        $offered | Where-Object { $_ -in $others } | Should -BeNullOrEmpty
    }

    It 'offers Group.Create, which is an application permission only, behind -Application only' {
        (Get-Completion 'Add-AppGraphPermission -Application Gr').CompletionText | Should -Contain Group.Create
        (Get-Completion 'Add-AppGraphPermission -Delegated Gr').CompletionText | Should -Not -Contain Group.Create
    }

    It 'goes on in a list of permissions' {
        $offered = (Get-Completion 'Add-AppGraphPermission -Application Group.Create, User.ReadW').CompletionText
        $offered | Should -Contain 'User.ReadWrite.All'
        $offered | Where-Object { $_ -notlike 'User.ReadW*' } | Should -BeNullOrEmpty
    }

    It 'offers nothing for what no permission holds' {
        Get-Completion 'Add-AppGraphPermission -Application Zzzz' | Should -BeNullOrEmpty
    }

    It 'says in a tip what a permission means' {
        (Get-Completion 'Add-AppGraphPermission -Application Group.Create')[0].ToolTip | Should -BeLike '*Application permission of Microsoft Graph*'
    }

    It 'offers the values of an enumeration' {
        (Get-Completion 'New-VendorAppRegistration x -SignInAudience ').CompletionText | Should -Contain 'AzureADMultipleOrgs'
    }
}

Describe 'Select-Object -First' {
    BeforeAll { $null = Connect-AppTenant -Sandbox }
    AfterAll { Disconnect-AppTenant }

    It 'stops what comes before it: no more apps are made than were asked for' {
        $made = 'one', 'two', 'three' | New-VendorAppRegistration | Select-Object -First 1
        $made.DisplayName | Should -Be one
        (Get-VendorAppRegistration).DisplayName | Should -Be one
    }

    It 'stops a list, and the session goes on' {
        $null = 'two', 'three' | New-VendorAppRegistration
        @(Get-VendorAppRegistration | Select-Object -First 2).Count | Should -Be 2
        @(Get-VendorAppRegistration).Count | Should -Be 3
    }
}


Describe 'The shell of the project' {
    It 'has the modules of an installed one: line editing, packages and jobs' {
        $found = & $pwsh -NoProfile -NonInteractive -Command '(Get-Command Set-PSReadLineOption, Install-PSResource, Start-ThreadJob).Source'
        $found | Should -Be PSReadLine, Microsoft.PowerShell.PSResourceGet, Microsoft.PowerShell.ThreadJob
    }
}
