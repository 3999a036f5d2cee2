# Rules that hold for every command, so that the next one can't break them.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $ofApps = Get-Command -Module EntraAppCmdlets | Where-Object { $_.Parameters.ContainsKey('App') } | ForEach-Object { @{ Name = $_.Name } }
    $adding = Get-Command -Module EntraAppCmdlets -Verb Add | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')

    function Get-Positions([string] $Name) {
        (Get-Command $Name).Parameters.Values | ForEach-Object {
            $parameter = $_
            $_.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] -and $_.Position -ge 0 } | ForEach-Object { [pscustomobject]@{ Name = $parameter.Name; Position = $_.Position } }
        } | Sort-Object Position, Name -Unique
    }
}

Describe 'The first argument' {
    It 'of <Name> is what it is about, and the app comes after it; or the app, where it is about nothing else' -ForEach $ofApps {
        $positions = @(Get-Positions $Name)
        $positions.Count | Should -BeIn 1, 2
        $positions[-1].Name | Should -Be App
    }

    It 'of <Name> is never missing where it must be given' -ForEach $ofApps {
        $mandatory = (Get-Command $Name).Parameters.Values | Where-Object {
            $_.Name -ne 'App' -and ($_.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] -and $_.Mandatory -and $_.ParameterSetName -eq '__AllParameterSets' })
        }
        if ($mandatory) { (Get-Positions $Name)[0].Name | Should -BeIn $mandatory.Name }
    }
}

Describe 'A list' {
    # One by nature: each has its own issuer and subject, file or API.
    BeforeDiscovery { $lists = $adding | Where-Object { $_.Name -notin 'Add-AppFederatedCredential', 'Add-AppCertificate', 'Add-AppApiPermission', 'Add-AppGraphPermission' } }

    It 'is what <Name> takes' -ForEach $lists {
        $first = (Get-Positions $Name)[0].Name
        (Get-Command $Name).Parameters[$first].ParameterType.IsArray | Should -BeTrue
    }

    It 'that <Name> takes is taken by the command that removes it' -ForEach $adding {
        $added = (Get-Command $Name).Parameters
        $removing = Get-Command ($Name -replace '^Add-', 'Remove-') -Module EntraAppCmdlets -ErrorAction SilentlyContinue
        foreach ($parameter in $removing.Parameters.Values | Where-Object { $added.ContainsKey($_.Name) }) {
            $parameter.ParameterType | Should -Be $added[$parameter.Name].ParameterType -Because "both have -$($parameter.Name)"
        }
    }
}

Describe 'A valid secret' {
    BeforeEach {
        $null = Connect-AppTenant -Sandbox
        $app = New-VendorAppRegistration Invictus
        $first = $app | New-AppClientSecret -DisplayName dashboard
    }
    AfterEach { Disconnect-AppTenant }

    It 'is not removed by <Name> without a question' -ForEach @(
        @{ Name = 'Update-AppClientSecret -OverlapDays 0'; Run = { Update-AppClientSecret Invictus -DisplayName dashboard -OverlapDays 0 @more } }
        @{ Name = 'New-AppClientSecret -Replace'; Run = { New-AppClientSecret Invictus -DisplayName dashboard -Replace @more } }
        # An object of an earlier step doesn't know the secret.
        @{ Name = 'New-AppClientSecret -Replace of an older object'; Run = { $app | New-AppClientSecret -DisplayName dashboard -Replace @more } }
    ) {
        $more = @{ ErrorAction = 'Stop' }
        { & $Run } | Should -Throw -ErrorId 'ConfirmationNeeded,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Confirm:$false*'
        (Get-AppCredential Invictus).KeyId | Should -Be $first.KeyId
        $more = @{ Confirm = $false }
        $made = & $Run
        (Get-AppCredential Invictus).KeyId | Should -Be $made.KeyId
    }

    It 'is removed without one where $ConfirmPreference asks for nothing' {
        $ConfirmPreference = 'None'
        $made = Update-AppClientSecret Invictus -DisplayName dashboard -OverlapDays 0
        (Get-AppCredential Invictus).KeyId | Should -Be $made.KeyId
    }

    It 'is not asked about where none is removed: with an overlap, or where there is none' {
        $null = Update-AppClientSecret Invictus -DisplayName dashboard -OverlapDays 7 -ErrorAction Stop
        $null = New-AppClientSecret Invictus -DisplayName other -Replace -ErrorAction Stop
        @(Get-AppCredential Invictus).Count | Should -Be 3
    }

    It 'of a guide is not removed by Install-VendorApp -ReplaceSecret without a question' {
        $made = Install-VendorApp authentik -ReplaceSecret
        $problem = $null
        Install-VendorApp authentik -ReplaceSecret -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'ConfirmationNeeded,*'
        (Get-AppCredential $made.AppId).KeyId | Should -Be $made.Secret.KeyId
    }
}

