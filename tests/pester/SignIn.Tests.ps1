BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'An address of an object that is older than its redirect URI' {
    It 'knows it all the same' {
        $null = Connect-AppTenant -Sandbox
        try {
            $app = New-VendorAppRegistration Older
            $null = $app | Add-AppRedirectUri https://later.example.com/cb
            ($app | Get-AppAuthorizationUrl -Scope openid).RedirectUri | Should -Be 'https://later.example.com/cb'
            ($app | Get-AppAuthorizationUrl -Scope openid -RedirectUri https://later.example.com/cb).RedirectUri | Should -Be 'https://later.example.com/cb'
            ($app | Get-AppConsentUrl).RedirectUri | Should -Be 'https://later.example.com/cb'
        }
        finally { Disconnect-AppTenant }
    }
}

Describe 'A scope without the URI of its API' {
    It 'is shown with the address of the app that exposes it, where Microsoft Graph is not known to have it' {
        $null = Connect-AppTenant -Sandbox
        try {
            $app = New-VendorAppRegistration Orders -RedirectUri https://orders.example.com/cb | Set-AppIdentifierUri | Add-AppApiScope Orders.Read
            $warnings = @()
            $null = $app | Get-AppAuthorizationUrl -Scope openid, Orders.Read -WarningVariable warnings -WarningAction SilentlyContinue
            "$warnings" | Should -BeLike "*'Orders' exposes a scope of that name: use api://$($app.AppId)/Orders.Read."
            $null = 'Orders' | Get-AppAuthorizationUrl -Scope openid, "api://$($app.AppId)/Orders.Read" -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }
        finally { Disconnect-AppTenant }
    }
}

Describe 'The sign-in of a user' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $secret = New-VendorAppRegistration XSOAR -RedirectUri https://xsoar.example.com/oauth |
            Add-AppGraphPermission -Delegated Directory.AccessAsUser.All |
            Grant-AppAdminConsent |
            New-AppClientSecret
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'goes from the address over the code to a token on behalf of the user' {
        $result = $secret |
            Get-AppAuthorizationUrl -Scope offline_access, Directory.AccessAsUser.All |
            Receive-AppAuthorizationCode |
            Test-AppSignIn -ClientSecret $secret.SecretText
        $result.Succeeded | Should -BeTrue
        $result.Scopes | Should -Contain 'Directory.AccessAsUser.All'
        $result.UserName | Should -BeLike '*@contoso.onmicrosoft.com'
    }

    It 'brings a code that no view and no conversion shows' {
        $code = $secret | Get-AppAuthorizationUrl | Receive-AppAuthorizationCode
        $plain = $code.Code | ConvertFrom-SecureString -AsPlainText
        $plain | Should -Not -BeLike 'code=*'
        ($code | Out-String) + ($code | Format-List | Out-String) + ($code | ConvertTo-Json -Depth 6) + "$code" | Should -Not -Match ([regex]::Escape($plain))
        $secret | Get-AppAuthorizationUrl | Receive-AppAuthorizationCode -AsPlainText | Should -BeOfType [string]
    }

    It 'takes the address that a person has copied, and refuses one of another sign-in' {
        $address = Get-AppAuthorizationUrl XSOAR
        $code = $address | Receive-AppAuthorizationCode -RedirectUrl "https://xsoar.example.com/oauth?code=0.abc&state=$($address.State)&session_state=1"
        $code.Code | ConvertFrom-SecureString -AsPlainText | Should -Be '0.abc'
        $trouble = $null
        $address | Receive-AppAuthorizationCode -RedirectUrl 'https://xsoar.example.com/oauth?code=0.abc&state=other' -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'StateMismatch,*'
        { $address | Receive-AppAuthorizationCode -RedirectUrl "https://xsoar.example.com/oauth?error=access_denied&error_description=AADSTS65004%3A+declined&state=$($address.State)" } |
            Should -Throw -ErrorId 'SignInFailed*' -ExpectedMessage '*65004*'
    }

    It 'says which redirect URIs the app has when it is given another' {
        { Get-AppAuthorizationUrl XSOAR -RedirectUri https://other.example.com -ErrorAction Stop } |
            Should -Throw -ErrorId 'RedirectUriNotRegistered*' -ExpectedMessage '*it has https://xsoar.example.com/oauth*'
    }

    It 'knows a redirect URI that was added after the object was read' {
        $app = Get-VendorAppRegistration XSOAR
        $null = New-VendorAppRegistration XSOAR -RedirectUri https://new.example.com/oauth
        ($app | Get-AppAuthorizationUrl -RedirectUri https://new.example.com/oauth).RedirectUri | Should -Be 'https://new.example.com/oauth'
    }

    It 'takes the secret from the pipeline and the code as a parameter, of the same app only' {
        $code = $secret | Get-AppAuthorizationUrl | Receive-AppAuthorizationCode
        $other = New-VendorAppRegistration Other | New-AppClientSecret
        { $other | Test-AppSignIn -Code $code -ErrorAction Stop } | Should -Throw -ErrorId 'CodeOfOtherApp*'
        { $code | Test-AppSignIn -ErrorAction Stop } | Should -Throw -ErrorId 'SecretNotGiven*'
        ($secret | Test-AppSignIn -Code $code).Succeeded | Should -BeTrue
    }

    It 'keeps the verifier of PKCE hidden' {
        $address = Get-AppAuthorizationUrl XSOAR -Pkce
        $address.CodeVerifier -is [securestring] | Should -BeTrue
        $plain = $address.CodeVerifier | ConvertFrom-SecureString -AsPlainText
        ($address | Format-List | Out-String) + ($address | ConvertTo-Json -Depth 6) | Should -Not -Match ([regex]::Escape($plain))
        ($address | Receive-AppAuthorizationCode | Test-AppSignIn -ClientSecret $secret.SecretText).Succeeded | Should -BeTrue
    }

    It 'gives no address in a rehearsal' {
        New-VendorAppRegistration New -RedirectUri https://new.example.com -WhatIf | Get-AppAuthorizationUrl | Should -BeNullOrEmpty
    }
}

Describe 'The address of an administrator''s consent' {
    BeforeAll {
        $tenant = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Auth0 -SignInAudience AzureADMultipleOrgs -RedirectUri https://contoso.auth0.example/login/callback
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'is that of version 2.0 with scope, redirect URI and state' {
        $url = $app | Get-AppConsentUrl -State abc
        $url.Url | Should -Be ("https://login.microsoftonline.com/$($tenant.TenantId)/v2.0/adminconsent?client_id=$($app.AppId)" +
            '&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&redirect_uri=https%3A%2F%2Fcontoso.auth0.example%2Flogin%2Fcallback&state=abc')
    }

    It 'is that of version 1.0, or of any organization, on request' {
        ($app | Get-AppConsentUrl -Version v1.0 -State abc -SignInTenant organizations).Url |
            Should -Be "https://login.microsoftonline.com/organizations/adminconsent?client_id=$($app.AppId)&redirect_uri=https%3A%2F%2Fcontoso.auth0.example%2Flogin%2Fcallback&state=abc"
    }

    It 'is given for a vendor app that is not in the tenant yet, with the redirect URI of its guide' {
        $vendor = '5d8a9f0c-6a1b-4c7e-9e2d-3b4f5a6c7d8e'
        (Get-AppConsentUrl $vendor -RedirectUri https://connector.fabrikam.example/callback).Url | Should -BeLike "*client_id=$vendor&*"
        { Get-AppConsentUrl $vendor -ErrorAction Stop } | Should -Throw -ErrorId 'RedirectUriNeeded*'
    }
}

Describe 'The profiles of users' {
    BeforeAll {
        $tenant = Connect-AppTenant -Sandbox
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'are told for a group member by member, with what is missing' {
        $profiles = Test-AppUserProfile 'All staff'
        $profiles.Count | Should -Be 5
        ($profiles | Where-Object { -not $_.Complete }).FullName | Sort-Object | Should -Be 'Front desk', 'Lee Novak'
        ($profiles | Where-Object FullName -EQ 'Lee Novak').Missing | Should -Be 'EmailAddress'
    }

    It 'are told for users of the pipeline, and one that is not there is an error of its own' {
        $trouble = $null
        $profiles = "alex.weber@$($tenant.DefaultDomain)", 'nobody@example.com', 'Sam Okafor' | Test-AppUserProfile -ErrorAction SilentlyContinue -ErrorVariable trouble
        $profiles.FullName | Should -Be 'Alex Weber', 'Sam Okafor'
        $trouble[0].FullyQualifiedErrorId | Should -BeLike 'PrincipalNotFound,*'
        $trouble[0].TargetObject | Should -Be 'nobody@example.com'
    }
}

Describe 'The endpoints' {
    It 'hold the authority without a suffix, as Sekoia.io asks for it' {
        $tenant = Connect-AppTenant -Sandbox
        $null = New-VendorAppRegistration Sekoia.io
        $endpoint = Get-AppEndpoint Sekoia.io
        $endpoint.Authority | Should -Be "https://login.microsoftonline.com/$($tenant.TenantId)/"
        $endpoint.AppId | Should -Be (Get-VendorAppRegistration Sekoia.io).AppId
        $endpoint.AdminConsentEndpoint | Should -Be "$($endpoint.Authority)v2.0/adminconsent"
        Disconnect-AppTenant
    }
}
