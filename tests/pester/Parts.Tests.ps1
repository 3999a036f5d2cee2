Describe 'What a guide asks for besides registration and permissions' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
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
        @{ Why = 'a text that is not a certificate'; Given = @{ Credential = 'Certificate'; Certificate = 'nothing' }; Id = 'CertificateUnreadable' }
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

    It 'shows what a partial property lock locks, and completes or lifts it' {
        $app = New-VendorAppRegistration 'Partly locked'
        $some = @{ servicePrincipalLockConfiguration = @{ isEnabled = $true; credentialsWithUsageSign = $true; tokenEncryptionKeyId = $true } }
        $null = Invoke-AppGraphRequest "applications/$($app.Id)" -Method Patch -Body $some
        $read = Get-VendorAppRegistration 'Partly locked'
        $read.PropertyLock | Should -BeFalse
        $read.LockedProperties | Sort-Object | Should -Be credentialsWithUsageSign, tokenEncryptionKeyId
        ($read | Set-VendorAppRegistration -PropertyLock:$false).LockedProperties | Should -BeNullOrEmpty
        (Get-VendorAppRegistration 'Partly locked').LockedProperties | Should -BeNullOrEmpty
        $null = Invoke-AppGraphRequest "applications/$($app.Id)" -Method Patch -Body $some
        (Get-VendorAppRegistration 'Partly locked' | Set-VendorAppRegistration -PropertyLock).LockedProperties | Should -Be allProperties
        (Get-VendorAppRegistration 'Partly locked').PropertyLock | Should -BeTrue
    }

    It 'finds a partial property lock where a guide asks for all' {
        $installed = Install-VendorApp Workshop @template -DisplayName 'Half locked'
        $some = @{ servicePrincipalLockConfiguration = @{ isEnabled = $true; allProperties = $false; credentialsWithUsageVerify = $true } }
        $null = Invoke-AppGraphRequest "applications/$($installed.App.Id)" -Method Patch -Body $some
        $finding = $installed | Test-VendorAppRegistration | Where-Object Property -EQ PropertyLock
        ($finding.Actual, $finding.Expected) | Should -Be ("'only credentialsWithUsageVerify'", 'on')
    }

    It 'adds a federated credential by what people know of it' {
        $app = New-VendorAppRegistration Federated
        $app = $app | Add-AppFederatedCredential main -Repository contoso/deploy -Branch main | Add-AppFederatedCredential prod -Repository contoso/deploy -Environment production |
            Add-AppFederatedCredential tag -Repository contoso/deploy -Tag v1 | Add-AppFederatedCredential pr -Repository contoso/deploy -PullRequest |
            Add-AppFederatedCredential cluster -Issuer https://oidc.example.com -Namespace argocd -ServiceAccount argocd-server |
            Add-AppFederatedCredential identity -ManagedIdentity 5a1d1a0e-2f0b-4f0e-9d53-3b8a5f1f2c77
        $app | Get-AppCredential | Sort-Object DisplayName | ForEach-Object Subject | Should -Be @(
            'system:serviceaccount:argocd:argocd-server', '5a1d1a0e-2f0b-4f0e-9d53-3b8a5f1f2c77', 'repo:contoso/deploy:ref:refs/heads/main', 'repo:contoso/deploy:pull_request',
            'repo:contoso/deploy:environment:production', 'repo:contoso/deploy:ref:refs/tags/v1')
        ($app | Get-AppCredential | Where-Object DisplayName -EQ identity).Issuer | Should -Be "https://login.microsoftonline.com/$($app.TenantId)/v2.0"
        { $app | Add-AppFederatedCredential wrong -Repository contoso/deploy -Branch 'release/*' } | Should -Throw -ErrorId 'FederatedCredentialInvalid,*'
        { $app | Add-AppFederatedCredential wrong -Repository contoso/deploy } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'sets those of an app of a vendor''s tenant, whose registration is refused' {
        $app = New-VendorServicePrincipal 5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e
        ($app | Set-VendorAppRegistration -HideApp).HideApp | Should -BeTrue
        { $app | Set-VendorAppRegistration -Notes Mine } | Should -Throw -ErrorId 'AppNotInTenant,*'
    }
}

Describe 'A template file' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
        $ErrorActionPreference = 'Stop'
        $templates = (Resolve-Path "$PSScriptRoot/../../module/templates").Path
        function New-Template([string] $Name, [scriptblock] $Change) {
            $json = Get-Content -Raw "$PSScriptRoot/../Testing/Templates/workshop.json" | ConvertFrom-Json -AsHashtable
            . $Change
            $file = Join-Path $TestDrive $Name
            $json | ConvertTo-Json -Depth 20 | Set-Content $file
            $file
        }
    }

    It 'without a fault says what it would do' {
        $result = Test-VendorAppTemplate "$templates/grafana.json"
        ($result.IsValid, $result.Vendor) | Should -Be ($true, 'Grafana')
        $result.Faults | Should -BeNullOrEmpty
        $result.Parameters.Name | Should -Contain Editor
        ($result.Steps | Where-Object Text -Like 'Define an app role*').Parts | Should -Be roles, access
        $result.Settings | Should -Contain client_secret
        $risks = (Test-VendorAppTemplate "$templates/authentik.json").Permissions
        ($risks | Where-Object Name -EQ User.ReadWrite.All).Risk | Should -Be Critical
        (Get-VendorAppTemplate authentik).Permissions.Risk | Should -Be $risks.Risk
        $result | Format-List | Out-String | Should -Match 'Create the application, 9: Define an app role'
    }

    It 'has each fault with its place and rule' {
        $file = New-Template two.json { $json.access.role = 'Nobody'; $json.secret.Remove('when') }
        $result = Test-VendorAppTemplate $file
        $result.IsValid | Should -BeFalse
        $result.Faults.Rule | Sort-Object | Should -Be oneOf, role
        foreach ($fault in $result.Faults) {
            (Get-Content $file)[$fault.Line - 1].Length | Should -BeGreaterOrEqual $fault.Column
            "$fault" | Should -Be "${file}($($fault.Line),$($fault.Column)): $($fault.Rule): $($fault.Message)"
        }
        (Get-Content $file)[($result.Faults | Where-Object Rule -EQ role).Line - 1] | Should -Match '"role": "Nobody"'
    }

    It 'of a folder is checked with the others, and -Quiet answers yes or no' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive folder)).FullName
        Copy-Item "$templates/grafana.json", "$templates/template.schema.json" $folder
        Get-Item $folder | Test-VendorAppTemplate -Quiet | Should -BeTrue
        Set-Content (Join-Path $folder bad.json) '{'
        (Test-VendorAppTemplate $folder).IsValid | Should -Be $false, $true
        Test-VendorAppTemplate $folder -Quiet | Should -BeFalse
        Test-VendorAppTemplate $templates -Quiet | Should -BeTrue
    }

    It 'that is not there is an error' {
        { Test-VendorAppTemplate (Join-Path $TestDrive missing.json) } | Should -Throw -ErrorId 'TemplateUnreadable,*'
    }
}
