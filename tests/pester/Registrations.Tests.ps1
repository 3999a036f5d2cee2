BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
}

Describe 'An app that is registered' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus -RedirectUri https://one.example.com
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'takes settings one by one and keeps all others' {
        $result = $app | Set-VendorAppRegistration -SignInAudience AzureADMultipleOrgs | Set-VendorAppRegistration -AccessTokenIssuance
        $result.SignInAudience, $result.AccessTokenIssuance, $result.IdTokenIssuance | Should -Be 'AzureADMultipleOrgs', $true, $false
        ($app | Set-VendorAppRegistration -AccessTokenIssuance:$false).AccessTokenIssuance | Should -BeFalse
        (Get-VendorAppRegistration Invictus).RedirectUris.Uri | Should -Be 'https://one.example.com'
    }

    It 'is not touched by a setting that is missing or that it has already' {
        { $app | Set-VendorAppRegistration } | Should -Throw -ErrorId 'SettingMissing,EntraAppCmdlets.SetVendorAppRegistrationCommand'
        $said = $app | Set-VendorAppRegistration -SignInAudience AzureADMyOrg -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*already; nothing to change*'
        "$said" | Should -Not -Match 'PATCH'
    }

    It 'takes redirect URIs from the rows of a file and moves one to another platform' {
        $null = [pscustomobject]@{ AppId = $app.AppId; RedirectUri = 'https://two.example.com' } | Add-AppRedirectUri
        $result = $app | Remove-AppRedirectUri -RedirectUri https://one.example.com -PassThru -Confirm:$false | Add-AppRedirectUri -SpaRedirectUri https://one.example.com
        $result.RedirectUris | ForEach-Object { "$($_.Platform) $_" } | Should -Be 'Web https://two.example.com', 'Spa https://one.example.com'
    }

    It 'is rehearsed through several steps without being there' {
        $planned = New-VendorAppRegistration New -WhatIf | Add-AppRedirectUri -RedirectUri https://a.example.com -WhatIf | Set-VendorAppRegistration -IdTokenIssuance -WhatIf
        $planned.RedirectUris.Uri, $planned.IdTokenIssuance | Should -Be 'https://a.example.com', $true
        Get-VendorAppRegistration New* | Should -BeNullOrEmpty
    }

    It 'is deleted, listed, restored and removed for good' {
        $app | Remove-VendorAppRegistration -Confirm:$false
        $deleted = Get-VendorAppRegistration -Deleted
        $deleted.AppId | Should -Be $app.AppId
        $null = $deleted | Add-AppRedirectUri -RedirectUri https://b.example.com -ErrorAction SilentlyContinue -ErrorVariable trouble
        $trouble[0].FullyQualifiedErrorId | Should -Be 'AppDeleted,EntraAppCmdlets.AddAppRedirectUriCommand'
        ($app | Restore-VendorAppRegistration).ServicePrincipalId | Should -Be $app.ServicePrincipalId
        (Restore-VendorAppRegistration Invictus).AppId | Should -Be $app.AppId
        Remove-VendorAppRegistration Invictus -Confirm:$false
        Remove-VendorAppRegistration Invictus -Permanent -Confirm:$false
        Get-VendorAppRegistration -Deleted | Should -BeNullOrEmpty
        $null = Restore-VendorAppRegistration Invictus -ErrorAction SilentlyContinue -ErrorVariable trouble
        $trouble[0].FullyQualifiedErrorId | Should -Be 'DeletedAppNotFound,EntraAppCmdlets.RestoreVendorAppRegistrationCommand'
    }
}
