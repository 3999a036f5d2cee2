# The views are loaded by the first command of a session, not by the import: its own output is drawn by them already.

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $manifest = (Resolve-Path "$PSScriptRoot/../../EntraAppCmdlets.psd1").Path
    $table = '(?s)Vendor\s+Kind\s+Title.*-{6}.*Auth0'

    # What a session of its own gives that has imported the module and nothing else.
    function Invoke-Session([scriptblock] $Script) {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddArgument($manifest).Invoke()
            $shell.Commands.Clear()
            $shell.AddScript($Script).Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'The output of the first command' {
    It 'is drawn by its view in a new process' {
        $drawn = & $pwsh -NoProfile -NonInteractive -Command "Import-Module '$manifest'; Get-VendorAppTemplate Auth0" | Out-String | ForEach-Object { $_ -replace '\e\[[\d;]*m' }
        $drawn | Should -Match $table
        $file = Join-Path $TestDrive 'first.ps1'
        Set-Content $file "Import-Module '$manifest'; 'before'; Get-VendorAppTemplate Auth0 | Format-Table"
        & $pwsh -NoProfile -NonInteractive -File $file | Out-String | ForEach-Object { $_ -replace '\e\[[\d;]*m' } | Should -Match "(?s)before.*$table"
    }

    It 'is drawn by its view <how>' -ForEach @(
        @{ how = 'as text'; script = { Get-VendorAppTemplate Auth0 | Out-String } }
        @{ how = 'as a table'; script = { Get-VendorAppTemplate Auth0 | Format-Table | Out-String } }
        @{ how = 'by the name of the view'; script = { Get-VendorAppTemplate Auth0 | Format-Table -View VendorAppTemplate | Out-String } }
        @{ how = 'where no module is loaded by itself'; script = { $PSModuleAutoLoadingPreference = 'None'; Get-VendorAppTemplate Auth0 | Out-String -Stream | ForEach-Object { "$_`n" } } }
        @{ how = 'in a rehearsal'; script = { $WhatIfPreference = $true; $ConfirmPreference = 'Low'; Get-VendorAppTemplate Auth0 | Out-String } }
        @{ how = 'with the caller''s defaults for an import'; script = { $PSDefaultParameterValues['Import-Module:Scope'] = 'Global'; Get-VendorAppTemplate Auth0 | Out-String } }
        @{ how = 'where a profile has put something of its own before an import'; script = { function global:Import-Module { throw 'not this one' }; Get-VendorAppTemplate Auth0 | Out-String } }
        @{ how = 'from within a module'; script = { New-Module { function Get-Mine { Get-VendorAppTemplate Auth0 } } | Import-Module; Get-Mine | Out-String } }
        @{ how = 'in constrained language'; script = { $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; Get-VendorAppTemplate Auth0 | Out-String } }
    ) {
        -join (Invoke-Session $script) | Should -Match $table
    }

    It 'comes without a word about the views' {
        $said = Invoke-Session { $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'; Get-VendorAppTemplate Auth0 *>&1 | Where-Object { $_ -isnot [EntraAppCmdlets.VendorAppTemplate] } }
        $said | Should -BeNullOrEmpty
    }
}

Describe 'The views' {
    It 'are loaded by the first command, once' {
        Invoke-Session {
            @(Get-FormatData EntraAppCmdlets.*).Count
            $null = Get-VendorAppTemplate
            $null = Get-VendorAppTemplate
            @(Get-FormatData EntraAppCmdlets.VendorAppTemplate).Count
            (Get-Module EntraAppCmdlets).NestedModules.Name
            @((Get-Module).Name) -like 'EntraAppCmdlets*'
        } | Should -Be 0, 1, EntraAppCmdlets.Views, EntraAppCmdlets
    }

    It 'go with the module and come back with it' {
        Invoke-Session ([scriptblock]::Create(@"
            `$null = Get-VendorAppTemplate
            Remove-Module EntraAppCmdlets
            @(Get-FormatData EntraAppCmdlets.*).Count
            @(Get-Module EntraAppCmdlets* -All).Count
            Import-Module '$manifest'
            `$null = Get-VendorAppTemplate
            Import-Module '$manifest' -Force
            `$null = Get-VendorAppTemplate
            @(Get-FormatData EntraAppCmdlets.VendorAppTemplate).Count
            Remove-Module EntraAppCmdlets
            @(Get-FormatData EntraAppCmdlets.*).Count
"@)) | Should -Be 0, 0, 1, 0
    }

    It 'may be forbidden by the session, and the command works without them' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.Formats.Clear()
        $state.Formats.Add([Management.Automation.Runspaces.SessionStateFormatEntry]::new([Management.Automation.Runspaces.FormatTable]::LoadDefaultFormatFiles()))
        $shell = [powershell]::Create($state)
        try {
            $found = $shell.AddScript("Import-Module '$manifest'; Get-VendorAppTemplate Auth0 -Verbose").Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $found.Vendor | Should -Be Auth0
            "$($shell.Streams.Verbose)" | Should -BeLike '*The views of EntraAppCmdlets are not loaded*'
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'At <_> columns' -ForEach 80, 120 {
    BeforeAll {
        Import-Module $manifest
        $width = $_
        $WarningPreference = 'SilentlyContinue'
        $null = Connect-AppTenant -Sandbox
        $guide = @{ DashboardHost = 'contoso-invictus.azurewebsites.net'; Owner = 'Alex Weber' }
        $first = Install-VendorApp Invictus @guide
        $authentik = Install-VendorApp authentik
        $again = Install-VendorApp authentik
        $app = $first.App | Add-AppAssignment 'Security team'
        $certificate = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new(
            'CN=the certificate of production', [System.Security.Cryptography.RSA]::Create(2048), [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned(
            [datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
        $app = $app | Add-AppCertificate -Certificate $certificate

        # As it stands on the screen, and without the breaks of lines that are too long.
        function Draw($Objects) {
            $text = $Objects | Out-String -Width $width | ForEach-Object { $_ -replace '\e\[[\d;]*m' }
            ($text -split '\r?\n').ForEach({ $_.Length }) | Sort-Object | Select-Object -Last 1 | Should -Not -BeGreaterThan $width
            $text
        }
    }

    AfterAll { Disconnect-AppTenant }

    It 'no table cuts anything off' {
        $tables = @(
            , (Get-AppTenant | Format-Table), @($first, $authentik, $again), (Get-VendorAppRegistration), $first.Secret, (Get-AppCredential $app), (Get-AppPermission $app), (Get-AppConsent $app),
            (Get-AppOwner $app), (Get-AppAssignment $app), (Find-AppPermission Mail.*), $first.Steps, (Export-VendorAppSetting authentik 'authentik Entra Provider'), $authentik.SignIn,
            (Test-AppUserProfile 'Security team'), (Get-VendorAppTemplate), (Get-VendorAppTemplate XSOAR).Parameters, (Get-VendorAppTemplate XSOAR).Steps, (Get-VendorAppTemplate Invictus).Permissions
        )
        $null = $app | Set-VendorAppRegistration -SignInAudience AzureADMyOrg | Revoke-AppAdminConsent -Application Mail.Send -Confirm:$false
        $null = Add-AppRedirectUri https://one-that-is-not-in-the-guide.example.com/login/callback -App Invictus
        $tables += , (Test-VendorAppRegistration Invictus @guide)
        foreach ($objects in $tables) {
            $text = Draw $objects
            $text | Should -Match '(?m)^-+( |$)' -Because "$(@($objects)[0].GetType()) is drawn as a table"
            $text | Should -Not -Match '…' -Because "$(@($objects)[0].GetType())"
        }
    }

    It 'ids and names are whole' {
        $drawn = Draw @($first, $authentik)
        foreach ($id in $first.AppId, $authentik.AppId) { $drawn | Should -Match "(?m) $id " }
        Draw (Get-AppTenant | Format-Table) | Should -Match "$((Get-AppTenant).TenantId) +$((Get-AppTenant).DefaultDomain)"
        Draw $first.Secret | Should -Match " $($first.AppId) +\S{3} +$($first.Secret.EndDateTime.ToString('yyyy-MM-dd'))"
        Draw (Get-AppConsent $app) | Should -Match '(?m)^Directory\.Read\.All +Delegated +Granted'
    }

    It 'what has become of a secret is told in full' {
        (Draw $again) -replace '\s+' | Should -BeLike "*kept,made*anothe*r*"
        Draw $authentik | Should -Match "made now, valid until\s+(Provider\s+)?$($authentik.Secret.EndDateTime.ToString('yyyy-MM-dd'))"
    }

    It 'addresses are lines of a list' {
        foreach ($address in ($app | Get-AppAuthorizationUrl -RedirectUri $app.RedirectUris[0].Uri), ($app | Get-AppConsentUrl -RedirectUri $app.RedirectUris[0].Uri)) {
            $text = Draw $address
            $text | Should -Match '(?m)^Url +: https:'
            ($text -replace '\s+').Contains($address.Url) | Should -BeTrue
        }
    }
}
