# What the permissions of an app allow, what it needs of them, and requests of one's own.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
}

Describe 'Find-AppPermission -Request' {
    It 'answers without a connection, the least first' {
        $found = Find-AppPermission -Request 'GET /users', 'POST /groups' -Type Application
        $found | Should -BeOfType EntraAppCmdlets.AppRequestPermission
        ($found | Where-Object IsLeast).Name | Should -Be 'User.ReadBasic.All', 'Group.Create'
        ($found | Select-Object Request -Unique).Request | Should -Be 'GET /users', 'POST /groups'
        $found[0].Name | Should -Be 'User.ReadBasic.All'
        # For a GET what only reads comes before what writes, also where Microsoft marks that.
        $found.Name.IndexOf('User.Read.All') | Should -BeLessThan $found.Name.IndexOf('User.ReadWrite.All')
        $found.Name | Should -Contain 'Directory.Read.All'
        $found.Type | Should -Not -Contain Delegated
    }

    It 'goes on after a request that it does not know' {
        $found = Find-AppPermission -Request 'GET /usres', 'GET /me' -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'RequestNotFound,*'
        "$($problem[0])" | Should -BeLike "*'GET /users'*"
        $found[0].Name | Should -Be User.Read
    }

    It 'warns where no permission of the type allows it' {
        Find-AppPermission -Request 'GET /me' -Type Application -WarningVariable warned | Should -BeNullOrEmpty
        "$warned" | Should -BeLike '*No application permission allows GET /me*'
    }

    It 'completes method and path' {
        (TabExpansion2 'Find-AppPermission -Request PO' 29).CompletionMatches.CompletionText | Should -Be "'POST /'"
        $line = "Find-AppPermission -Request 'GET /users/{id}/mess"
        (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText | Should -Be "'GET /users/{id}/messages'"
    }
}

Describe 'Test-AppPermission' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'finds what another permission of authentik covers, and its fixes leave nothing to find' {
        $app = (Install-VendorApp authentik).App
        $findings = Test-AppPermission $app.AppId
        $findings.Name | Should -Be 'Group.Create', 'GroupMember.ReadWrite.All'
        $findings.Verdict | Should -Be Covered, Covered
        $findings.Replacement | Should -Be 'Group.ReadWrite.All', 'Group.ReadWrite.All'
        foreach ($finding in $findings) { Invoke-Expression "$($finding.Fix) -Confirm:`$false" }
        Test-AppPermission $app.AppId | Should -BeNullOrEmpty
        Test-AppPermission $app.AppId -Quiet | Should -BeTrue
        (Get-AppConsent $app.AppId | Where-Object Type -eq Application).Permission | Sort-Object | Should -Be 'Group.ReadWrite.All', 'User.ReadWrite.All'
    }

    It 'replaces what is more than the requests need' {
        $app = New-VendorAppRegistration Reader | Add-AppGraphPermission -Application User.ReadWrite.All, Mail.Send | Grant-AppAdminConsent -Confirm:$false
        $findings = $app | Test-AppPermission -Request 'GET https://graph.microsoft.com/v1.0/users?$top=5'
        $findings.Verdict | Sort-Object | Should -Be NotNeeded, TooBroad
        foreach ($finding in $findings) { Invoke-Expression "$($finding.Fix) -Confirm:`$false" }
        (Get-AppPermission Reader).Name | Should -Be 'User.ReadBasic.All'
    }

    It 'reads activity logs once for all apps' {
        $used, $idle = 'Used', 'Idle' | ForEach-Object { New-VendorAppRegistration $_ | Add-AppGraphPermission -Application User.ReadBasic.All, Mail.Send }
        $log = Join-Path $TestDrive 'log.csv'
        "TimeGenerated,AppId,RequestMethod,RequestUri,ResponseStatusCode,Roles,Scopes", "2026-10-01T08:00:00Z,$($used.AppId),GET,https://graph.microsoft.com/v1.0/users,200,User.ReadBasic.All," | Set-Content $log
        $finding = $used, $idle | Test-AppPermission -ActivityLogPath (Join-Path $TestDrive '*.csv') -WarningVariable warned
        "$($finding.AppDisplayName) $($finding.Verdict) $($finding.Name)" | Should -Be 'Used Unused Mail.Send'
        "$warned" | Should -BeLike "*no request of 'Idle'*"
    }

    It 'refuses a log that is not there before any app is read' {
        { Test-AppPermission nobody -ActivityLogPath (Join-Path $TestDrive none.csv) } | Should -Throw -ErrorId 'ActivityLogInvalid,*' -ExpectedMessage '*no such file*'
    }

    It 'refuses a log that <Why>' -ForEach @(
        @{ Why = 'lacks columns'; Text = 'TimeGenerated,AppId', '2026-10-01,x'; Says = '*has no RequestMethod, RequestUri*' }
        @{ Why = 'is empty'; Text = @(); Says = '*has no AppId, RequestMethod, RequestUri*' }
        @{ Why = 'breaks off'; Text = '[{"AppId":'; Says = "*can't be read*" }
    ) {
        $log = Join-Path $TestDrive 'bad[1].log'
        Set-Content -LiteralPath $log $Text
        { Test-AppPermission nobody -ActivityLogPath $log } | Should -Throw -ErrorId 'ActivityLogInvalid,*' -ExpectedMessage $Says
    }

    It 'refuses a pattern that no log fits' -ForEach @{ Path = 'none*.csv' }, @{ Path = '[x' }, @{ Path = 'nowhere:/log.csv' }, @{ Path = 'env:PATH' } {
        { Test-AppPermission nobody -ActivityLogPath $Path } | Should -Throw -ErrorId 'ActivityLogInvalid,*' -ExpectedMessage '*no such file*'
    }

    It 'refuses a request that it does not know before any app is read, with the nearest' {
        { Test-AppPermission nobody -Request 'GET /usres' } | Should -Throw -ErrorId 'RequestNotFound,*' -ExpectedMessage "*'GET /users'*"
        { Test-AppPermission nobody -Request '/users' } | Should -Throw -ErrorId 'RequestInvalid,*'
    }

    It 'goes on after an app that is not there' {
        $null = New-VendorAppRegistration Here | Add-AppGraphPermission -Application User.ReadBasic.All, User.Read.All
        $found = 'nobody', 'Here' | Test-AppPermission -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
        $found.Name | Should -Be 'User.ReadBasic.All'
    }

    It 'says which permissions it does not judge' {
        $app = New-VendorAppRegistration Files | Add-AppApiPermission -Api SharePoint -Application Sites.Read.All | Set-AppIdentifierUri | Add-AppApiScope -Scope read
        $null = $app | Add-AppApiPermission -Api Files -Delegated read
        $null = Test-AppPermission Files -WarningVariable warned
        "$warned" | Should -BeLike "Not judged for 'Files'*Sites.Read.All of *SharePoint*read of its own API*"
        $null = Test-AppPermission Files -Type Delegated -WarningVariable warned
        "$warned" | Should -Not -BeLike '*SharePoint*'
    }

    It 'judges the guides: <Guide>' -ForEach @(
        @{ Guide = 'Auth0'; Found = ''; Install = { Install-VendorApp Auth0 -Auth0Domain contoso.auth0.com } }
        @{ Guide = 'Sekoia'; Found = ''; Install = { Install-VendorApp Sekoia -Region FRA2 } }
        @{ Guide = 'Invictus'; Found = ''; Install = { Install-VendorApp Invictus -DashboardHost contoso.azurewebsites.net } }
        @{ Guide = 'XSOAR'; Found = ''; Install = { Install-VendorApp XSOAR -Variant ClientCredentials -ApplicationPermission User.ReadWrite.All, Directory.ReadWrite.All -Confirm:$false } }
    ) {
        $made = & $Install
        $made.App | Should -Not -BeNullOrEmpty
        (Test-AppPermission $made.AppId).Name -join ', ' | Should -Be $Found
    }
}

