@{
    RootModule           = 'module/bin/EntraAppCmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '10170855-ecd8-4ce8-bdc8-76770aa98a6b'
    Author               = 'EntraAppCmdlets contributors'
    CompanyName          = 'EntraAppCmdlets contributors'
    Copyright            = 'Copyright (c) EntraAppCmdlets contributors. MIT licence.'
    Description          = 'Registers vendor applications in Microsoft Entra ID, step by step: redirect URIs, permissions, admin consent, secrets and the values that the vendor asks for. With an embedded tenant to rehearse in.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    # Named one by one, so that a command is found without loading the module. A test holds this list against the compiled classes.
    CmdletsToExport      = @(
        'Connect-AppTenant',
        'Disconnect-AppTenant',
        'Get-AppTenant',
        'Test-AppTenantPermission',
        'Invoke-AppGraphRequest',
        'New-VendorAppRegistration',
        'Get-VendorAppRegistration',
        'Set-VendorAppRegistration',
        'Remove-VendorAppRegistration',
        'Restore-VendorAppRegistration',
        'Add-AppRedirectUri',
        'Remove-AppRedirectUri',
        'New-VendorServicePrincipal',
        'Set-AppIdentifierUri',
        'Add-AppApiScope',
        'Remove-AppApiScope',
        'Add-AppRole',
        'Remove-AppRole',
        'Add-AppAuthorizedClient',
        'Remove-AppAuthorizedClient',
        'Set-AppGroupClaim',
        'Add-AppOptionalClaim',
        'Get-AppOptionalClaim',
        'Remove-AppOptionalClaim',
        'Find-AppPermission',
        'Add-AppGraphPermission',
        'Add-AppApiPermission',
        'Get-AppPermission',
        'Remove-AppPermission',
        'Test-AppPermission',
        'Grant-AppAdminConsent',
        'Revoke-AppAdminConsent',
        'Get-AppConsent',
        'Get-AppConsentUrl',
        'Add-AppOwner',
        'Get-AppOwner',
        'Remove-AppOwner',
        'Add-AppAssignment',
        'Get-AppAssignment',
        'Remove-AppAssignment',
        'Add-AppDirectoryRole',
        'Get-AppDirectoryRole',
        'Remove-AppDirectoryRole',
        'Add-AppGroupMembership',
        'Get-AppGroupMembership',
        'Remove-AppGroupMembership',
        'New-AppClientSecret',
        'Update-AppClientSecret',
        'New-AppCertificate',
        'Update-AppCertificate',
        'Get-AppCredential',
        'Remove-AppCredential',
        'Add-AppCertificate',
        'Add-AppFederatedCredential',
        'Get-AppEndpoint',
        'Get-AppAuthorizationUrl',
        'Receive-AppAuthorizationCode',
        'Test-AppSignIn',
        'Test-AppUserProfile',
        'Get-AppInventory',
        'Test-AppHealth',
        'Export-AppReport',
        'Get-VendorAppTemplate',
        'Install-VendorApp',
        'Uninstall-VendorApp',
        'Undo-AppChange',
        'Export-VendorAppSetting',
        'Test-VendorAppRegistration',
        'Test-VendorAppTemplate',
        'Export-VendorAppTemplate',
        'Compare-VendorAppRegistration',
        'Copy-VendorAppRegistration'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()

    PrivateData          = @{
        PSData = @{
            Tags         = @('Entra', 'EntraID', 'AzureAD', 'MicrosoftGraph', 'AppRegistration', 'ServicePrincipal', 'SSO', 'OIDC', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            # Until the first release. docs/releasing.md has the rules for versions.
            Prerelease   = 'preview1'
            # A package has the section of CHANGELOG.md instead.
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
