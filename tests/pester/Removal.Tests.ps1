# What is removed or revoked must be there: a misspelt name is an error and removes nothing, another one that isn't there is a warning. Nothing is written, unless
# a chain asks for the app with -PassThru.

$removals = @(
    @{ Command = 'Remove-AppRedirectUri'; Right = @{ RedirectUri = 'https://app.example.com/callback' }; Misspelt = @{ RedirectUri = 'https://app.example.com/calback' }
        Id = 'RedirectUriNotFound'; Near = '*https://app.example.com/callback*'; Gone = @{ RedirectUri = 'https://other.example.com/callback' } }
    @{ Command = 'Remove-AppRedirectUri'; Right = @{ RedirectUri = 'https://app.example.com/callback' }; Misspelt = @{ RedirectUri = 'https://app.example.com/callback/' }
        Id = 'RedirectUriNotFound'; Near = '*character by character*'; Gone = @{ RedirectUri = 'https://app.example.com/other' } }
    @{ Command = 'Remove-AppCredential'; Right = @{ DisplayName = 'dashboard' }; Misspelt = @{ DisplayName = 'dashbord' }
        Id = 'CredentialNotFound'; Near = "*'dashboard'*"; Gone = @{ DisplayName = 'pipeline' } }
    @{ Command = 'Remove-AppCredential'; Right = @{ DisplayName = 'dash*' }; Misspelt = @{ DisplayName = 'dashboard', 'dashbord' }
        Id = 'CredentialNotFound'; Near = "*'dashboard'*"; Gone = @{ KeyId = [guid]'00000000-0000-0000-0000-000000000001' } }
    @{ Command = 'Remove-AppRole'; Right = @{ Value = 'Viewer' }; Misspelt = @{ Value = 'Viewr' }; Id = 'AppRoleNotFound'; Near = "*'Viewer'*"; Gone = @{ Value = 'Auditor' } }
    @{ Command = 'Remove-AppRole'; Right = @{ Value = 'Viewer', 'Editor' }; Misspelt = @{ Value = 'Viewer, Editor' }; Id = 'AppRoleNotFound'; Near = "*'Viewer' or 'Editor'*"; Gone = @{ Value = 'Auditor' } }
    @{ Command = 'Remove-AppApiScope'; Right = @{ Scope = 'Api.Access' }; Misspelt = @{ Scope = 'Api.Acess' }; Id = 'ApiScopeNotFound'; Near = "*'Api.Access'*"; Gone = @{ Scope = 'Api.Admin' } }
    @{ Command = 'Remove-AppOwner'; Right = @{ Owner = 'Alex Weber' }; Misspelt = @{ Owner = 'Alex Webber' }; Id = 'PrincipalNotFound'; Near = "*'Alex Weber'*"; Gone = @{ Owner = 'Sam Okafor' } }
    @{ Command = 'Remove-AppAssignment'; Right = @{ Principal = 'Alex Weber' }; Misspelt = @{ Principal = 'Alex Webber' }; Id = 'PrincipalNotFound'; Near = "*'Alex Weber'*"; Gone = @{ Principal = 'Sam Okafor' } }
    @{ Command = 'Remove-AppAssignment'; Right = @{ Principal = 'Alex Weber'; Role = 'Viewer' }; Misspelt = @{ Principal = 'Alex Weber'; Role = 'Viewr' }; Id = 'AppRoleNotFound'; Near = "*Viewer*"; Gone = @{ Principal = 'Alex Weber'; Role = 'Editor' } }
    @{ Command = 'Remove-AppAssignment'; Right = @{ Principal = 'Alex Weber'; Role = 'Viewer', 'Editor' }; Misspelt = @{ Principal = 'Alex Weber'; Role = 'Viewer', 'Edtor' }; Id = 'AppRoleNotFound'; Near = "*Editor*"; Gone = @{ Principal = 'Alex Weber'; Role = @('Editor') } }
    @{ Command = 'Remove-AppDirectoryRole'; Right = @{ Role = 'Global Reader' }; Misspelt = @{ Role = 'Global Raeder' }; Id = 'DirectoryRole*'; Near = "*Global Reader*"; Gone = @{ Role = 'Security Reader' } }
    @{ Command = 'Remove-AppGroupMembership'; Right = @{ Group = 'Security team' }; Misspelt = @{ Group = 'Secruity team' }; Id = 'PrincipalNotFound'; Near = "*Security team*"; Gone = @{ Group = 'All staff' } }
    @{ Command = 'Remove-AppAuthorizedClient'; Right = @{ Client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }; Misspelt = @{ Client = 'Othre' }; Id = 'AppNotFound'; Near = '*Other*'; Gone = @{ Client = 'Other' } }
    @{ Command = 'Remove-AppAuthorizedClient'; Right = @{ Client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; Scope = 'Api.Access' }; Misspelt = @{ Client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; Scope = 'Api.Acess' }
        Id = 'ApiScopeNotFound'; Near = "*'Api.Access'*"; Gone = @{ Client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46'; Scope = 'Api.Admin' } }
    @{ Command = 'Remove-AppOptionalClaim'; Right = @{ Name = 'email' }; Misspelt = @{ Name = 'emial' }; Id = 'OptionalClaimNotFound'; Near = "*'email'*"; Gone = @{ Name = 'acct' } }
    @{ Command = 'Remove-AppOptionalClaim'; Right = @{ Name = 'upn'; Token = 'AccessToken' }; Misspelt = @{ Name = 'email, upn' }; Id = 'OptionalClaimNotFound'; Near = "*'email' or 'upn'*"; Gone = @{ Name = 'email'; Token = 'Saml2Token' } }
    @{ Command = 'Remove-AppPermission'; Right = @{ Application = 'User.Read.All' }; Misspelt = @{ Application = 'User.Raed.All' }; Id = 'PermissionNotFound'; Near = "*User.Read.All*"; Gone = @{ Application = 'Mail.Read' } }
    @{ Command = 'Remove-AppPermission'; Right = @{ Application = 'df021288-bdef-4463-88db-98f22de89214' }; Misspelt = @{ Application = 'Mail.Read, Mail.Send' }; Id = 'PermissionNotFound'; Near = "*2 names in one string*"
        Gone = @{ Application = '810c84a8-4a9e-49e6-bf7d-12d183f40d01' } }
    @{ Command = 'Revoke-AppAdminConsent'; Right = @{ Application = 'User.Read.All' }; Misspelt = @{ Application = 'User.Raed.All' }; Id = 'PermissionNotFound'; Near = "*User.Read.All*"; Gone = @{ Application = 'Mail.Read' } }
    @{ Command = 'Revoke-AppAdminConsent'; Right = @{ Application = 'df021288-bdef-4463-88db-98f22de89214' }; Misspelt = @{ Application = 'ActivityFeed.Read' }; Id = 'PermissionNotFound'; Near = "*Office 365 Management APIs*"
        Gone = @{ Application = '810c84a8-4a9e-49e6-bf7d-12d183f40d01' } }
)

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $all = (Get-Command -Module EntraAppCmdlets -Verb Remove, Revoke).Name | Where-Object { $_ -ne 'Remove-VendorAppRegistration' } | ForEach-Object { @{ Name = $_ } }
    $ofApps = Get-Command -Module EntraAppCmdlets -Verb Remove, Revoke, Set | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')

    function New-Invictus {
        $null = Connect-AppTenant -Sandbox
        $null = New-VendorAppRegistration Other
        New-VendorAppRegistration Invictus -RedirectUri https://app.example.com/callback, https://two.example.com |
            Add-AppRole Viewer, Editor | Add-AppApiScope Api.Access | Add-AppAuthorizedClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 |
            Add-AppOwner 'Alex Weber' | Add-AppDirectoryRole 'Global Reader' | Add-AppGroupMembership 'Security team' | Add-AppAssignment 'Alex Weber' -Role Viewer | Add-AppOptionalClaim email, upn -Token IdToken, AccessToken |
            Add-AppGraphPermission -Application User.Read.All, Group.Read.All | Grant-AppAdminConsent |
            New-AppClientSecret -DisplayName dashboard | Get-VendorAppRegistration
    }

    function Get-State {
        $now = Get-VendorAppRegistration Invictus
        $now | Select-Object RedirectUris, AppRoles, ApiScopes, AuthorizedClients, OptionalClaims | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue
        Get-AppOwner Invictus | ForEach-Object DisplayName
        Get-AppAssignment Invictus | ForEach-Object { "$($_.PrincipalDisplayName) $($_.Role)" }
        Get-AppConsent Invictus | ForEach-Object { "$($_.Permission) $($_.State)" }
        Get-AppDirectoryRole Invictus | ForEach-Object Role
        Get-AppGroupMembership Invictus | ForEach-Object GroupDisplayName
        Get-AppCredential Invictus | ForEach-Object { "$($_.KeyId)" }
    }

    # What a command writes, warns of and reports, whether the error ends it or not.
    function Invoke-Removal([string] $Command, [hashtable] $Parameters) {
        $warned = $null
        $written = $null
        $count = $global:Error.Count
        try { $written = & $Command -App Invictus @Parameters -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction SilentlyContinue }
        catch { }
        [pscustomobject]@{ Written = $written; Warnings = @($warned); Errors = @($global:Error | Select-Object -First ($global:Error.Count - $count)) }
    }
}

Describe 'A removal' {
    BeforeEach { $global:Error.Clear(); $null = New-Invictus }
    AfterEach { Disconnect-AppTenant }

    It 'by <Command> of <Misspelt.Values> is an error that names the nearest, and removes nothing' -ForEach $removals {
        $before = Get-State
        $run = Invoke-Removal $Command ($Misspelt + @{ PassThru = $true })
        $run.Written | Should -BeNullOrEmpty
        $run.Errors[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        "$($run.Errors[0])" + $run.Errors[0].ErrorDetails.RecommendedAction | Should -BeLike $Near
        Get-State | Should -Be $before
    }

    It 'by <Command> of <Gone.Values>, which is not there, is a warning and removes nothing' -ForEach $removals {
        $before = Get-State
        $run = Invoke-Removal $Command $Gone
        $run.Errors | Should -BeNullOrEmpty
        $run.Written | Should -BeNullOrEmpty
        $run.Warnings.Count | Should -Be 1
        Get-State | Should -Be $before
    }

    It 'by <Command> of <Right.Values> writes nothing, and the app with -PassThru' -ForEach $removals {
        $before = Get-State
        $run = Invoke-Removal $Command $Right
        $run.Errors | Should -BeNullOrEmpty
        $run.Written | Should -BeNullOrEmpty
        Get-State | Should -Not -Be $before
        $null = New-Invictus
        (Invoke-Removal $Command ($Right + @{ PassThru = $true })).Written.DisplayName | Should -Be Invictus
    }

    It 'is covered by these tests and has -PassThru: <Name>' -ForEach $all {
        (Get-Command $Name).Parameters.Keys | Should -Contain PassThru
        (Get-Content $PSCommandPath -Raw) | Should -Match "Command = '$Name'"
    }

    It 'needs an app that is there: <Name>' -ForEach $ofApps {
        $parameters = @{
            'Remove-AppRedirectUri' = @{ RedirectUri = 'https://app.example.com/callback' }; 'Remove-AppApiScope' = @{ Scope = 'Api.Access' }; 'Remove-AppRole' = @{ Value = 'Viewer' }
            'Remove-AppAuthorizedClient' = @{ Client = '04b07795-8ddb-461a-bbee-02f9e1bf7b46' }; 'Remove-AppOwner' = @{ Owner = 'Alex Weber' }; 'Remove-AppAssignment' = @{ Principal = 'Alex Weber' }
            'Set-VendorAppRegistration' = @{ IdTokenIssuance = $true }; 'Set-AppGroupClaim' = @{ Group = 'All' }; 'Remove-AppOptionalClaim' = @{ Name = 'email' }; 'Remove-AppDirectoryRole' = @{ Role = 'Global Reader' }; 'Remove-AppGroupMembership' = @{ Group = 'Security team' }
        }[$Name] ?? @{}
        foreach ($wrong in 'Invictsu', 'Nowhere') {
            $problem = $null
            & $Name -App $wrong @parameters -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
            if ($wrong -eq 'Invictsu') { "$($problem[0])" | Should -BeLike "*'Invictus'*" }
        }
    }

    It 'of an app that is deleted already is a warning' {
        Remove-VendorAppRegistration Invictus -Confirm:$false
        Remove-VendorAppRegistration Invictus -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*deleted already*-Permanent*'
    }

    It 'goes on with the other apps of a pipeline' {
        $null = New-VendorAppRegistration Third -RedirectUri https://app.example.com/calback
        $problem = $null
        'Invictus', 'Third' | Get-VendorAppRegistration | Remove-AppRedirectUri https://app.example.com/calback -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem.Count | Should -Be 1
        (Get-VendorAppRegistration Third).RedirectUris | Should -BeNullOrEmpty
    }
}

Describe 'A permission that its API has disabled' {
    BeforeAll {
        $null = Connect-AppTenant -Sandbox
        $api = New-VendorAppRegistration 'My API' | Add-AppApiScope Api.Access | Add-AppRole Import -AllowedMemberType Application
    }
    AfterAll { Disconnect-AppTenant }

    It 'is removed and revoked by its name, and by its id' {
        $one = New-VendorAppRegistration One | Add-AppApiPermission -Api $api -Delegated Api.Access -Application Import | Grant-AppAdminConsent
        $two = New-VendorAppRegistration Two | Add-AppApiPermission -Api $api -Delegated Api.Access -Application Import | Grant-AppAdminConsent
        $api = $api | Add-AppApiScope Api.Access -Disabled | Add-AppRole Import -Disabled
        Revoke-AppAdminConsent One -Api 'My API' -Delegated Api.Access -Application Import -Confirm:$false -ErrorAction Stop
        Remove-AppPermission One -Delegated Api.Access -Application Import -Confirm:$false -ErrorAction Stop
        Revoke-AppAdminConsent Two -Api 'My API' -Delegated $api.ApiScopes[0].Id -Application $api.AppRoles[0].Id -Confirm:$false -ErrorAction Stop
        Remove-AppPermission Two -Delegated $api.ApiScopes[0].Id -Application $api.AppRoles[0].Id -Confirm:$false -ErrorAction Stop
        Get-AppConsent One | Should -BeNullOrEmpty
        Get-AppConsent Two | Should -BeNullOrEmpty
    }

    It 'is not added, and the error says why' {
        { New-VendorAppRegistration Three | Add-AppApiPermission -Api 'My API' -Delegated Api.Access } | Should -Throw -ErrorId 'PermissionNotFound,*' -ExpectedMessage '*disabled*'
    }
}
