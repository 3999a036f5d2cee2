# Objects that come back out of a file or another session go on in the pipeline as if they had never left it.

BeforeDiscovery {
    $kinds = 'AppTenant', 'AppRegistration', 'AppClientSecret', 'AppCredential', 'AppRequestedPermission', 'AppConsent', 'AppOwner', 'AppAssignment', 'AppSignInResult', 'AppEndpoint',
        'AppAuthorizationUrl', 'AppConsentUrl', 'VendorAppInstallation', 'VendorAppFinding'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $null = Connect-AppTenant -Sandbox
    $installation = Install-VendorApp authentik
    $app = $installation.App | Add-AppOwner alex.weber@contoso.onmicrosoft.com | Add-AppAssignment 'Security team' | Add-AppRedirectUri https://a.example.com/login
    $all = @{
        AppTenant              = Get-AppTenant
        AppRegistration        = $app
        AppClientSecret        = $app | New-AppClientSecret -DisplayName returned
        AppCredential          = (Get-AppCredential $app)[0]
        AppRequestedPermission = (Get-AppPermission $app)[0]
        AppConsent             = (Get-AppConsent $app)[0]
        AppOwner               = (Get-AppOwner $app)[0]
        AppAssignment          = (Get-AppAssignment $app)[0]
        AppSignInResult        = $installation.SignIn
        AppEndpoint            = Get-AppEndpoint $app
        AppAuthorizationUrl    = $app | Get-AppAuthorizationUrl -RedirectUri https://a.example.com/login
        AppConsentUrl          = $app | Get-AppConsentUrl -RedirectUri https://a.example.com/login
        VendorAppInstallation  = $installation
        VendorAppFinding       = (Test-VendorAppRegistration authentik -DisplayName 'authentik Entra Provider')[0]
    }

    function Read-Back($Item, [int] $Depth) {
        $file = Join-Path $TestDrive 'item.xml'
        if ($Depth) { $Item | Export-Clixml $file -Depth $Depth } else { $Item | Export-Clixml $file }
        Import-Clixml $file
    }
}

AfterAll { Disconnect-AppTenant }

Describe 'Out of a file, <_>' -ForEach $kinds {
    BeforeAll { $item = $all[$_] }

    It 'names its app' {
        if ($_ -eq 'AppTenant') { Set-ItResult -Skipped -Because 'a connection has no app'; return }
        if ($null -eq $item) { Set-ItResult -Skipped -Because 'there is none of it here'; return }
        foreach ($depth in 0, 1) {
            (Read-Back $item $depth | Get-VendorAppRegistration).AppId | Should -Be $app.AppId
        }
        # JSON keeps no type: the properties are enough.
        ($item | ConvertTo-Json -Depth 2 -WarningAction SilentlyContinue | ConvertFrom-Json | Get-VendorAppRegistration).AppId | Should -Be $app.AppId
    }

    It 'is what it was as text' {
        if ($null -eq $item) { Set-ItResult -Skipped -Because 'there is none of it here'; return }
        "$(Read-Back $item)" | Should -Be "$item"
    }
}

Describe 'What an object brings besides its app' {
    It 'a secret signs in, whatever depth it was kept with' {
        foreach ($depth in 0, 1, 2) {
            (Read-Back $all.AppClientSecret $depth | Test-AppSignIn).Succeeded | Should -BeTrue -Because "of depth $depth"
        }
    }

    It 'an installation brings its secret' {
        (Read-Back $installation | Test-AppSignIn).Succeeded | Should -BeTrue
    }

    It 'a secret and a credential can be removed' {
        $null = Read-Back $all.AppClientSecret | Remove-AppCredential -Confirm:$false
        (Get-AppCredential $app).KeyId | Should -Not -Contain $all.AppClientSecret.KeyId
    }

    It 'a permission can be removed' {
        $first = $all.AppRequestedPermission
        $null = Read-Back $first | Remove-AppPermission -Confirm:$false
        (Get-AppPermission $app | Where-Object { $_.Id -eq $first.Id -and $_.Type -eq $first.Type }) | Should -BeNullOrEmpty
        $null = $app | Add-AppGraphPermission -Application $first.Name
    }

    It 'an address and its code are taken' {
        $code = Read-Back $all.AppAuthorizationUrl | Receive-AppAuthorizationCode -RedirectUrl "https://a.example.com/login?code=abc&state=$($all.AppAuthorizationUrl.State)"
        $code.AppId | Should -Be $app.AppId
        $code = $all.AppAuthorizationUrl | Receive-AppAuthorizationCode
        $secret = $app | New-AppClientSecret
        (Read-Back $code | Test-AppSignIn -ClientSecret $secret.SecretText).Succeeded | Should -BeTrue
    }

    It 'an app as an owner is its enterprise application' {
        $other = New-VendorAppRegistration 'Owner app'
        $null = New-VendorAppRegistration 'Owned app' | Add-AppOwner (Read-Back $other)
        (Get-AppOwner 'Owned app').Id | Should -Contain $other.ServicePrincipalId
    }

    It 'its tenant: it is worked on there, and refused in another one' {
        $back = Read-Back $app
        $other = Connect-AppTenant -Sandbox
        try {
            @($back | Get-AppPermission).Count | Should -BeGreaterThan 0
            { $back | Get-AppPermission -Tenant $other.TenantId -ErrorAction Stop } | Should -Throw -ErrorId 'AppOfOtherTenant*'
        }
        finally { Disconnect-AppTenant -Tenant $other.TenantId }
    }

    It 'an app that came through another runspace' {
        $shell = [powershell]::Create()
        try {
            $text = $shell.AddScript('param($item) [System.Management.Automation.PSSerializer]::Serialize($item, 1)').AddArgument($all.AppRegistration).Invoke()
            ([System.Management.Automation.PSSerializer]::Deserialize($text[0]) | Get-AppOwner).UserPrincipalName | Should -BeLike 'alex.weber@*'
        }
        finally { $shell.Dispose() }
    }
}
