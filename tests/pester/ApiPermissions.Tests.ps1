BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'Permissions of any API' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $api = New-VendorAppRegistration 'My API' | Add-AppApiScope -Scope Api.Access -Consent AdminsAndUsers | Add-AppRole -Value Import -AllowedMemberType Application
        $app = New-VendorAppRegistration Invictus
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'are requested by the name, id, URI or object of the API' {
        foreach ($reference in 'My API', $api.AppId, "api://$($api.AppId)", $api) {
            $client = New-VendorAppRegistration "client $([guid]::NewGuid())"
            $result = Add-AppApiPermission $client -Api $reference -Delegated Api.Access -Application Import
            $result.Permissions.Name | Sort-Object | Should -Be 'Api.Access', 'Import'
            $result.Permissions.ResourceName | Select-Object -Unique | Should -Be 'My API'
        }

        ($app | Add-AppApiPermission -Api SharePoint -Application Sites.Read.All).Permissions.ResourceName | Should -Be 'Office 365 SharePoint Online'
    }

    It 'are requested of an API from the pipeline, and of the app itself' {
        $result = $api | Add-AppApiPermission -App Invictus -Delegated Api.Access
        $result.DisplayName, $result.Permissions.Name | Should -Be 'Invictus', 'Api.Access'
        $own = $api | Add-AppApiPermission -Api self -Delegated Api.Access | Grant-AppAdminConsent
        $own.Permissions.ResourceAppId, $own.Permissions.Consented | Should -Be $api.AppId, $true
    }

    It 'are completed from the object of the API' {
        $complete = { param($line) ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText }
        $global:apiToComplete = $api
        & $complete 'Add-AppApiPermission $app -Api $apiToComplete -Delegated Api' | Should -Be 'Api.Access'
        & $complete 'Add-AppApiPermission $app -Api $apiToComplete -Application ' | Should -Be 'Import'
        & $complete 'Add-AppApiPermission $app -Api SharePoint -Application Sites.Read.' | Should -Be 'Sites.Read.All'
        Remove-Variable apiToComplete -Scope Global
    }

    It 'are the same after a second run, which says so' {
        $null = $app | Add-AppApiPermission -Api $api -Delegated Api.Access
        $said = $app | Add-AppApiPermission -Api 'My API' -Delegated Api.Access -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*already; nothing to change*'
        "$said" | Should -Not -Match 'PATCH'
    }

    It 'are refused as a whole when one name is wrong, each with the nearest names' {
        { $app | Add-AppApiPermission -Api 'My API' -Delegated Api.Access, Api.Acess -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'PermissionNotFound,EntraAppCmdlets.AddAppApiPermissionCommand'
        (Get-VendorAppRegistration Invictus).Permissions | Should -BeNullOrEmpty
        { $app | Add-AppApiPermission -Api nowhere -Delegated Api.Access } | Should -Throw -ErrorId 'ApiNotFound,EntraAppCmdlets.AddAppApiPermissionCommand'
    }

    It 'are removed by name and from the pipeline, with or without what was granted' {
        $app = $app | Add-AppApiPermission -Api $api -Delegated Api.Access -Application Import | Add-AppGraphPermission -Application User.Read.All | Grant-AppAdminConsent
        $app = $app | Remove-AppPermission -Application Import -PassThru -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*Import*-RevokeConsent*'
        (Get-AppConsent Invictus | Where-Object State -EQ GrantedOnly).Permission | Should -Be 'Import'
        $null = Get-AppPermission Invictus | Where-Object ResourceName -EQ 'My API' | Remove-AppPermission -RevokeConsent -Confirm:$false
        (Get-AppPermission Invictus).Name | Should -Be 'User.Read.All'
        (Get-AppConsent Invictus).Permission | Sort-Object | Should -Be 'Import', 'User.Read.All'
    }

    It 'are removed without a warning once consent was revoked, although the object is older than that' {
        $app = $app | Add-AppGraphPermission -Application User.Read.All | Grant-AppAdminConsent
        $app | Revoke-AppAdminConsent -Confirm:$false
        $app | Remove-AppPermission -Application User.Read.All -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        (Get-AppPermission Invictus).Name | Should -Not -Contain 'User.Read.All'
    }

    It 'are found in the tenant where the built-in catalogue lacks them' {
        (Find-AppPermission -Resource 'My API').Name | Should -Be 'Api.Access', 'Import'
        (Find-AppPermission Api.* -Live).ResourceName | Should -Be 'My API'
        (Find-AppPermission User.Read -Resource Graph -Live -Type Delegated).Description | Should -Not -BeNullOrEmpty
        Find-AppPermission Api.Acess -Resource 'My API' -ErrorAction SilentlyContinue -ErrorVariable trouble | Should -BeNullOrEmpty
        "$trouble" | Should -BeLike '*Api.Access*'
        Disconnect-AppTenant
        { Find-AppPermission -Resource 'My API' } | Should -Throw -ErrorId 'ApiNotInCatalogue,EntraAppCmdlets.FindAppPermissionCommand'
        $null = Connect-AppTenant -Sandbox
    }
}
