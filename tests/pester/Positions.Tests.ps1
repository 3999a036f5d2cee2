# What a command adds, sets or removes is its first argument, whether the app is on the pipeline or stands second.

$steps = @(
    @{ Step = 'Add-AppOwner'; Value = 'Sam Okafor'; Holds = '"Sam Okafor"' }
    @{ Step = 'Remove-AppOwner'; Value = 'Alex Weber'; Lacks = '"Alex Weber"' }
    @{ Step = 'Add-AppAssignment'; Value = 'Sam Okafor'; More = @{ Role = 'Readers' } }
    @{ Step = 'Remove-AppAssignment'; Value = 'Alex Weber' }
    @{ Step = 'Add-AppRedirectUri'; Value = 'https://more.example.com/a', 'https://more.example.com/b'; Holds = 'example.com/b"' }
    @{ Step = 'Remove-AppRedirectUri'; Value = 'https://app.example.com'; Lacks = 'app\.example\.com' }
    @{ Step = 'Add-AppApiScope'; Value = 'More.Read'; Holds = '"More.Read"' }
    @{ Step = 'Remove-AppApiScope'; Value = 'Api.Access'; Lacks = '"Api.Access"' }
    @{ Step = 'Add-AppRole'; Value = 'Writers'; Holds = '"Writers"' }
    @{ Step = 'Remove-AppRole'; Value = 'Readers'; Lacks = '"Readers"' }
    @{ Step = 'Set-AppIdentifierUri'; Value = 'api://contoso.onmicrosoft.com/more'; Holds = 'com/more"' }
    @{ Step = 'Add-AppAuthorizedClient'; Value = '00000000-0000-0000-0000-000000000001'; Holds = '-000000000001"' }
    @{ Step = 'Remove-AppAuthorizedClient'; Value = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; Lacks = '04b07795-8ddb' }
    @{ Step = 'Set-AppGroupClaim'; Value = 'SecurityGroup', 'DirectoryRole'; Holds = '"GroupMembershipClaims":\s*3' }
    @{ Step = 'Add-AppOptionalClaim'; Value = 'upn'; More = @{ Token = 'IdToken' }; Holds = '"upn"' }
    @{ Step = 'Remove-AppOptionalClaim'; Value = 'email'; Lacks = '"email"' }
    @{ Step = 'Add-AppApiPermission'; Value = 'SharePoint'; More = @{ Application = 'Sites.Read.All' }; Holds = '"Sites.Read.All"' }
    @{ Step = 'Add-AppFederatedCredential'; Value = 'main'; More = @{ Issuer = 'https://issuer.example.com'; Subject = 's' }; Holds = '"main"' }
    @{ Step = 'Add-AppCertificate'; Value = 'app.cer'; Holds = '"CN=app"' }
)

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $null = Connect-AppTenant -Sandbox
    $app = New-VendorAppRegistration Positions -RedirectUri https://app.example.com | Add-AppOwner -Owner 'Alex Weber' | Add-AppAssignment -Principal 'Alex Weber' |
        Add-AppApiScope -Scope Api.Access | Add-AppRole -Value Readers | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 | Add-AppOptionalClaim -Name email -Token IdToken
    $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=app', [System.Security.Cryptography.RSA]::Create(2048), [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $certificate = $request.CreateSelfSigned([datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
    [IO.File]::WriteAllBytes((Join-Path $TestDrive 'app.cer'), $certificate.RawData)
}

AfterAll {
    Disconnect-AppTenant
}

