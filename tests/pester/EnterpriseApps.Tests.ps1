# A list of all apps holds enterprise applications too, whose registrations are in their vendors' tenants.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $null = Connect-AppTenant -Sandbox
    $null = New-VendorAppRegistration Own | New-AppClientSecret -DisplayName one
    $vendors = New-VendorServicePrincipal ([EntraAppCmdlets.Sandbox.SandboxTenant]::VendorAppId)
}

AfterAll {
    Disconnect-AppTenant
}

Describe 'A list with enterprise applications' {
    It 'goes through <_> without an error' -ForEach 'Get-AppCredential', 'Get-AppPermission', 'Get-AppConsent', 'Get-AppOwner', 'Get-AppAssignment' {
        $all = Get-VendorAppRegistration
        $all.DisplayName | Should -Contain $vendors.DisplayName
        $null = $all | & $_ -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | Should -BeNullOrEmpty
    }

    It 'says at -Verbose which ones have nothing to read here' {
        $said = $vendors | Get-AppCredential -Verbose 4>&1
        "$said" | Should -BeLike "*'$($vendors.DisplayName)' is registered in another tenant*"
    }

    It 'still refuses one that is named' {
        { Get-AppCredential $vendors.DisplayName -ErrorAction Stop } | Should -Throw -ErrorId 'AppNotInTenant*'
    }
}
