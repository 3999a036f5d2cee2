# Longer pieces of work, as an administrator writes them: step after step, through the pipeline and with what goes wrong on the way.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'Owners and users of an app, in one piece of work' {
    BeforeAll {
        $tenant = Connect-AppTenant -Sandbox
        $alex = "alex.weber@$($tenant.DefaultDomain)"
        $app = New-VendorAppRegistration Dashboard -RedirectUri https://dashboard.example.com/cb, http://localhost:8400
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'adds owners by name, by object and by the row of a table, and removes those of one kind' {
        $pipeline = New-VendorAppRegistration Pipeline
        $null = $app | Add-AppOwner -Owner $alex, 'Sam Okafor'
        $null = Add-AppOwner Dashboard -Owner $pipeline -Target ServicePrincipal
        $null = [pscustomobject]@{ AppId = $app.AppId; UserPrincipalName = "lee.novak@$($tenant.DefaultDomain)" } | Add-AppOwner -Target Application
        (Get-AppOwner Dashboard | Sort-Object DisplayName).DisplayName | Should -Be 'Alex Weber', 'Lee Novak', 'Pipeline', 'Sam Okafor'
        $null = Get-AppOwner Dashboard | Where-Object Kind -EQ ServicePrincipal | Remove-AppOwner -Confirm:$false
        (Get-AppOwner Dashboard -Target ServicePrincipal | Sort-Object DisplayName).DisplayName | Should -Be 'Alex Weber', 'Sam Okafor'
        (Get-AppOwner Dashboard -Target Application | Sort-Object DisplayName).DisplayName | Should -Be 'Alex Weber', 'Lee Novak', 'Sam Okafor'
    }

    It 'assigns a group and a user, once, and takes the user back' {
        ($app | Add-AppAssignment -Principal 'Security team', $alex -Required).AssignmentRequired | Should -BeTrue
        $null = $app | Add-AppAssignment -Principal $alex
        $assigned = Get-AppAssignment Dashboard | Sort-Object PrincipalDisplayName
        $assigned.PrincipalDisplayName | Should -Be 'Alex Weber', 'Security team'
        $assigned.PrincipalType | Should -Be User, Group
        (Get-AppAssignment Dashboard | Where-Object PrincipalType -EQ User | Remove-AppAssignment -PassThru -Confirm:$false).DisplayName | Should -Be Dashboard
        (Get-AppAssignment Dashboard).PrincipalDisplayName | Should -Be 'Security team'
    }

    It 'assigns nobody when one of the names or the role is wrong' {
        $before = Get-AppAssignment Dashboard | ForEach-Object PrincipalDisplayName
        { $app | Add-AppAssignment -Principal 'All staff', nobody@example.com -ErrorAction Stop } | Should -Throw -ErrorId 'PrincipalNotFound,*'
        { $app | Add-AppAssignment -Principal $alex -Role Reader -ErrorAction Stop } | Should -Throw -ErrorId 'AppRoleNotFound,*' -ExpectedMessage "*'Reader'*"
        Get-AppAssignment Dashboard | ForEach-Object PrincipalDisplayName | Should -Be $before
    }

    It 'checks the one property of a profile that the vendor reads' {
        $told = $null
        $checked = 'Lee Novak', 'Nobody At All' | Test-AppUserProfile -Property FirstName -ErrorAction SilentlyContinue -ErrorVariable told
        $checked.Complete | Should -BeTrue -Because 'the e-mail address that is missing was not asked for'
        $told.FullyQualifiedErrorId | Should -Be 'PrincipalNotFound,EntraAppCmdlets.TestAppUserProfileCommand'
    }
}

