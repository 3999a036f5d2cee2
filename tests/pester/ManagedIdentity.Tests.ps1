BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')

    # Azure makes managed identities, Graph can't: one is written into a kept tenant, as it looks in the directory of a real one.
    $file = Join-Path $TestDrive 'tenant.json'
    $null = Connect-AppTenant -Sandbox -Path $file
    Disconnect-AppTenant
    $kept = Get-Content $file -Raw | ConvertFrom-Json
    $identity = [pscustomobject]@{
        id = "$(New-Guid)"; appId = "$(New-Guid)"; displayName = 'contoso-automation'; appDisplayName = 'contoso-automation'; servicePrincipalType = 'ManagedIdentity'
        alternativeNames = @('isExplicit=False', '/subscriptions/0/resourcegroups/apps/providers/Microsoft.Automation/automationAccounts/contoso-automation')
    }
    $identity | Add-Member servicePrincipalNames @($identity.appId, 'https://identity.azure.net/contoso')
    $kept.servicePrincipals += $identity
    ConvertTo-Json $kept -Depth 20 | Set-Content $file
}

Describe 'A managed identity' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox -Path $file
    }

    AfterEach {
        Disconnect-AppTenant
    }

    It 'is found by its name, with its service principal alone' {
        $found = Get-VendorAppRegistration contoso-automation
        $found.AppId | Should -Be $identity.appId
        $found.Id | Should -BeNullOrEmpty
        $found.ServicePrincipalId | Should -Be $identity.id
    }

    It 'gets a permission of Microsoft Graph as any app does, by its <by>' -ForEach @(
        @{ by = 'displayName' }
        @{ by = 'appId' }
        @{ by = 'id' }
    ) {
        $null = Grant-AppAdminConsent $identity.$by -Application Application.ReadWrite.All -Confirm:$false
        (Get-AppConsent $identity.$by).Permission | Should -Be Application.ReadWrite.All
        $said = Grant-AppAdminConsent $identity.$by -Application Application.ReadWrite.All -Confirm:$false -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        "$said" | Should -BeLike '*granted already; nothing to change*'
        $null = Revoke-AppAdminConsent $identity.$by -Confirm:$false
        Get-AppConsent $identity.$by | Should -BeNullOrEmpty
    }
}