Describe 'Invoke-AppGraphRequest' {
    BeforeEach { $null = Connect-AppTenant -Sandbox -LogPath (Join-Path $TestDrive 'journal.jsonl') }
    AfterEach { Disconnect-AppTenant; Remove-Item (Join-Path $TestDrive 'journal.jsonl') -ErrorAction Ignore }

    It 'reads the first page as it came, and with -All every object' {
        $page = Invoke-AppGraphRequest '/users?$top=2&$select=id,displayName'
        @($page.value).Count | Should -Be 2
        $page.'@odata.nextLink' | Should -Not -BeNullOrEmpty
        $all = Invoke-AppGraphRequest '/users?$top=2&$select=id,displayName' -All
        @($all).Count | Should -BeGreaterThan 2
        $all[0].displayName | Should -Not -BeNullOrEmpty
        (Invoke-AppGraphRequest '/users?$top=2' -All | Select-Object -First 3).Count | Should -Be 3
        Invoke-AppGraphRequest "https://graph.microsoft.com/v1.0/users/$($all[0].id)" -All | ForEach-Object id | Should -Be $all[0].id
    }

    It 'writes the text of the answer on request' {
        (Invoke-AppGraphRequest '/organization' -OutputType Json | ConvertFrom-Json).value.Count | Should -Be 1
        Invoke-AppGraphRequest '/users?$top=2' -All -OutputType Json | ForEach-Object { ($_ | ConvertFrom-Json).id | Should -Not -BeNullOrEmpty }
        [int] (Invoke-AppGraphRequest '/users/$count' -Header @{ ConsistencyLevel = 'eventual' }) | Should -BeGreaterThan 2
    }

    It 'creates, changes and deletes, from hashtables, objects and texts, and its log has the writes' {
        $app = Invoke-AppGraphRequest /applications -Method POST -Body @{ displayName = 'By hand'; web = @{ redirectUris = @('https://a.example.com') } }
        $app.web.redirectUris | Should -Be 'https://a.example.com'
        Invoke-AppGraphRequest "/applications/$($app.id)" -Method PATCH -Body ([pscustomobject]@{ notes = 'from an object' }) | Should -BeNullOrEmpty
        Invoke-AppGraphRequest "/applications/$($app.id)" -Method PATCH -Body '{"tags": ["text"]}' | Should -BeNullOrEmpty
        $read = Invoke-AppGraphRequest "/applications/$($app.id)"
        $read.notes | Should -Be 'from an object'
        $read.tags | Should -Be 'text'
        Invoke-AppGraphRequest "/applications/$($app.id)" -Method DELETE -Confirm:$false
        { Invoke-AppGraphRequest "/applications/$($app.id)" -ErrorAction Stop } | Should -Throw -ErrorId 'Request_ResourceNotFound,*'
        $kept = Get-Content (Join-Path $TestDrive 'journal.jsonl') | ConvertFrom-Json | Where-Object pending -NE $true
        $kept.method | Should -Be POST, PATCH, PATCH, DELETE
    }

    It 'sends nothing with -WhatIf, and asks before it deletes' {
        $app = New-VendorAppRegistration Kept
        Invoke-AppGraphRequest "/applications/$($app.Id)" -Method PATCH -Body @{ notes = 'changed' } -WhatIf
        (Invoke-AppGraphRequest "/applications/$($app.Id)").notes | Should -Not -Be 'changed'
        { Invoke-AppGraphRequest "/applications/$($app.Id)" -Method DELETE -ErrorAction Stop } | Should -Throw -ErrorId 'ConfirmationNeeded,*'
        (Get-VendorAppRegistration Kept).AppId | Should -Be $app.AppId
    }

    It 'refuses <Uri> before anything is sent' -ForEach @(
        @{ Uri = 'https://graph.example.com/v1.0/users'; Id = 'GraphUriForeign' }
        @{ Uri = 'http://graph.microsoft.com/v1.0/users'; Id = 'GraphUriForeign' }
        @{ Uri = 'https://graph.microsoft.com@example.com/v1.0/users'; Id = 'GraphUriForeign' }
        @{ Uri = 'https://graph.microsoft.com:8443/v1.0/users'; Id = 'GraphUriForeign' }
        @{ Uri = '/'; Id = 'GraphUriInvalid' }
    ) {
        { Invoke-AppGraphRequest $Uri -ErrorAction Stop -Verbose 4> (Join-Path $TestDrive 'verbose') } | Should -Throw -ErrorId "$Id,*"
        Get-Content (Join-Path $TestDrive 'verbose') | Should -BeNullOrEmpty
    }

    It 'takes a path without a slash, with a version, and of beta' {
        $id = (Invoke-AppGraphRequest organization).value.id
        (Invoke-AppGraphRequest v1.0/organization).value.id | Should -Be $id
        Invoke-AppGraphRequest organization -Beta -ErrorAction SilentlyContinue -ErrorVariable problem -Verbose 4>&1 | Out-String | Should -BeLike '*/beta/organization*'
        { Invoke-AppGraphRequest v1.0/organization -Beta -ErrorAction Stop } | Should -Throw -ErrorId 'GraphUriInvalid,*'
    }

    It 'refuses a body where the method has none' {
        { Invoke-AppGraphRequest /users -Body @{ a = 1 } -ErrorAction Stop } | Should -Throw -ErrorId 'GraphBodyInvalid,*' -ExpectedMessage '*GET*'
    }

    It 'goes on after an address that fails, and keeps the code of Graph' {
        $found = '/users/nobody@contoso.onmicrosoft.com', '/organization' | Invoke-AppGraphRequest -ErrorAction SilentlyContinue -ErrorVariable problem
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'Request_ResourceNotFound,*'
        $problem[0].Exception.Status | Should -Be 404
        $found.value.Count | Should -Be 1
    }

    It 'names the least permission where the sign-in lacks all that allow the request' {
        Disconnect-AppTenant
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ Permissions = 'Application.Read.All Organization.Read.All' }
        { Invoke-AppGraphRequest '/users?$top=1' -ErrorAction Stop } | Should -Throw -ErrorId 'InsufficientPrivileges,*'
        "$($Error[0])" | Should -BeLike '*GET /users requires the application permission User.ReadBasic.All, or a broader one*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike "*Find-AppPermission -Request 'GET /users'*"
    }

    It 'takes no headers that belong to the connection, and no body that is no JSON' {
        { Invoke-AppGraphRequest /users -Header @{ Authorization = 'Bearer x' } -ErrorAction Stop } | Should -Throw -ErrorId 'GraphHeaderInvalid,*'
        { Invoke-AppGraphRequest /users -Header @{ Prefer = "a`r`nAuthorization: x" } -ErrorAction Stop } | Should -Throw -ErrorId 'GraphHeaderInvalid,*'
        { Invoke-AppGraphRequest /groups -Method POST -Body '{"secret": oops}' -ErrorAction Stop } | Should -Throw -ErrorId 'GraphBodyInvalid,*' -ExpectedMessage '*line 1*'
        $endless = @{}; $endless.self = $endless
        { Invoke-AppGraphRequest /groups -Method POST -Body $endless -ErrorAction Stop } | Should -Throw -ErrorId 'GraphBodyInvalid,*'
    }

    It 'never shows a secret of the answer in its streams or its log' {
        $app = New-VendorAppRegistration Secretive
        $streams = Join-Path $TestDrive 'streams'
        $made = Invoke-AppGraphRequest "/applications/$($app.Id)/addPassword" -Method POST -Body @{ passwordCredential = @{ displayName = 'one' } } -Verbose -Debug 4> $streams 5>> $streams
        $made.secretText | Should -Not -BeNullOrEmpty
        $all = (Get-Content $streams -Raw) + (Get-Content (Join-Path $TestDrive 'journal.jsonl') -Raw)
        $all | Should -BeLike '*addPassword*'
        $all.Contains($made.secretText) | Should -BeFalse
    }

    It 'is throttled and retried like every other request' {
        Disconnect-AppTenant
        $null = Connect-AppTenant -Sandbox -SandboxSetting @{ ThrottleEvery = 2 }
        (Invoke-AppGraphRequest '/users?$top=2&$select=id' -All).Count | Should -BeGreaterThan 2
    }
}