Describe 'Input of which some is wrong' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $null = 'one', 'two' | New-VendorAppRegistration
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'gives one error for each wrong name, and the others go on' {
        $told = $null
        $found = 'one', 'none', 'two' | Get-VendorAppRegistration -ErrorAction SilentlyContinue -ErrorVariable told
        $found.DisplayName | Should -Be 'one', 'two'
        $told.FullyQualifiedErrorId | Should -Be 'AppNotFound,EntraAppCmdlets.GetVendorAppRegistrationCommand'
        { 'none' | Add-AppGraphPermission -Delegated User.Read -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotFound,*'
    }

    It 'adds none of several permissions when one of them does not exist' {
        { 'one' | Add-AppGraphPermission -Application User.Read, Group.Create } | Should -Throw -ErrorId 'PermissionNotFound,*' -ExpectedMessage '*delegated permission of Microsoft Graph only*'
        Get-AppPermission one | Should -BeNullOrEmpty
    }

    It 'is refused by the binding of parameters where there is a list or a range of values' {
        { New-VendorAppRegistration x -SignInAudience Nobody } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*' -ExpectedMessage '*AzureADMultipleOrgs*'
        { New-AppClientSecret one -ValidForDays 100000 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*' -ExpectedMessage '*36500*'
    }
}

Describe 'An API of the tenant' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'is exposed, requested by others and by itself, consented to, and taken down again' {
        $api = New-VendorAppRegistration 'My API' | Set-AppIdentifierUri | Add-AppApiScope -Scope Api.Access, Api.Admin -Consent AdminsAndUsers |
            Add-AppRole -Value Import -AllowedMemberType User, Application | Add-AppAuthorizedClient -Client 04b07795-8ddb-461a-bbee-02f9e1bf7b46 -Scope Api.Access
        $api.ApiScopes.Value | Should -Be Api.Access, Api.Admin
        $api.AppRoles.Value | Should -Be Import

        $client = New-VendorAppRegistration Client -RedirectUri https://client.example.com | Add-AppApiPermission -Api $api -Delegated Api.Access -Application Import
        $client.Permissions | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Type) $($_.ResourceName)" } | Should -Be 'Api.Access Delegated My API', 'Import Application My API'
        ($api | Add-AppApiPermission -App Client -Delegated Api.Admin).Permissions.Name | Should -Contain Api.Admin
        (Get-AppPermission Client).Name | Sort-Object | Should -Be Api.Access, Api.Admin, Import
        $granted = $api | Add-AppApiPermission -Api self -Delegated Api.Access | Grant-AppAdminConsent
        $granted.Permissions | ForEach-Object { "$($_.Name) $($_.Consented)" } | Should -Be 'Api.Access True'
        { $client | Add-AppApiPermission -Api 'My API' -Delegated Api.Acess } | Should -Throw -ErrorId 'PermissionNotFound,*' -ExpectedMessage '*Api.Access*'

        Get-AppPermission Client | Remove-AppPermission -PassThru -Confirm:$false | Select-Object -Last 1 | ForEach-Object { $_.Permissions.Count } | Should -Be 0
        Get-AppPermission Client | Should -BeNullOrEmpty
        $changed = $client | Add-AppRedirectUri -SpaRedirectUri http://localhost:3000 | Remove-AppRedirectUri -RedirectUri https://client.example.com -PassThru -Confirm:$false |
            Set-VendorAppRegistration -IdTokenIssuance
        $changed.RedirectUris.Uri | Should -Be http://localhost:3000
        $changed.IdTokenIssuance | Should -BeTrue
        $null = $client | Add-AppFederatedCredential -Name main -Issuer https://issuer.example.com -Subject sub
        (Get-AppCredential Client | Remove-AppCredential -PassThru -Confirm:$false).Credentials | Should -BeNullOrEmpty
        $api = $api | Remove-AppApiScope -Scope Api.Admin -PassThru -Confirm:$false | Remove-AppRole -Value Import -PassThru -Confirm:$false
        $api.ApiScopes.Value | Should -Be Api.Access
        $api.AppRoles | Should -BeNullOrEmpty
    }
}

Describe 'Apps from the rows of a file' {
    It 'are registered with the settings and the owner of their row, and added to by the ID that another table has' {
        $null = Connect-AppTenant -Sandbox
        try {
            $rows = 'DisplayName,SignInAudience,Owner', 'Wiki,AzureADMyOrg,Alex Weber', 'Tickets,AzureADMultipleOrgs,Sam Okafor' | ConvertFrom-Csv
            $made = foreach ($row in $rows) { $row | New-VendorAppRegistration | Add-AppOwner -Owner $row.Owner }
            $made | ForEach-Object { "$($_.DisplayName) $($_.SignInAudience) $($_.Owners[0].DisplayName)" } |
                Should -Be 'Wiki AzureADMyOrg Alex Weber', 'Tickets AzureADMultipleOrgs Sam Okafor'

            $other = [pscustomobject]@{ ClientId = "$($made[0].AppId)" }
            ($other | Add-AppGraphPermission -Delegated User.Read | Get-AppPermission).Name | Should -Be User.Read
            $parameters = @{ Delegated = 'Mail.Read'; WhatIf = $true }
            ($other | Add-AppGraphPermission @parameters).Permissions.Count | Should -Be 2
            @(Get-AppPermission $made[0]).Count | Should -Be 1
        }
        finally { Disconnect-AppTenant }
    }
}

