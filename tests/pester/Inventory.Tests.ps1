# The tenant at a glance: its inventory, what a review should look at, and the commands that fix it.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
}

Describe 'Get-AppInventory' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $made = Install-VendorApp authentik -Confirm:$false
        $null = New-VendorAppRegistration Portal -RedirectUri https://portal.example.com/cb | Add-AppOwner alex.weber@contoso.onmicrosoft.com
        $items = Get-AppInventory
    }
    AfterAll { Disconnect-AppTenant }

    It 'writes objects that the commands for one app take' {
        ($items | Where-Object DisplayName -EQ Portal | Get-AppOwner | Where-Object Kind -EQ User).UserPrincipalName | Should -Be alex.weber@contoso.onmicrosoft.com
        ($items | Where-Object DisplayName -EQ $made.DisplayName | Get-AppCredential).KeyId | Should -Be $made.Secret.KeyId
    }

    It 'survives a file with all that it has' {
        $items | Export-Clixml TestDrive:/inventory.xml
        $back = Import-Clixml TestDrive:/inventory.xml
        ($back | Test-AppHealth | Out-String) | Should -Be ($items | Test-AppHealth | Out-String)
        ($back | Where-Object DisplayName -EQ $made.DisplayName).Permissions.Count | Should -Be 5
    }

    It 'stops with the command that takes from it' {
        (Get-AppInventory | Select-Object -First 1).DisplayName | Should -Not -BeNullOrEmpty
    }
}

Describe 'Test-AppHealth' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'has fixes that can be run as they are, after which nothing is left' {
        $app = New-VendorAppRegistration Odd -SignInAudience Multitenant -IdTokenIssuance -AccessTokenIssuance -RedirectUri https://odd.example.com/cb |
            Add-AppGraphPermission -Application Directory.ReadWrite.All -Delegated Mail.ReadWrite | Grant-AppAdminConsent -Confirm:$false
        $null = $app | Add-AppGraphPermission -Delegated User.Read
        $null = $app | Remove-AppPermission -Delegated Mail.ReadWrite -Confirm:$false
        $null = $app | Add-AppOwner alex.weber@contoso.onmicrosoft.com
        $null = $app | New-AppClientSecret -DisplayName "it's" -ValidForDays 5
        $null = $app | New-AppClientSecret -DisplayName long -EndDateTime ([datetimeoffset]::Now.AddYears(4))
        Invoke-AppGraphRequest /users/alex.weber@contoso.onmicrosoft.com -Method PATCH -Body @{ accountEnabled = $false }

        $findings = Test-AppHealth -ExcludeRule SecretInsteadOfCertificate
        $findings.RuleId | Sort-Object -Unique | Should -Be ('ConsentNotRequested', 'CredentialExpiring', 'CredentialLifetime', 'ImplicitAccessToken', 'ImplicitIdToken', 'Multitenant', 'OwnerDisabled', 'RedirectUriForeignDomain', 'RequestedNotGranted', 'TenantControl' | Sort-Object)
        # What grants comes before what revokes.
        $ConfirmPreference = 'None'
        foreach ($finding in $findings | Sort-Object { $_.RuleId -ne 'RequestedNotGranted' }) {
            $null = & ([scriptblock]::Create($finding.Fix))
        }

        $left = Test-AppHealth -ExcludeRule SecretInsteadOfCertificate
        # A new secret with the same description doesn't end the old ones; a revoked permission is still requested.
        $left.RuleId | Should -Be 'CredentialLifetime', 'NoOwner', 'RequestedNotGranted'
    }

    It 'fails a job by -Quiet only if there is something of that severity' {
        $null = New-VendorAppRegistration Alone
        Test-AppHealth -Rule NoOwner -Quiet | Should -BeFalse
        Test-AppHealth -Rule NoOwner -Severity Error -Quiet | Should -BeTrue
        Test-AppHealth -Rule TenantControl -Quiet | Should -BeTrue
    }

    It 'needs no connection for an inventory' {
        $null = New-VendorAppRegistration Alone
        $items = Get-AppInventory
        $null = Connect-AppTenant -Sandbox
        Disconnect-AppTenant
        ($items | Test-AppHealth -Rule NoOwner).AppDisplayName | Should -Be Alone
    }

    It 'writes <Name>, whatever an app is called' -ForEach @(
        @{ Name = 'findings.xml'; Check = { ([xml] (Get-Content $file -Raw)).testsuites.testsuite.testcase.name | Should -Contain $odd } }
        @{ Name = 'findings.sarif'; Check = { (Get-Content $file -Raw | ConvertFrom-Json).runs[0].results[0].locations[0].logicalLocations[0].name | Should -Be $odd } }
    ) {
        $odd = '</failure><x> & "quotes" ]]> ümlaut'
        $null = New-VendorAppRegistration $odd
        $file = Join-Path $TestDrive $Name
        Test-AppHealth -Rule NoOwner -ReportPath $file -Quiet | Should -BeFalse
        & $Check
    }

    It 'says what is wrong with <What> before anything is read' -ForEach @(
        @{ What = 'a rule that does not exist'; Run = { Test-AppHealth NoOwnr }; Id = 'HealthRuleNotFound'; Message = '*Did you mean NoOwner?*' }
        @{ What = 'a file without a format'; Run = { Test-AppHealth -ReportPath ./findings.txt }; Id = 'ReportFormatUnknown'; Message = '*findings.txt*' }
        @{ What = 'a folder that does not exist'; Run = { Test-AppHealth -ReportPath ./nowhere/findings.xml }; Id = 'ReportFileUnwritable'; Message = '*no folder*' }
    ) {
        $before = @(Get-AppTenant).Count
        { & $Run } | Should -Throw -ErrorId "$Id,*" -ExpectedMessage $Message
    }
}

