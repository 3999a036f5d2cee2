# What Tab offers for every parameter that is typed as text: words that fit, or nothing. Names of files only where a file is meant.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $paths = 'Add-AppCertificate -Path', 'Connect-AppTenant -CertificatePath', 'Connect-AppTenant -FederatedTokenPath', 'Connect-AppTenant -Path', 'Connect-AppTenant -LogPath', 'Export-VendorAppSetting -Path',
        'Export-VendorAppSetting -BicepFile', 'Export-VendorAppSetting -TemplatePath', 'Get-VendorAppTemplate -TemplatePath', 'Install-VendorApp -TemplatePath', 'New-VendorAppRegistration -TemplatePath',
        'Test-AppPermission -ActivityLogPath', 'Test-VendorAppRegistration -TemplatePath', 'Test-VendorAppTemplate -Path', 'Export-VendorAppTemplate -Path', 'Compare-VendorAppRegistration -TemplatePath',
        'New-AppCertificate -Path', 'Test-AppSignIn -CertificatePath', 'Test-AppSignIn -FederatedTokenPath', 'Update-AppCertificate -Path',
        'Install-VendorApp -PlanPath', 'Uninstall-VendorApp -TemplatePath', 'Undo-AppChange -LogPath',
        'Export-AppReport -Path', 'Test-AppHealth -ReportPath'
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters
    $typed = foreach ($command in Get-Command -Module EntraAppCmdlets -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            $type = $parameter.ParameterType.IsArray ? $parameter.ParameterType.GetElementType() : $parameter.ParameterType
            if ($parameter.Name -notin $common -and ($type -in [string], [uri], [guid], [System.Collections.IDictionary] -or $type.Name -like '*Reference')) { "$command -$($parameter.Name)" }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $null = New-Item (Join-Path $TestDrive 'file.txt')
    function Complete([string] $Line) {
        Push-Location $TestDrive
        try { @((TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText) }
        finally { Pop-Location }
    }

    $null = Connect-AppTenant -Sandbox
    $app = New-VendorAppRegistration Demo | Add-AppRedirectUri https://a.example.com/login, https://b.example.com/login | Set-AppIdentifierUri | Add-AppApiScope Demo.Read | Add-AppRole Readers | Add-AppOptionalClaim email -Token IdToken |
        Add-AppGraphPermission -Application User.Read.All, Mail.Send -Delegated Calendars.Read | Grant-AppAdminConsent
    $app = $app | Add-AppGraphPermission -Application Group.Read.All
    $secret = $app | New-AppClientSecret -DisplayName 'first one'
    $null = New-VendorAppRegistration 'Thrown away' | Remove-VendorAppRegistration -Confirm:$false
}

AfterAll { Disconnect-AppTenant }

Describe 'A parameter that is typed' {
    It '<_> offers no names of files' -ForEach $typed.Where({ $_ -notin $paths }) {
        Complete "$_ fil" | Should -Not -BeLike '*file.txt*'
    }

    It '<_> offers names of files' -ForEach $paths {
        Complete "$_ fil" | Should -BeLike '*file.txt'
    }
}

Describe 'What the app has is offered' {
    It '<line> -> <offered>' -ForEach @(
        @{ line = 'Remove-AppRole -App Demo -Value '; offered = 'Readers' }
        @{ line = 'Add-AppAssignment -App Demo -Role '; offered = 'Readers' }
        @{ line = 'Add-AppAssignment -App Demo -Role Writers, '; offered = 'Readers' }
        @{ line = 'Remove-AppAssignment -App Demo -Role Writers, Re'; offered = 'Readers' }
        @{ line = 'Remove-AppApiScope -App Demo -Scope D'; offered = 'Demo.Read' }
        @{ line = 'Add-AppAuthorizedClient -App Demo -Scope '; offered = 'Demo.Read' }
        @{ line = 'Remove-AppRedirectUri -App Demo -RedirectUri https://a'; offered = "'https://a.example.com/login'" }
        @{ line = "Get-AppAuthorizationUrl -App Demo -RedirectUri 'https://b"; offered = "'https://b.example.com/login'" }
        @{ line = 'Get-AppConsentUrl Demo -RedirectUri https://a'; offered = "'https://a.example.com/login'" }
        @{ line = 'Remove-AppCredential -App Demo -DisplayName '; offered = "'first one'" }
        @{ line = 'Get-VendorAppRegistration Demo | Remove-AppCredential -DisplayName fi'; offered = "'first one'" }
        @{ line = 'Get-VendorAppRegistration Demo | Remove-AppRole '; offered = 'Readers' }
        @{ line = 'Remove-AppPermission -App Demo -Delegated '; offered = 'Calendars.Read' }
        @{ line = 'Get-VendorAppRegistration Demo | Revoke-AppAdminConsent -Delegated Cal'; offered = 'Calendars.Read' }
        @{ line = 'Remove-AppOptionalClaim -App Demo -Name '; offered = 'email' }
        @{ line = 'Add-AppOptionalClaim verified_s'; offered = 'verified_secondary_email' }
        @{ line = 'Add-AppOptionalClaim idtyp -AdditionalProperty '; offered = 'include_user_token' }
        @{ line = 'Add-AppOptionalClaim x -Source '; offered = 'user' }
        @{ line = 'Set-AppGroupClaim -Format Cl'; offered = 'CloudDisplayName' }
        @{ line = 'Restore-VendorAppRegistration '; offered = "'Thrown away'" }
        @{ line = 'Connect-AppTenant -Sandbox -SandboxSetting Lat'; offered = '@{ Latency = ' }
        @{ line = 'Add-AppFederatedCredential -Audience '; offered = 'api://AzureADTokenExchange' }
        @{ line = 'Get-AppAuthorizationUrl -SignInTenant org'; offered = 'organizations' }
    ) {
        (Complete $line).Trim("'") | Should -Be $offered.Trim("'")
    }

    It 'by the object of an earlier step, too' {
        $global:completedApp = $app
        try { Complete 'Remove-AppRole -App $completedApp -Value ' | Should -Be Readers }
        finally { Remove-Variable completedApp -Scope Global }
    }

    It 'credentials by their ids' {
        (Complete "Remove-AppCredential -App Demo -KeyId $("$($secret.KeyId)".Substring(0, 4))").Trim("'") | Should -Contain "$($secret.KeyId)"
    }

    It 'as permissions: what it requests to be removed, what it was granted to be revoked, and the catalogue for more' {
        Complete 'Remove-AppPermission -App Demo -Application ' | Sort-Object | Should -Be Group.Read.All, Mail.Send, User.Read.All
        Complete 'Revoke-AppAdminConsent -App Demo -Application ' | Sort-Object | Should -Be Mail.Send, User.Read.All
        (Complete 'Grant-AppAdminConsent -App Demo -Application ').Count | Should -BeGreaterThan 100
        (Complete 'Remove-AppPermission -Application User.Read').Count | Should -BeGreaterThan 1 -Because 'nobody can tell the app yet'
    }
}

Describe 'APIs and permissions' {
    It 'the app itself and the apps of the tenant are APIs, beside those of the catalogue' {
        Complete 'Add-AppApiPermission -Api se' | Should -Contain self
        Complete 'Add-AppApiPermission -Api De' | Should -Contain Demo
        Complete 'Add-AppApiPermission -Api share' | Should -BeLike '*SharePoint*'
        Complete 'Remove-AppPermission -Api se' | Should -Not -Contain self
    }

    It 'a name is offered once' {
        (Complete 'Find-AppPermission Mail.Send').Where({ $_ -eq 'Mail.Send' }) | Should -HaveCount 1
        (Complete 'Add-AppGraphPermission -Delegated Mail.Send').Where({ $_ -eq 'Mail.Send' }) | Should -HaveCount 1
    }

    It 'users are asked for scopes of OpenID Connect and of Graph' {
        Complete 'Get-AppAuthorizationUrl -Scope offl' | Should -Be offline_access
        Complete 'Get-AppConsentUrl -Scope Mail.Sen' | Should -Contain Mail.Send
    }
}
