BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'The API that an app exposes' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is made in one pipeline: URI, scope, role and authorized client' {
        $result = $app | Add-AppApiScope -Scope Api.Access -Consent AdminsAndUsers | Add-AppRole -Value Readers | Add-AppAuthorizedClient -Client $client
        $result.IdentifierUris | Should -Be "api://$($app.AppId)"
        $read = Get-VendorAppRegistration Invictus
        $read.ApiScopes.Value, $read.ApiScopes.Consent, $read.AppRoles.Value, "$($read.AuthorizedClients.AppId)" | Should -Be 'Api.Access', 'AdminsAndUsers', 'Readers', $client
    }

    It 'is the same after a second run, which says so' {
        $run = {
            $app | Set-AppIdentifierUri -Verbose | Add-AppApiScope -Scope Api.Access -Verbose | Add-AppRole -Value Readers -Verbose | Add-AppAuthorizedClient -Client $client -Verbose
        }
        $null = & $run 4>&1
        $said = & $run 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        @("$($said -join "`n")" -split "`n" -like '*already; nothing to change*').Count | Should -Be 4
        "$said" | Should -Not -Match 'PATCH'
    }

    It 'takes a client by its name or object, and refuses a scope that is not there with those that are' {
        $other = New-VendorAppRegistration Other
        $app = $app | Add-AppApiScope -Scope Api.Access | Add-AppAuthorizedClient -Client Other
        ($app | Add-AppAuthorizedClient -Client $other).AuthorizedClients.AppId | Should -Be $other.AppId
        $null = $app | Add-AppAuthorizedClient -Client $other -Scope nope -ErrorAction SilentlyContinue -ErrorVariable trouble
        $trouble[0].FullyQualifiedErrorId | Should -Be 'ApiScopeNotFound,EntraAppCmdlets.AddAppAuthorizedClientCommand'
        "$($trouble[0])" | Should -BeLike '*Api.Access*'
    }

    It 'loses scopes, roles and clients one by one' {
        $app = $app | Add-AppApiScope -Scope One, Two | Add-AppRole -Value Readers | Add-AppAuthorizedClient -Client $client
        $app = $app | Remove-AppApiScope -Scope One -PassThru -Confirm:$false | Remove-AppRole -Value Readers -PassThru -Confirm:$false
        $app.ApiScopes.Value, $app.AuthorizedClients.Scopes | Should -Be 'Two', 'Two'
        $app.AppRoles | Should -BeNullOrEmpty
        ($app | Remove-AppAuthorizedClient -Client $client -PassThru -Confirm:$false).AuthorizedClients | Should -BeNullOrEmpty
    }

    It 'is refused a wrong name before anything is sent' {
        { $app | Add-AppApiScope -Scope 'Api Access' } | Should -Throw -ErrorId 'PermissionValueInvalid,EntraAppCmdlets.AddAppApiScopeCommand'
        { $app | Set-AppIdentifierUri -IdentifierUri invictus } | Should -Throw -ErrorId 'IdentifierUriInvalid,EntraAppCmdlets.SetAppIdentifierUriCommand'
        (Get-VendorAppRegistration Invictus).IdentifierUris | Should -BeNullOrEmpty
    }
}
