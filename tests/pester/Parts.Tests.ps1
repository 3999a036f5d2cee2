Describe 'What a guide asks for besides registration and permissions' {
    BeforeAll {
        $ErrorActionPreference = 'Stop'
        $ConfirmPreference = 'None'
        $null = Connect-AppTenant -Sandbox
        $template = @{ TemplatePath = "$PSScriptRoot/../Testing/Templates/workshop.json" }
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
            'CN=Workshop', $key, [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddYears(1))
    }

    AfterAll { Disconnect-AppTenant }

    It 'takes a certificate by a relative path, an object and base64' {
        Push-Location $TestDrive
        Set-Content my.cer -AsByteStream -Value $certificate.RawData
        foreach ($form in 'my.cer', (Get-Item my.cer), $certificate, [Convert]::ToBase64String($certificate.RawData)) {
            $installation = Install-VendorApp Workshop @template -Credential Certificate -Certificate $form -DisplayName 'By certificate'
            ($installation.Settings | Where-Object Name -EQ Thumbprint).Value | Should -Be $certificate.Thumbprint
        }
        Pop-Location
        $installation | Get-AppCredential | Should -HaveCount 1
        $installation | Test-VendorAppRegistration | Where-Object Check -NE OwnerMissing | Should -BeNullOrEmpty
    }

    It 'hands values over though a default belongs to a parameter that does not apply' {
        $installation = Install-VendorApp Workshop @template -DisplayName 'Handed over'
        ($installation | Export-VendorAppSetting | Where-Object Name -EQ Accounts).Value | Should -Be organizations
    }

    It 'says what it would do without doing it' {
        $installation = Install-VendorApp Workshop @template -Credential Federated -DisplayName Rehearsed -WhatIf
        ($installation.Steps | Where-Object Guide -EQ 7).Details | Should -Match 'repo:contoso/workshop:environment:production'
        $installation.App.AppRoles | Should -HaveCount 3
        Get-VendorAppRegistration Rehearsed* | Should -BeNullOrEmpty
    }

    It 'names the rule of <Why>' -ForEach @(
        @{ Why = 'a certificate that is none'; Given = @{ Credential = 'Certificate'; Certificate = 'nothing' }; Id = 'CertificateUnreadable' }
        @{ Why = 'a certificate that is not given'; Given = @{ Credential = 'Certificate' }; Id = 'VendorParameterMissing' }
        @{ Why = 'a repository without its owner'; Given = @{ Credential = 'Federated'; Repository = 'deploy' }; Id = 'FederatedCredentialInvalid' }
        @{ Why = 'a parameter that does not apply'; Given = @{ Repository = 'contoso/deploy' }; Id = 'VendorParameterUnknown' }
        @{ Why = 'a group that is not there'; Given = @{ Viewer = 'No such group' }; Id = 'PrincipalNotFound' }
    ) {
        { Install-VendorApp Workshop @template @Given -DisplayName Wrong } | Should -Throw -ErrorId "$Id,*"
        Get-VendorAppRegistration Wrong* | Should -BeNullOrEmpty
    }

    It 'sets, shows and completes the settings of an enterprise application' {
        $app = New-VendorAppRegistration 'With settings' -HideApp -AssignmentRequired -PropertyLock -Tag Ticket-4711
        $app | Should -BeLike 'With settings*'
        ($app.HideApp, $app.AssignmentRequired, $app.PropertyLock, $app.ServicePrincipalEnabled) | Should -Be ($true, $true, $true, $true)
        $again = New-VendorAppRegistration 'With settings' -Notes 'Added later'
        ($again.AppId, $again.Notes) | Should -Be ($app.AppId, 'Added later')
        $set = $again | Set-VendorAppRegistration -HideApp:$false -ServicePrincipalEnabled:$false -Tag Other
        ($set.HideApp, $set.ServicePrincipalEnabled) | Should -Be ($false, $false)
        $read = Get-VendorAppRegistration 'With settings'
        $read.Tags | Sort-Object | Should -Be Other, Ticket-4711, WindowsAzureActiveDirectoryIntegratedApp
        ($read.HideApp, $read.ServicePrincipalEnabled, $read.AssignmentRequired) | Should -Be ($false, $false, $true)
    }
}
