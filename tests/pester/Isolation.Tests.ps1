# The identity libraries beside other modules' versions of the same ones: library by library, older and newer, loaded before the import,
# after it, or after the sign-in. Each combination is a process of its own, because a library stays loaded. All libraries together are loaded in
# every version and order; each one alone in every order and, turn by turn, in both versions.

$orders = 'before the import', 'before the sign-in', 'after the sign-in'
$versions = '1.0.0.0', '99.0.0.0'
$libraries = 'Azure.Core', 'Azure.Identity', 'Microsoft.Identity.Client', 'System.Text.Json'
$stubs = foreach ($place in 0..2) {
    foreach ($version in $versions) {
        @{ library = 'all'; version = $version; when = $orders[$place] }
    }

    foreach ($library in $libraries) {
        @{ library = $library; version = $versions[($libraries.IndexOf($library) + $place) % 2]; when = $orders[$place] }
    }
}

# Real libraries in other versions, where isolation/install.sh has put them; and those of the module itself, which another module could have.
$reals = foreach ($set in 'same', 'older', 'newer') {
    foreach ($when in $orders) {
        @{ set = $set; when = $when; missing = $set -ne 'same' -and -not (Test-Path "$PSScriptRoot/isolation/bin/$set") }
    }
}

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $names = 'Azure.Core', 'Azure.Identity', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal', 'System.ClientModel', 'System.Text.Json'
    & "$PSScriptRoot/isolation/New-Foreign.ps1" -Folder $TestDrive -Library $names -Version 1.0.0.0, 99.0.0.0
    $service = Join-Path $TestDrive service.dll
    $framework = "$([Reflection.AssemblyName]::GetAssemblyName((Join-Path (Split-Path ([object].Assembly.Location)) System.Text.Json.dll)).Version)"

    # Runs the combinations, two at a time, and gives their reports by a key of each.
    function Get-Report([hashtable[]] $Case) {
        $reports = @{}
        $Case | ForEach-Object -ThrottleLimit 2 -Parallel {
            $arguments = $_.Arguments
            $written = & $using:pwsh -NoProfile -NonInteractive -File "$using:PSScriptRoot/isolation/sign-in-beside-others.ps1" -Emulator $using:service @arguments
            @{ Key = $_.Key; Report = $written | ConvertFrom-Json }
        } | ForEach-Object { $reports[$_.Key] = $_.Report }
        $reports
    }

    # What is the same for all: both sign-ins are made, with our own libraries, and nothing of them is in anybody's way.
    function Assert-Isolated($Report, [string[]] $Foreign) {
        $Report.Problem | Should -BeNullOrEmpty
        $Report.Token | Should -BeLike token*
        $Report.Again | Should -BeLike token*
        $Report.Again | Should -Not -Be $Report.Token
        $Report.AfterImport | Should -BeNullOrEmpty
        $Report.Handlers | Should -BeNullOrEmpty
        $Report.HandlersFound | Should -Be 1
        $Report.Visible | Should -BeNullOrEmpty
        $Report.Core | Should -Be 0
        foreach ($library in 'Azure.Core', 'Microsoft.Identity.Client', 'EntraAppCmdlets.Identity') {
            $Report.Own.$library | Should -Not -BeNullOrEmpty -Because $library
            $Report.Own.$library | Should -Not -BeIn '1.0.0.0', '99.0.0.0'
        }

        @($Report.Default.PSObject.Properties.Name | Where-Object { $_ -ne 'System.Text.Json' -and $_ -notin $Foreign }) | Should -BeNullOrEmpty
    }
}

Describe 'Beside others, the sign-in works and disturbs nobody' -Tag Long -ForEach @{ stubs = $stubs } {
    BeforeAll {
        $cases = foreach ($case in $stubs) {
            $arguments = @{ When = $case.when; Folder = Join-Path $TestDrive $case.version }
            if ($case.library -ne 'all') { $arguments.Library = $case.library }
            @{ Key = "$($case.library) $($case.version) $($case.when)"; Arguments = $arguments }
        }

        $reports = Get-Report $cases
    }

    It '<library> <version>, loaded <when>' -ForEach $stubs {
        $report = $reports["$library $version $when"]
        $foreign = $library -eq 'all' ? $names : @($library)
        Assert-Isolated $report $foreign
        foreach ($name in $foreign | Where-Object { $_ -ne 'System.Text.Json' }) {
            $report.Default.$name | Should -Be $version -Because "$name is what everyone else still gets"
        }

        # The default context takes no other version of what the runtime has: an older one gives the runtime's, a newer one is refused.
        if ('System.Text.Json' -in $foreign) {
            $report.Default.'System.Text.Json' | Should -Be $framework
            @($report.Refused).Count | Should -Be ($version -eq '99.0.0.0' ? 1 : 0)
        }
    }

    It 'in 18 combinations of library, version and order' {
        $reports.Count | Should -Be 18
    }
}

Describe 'Beside real libraries, both sides sign in' -ForEach @{ reals = $reals } {
    BeforeAll {
        $copy = Join-Path $TestDrive same
        Copy-Item "$PSScriptRoot/../../module/bin/identity" $copy -Recurse
        Remove-Item (Join-Path $copy 'EntraAppCmdlets.*')
        $cases = foreach ($case in $reals | Where-Object { -not $_.missing }) {
            $folder = $case.set -eq 'same' ? $copy : "$PSScriptRoot/isolation/bin/$($case.set)"
            @{ Key = "$($case.set) $($case.when)"; Arguments = @{ When = $case.when; Folder = $folder; Real = $true } }
        }

        $reports = Get-Report $cases
    }

    It 'of the <set> versions, loaded <when>' -ForEach $reals {
        if ($missing) {
            Set-ItResult -Skipped -Because 'tests/pester/isolation/install.sh has not fetched other versions of the libraries'
        }

        $report = $reports["$set $when"]
        Assert-Isolated $report $names
        $report.TheirsAfter | Should -BeLike token*
        if ($when -ne 'after the sign-in') { $report.TheirsBefore | Should -BeLike token* }
        $report.Default.'System.Text.Json' | Should -Be $framework
    }
}

Describe 'A session without other libraries' {
    BeforeAll {
        $report = (Get-Report @{ Key = 'alone'; Arguments = @{} }).alone
    }

    It 'loads the identity libraries with the first sign-in' {
        Assert-Isolated $report @()
        foreach ($stage in 'AfterImport', 'AfterSandbox', 'AfterHelp') {
            $report.$stage | Should -BeNullOrEmpty -Because $stage
        }

        $report.Completed | Should -BeGreaterThan 0
        $report.AfterSignIn | Should -Contain 'EntraAppCmdlets.Identity'
        $report.AfterSignIn | Should -Contain 'Microsoft.Identity.Client'
    }

    It 'has none of them in the default context after a sign-in either' {
        @($report.Default.PSObject.Properties.Name) | Should -Be 'System.Text.Json'
    }
}
