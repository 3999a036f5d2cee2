BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    function KindsOf([scriptblock] $action) {
        & $action *>&1 | ForEach-Object { $_ -is [System.Management.Automation.VerboseRecord] ? 'Verbose' : $_ -is [System.Management.Automation.WarningRecord] ? 'Warning' : $_ -is [System.Management.Automation.ErrorRecord] ? 'Error' : 'Output' }
    }
}

Describe 'The streams of a command' {
    It 'are written through one place, whichever stream it is' {
        $base = (Get-Command Get-VendorAppRegistration).ImplementingType
        while ($base.Name -ne 'AsyncCmdlet') { $base = $base.BaseType }
        $own = $base.GetMethods([System.Reflection.BindingFlags]'Instance,Public,NonPublic,DeclaredOnly')
        $streams = [System.Management.Automation.Cmdlet].GetMethods() | Where-Object Name -Match '^Write(Object|Error|Warning|Verbose|Debug|Information|Progress)$'
        $streams.Count | Should -BeGreaterThan 7
        foreach ($stream in $streams) {
            $types = ($stream.GetParameters().ParameterType.Name) -join ','
            $own | Where-Object { $_.Name -eq $stream.Name -and (($_.GetParameters().ParameterType.Name) -join ',') -eq $types } | Should -Not -BeNullOrEmpty -Because "$($stream.Name)($types) must not overtake"
        }
    }

    It 'come in the order in which things happened: <What>' -ForEach @(
        @{ What = 'output'; Last = 'Output'; Do = { Get-VendorAppRegistration Demo -Verbose } }
        @{ What = 'a list'; Last = 'Output'; Do = { Get-VendorAppRegistration -Kind Registration -Verbose } }
        @{ What = 'an error'; Last = 'Error'; Do = { Get-VendorAppRegistration Nobody -Verbose } }
        @{ What = 'an error of one input'; Last = 'Error'; Do = { Add-AppAssignment -App Demo -Principal Nobody -Verbose } }
        @{ What = 'settings'; Last = 'Output'; Do = { Export-VendorAppSetting authentik Demo -Verbose } }
        @{ What = 'findings'; Last = 'Output'; Do = { Test-VendorAppRegistration authentik Demo -Verbose } }
        @{ What = 'a change'; Last = 'Output'; Do = { Add-AppRedirectUri https://a.example.com Demo -Verbose } }
        @{ What = 'a consent'; Last = 'Output'; Do = { Grant-AppAdminConsent Demo -Confirm:$false -Verbose } }
        @{ What = 'a secret'; Last = 'Output'; Do = { New-AppClientSecret -App Demo -Verbose } }
    ) {
        try {
            $null = Connect-AppTenant -Sandbox
            $null = New-VendorAppRegistration Demo | Add-AppGraphPermission -Application User.Read.All
            $kinds = @(KindsOf $Do)
            $kinds | Should -Contain Verbose
            $kinds[-1] | Should -Be $Last
            # Everything that a request said stands before the first of what it led to.
            $first = [array]::IndexOf($kinds, $Last)
            $kinds[$first..($kinds.Count - 1)] | Select-Object -Unique | Should -Be $Last
        }
        finally {
            Disconnect-AppTenant
        }
    }

    It 'tell a warning after the requests that led to it' {
        try {
            $null = Connect-AppTenant -Sandbox
            $null = New-VendorAppRegistration Demo | Add-AppGraphPermission -Application User.Read.All, Group.Read.All | Grant-AppAdminConsent -Confirm:$false
            $kinds = @(KindsOf { Get-AppPermission Demo | Where-Object Name -EQ User.Read.All | Remove-AppPermission -Confirm:$false -Verbose })
            $warning = [array]::IndexOf($kinds, 'Warning')
            $warning | Should -BeGreaterThan 0
            $kinds[0..($warning - 1)] | Select-Object -Unique | Should -Be Verbose
        }
        finally {
            Disconnect-AppTenant
        }
    }
}