Describe 'Export-AppReport' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $made = Install-VendorApp authentik -Confirm:$false
        $secret = $made.Secret.SecretText | ConvertFrom-SecureString -AsPlainText
    }
    AfterAll { Disconnect-AppTenant }

    It 'writes the files that were asked for, none with a secret' {
        $files = Export-AppReport (Join-Path $TestDrive all.html) -Csv -Json
        $files.Name | Should -Be all.html, all.csv, all.json
        foreach ($file in $files) { Get-Content $file -Raw | Should -Not -Match ([regex]::Escape($secret)) }
        (Import-Csv $files[1]).DisplayName | Should -Contain $made.DisplayName
        (Get-Content $files[2] -Raw | ConvertFrom-Json).apps.displayName | Should -Contain $made.DisplayName
    }

    It 'replaces a file only with -Force, and says so before the tenant is read' {
        $file = Join-Path $TestDrive kept.html
        Set-Content $file 'mine'
        { Export-AppReport $file } | Should -Throw -ErrorId 'ReportFileExists,*'
        Get-Content $file | Should -Be mine
        (Export-AppReport $file -Force).Length | Should -BeGreaterThan 10000
    }

    It 'writes nothing with -WhatIf' {
        Export-AppReport (Join-Path $TestDrive no.html) -Csv -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive -Filter no.* | Should -BeNullOrEmpty
    }

    It 'takes an inventory without a connection' {
        $items = Get-AppInventory | Where-Object DisplayName -EQ $made.DisplayName
        $file = $items | Export-AppReport (Join-Path $TestDrive one.html) -Title 'One & only' -ExcludeRule NoOwner
        $text = Get-Content $file -Raw
        $text | Should -BeLike '*<h1>Apps of One &amp; only</h1>*'
        $text | Should -Not -Match '"NoOwner"'
    }

    It 'is for its owner only' -Skip:$IsWindows {
        (Get-Item (Export-AppReport (Join-Path $TestDrive rights.html))).UnixMode | Should -Be '-rw-------'
    }
}