Describe 'The first argument' {
    It 'is what <Step> is about, with the app on the pipeline and with the app behind it' -ForEach $steps {
        $parameters = @{ WhatIf = $true; WarningAction = 'SilentlyContinue'; ErrorAction = 'Stop' } + ($More ?? @{})
        if ($Step -like 'Remove-*') { $parameters.PassThru = $true }
        Push-Location $TestDrive
        try { $results = @($app | & $Step @parameters $Value), @(& $Step @parameters $Value Positions), @(& $Step @parameters $Value -App $app) }
        finally { Pop-Location }
        foreach ($result in $results) {
            $result.AppId | Should -Be $app.AppId
            $text = $result | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue
            if ($Holds) { $text | Should -Match $Holds }
            if ($Lacks) { $text | Should -Not -Match $Lacks }
        }
    }

    It 'is said to come first where it and the app have changed places: <Step>' -ForEach $steps.Where({ $_.Step -ne 'Set-AppGroupClaim' }) {
        $parameters = @{ WhatIf = $true; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'refused' } + ($More ?? @{})
        $wrong = $Step -like '*-AppAuthorizedClient' ? '00000000-0000-0000-0000-000000000001' : @($Value)[0]
        # Some values are checked before any app is looked for: their error ends the command.
        try { & $Step @parameters Positions $wrong } catch { $refused = @($_) }
        $refused[0].FullyQualifiedErrorId | Should -BeLike "*,EntraAppCmdlets.$($Step -replace '-')Command"
        "$($refused[0])" | Should -BeLike "* 'Positions' is an app: the value for -* comes first, and the app second."
        $refused[0].ErrorDetails.RecommendedAction | Should -BeLike "Run $Step '$wrong' 'Positions', *"
    }

    It 'that is a permission is said to need its type, in <Step>' -ForEach @(
        @{ Step = 'Add-AppGraphPermission'; Id = 'PermissionMissing' }, @{ Step = 'Remove-AppPermission'; Id = 'AppNotFound' }
        @{ Step = 'Grant-AppAdminConsent'; Id = 'AppNotFound' }, @{ Step = 'Revoke-AppAdminConsent'; Id = 'AppNotFound' }
    ) {
        { & $Step Mail.Read -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*" -ExpectedMessage "* 'Mail.Read' is a permission, and the app comes here."
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*$Step <app> -Delegated Mail.Read or $Step <app> -Application Mail.Read."
        try { & $Step Nobody -Confirm:$false -ErrorAction Stop } catch { "$_" | Should -Not -BeLike '*is a permission*' }
    }

    It 'that is wrong is said to be wrong, and nothing else, with an app behind it' {
        $refused = $null
        try { Add-AppOptionalClaim emial Positions -Token IdToken -ErrorAction Stop } catch { $refused = $_ }
        "$refused" | Should -BeLike "*no optional claim 'emial'*"
        "$refused" | Should -Not -BeLike '*comes first*'
    }

    It 'is the vendor, which is said to come first where it and the app have changed places: <Step>' -ForEach @(
        @{ Step = 'Test-VendorAppRegistration' }, @{ Step = 'Uninstall-VendorApp' }, @{ Step = 'Export-VendorAppSetting' }
    ) {
        { & $Step Positions authentik -ErrorAction Stop } | Should -Throw -ErrorId 'VendorUnknown,*' -ExpectedMessage "*' is *: the * comes first, and the app second."
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "Run $Step 'authentik' 'Positions', *"
    }

    It 'is the vendor' {
        ($app | Export-VendorAppSetting authentik)[0].Value | Should -Be $app.AppId
        (Export-VendorAppSetting authentik Positions)[0].Value | Should -Be $app.AppId
        ($app | Test-VendorAppRegistration authentik)[0].AppId | Should -Be $app.AppId
        (Test-VendorAppRegistration authentik Positions)[0].AppId | Should -Be $app.AppId
    }

    It 'is the app where a command is about nothing else, or where its value is given by name' {
        (Get-AppOwner Positions).DisplayName | Should -Be 'Alex Weber'
        (Add-AppOwner Positions -Owner 'Alex Weber').AppId | Should -Be $app.AppId
        (Add-AppGraphPermission Positions -Delegated User.Read).AppId | Should -Be $app.AppId
    }

    It 'is the address that the browser ended at' {
        $address = $app | Get-AppAuthorizationUrl -Scope openid
        ($address | Receive-AppAuthorizationCode "https://app.example.com?code=0.AbCd&state=$($address.State)").AppId | Should -Be $app.AppId
    }
}