Describe 'Consent, permissions and owners' {
    BeforeEach { $null = Connect-AppTenant -Sandbox; $app = New-VendorAppRegistration Invictus }
    AfterEach { Disconnect-AppTenant }

    It 'warns of consent to an app that requests nothing' {
        $null = $app | Grant-AppAdminConsent -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*requests no permissions; nothing was granted*"
    }

    It 'takes the ids of permissions' {
        $with = $app | Add-AppGraphPermission -Application df021288-bdef-4463-88db-98f22de89214 -Delegated e1fe6dd8-ba31-4d61-89e7-88639da4683d
        $with.Permissions.Name | Should -Be 'User.Read.All', 'User.Read'
        ($with | Grant-AppAdminConsent -Application df021288-bdef-4463-88db-98f22de89214 | Get-AppPermission | Where-Object Consented).Name | Should -Be 'User.Read.All'
        (Find-AppPermission e1fe6dd8-ba31-4d61-89e7-88639da4683d).Name | Should -Be 'User.Read'
    }

    It 'asks which API is meant by an id that several have' {
        $id = 'df021288-bdef-4463-88db-98f22de89214'
        $app = $app | Add-AppGraphPermission -Application $id | Add-AppApiPermission -Api SharePoint -Application $id
        { $app | Remove-AppPermission -Application $id -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'PermissionAmbiguous,*' -ExpectedMessage '*Microsoft Graph*SharePoint*'
        $app | Remove-AppPermission -Application $id -Api SharePoint -Confirm:$false
        (Get-AppPermission Invictus).ResourceName | Should -Be 'Microsoft Graph'
    }

    It 'adds roles as a list, and the app itself as authorized client' {
        ($app | Add-AppRole Viewer, Editor, Admin).AppRoles.Value | Should -Be 'Viewer', 'Editor', 'Admin'
        { $app | Add-AppRole 'Viewer, Editor' } | Should -Throw -ErrorId 'PermissionValueInvalid,*' -ExpectedMessage '*several names in one string*'
        ($app | Add-AppApiScope Api.Access | Add-AppAuthorizedClient self).AuthorizedClients.AppId | Should -Be $app.AppId
        ($app | Remove-AppAuthorizedClient self -PassThru -Confirm:$false).AuthorizedClients | Should -BeNullOrEmpty
    }

    It 'warns of a scope that a sign-in can''t ask for by name' {
        $null = $app | Add-AppApiScope a/b -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*a/b*slash*"
    }

    It 'says that nobody was added where one of several owners is wrong' {
        $problem = $null
        $app | Add-AppOwner 'Alex Weber', nobody, 'Sam Okafor' -ErrorAction SilentlyContinue -ErrorVariable problem | Should -BeNullOrEmpty
        @($problem).Count | Should -Be 1
        "$($problem[0])" | Should -BeLike "*'nobody'*Nobody was added to the owners of 'Invictus'."
        Get-AppOwner Invictus | Should -BeNullOrEmpty
    }

    It 'finds what nobody has rated with a filter for high risks, and says where a risk comes from' {
        $found = Find-AppPermission * -Risk High
        ($found | Where-Object { $_.Name -eq 'Sites.Manage.All' -and $_.ResourceName -eq 'Microsoft Graph' -and $_.Type -eq 'Application' }).RiskSource | Should -Be PrivilegeLevel
        $found.Risk | Should -Contain Unknown
        $found.Risk | Should -Not -Contain Medium
        (Find-AppPermission * -Resource Graph).Risk | Should -Not -Contain Unknown
    }
}
