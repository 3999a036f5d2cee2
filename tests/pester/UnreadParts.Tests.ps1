# What was not read is null, never an empty list: else a filter such as { -not $_.RedirectUris } reports apps about which nothing is known.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $null = Connect-AppTenant -Sandbox
    $null = New-VendorAppRegistration 'Thrown away' -RedirectUri https://app.example.com/cb | Remove-VendorAppRegistration -Confirm:$false
    $null = New-VendorAppRegistration Demo -RedirectUri https://app.example.com/cb
    # An application of another publisher, which the sandbox's tenant doesn't have yet.
    $vendorAppId = [EntraAppCmdlets.Sandbox.SandboxTenant]::VendorAppId

    # Owners and federated credentials are read by commands of their own; tags are those of the enterprise application.
    $lists = [EntraAppCmdlets.AppRegistration].GetProperties().Where({ $_.PropertyType.IsGenericType -and $_.PropertyType.Name -like 'IReadOnlyList*' -and $_.Name -notin 'Owners', 'FederatedCredentials', 'Tags' }).Name
    function Get-Unread($App) { @($lists.Where({ $null -eq $App.$_ })) }
}

AfterAll { Disconnect-AppTenant }

Describe 'The lists of an app' {
    It 'are those of the registration: <What>' -ForEach @(
        @{ What = 'made'; Do = { New-VendorAppRegistration Made } }
        @{ What = 'found by its name'; Do = { Get-VendorAppRegistration Demo } }
        @{ What = 'found by its ID'; Do = { Get-VendorAppRegistration (Get-VendorAppRegistration Demo).AppId } }
        @{ What = 'listed'; Do = { Get-VendorAppRegistration -Kind Registration } }
        @{ What = 'changed'; Do = { Add-AppRedirectUri https://app.example.com/other Demo } }
        @{ What = 'with its owners'; Do = { Add-AppOwner 'Alex Weber' Demo } }
        @{ What = 'of a secret'; Do = { (New-AppClientSecret -App Demo).App } }
        @{ What = 'restored'; Do = { Restore-VendorAppRegistration 'Thrown away'; Remove-VendorAppRegistration 'Thrown away' -Confirm:$false } }
        @{ What = 'installed'; Do = { (Install-VendorApp Sekoia).App } }
        @{ What = 'rehearsed'; Do = { New-VendorAppRegistration Planned -WhatIf } }
    ) {
        $apps = @(& $Do)
        $apps | Should -Not -BeNullOrEmpty
        $lists.Count | Should -BeGreaterThan 6
        foreach ($app in $apps) { Get-Unread $app | Should -BeNullOrEmpty -Because $app }
    }

    It 'are null where nobody has read them: <What>' -ForEach @(
        @{ What = 'an enterprise application by its ID'; Do = { New-VendorServicePrincipal $vendorAppId | Out-Null; Get-VendorAppRegistration $vendorAppId } }
        @{ What = 'an enterprise application just added'; Do = { New-VendorServicePrincipal $vendorAppId } }
        @{ What = 'listed enterprise applications'; Do = { Get-VendorAppRegistration -Kind Enterprise, Microsoft, ManagedIdentity } }
        @{ What = 'deleted apps'; Do = { Get-VendorAppRegistration -Deleted } }
        @{ What = 'a deleted app by its name'; Do = { Get-VendorAppRegistration 'Thrown away' -Deleted } }
    ) {
        $apps = @(& $Do)
        $apps | Should -Not -BeNullOrEmpty
        foreach ($app in $apps) { Get-Unread $app | Should -Be $lists -Because $app }
    }

    It 'of an enterprise application are known as far as they were named' {
        $app = New-VendorServicePrincipal $vendorAppId -Delegated User.Read -GrantConsent
        $app.Permissions.Name | Should -Be User.Read
        Get-Unread $app | Should -Be $lists.Where({ $_ -ne 'Permissions' })
    }

    It 'come out of a file as they went in' {
        $path = Join-Path $TestDrive apps.xml
        $apps = @(Get-VendorAppRegistration -Kind All) + (Get-VendorAppRegistration -Deleted)
        $apps | Export-Clixml $path
        $back = Import-Clixml $path
        $back.Count | Should -Be $apps.Count
        for ($i = 0; $i -lt $apps.Count; $i++) { Get-Unread $back[$i] | Should -Be (Get-Unread $apps[$i]) }
    }

    It 'print nothing where they are null' {
        $drawn = New-VendorServicePrincipal $vendorAppId | Format-List | Out-String
        foreach ($list in $lists) { $drawn | Should -Match "(?m)^$list +:\s*$" }
    }

    It 'that are null stop no command: <Name>' -ForEach @(
        @{ Name = 'Get-AppPermission' }, @{ Name = 'Get-AppConsent' }, @{ Name = 'Get-AppOwner' }, @{ Name = 'Get-AppAssignment' }, @{ Name = 'Get-AppEndpoint' }, @{ Name = 'Get-AppConsentUrl' }
        @{ Name = 'Get-AppCredential' }, @{ Name = 'Get-AppAuthorizationUrl' }, @{ Name = 'Grant-AppAdminConsent' }, @{ Name = 'Revoke-AppAdminConsent' }, @{ Name = 'New-AppClientSecret' }, @{ Name = 'Test-AppSignIn' }
    ) {
        $confirm = (Get-Command $Name).Parameters.ContainsKey('Confirm') ? @{ Confirm = $false } : @{}
        foreach ($app in @(New-VendorServicePrincipal $vendorAppId) + (Get-VendorAppRegistration -Kind ManagedIdentity, Microsoft)) {
            $failed = $null
            try { $null = $app | & $Name @confirm -ErrorVariable failed -ErrorAction SilentlyContinue }
            catch { $failed = $_ }
            # Some say that an app needs a registration for this; none fails by itself.
            foreach ($record in $failed) { ($record -is [System.Management.Automation.ErrorRecord] ? $record : $record.ErrorRecord).Exception.GetType().Name | Should -Be AppException }
        }
    }
}
