# What ./build.ps1 -Task Package makes: what it holds, what it says of itself, and that it can be published, installed, updated and uninstalled.

BeforeAll {
    . "$PSScriptRoot/Shell.ps1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    Import-Module "$root/tools/packaging/Packaging.psm1"
    $manifest = Import-PowerShellDataFile "$root/EntraAppCmdlets.psd1"
    $fullVersion = "$($manifest.ModuleVersion)-$($manifest.PrivateData.PSData['Prerelease'])".TrimEnd('-')

    # Of what is built already.
    $output = Join-Path $TestDrive 'artifacts'
    $folder, $nupkg, $zip = (& "$root/build.ps1" -Task Package -NoBuild -OutputFolder $output).FullName
    $assemblies = (Get-ChildItem "$folder/module/bin" -Filter *.dll -Recurse).ForEach{ [IO.Path]::GetRelativePath($folder, $_.FullName).Replace('\', '/') }

    function Get-Entry([string] $Archive) {
        $opened = [IO.Compression.ZipFile]::OpenRead($Archive)
        try { $opened.Entries | Select-Object FullName, LastWriteTime } finally { $opened.Dispose() }
    }

    function Get-Nuspec([string] $Archive) {
        $opened = [IO.Compression.ZipFile]::OpenRead($Archive)
        try { ([xml][IO.StreamReader]::new($opened.GetEntry('EntraAppCmdlets.nuspec').Open()).ReadToEnd()).package.metadata } finally { $opened.Dispose() }
    }

    # A module's folder with one library of a package whose licence is the given one; gives the root that it was built at.
    function New-Build([string] $Name, [string] $Licence) {
        $build = (New-Item "$TestDrive/$Name/src/EntraAppCmdlets.Identity/obj" -ItemType Directory).Parent.Parent.Parent.FullName
        $library = New-Item "$build/packages/some/1.2.3/lib/net8.0", "$build/out/module/bin" -ItemType Directory
        Set-Content "$($library[0])/Some.dll", "$($library[1])/Some.dll" 'an assembly'
        Set-Content "$build/packages/some/1.2.3/some.nuspec" "<package><metadata><id>Some</id><version>1.2.3</version><authors>Someone</authors>$Licence</metadata></package>"
        @{
            targets = @{ 'net8.0' = @{ 'Some/1.2.3' = @{ type = 'package'; runtime = @{ 'lib/net8.0/Some.dll' = @{} } } } }
            libraries = @{ 'Some/1.2.3' = @{ path = 'some/1.2.3' } }
            packageFolders = @{ "$build/packages/" = @{} }
        } | ConvertTo-Json -Depth 9 | Set-Content "$build/src/EntraAppCmdlets.Identity/obj/project.assets.json"
        $build
    }
}

AfterAll {
    Remove-Module Packaging
}

Describe 'The package' {
    It 'has a manifest that is valid and carries the section of CHANGELOG.md as release notes' {
        $packaged = Test-ModuleManifest "$folder/EntraAppCmdlets.psd1"
        $packaged.Version | Should -Be $manifest.ModuleVersion
        $packaged.ReleaseNotes | Should -Match '\A### Added\n\n- The permissions of Microsoft Graph'
        foreach ($line in (Get-Content "$root/CHANGELOG.md").Where{ $_ -like '- *' }) {
            $packaged.ReleaseNotes.Contains($line) | Should -BeTrue -Because $line
        }
        $packaged.ExportedCmdlets.Count | Should -Be $manifest.CmdletsToExport.Count
    }

    It 'is a zip file for Azure Automation too: the folder of the module, without one for the version' {
        $entries = (Get-Entry $zip).FullName
        $entries | Should -Contain 'EntraAppCmdlets/EntraAppCmdlets.psd1'
        $entries | Should -HaveCount @(Get-ChildItem $folder -File -Recurse).Count
        $entries -notlike 'EntraAppCmdlets/*' | Should -BeNullOrEmpty
        # What its documentation allows.
        ($entries.Length | Measure-Object -Maximum).Maximum | Should -BeLessThan 140
    }

    It 'is the same, byte for byte, when it is made again later and elsewhere' {
        $again = Join-Path $TestDrive 'again/deeper'
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'tr-TR'
            $second = (& "$root/build.ps1" -Task Package -NoBuild -OutputFolder $again).FullName
        }
        finally {
            [cultureinfo]::CurrentCulture = $culture
        }
        (Get-FileHash $second[1], $second[2]).Hash | Should -Be (Get-FileHash $nupkg, $zip).Hash
        @((Get-Entry $nupkg).LastWriteTime | Select-Object -Unique) | Should -HaveCount 1
    }
}

Describe 'The licences of the package' {
    It 'are there for each assembly that ships' {
        $notices = Get-Content "$folder/THIRD-PARTY-NOTICES.txt" -Raw
        $parts = $notices -split "`n-{80}`n"
        $assemblies.Count | Should -BeGreaterThan 20
        foreach ($assembly in $assemblies -notmatch '/EntraAppCmdlets[^/]*\.dll$') {
            $part = @($parts -match "(?m)^$([regex]::Escape($assembly))$")
            $part | Should -HaveCount 1 -Because $assembly
            $part[0].Trim() | Should -Match '(?sm)\A\S+ \d+\.\d+\.\d+\n.*^Licence: MIT\n.*(©|\(c\))' -Because $assembly
        }
        $notices | Should -Match 'Permission is hereby granted, free of charge'
        # The .NET libraries bring notices of their own.
        @($notices | Select-String 'License notice for ASP.NET' -AllMatches).Matches.Count | Should -Be 1
    }

    It 'must be known: an assembly of no package stops it' {
        $build = New-Build stray '<license type="expression">MIT</license>'
        (Get-ShippedPackage $build "$build/out").Files | Should -Be 'module/bin/Some.dll'
        Set-Content "$build/out/module/bin/Stray.dll" 'no package has it'
        { Get-ShippedPackage $build "$build/out" } | Should -Throw "'module/bin/Stray.dll' belongs to no package that the module references, so its licence isn't known. Delete module/bin and build again."
    }

    It 'must be those of the bytes that ship: a changed assembly stops it' {
        $build = New-Build changed '<license type="expression">MIT</license>'
        Add-Content "$build/out/module/bin/Some.dll" 'changed'
        { Get-ShippedPackage $build "$build/out" } | Should -Throw "'module/bin/Some.dll' belongs to no package*"
    }

    It 'must be accepted: <Name> stops it' -ForEach @(
        @{ Name = 'another licence'; Licence = '<license type="expression">GPL-3.0-only</license>'; Shown = 'GPL-3.0-only' }
        @{ Name = 'no licence'; Licence = '<licenseUrl>https://licence.example</licenseUrl>'; Shown = 'unknown' }
    ) {
        $build = New-Build $Name $Licence
        { Get-ShippedPackage $build "$build/out" } | Should -Throw "Some 1.2.3 has the licence '$Shown'. Only packages under MIT may be shipped; others need a decision in tools/packaging."
    }
}

Describe 'The bill of materials' {
    It 'has each assembly that ships, with its hash, in a component with name, version, purl and licence' {
        $bom = Get-Content "$folder/bom.cdx.json" -Raw | ConvertFrom-Json
        $bom.bomFormat, $bom.specVersion | Should -Be CycloneDX, 1.6
        $components = @($bom.metadata.component) + $bom.components
        @($components.components) | Should -HaveCount $assemblies.Count
        foreach ($assembly in $assemblies) {
            $component = $components.Where{ $_.components.name -ccontains $assembly }
            $component | Should -HaveCount 1 -Because $assembly
            $component.purl | Should -Be "pkg:$($assembly -match 'EntraAppCmdlets' ? 'generic' : 'nuget')/$($component.name)@$($component.version)"
            $component.version | Should -Match '^\d+\.\d+\.\d+'
            $component.licenses.license.id | Should -Be MIT
            $file = $component.components.Where{ $_.name -ceq $assembly }
            $file.hashes.alg | Should -Be SHA-256
            $file.hashes.content | Should -BeExactly (Get-FileHash "$folder/$assembly").Hash.ToLowerInvariant()
        }
        # All that ships is there because the module needs it.
        $reached = [Collections.Generic.HashSet[string]]::new()
        $open = [Collections.Generic.Queue[string]]::new([string[]]@($bom.metadata.component.'bom-ref'))
        while ($open.Count) {
            $ref = $open.Dequeue()
            if ($reached.Add($ref)) { $bom.dependencies.Where{ $_.ref -ceq $ref }.dependsOn.ForEach{ $open.Enqueue($_) } }
        }
        @($reached | Sort-Object) | Should -Be @($components.'bom-ref' | Sort-Object)
    }
}

Describe 'The version of the package' {
    BeforeAll {
        function Get-Named([string] $ModuleVersion, [string] $Prerelease, [string] $Changelog) {
            Set-Content "$TestDrive/Sample.psd1" "@{ ModuleVersion = '$ModuleVersion'; PrivateData = @{ PSData = @{ $($Prerelease ? "Prerelease = '$Prerelease'" : '') } } }"
            Set-Content "$TestDrive/CHANGELOG.md" $Changelog
            Get-Release "$TestDrive/Sample.psd1" "$TestDrive/CHANGELOG.md"
        }
    }

    It 'is <Expected>, with notes, if the manifest says <Version> <Prerelease>' -ForEach @(
        @{ Version = '1.1.0'; Prerelease = ''; Expected = '1.1.0'; Changelog = "# Changelog`n`n## Unreleased`n`n## 1.1.0 - 2026-12-01`n`n- New`n`n## 1.0.0 - 2026-01-01`n`n- Old" }
        @{ Version = '1.1.0'; Prerelease = ''; Expected = '1.1.0'; Changelog = "# Changelog`n`n## [1.1.0] - 2026-12-01`n- New" }
        @{ Version = '1.1.0'; Prerelease = 'preview2'; Expected = '1.1.0-preview2'; Changelog = "# Changelog`n`n## Unreleased`n`n- New`n`n## 1.0.0 - 2026-01-01`n`n- Old" }
    ) {
        $release = Get-Named $Version $Prerelease $Changelog
        $release.Name, $release.ModuleVersion, $release.Notes | Should -Be $Expected, $Version, '- New'
    }

    It 'fails in one sentence: <Because>' -ForEach @(
        @{ Because = 'no section for it'; Version = '1.1.0'; Prerelease = ''; Changelog = "## Unreleased`n`n- New`n`n## 1.0.0`n- Old"; Message = "CHANGELOG.md has no section '## 1.1.0 - <date>' as the newest one. Add it, or set Prerelease in EntraAppCmdlets.psd1." }
        @{ Because = 'a newer section'; Version = '1.1.0'; Prerelease = ''; Changelog = "## 1.2.0`n- New`n`n## 1.1.0`n- Old"; Message = "CHANGELOG.md has no section '## 1.1.0 - <date>' as the newest one.*" }
        @{ Because = 'lines that are in no section'; Version = '1.1.0'; Prerelease = ''; Changelog = "## Unreleased`n- More`n`n## 1.1.0`n- New"; Message = "CHANGELOG.md has lines under '## Unreleased'. Move them to the section of 1.1.0, or set Prerelease in EntraAppCmdlets.psd1." }
        @{ Because = 'a prerelease after its release'; Version = '1.1.0'; Prerelease = 'preview1'; Changelog = "## Unreleased`n- More`n`n## 1.1.0`n- New"; Message = 'CHANGELOG.md says that 1.1.0 is released.*' }
        @{ Because = 'a prerelease without changes'; Version = '1.1.0'; Prerelease = 'preview1'; Changelog = "## Unreleased`n`n## 1.0.0`n- Old"; Message = "CHANGELOG.md has no lines under '## Unreleased'. Add what 1.1.0-preview1 changes." }
    ) {
        { Get-Named $Version $Prerelease $Changelog } | Should -Throw $Message
    }
}

# A profile can be put elsewhere by environment variables on Linux and macOS only.
Describe 'The package in a repository' -Tag Long -Skip:$IsWindows {
    BeforeAll {
        $resourceGet = (Get-Item "$root/tests/EntraAppCmdlets.Tests/bin/*/*/psresourceget/Microsoft.PowerShell.PSResourceGet.psd1" | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
        $places = @{}
        foreach ($place in 'profile', 'repository', 'older', 'compressed') {
            $places[$place] = (New-Item "$TestDrive/$place" -ItemType Directory).FullName
        }

        $older = Join-Path $places.older 'EntraAppCmdlets'
        Copy-Item $folder $older -Recurse
        $olderManifest = Get-Content "$older/EntraAppCmdlets.psd1" -Raw
        Set-Content "$older/EntraAppCmdlets.psd1" ($olderManifest -replace "(?m)^(\s*ModuleVersion\s*=\s*)'[^']*'", '$1''0.0.9''')

        # Nothing of this process's own profile and module path. The folders must exist: .NET takes a missing one for none.
        $variables = @{ HOME = $places.profile; XDG_DATA_HOME = $null; XDG_CONFIG_HOME = $null; XDG_CACHE_HOME = $null; PSModulePath = $null }
        $null = New-Item "$($places.profile)/.local/share", "$($places.profile)/.config", "$($places.profile)/.cache" -ItemType Directory

        # With an environment of its own: that of this process is everybody's.
        function Invoke-InProfile([string] $Script, [object[]] $Arguments) {
            $start = [Diagnostics.ProcessStartInfo]::new($pwsh, [string[]](@('-NoProfile', '-NonInteractive', '-File', "$root/tests/pester/package/$Script") + $Arguments))
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            foreach ($name in $variables.Keys) {
                $null = $variables[$name] ? ($start.Environment[$name] = $variables[$name]) : $start.Environment.Remove($name)
            }

            $process = [Diagnostics.Process]::Start($start)
            try {
                $errors = $process.StandardError.ReadToEndAsync()
                $printed = $process.StandardOutput.ReadToEnd()
                $process.WaitForExit()
                if ($process.ExitCode) { throw "$printed$($errors.Result)" }
                $printed | ConvertFrom-Json
            }
            finally {
                $process.Dispose()
            }
        }

        $published = Invoke-InProfile publish.ps1 $resourceGet, $places.repository, $older, $folder, $nupkg, $places.compressed
        $used = Invoke-InProfile use.ps1 $resourceGet
    }

    It 'is what Publish-PSResource makes of the folder, with the commands as tags' {
        $compressed = (Get-Item "$($places.compressed)/*.nupkg").FullName
        Split-Path $compressed -Leaf | Should -Be (Split-Path $nupkg -Leaf)
        $ours = Get-Nuspec $nupkg
        $theirs = Get-Nuspec $compressed
        foreach ($field in $theirs.ChildNodes.Where{ $_.Name -notin 'tags', 'dependencies' }) {
            $ours.($field.Name) | Should -BeExactly $field.InnerText -Because $field.Name
        }
        @($ours.ChildNodes.Name | Sort-Object) | Should -Be @($theirs.ChildNodes.Name -ne 'dependencies' | Sort-Object)
        $ours.tags | Should -BeLike "$($theirs.tags) PSIncludes_Cmdlet *"
        foreach ($command in $manifest.CmdletsToExport) {
            $ours.tags -split ' ' | Should -Contain "PSCommand_$command"
        }
        # More than that the PowerShell Gallery doesn't take.
        $ours.tags.Length | Should -BeLessThan 4000
        @((Get-Entry $nupkg).FullName | Sort-Object) | Should -Be @((Get-Entry $compressed).FullName -notlike 'package/services/*' | Sort-Object)
    }

    It 'can be read by the reader of packages' {
        # All but the list of types, which isn't a part.
        $expected = (Get-Entry $nupkg).Count - 1
        $opened = [IO.Packaging.Package]::Open($nupkg, 'Open', 'Read')
        try { @($opened.GetParts().Uri.OriginalString) | Should -HaveCount $expected } finally { $opened.Close() }
    }

    It 'is found with author, description and release notes' {
        $published.Found.Name, $published.Found.Author | Should -Be EntraAppCmdlets, $manifest.Author
        $published.Found.Description | Should -Be $manifest.Description
        $published.Found.ReleaseNotes | Should -Match '^### Added'
    }

    It 'updates an older version' {
        $published.Installed | Should -Be "0.0.9-$($manifest.PrivateData.PSData.Prerelease)"
        $published.Updated | Should -Contain $fullVersion
    }

    It 'is imported by name from an empty profile, with its help, and carries out the first chain' {
        $used.Folder | Should -BeLike "$($places.profile)*/EntraAppCmdlets/$($manifest.ModuleVersion)"
        $used.Version | Should -Be $manifest.ModuleVersion
        $used.SignedIn | Should -BeTrue
        $used.Roles | Should -Be User.ReadWrite.All
        $used.Synopsis | Should -Not -BeNullOrEmpty
    }

    It 'is gone after it was uninstalled' {
        $used.Left | Should -Be 0
        $used.FolderLeft | Should -BeFalse
    }
}