Describe 'Two runs of the same steps' {
    It 'leave one app, to which the second run has added what it asks for besides' {
        $null = Connect-AppTenant -Sandbox
        try {
            $first = New-VendorAppRegistration Vendor -RedirectUri https://vendor.example.com/cb | Add-AppGraphPermission -Delegated User.Read
            $second = New-VendorAppRegistration Vendor -RedirectUri https://vendor.example.com/cb | Add-AppGraphPermission -Delegated User.Read, Mail.Read
            $second.Id | Should -Be $first.Id
            $second.RedirectUris.Uri | Should -Be https://vendor.example.com/cb
            $second.Permissions.Name | Sort-Object | Should -Be Mail.Read, User.Read
            $null = $second | Grant-AppAdminConsent | Grant-AppAdminConsent
            Get-AppConsent Vendor | Sort-Object Permission | ForEach-Object { "$($_.Permission) $($_.State)" } | Should -Be 'Mail.Read Granted', 'User.Read Granted'
            ($second | New-AppClientSecret -DisplayName vendor -ValidForDays 30 | Get-AppEndpoint).AppId | Should -Be $first.AppId
            Get-AppCredential Vendor | ForEach-Object { "$($_.DisplayName) $($_.Kind)" } | Should -Be 'vendor Secret'
            Remove-VendorAppRegistration Vendor -Confirm:$false
            Get-VendorAppRegistration | Should -BeNullOrEmpty
        }
        finally { Disconnect-AppTenant }
    }
}

Describe 'A sign-in and the consent for it' {
    BeforeAll {
        $tenant = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Portal -RedirectUri https://portal.example.com/cb |
            Add-AppGraphPermission -Delegated User.Read, Mail.Read -Application User.Read.All | Grant-AppAdminConsent
        $secret = $app | New-AppClientSecret
        $sam = "sam.okafor@$($tenant.DefaultDomain)"
        $address = $secret | Get-AppAuthorizationUrl -State fixed -Prompt consent -LoginHint $sam
        $signIn = "https://login.microsoftonline.com/$($tenant.TenantId)"
        $start = "client_id=$($app.AppId)&response_type=code&redirect_uri=https%3A%2F%2Fportal.example.com%2Fcb&response_mode=query"
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'have an address that holds what was asked for, in both versions' {
        $address.Url | Should -Be "$signIn/oauth2/v2.0/authorize?$start&scope=openid%20profile%20offline_access%20User.Read%20Mail.Read&state=fixed&prompt=consent&login_hint=$([uri]::EscapeDataString($sam))"
        ($app | Get-AppAuthorizationUrl -State fixed -Version v1.0).Url | Should -Be "$signIn/oauth2/authorize?$start&resource=https%3A%2F%2Fgraph.microsoft.com&state=fixed"
    }

    It 'give a token for the user, for each code once' {
        $code = $address | Receive-AppAuthorizationCode
        $result = $code | Test-AppSignIn -ClientSecret $secret.SecretText
        $result.Succeeded, $result.UserName, $result.Audience | Should -Be $true, $sam, 'https://graph.microsoft.com'
        ($result.Scopes -eq 'Mail.Read').Count | Should -Be 1
        ($code | Test-AppSignIn -ClientSecret $secret.SecretText).ErrorCode | Should -Be AADSTS54005
    }

    It 'refuse an address of the browser <Name>' -ForEach @(
        @{ Name = 'of another sign-in'; Url = 'https://portal.example.com/cb?code=0.abc&state=other'; Id = 'StateMismatch,*' }
        @{ Name = 'without a code'; Url = 'https://portal.example.com/cb?state=fixed'; Id = 'RedirectUrlInvalid,*' }
        @{ Name = 'of another place'; Url = 'https://elsewhere.example.com/cb?code=0.abc&state=fixed'; Id = 'RedirectUrlInvalid,*' }
    ) {
        { $address | Receive-AppAuthorizationCode -RedirectUrl $Url -ErrorAction Stop } | Should -Throw -ErrorId $Id
        $address | Receive-AppAuthorizationCode -RedirectUrl 'https://portal.example.com/cb?code=0.abc&state=fixed' -AsPlainText | Should -Be '0.abc'
    }

    It 'refuse beforehand what the sign-in page would refuse: <Code>' -ForEach @(
        @{ Code = 'AADSTS50011'; Id = 'RedirectUriNotRegistered,*'; Parameters = @{ RedirectUri = 'https://portal.example.com/CB' } }
        @{ Code = 'AADSTS50194'; Id = 'AppSingleTenant,*'; Parameters = @{ SignInTenant = 'common' } }
        @{ Code = 'AADSTS700054'; Id = 'TokenIssuanceOff,*'; Parameters = @{ ResponseType = 'id_token' } }
    ) {
        { $app | Get-AppAuthorizationUrl @Parameters -ErrorAction Stop } | Should -Throw -ErrorId $Id -ExpectedMessage "*$Code*"
    }

    It 'have endpoints of version 1.0 with the issuer of that version' {
        $endpoint = $app | Get-AppEndpoint -Version v1.0
        $endpoint.TokenEndpoint, $endpoint.AdminConsentEndpoint | Should -Be "$signIn/oauth2/token", "$signIn/adminconsent"
        $endpoint.Issuer | Should -Be "https://sts.windows.net/$($tenant.TenantId)/"
    }

    It 'lose consent by name, and then all of it, that of users as well' {
        ($app | Revoke-AppAdminConsent -Delegated Mail.Read -PassThru -Confirm:$false).Permissions | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Consented)" } |
            Should -Be 'Mail.Read False', 'User.Read True', 'User.Read.All True'
        Get-AppConsent Portal | Sort-Object Permission | ForEach-Object { "$($_.Permission) $($_.Type) $($_.State)" } |
            Should -Be 'Mail.Read Delegated NotGranted', 'User.Read Delegated Granted', 'User.Read.All Application Granted'
        $null = $app | Revoke-AppAdminConsent -IncludeUserConsent -Confirm:$false
        (Get-AppConsent Portal).State | Sort-Object -Unique | Should -Be NotGranted
    }
}

