# What Tab offers for names that are in the tenant: never names of files.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    function Complete([string] $Line) {
        Push-Location $TestDrive
        try { @((TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText) }
        finally { Pop-Location }
    }

    # What PowerShell would offer by itself.
    $null = New-Item (Join-Path $TestDrive 'Invoice.txt'), (Join-Path $TestDrive 'file.txt')
}

Describe 'Names of the tenant' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $invictus = New-VendorAppRegistration Invictus
        foreach ($name in 'Invictus Dashboard', "Inn's app", 'Auth0', '2nd app') { $null = New-VendorAppRegistration $name }
        $twins = 'one', 'two' | ForEach-Object { New-VendorAppRegistration Twin -UniqueName $_ }
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'of apps are offered as they are written, in quotes where they need them' {
        Complete 'Get-AppOwner inv' | Should -Be 'Invictus', "'Invictus Dashboard'"
        Complete "Get-AppOwner -App 'Invictus D" | Should -Be "'Invictus Dashboard'"
        Complete 'New-AppClientSecret -App inn' | Should -Be "'Inn''s app'"
        Complete "Get-AppOwner 'Inn''s" | Should -Be "'Inn''s app'"
        Complete 'Get-AppOwner 2' | Should -Be "'2nd app'"
        Complete 'Get-AppOwner ' | Should -Contain 'Auth0'
        (Get-AppOwner $(Complete 'Get-AppOwner -App Invictus')[0]) | Should -BeNullOrEmpty
    }

    It 'that several apps have are offered as their application IDs' {
        Complete 'Get-AppOwner tw' | Sort-Object | Should -Be ($twins.AppId | Sort-Object)
    }

    It 'of users and groups are offered where they will do' {
        Complete 'Add-AppOwner alex' | Should -BeLike 'alex.weber@*'
        Complete 'Add-AppOwner -App Invictus -Owner Sec' | Should -BeNullOrEmpty
        Complete 'Add-AppAssignment Sec' | Should -Be "'Security team'"
        Complete 'Install-VendorApp Sekoia -AssignTo Sec' | Should -Be "'Security team'"
    }

    It 'of tenants are those that are connected' {
        Complete 'Get-AppOwner Invictus -Tenant con' | Should -Be (Get-AppTenant).DefaultDomain
        Complete "Get-AppOwner -Tenant $((Get-AppTenant).DefaultDomain) -App Aut" | Should -Be 'Auth0'
    }
}

Describe 'Where there is nothing to offer' {
    It 'names of files are not offered either: <_>' -ForEach @(
        'Get-AppOwner fil', 'Get-AppOwner -App fil', 'Add-AppOwner fil', 'Add-AppAssignment fil', 'Add-AppRedirectUri fil', 'Add-AppApiScope fil', 'New-AppClientSecret -DisplayName fil',
        'Remove-AppOwner -Tenant fil', 'Install-VendorApp fil', 'Install-VendorApp Invictus -DashboardHost fil', 'New-VendorAppRegistration fil', 'Find-AppPermission -Tenant fil'
    ) {
        Complete $_ | Should -BeNullOrEmpty
        $null = Connect-AppTenant -Sandbox
        try { Complete $_ | Should -BeNullOrEmpty }
        finally { Disconnect-AppTenant }
    }

    It 'but they are where a file is wanted' {
        Complete 'Add-AppCertificate fi' | Should -BeLike '*file.txt'
        Complete 'Export-VendorAppSetting authentik -Path fi' | Should -BeLike '*file.txt'
    }

    It 'a tenant that does not answer is not waited for' {
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ Latency = [timespan]::FromSeconds(6) }
        try { Complete 'Add-AppOwner alex' | Should -BeNullOrEmpty }
        finally { Disconnect-AppTenant }
    }
}
