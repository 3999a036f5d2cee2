BeforeDiscovery {
    # A machine without ICU knows no other culture than the invariant one; there is nothing to compare then.
    $hasCultures = [cultureinfo]::GetCultureInfo('th-TH').Calendar.GetType().Name -eq 'ThaiBuddhistCalendar'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')

    # A whole onboarding: everything that it writes to any stream, and what the views show of it. What differs from run to run is left out.
    function Invoke-Onboarding([string] $culture) {
        $session = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $culture
            $null = Connect-AppTenant -Sandbox -SandboxSetting @{ Seed = 7 }
            $text = . {
                $app = New-VendorAppRegistration 'INVICTUS Insight' -RedirectUri https://one.example.com/sign-in, https://two.example.com -Verbose |
                    Add-AppGraphPermission -Application User.Read.All -Delegated Mail.Read -Verbose | Grant-AppAdminConsent -Confirm:$false -Verbose
                $app | Format-List
                $secret = $app | New-AppClientSecret -DisplayName distant -EndDateTime 2099-06-01T00:00:00Z -Verbose
                "$secret"
                $secret | Format-Table
                $secret | Format-List
                Get-AppCredential 'invictus insight' | Format-Table
                Get-AppCredential 'invictus insight' | Format-List
                "$(Get-AppCredential 'invictus insight')"
                Get-VendorAppRegistration 'invictus*' | Format-Table
                Get-VendorAppRegistration 'INVICTUS INSIGHT' | Format-List
                Get-VendorAppRegistration 'İnvictus*'
                Find-AppPermission 'DIRECTORY.R*' -Resource MICROSOFTGRAPH -Type Delegated | Format-Table Name, Type
                Get-VendorAppTemplate INVICTUS | Format-Table Vendor
                Get-AppPermission 'Invictus Insight' | Format-Table
                $app | Export-VendorAppSetting -Vendor authentik -Format Json
                New-AppClientSecret -App 'INVICTUS Insight' -DisplayName x -EndDateTime 2001-01-01T00:00:00Z
                Remove-AppCredential -App 'INVICTUS Insight' -DisplayName DISTANT -Confirm:$false | Out-Null
                (Get-AppCredential 'INVICTUS Insight').Count
                $null = $app | Remove-VendorAppRegistration -Confirm:$false
                Get-VendorAppRegistration 'invictus insight'
                Get-VendorAppRegistration -Deleted 'INVICTUS*' | Format-List DisplayName, UniqueName
                Restore-VendorAppRegistration 'invictus insight' -Verbose | Format-Table
            } *>&1 | Out-String -Stream -Width 200
            # Three characters, which other words may hold as well.
            $text = $text -creplace "(?<!\w)$([regex]::Escape($secret.Hint))(?!\w)", 'HNT' -replace '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'GUID' -replace '\d+(\.\d+)? ms', 'ms' -replace '\d{2}:\d{2}:\d{2}', 'TIME'
            $text | Where-Object { $_ }
        }
        finally {
            [cultureinfo]::CurrentCulture = $session
            Disconnect-AppTenant
        }
    }

    $invariant = Invoke-Onboarding ''
}

Describe 'A session in the culture <_>' -Skip:(-not $hasCultures) -ForEach 'th-TH', 'ar-SA', 'tr-TR', 'de-DE' {
    It 'reads in an onboarding what any other session reads' {
        $here = Invoke-Onboarding $_
        $here.Count | Should -Be $invariant.Count
        for ($i = 0; $i -lt $here.Count; $i++) { $here[$i] | Should -Be $invariant[$i] }
    }

    It 'keeps its culture in the scripts between two commands' {
        $session = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $null = Connect-AppTenant -Sandbox
            $seen = 'One', 'Two' | ForEach-Object { New-VendorAppRegistration $_ } | ForEach-Object { [cultureinfo]::CurrentCulture.Name } 
            $seen | Should -Be $_, $_
            (Get-VendorAppRegistration | ForEach-Object { [cultureinfo]::CurrentCulture.Name })[0] | Should -Be $_
            [cultureinfo]::CurrentCulture.Name | Should -Be $_
        }
        finally {
            [cultureinfo]::CurrentCulture = $session
            Disconnect-AppTenant
        }
    }
}

Describe 'The onboarding itself' {
    It 'reaches its end with the dates and names that are meant' {
        "$invariant" | Should -BeLike '*2099-06-01*'
        "$invariant" | Should -BeLike "*No app 'invictus insight' was found*deleted on*"
        "$invariant" | Should -BeLike '*INVICTUS Insight*'
    }
}