Describe 'All guides, one after the other' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
    }

    AfterAll {
        Disconnect-AppTenant
    }

    It 'of <Vendor> makes a secret once, names its values, and ends as the check wants it' -ForEach @(
        @{ Vendor = 'authentik'; Parameters = @{}; Count = 3; SignsIn = $true }
        @{ Vendor = 'XSOAR'; Parameters = @{ Variant = 'AuthorizationCode'; RedirectUri = 'https://localhost/xsoar' }; Count = 5 }
        @{ Vendor = 'Sekoia'; Parameters = @{ Region = 'USA1'; AssignTo = 'Security team' }; Count = 3 }
        @{ Vendor = 'Auth0'; Parameters = @{ Auth0Tenant = 'contoso'; ExtendedAttribute = 'SecurityGroups' }; Count = 8 }
        @{ Vendor = 'Invictus'; Parameters = @{ DashboardHost = 'dash.example.com'; Owner = 'Alex Weber' }; Count = 4; SignsIn = $true }
    ) {
        $installed = Install-VendorApp $Vendor @Parameters
        $installed.Secret | Should -Not -BeNullOrEmpty
        # Where a person signs in, there is nothing that could be tried without one.
        $installed.SignIn.Succeeded | Should -Be $SignsIn
        $installed.Steps.State | Sort-Object -Unique | Should -Be Done, ForPerson
        @($installed.Steps | Where-Object State -EQ ForPerson).Count | Should -BeGreaterOrEqual $installed.StepsLeft.Count
        $values = @($installed | Export-VendorAppSetting)
        $values.Count | Should -Be $Count
        $values.Key | Sort-Object -Unique | Should -HaveCount $Count
        $again = Install-VendorApp $Vendor @Parameters
        $again.AppId | Should -Be $installed.AppId
        $again.Secret | Should -BeNullOrEmpty
        Test-VendorAppRegistration $Vendor @Parameters -Quiet | Should -BeTrue
    }

    It 'hands over values of an app that was read, with a place for the secret' {
        $text = Get-VendorAppRegistration Invictus | Export-VendorAppSetting -Vendor Invictus -Format BicepParam
        "$text" | Should -BeLike "using 'main.bicep'*param azureActiveDirectoryClientSecret = readEnvironmentVariable('AZURE_ACTIVE_DIRECTORY_CLIENT_SECRET')*"
    }

    It 'says which account types the check wants, after they were changed' {
        $parameters = @{ Auth0Tenant = 'contoso'; ExtendedAttribute = 'SecurityGroups' }
        $null = Set-VendorAppRegistration Auth0 -SignInAudience AzureADMultipleOrgs
        $finding = Test-VendorAppRegistration Auth0 @parameters
        @($finding).Count | Should -Be 1
        $finding.Fix | Should -BeLike 'Set-VendorAppRegistration*-SignInAudience AzureADMyOrg*'
    }

    It 'refuses an address where a host name is asked for, and says how to find a vendor' {
        { Install-VendorApp Invictus -DashboardHost https://dash.example.com/ -ErrorAction Stop } | Should -Throw -ErrorId 'VendorParameterInvalid,*' -ExpectedMessage '*https://dash.example.com/*'
        { Install-VendorApp Contoso -ErrorAction Stop } | Should -Throw -ErrorId 'VendorUnknown,*' -ExpectedMessage '*Get-VendorAppTemplate -Search*'
    }
}
