# What build.ps1 needs to make a package. The same commit gives the same bytes: entries are sorted, every time is the commit's, and nothing
# here depends on the folder, the user or the clock.

$ErrorActionPreference = 'Stop'

# The package's version and its release notes. The manifest has the version and CHANGELOG.md the notes; both must fit.
function Get-Release {
    param([string] $Manifest, [string] $Changelog)

    $data = Import-PowerShellDataFile $Manifest
    $version = [version] $data.ModuleVersion
    $prerelease = $data.PrivateData.PSData['Prerelease']
    $name = $prerelease ? "$version-$prerelease" : "$version"

    $sections = [ordered] @{}
    foreach ($part in [regex]::Matches((Get-Content $Changelog -Raw), '(?ms)^## \[?(Unreleased|\d+\.\d+\.\d+)\]?[^\n]*\n(.*?)(?=^## |\z)')) {
        $sections[$part.Groups[1].Value] = $part.Groups[2].Value.Trim()
    }

    $newest = @($sections.Keys -ne 'Unreleased')[0]
    if ($prerelease) {
        if ($newest -and [version] $newest -ge $version) {
            throw "CHANGELOG.md says that $newest is released. Set ModuleVersion in EntraAppCmdlets.psd1 to a higher version than that for a prerelease."
        }
        if (-not $sections['Unreleased']) {
            throw "CHANGELOG.md has no lines under '## Unreleased'. Add what $name changes."
        }
    }
    else {
        if ($newest -ne "$version") {
            throw "CHANGELOG.md has no section '## $version - <date>' as the newest one. Add it, or set Prerelease in EntraAppCmdlets.psd1."
        }
        if ($sections['Unreleased']) {
            throw "CHANGELOG.md has lines under '## Unreleased'. Move them to the section of $version, or set Prerelease in EntraAppCmdlets.psd1."
        }
    }

    [pscustomobject]@{ Name = $name; ModuleVersion = "$version"; Notes = $sections[$prerelease ? 'Unreleased' : "$version"] -replace "`r" }
}

# The time of every file in a package: SOURCE_DATE_EPOCH if it is set, otherwise the commit's, otherwise the earliest that an archive can hold.
function Get-PackageTime {
    param([string] $Root)

    $seconds = $env:SOURCE_DATE_EPOCH
    if (-not $seconds -and (Get-Command git -CommandType Application -ErrorAction Ignore)) {
        $seconds = git -C $Root log -1 --format=%ct 2>$null
    }
    $seconds ? [DateTimeOffset]::FromUnixTimeSeconds($seconds) : [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, 'Zero')
}

# Writes the release notes into a manifest, in place of those that are there.
function Set-ReleaseNotes {
    param([string] $Manifest, [string] $Notes)

    $text = [IO.File]::ReadAllText($Manifest)
    $tree = [Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $null)
    $entry = $tree.FindAll({ $args[0] -is [Management.Automation.Language.HashtableAst] }, $true).KeyValuePairs | Where-Object { $_.Item1.Value -eq 'ReleaseNotes' }
    $old = $entry.Item2.Extent
    $new = "'" + [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Notes) + "'"
    Write-Text $Manifest $text.Remove($old.StartOffset, $old.EndOffset - $old.StartOffset).Insert($old.StartOffset, $new)
}

# The packages whose assemblies are in a module's folder, with licence and files. An assembly belongs to a package if it is byte for byte a file
# of it; one that belongs to none is an error, and so is a package whose licence isn't known.
function Get-ShippedPackage {
    param([string] $Root, [string] $Folder)

    $files = @{}
    $dependencies = @{}
    foreach ($assets in Get-ChildItem (Join-Path $Root 'src/EntraAppCmdlets*/obj/project.assets.json')) {
        $restored = Get-Content $assets -Raw | ConvertFrom-Json -AsHashtable
        foreach ($package in $restored.targets['net8.0'].GetEnumerator().Where{ $_.Value.type -eq 'package' }) {
            $dependencies[$package.Key] = @($package.Value['dependencies']?.Keys)
            foreach ($file in @($package.Value['runtime']?.Keys) + @($package.Value['runtimeTargets']?.Keys) -like '*.dll') {
                $path = $restored.packageFolders.Keys | ForEach-Object { Join-Path $_ $restored.libraries[$package.Key].path } | Where-Object { Test-Path $_ } | Select-Object -First 1
                $files[(Split-Path $file -Leaf)] += , @{ Package = $package.Key; Folder = $path; File = Join-Path $path $file }
            }
        }
    }

    $shipped = [Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($path in @((Get-FileEntry $Folder '').Name) -match '^module/bin/.*\.dll$') {
        $assembly = Get-Item (Join-Path $Folder $path)
        if (Test-Path (Join-Path $Root "src/$($assembly.BaseName)/$($assembly.BaseName).csproj")) {
            continue
        }

        $hash = (Get-FileHash $assembly).Hash
        $source = @($files[$assembly.Name]).Where({ $_ -and (Get-FileHash $_.File).Hash -eq $hash }, 'First')[0]
        if (-not $source) {
            throw "'$path' belongs to no package that the module references, so its licence isn't known. Delete module/bin and build again."
        }

        $shipped[$source.Package] ??= Read-Package $source.Folder $dependencies[$source.Package]
        $shipped[$source.Package].Files += $path
    }

    foreach ($package in $shipped.Values) {
        $package.Dependencies = @($shipped.Values.Where{ $_.Name -in $package.Dependencies }.ForEach{ $_.Name })
        $package
    }
}

function Read-Package([string] $Folder, [string[]] $Dependencies) {
    $metadata = ([xml](Get-Content (Get-Item (Join-Path $Folder '*.nuspec')) -Raw)).package.metadata
    $texts = Get-ChildItem $Folder -File
    $licence = $texts.Where{ $_.Name -match '^licen[sc]e(\.txt|\.md)?$' }
    $text = $licence ? (Get-Content $licence[0] -Raw) : ''
    # An older package has no expression, but a file.
    $expression = $metadata.license.type -eq 'expression' ? $metadata.license.InnerText : $text -match '\AThe MIT License' ? 'MIT' : 'unknown'
    # A licence is accepted by a person: its conditions may ask for more than its text.
    if ($expression -ne 'MIT') {
        throw "$($metadata.id) $($metadata.version) has the licence '$expression'. Only packages under MIT may be shipped; others need a decision in tools/packaging."
    }

    [pscustomobject]@{
        Name = $metadata.id
        Version = $metadata.version
        Purl = "pkg:nuget/$($metadata.id)@$($metadata.version)"
        Licence = $expression
        Authors = $metadata.authors
        Copyright = $metadata.copyright
        Url = $metadata.projectUrl
        LicenceText = $text
        Notices = -join $texts.Where{ $_.Name -match '^third-?party-?notices' }.ForEach{ Get-Content $_ -Raw }
        Dependencies = $Dependencies
        Files = @()
    }
}

# The notices that the licences of shipped packages ask for. A text that several packages share is there once.
function Write-Notices {
    param([object[]] $Packages, [string] $Licence, [string] $Path)

    $mit = (Get-Content $Licence -Raw) -replace '(?s)^.*?(?=Permission is hereby granted)'
    $parts = @("EntraAppCmdlets is under the MIT licence: see LICENSE. The package also contains the assemblies of the packages below, unchanged.")
    $parts += foreach ($package in $Packages) {
        "$($package.Name) $($package.Version)`n$($package.Url)`nLicence: $($package.Licence)`n$($package.Copyright)`n$($package.Files -join "`n")"
    }
    $parts += "The MIT licence, under which each of these packages is:`n`n$mit"
    foreach ($kind in 'LicenceText', 'Notices') {
        $done = @()
        foreach ($text in $Packages.$kind.Where{ $_ }) {
            if ($text -cnotin $done) {
                $done += $text
                $names = $Packages.Where{ $_.$kind -ceq $text }.ForEach{ "$($_.Name) $($_.Version)" } -join "`n"
                $parts += "$($kind -eq 'Notices' ? 'The third-party notices' : 'The licence file') of:`n$names`n`n$text"
            }
        }
    }
    $line = "`n`n$('-' * 80)`n`n"
    Write-Text $Path (($parts | ForEach-Object { ($_ -replace "`r").Trim() }) -join $line)
}

# The software bill of materials, CycloneDX 1.6: the module and each shipped package, with their assemblies as files.
function Write-Bom {
    param([object[]] $Packages, [pscustomobject] $Release, [string] $Folder, [DateTimeOffset] $Time, [string] $Path)

    $module = "pkg:generic/EntraAppCmdlets@$($Release.Name)"
    $manifest = Import-PowerShellDataFile (Join-Path $Folder 'EntraAppCmdlets.psd1')
    $own = @((Get-FileEntry $Folder '').Name) -match '^module/bin/.*\.dll$' | Where-Object { $_ -notin $Packages.Files }
    $bom = [ordered]@{
        '$schema' = 'http://cyclonedx.org/schema/bom-1.6.schema.json'
        bomFormat = 'CycloneDX'
        specVersion = '1.6'
        version = 1
        metadata = [ordered]@{
            timestamp = $Time.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
            component = New-BomComponent EntraAppCmdlets $Release.Name $module MIT $manifest.Author $manifest.Copyright $own $Folder
        }
        components = @($Packages | ForEach-Object { New-BomComponent $_.Name $_.Version $_.Purl $_.Licence $_.Authors $_.Copyright $_.Files $Folder })
        dependencies = @(
            # What the module itself references: what no other shipped package brings.
            [ordered]@{ ref = $module; dependsOn = @($Packages.Where{ $_.Name -notin $Packages.Dependencies }.ForEach{ $_.Purl }) }
            foreach ($package in $Packages) {
                [ordered]@{ ref = $package.Purl; dependsOn = @($Packages.Where{ $_.Name -in $package.Dependencies }.ForEach{ $_.Purl }) }
            }
        )
    }
    Write-Text $Path (($bom | ConvertTo-Json -Depth 10) -replace "`r")
}

function New-BomComponent([string] $Name, [string] $Version, [string] $Purl, [string] $Licence, [string] $Authors, [string] $Copyright, [string[]] $Files, [string] $Folder) {
    [ordered]@{
        type = 'library'
        'bom-ref' = $Purl
        publisher = $Authors
        name = $Name
        version = $Version
        licenses = @(@{ license = @{ id = $Licence } })
        copyright = $Copyright
        purl = $Purl
        components = @(foreach ($file in $Files) {
            [ordered]@{ type = 'file'; name = $file; hashes = @([ordered]@{ alg = 'SHA-256'; content = (Get-FileHash (Join-Path $Folder $file)).Hash.ToLowerInvariant() }) }
        })
    }
}

# The package that Publish-PSResource -NupkgPath takes: what that command would make of the folder, with the commands as tags, by which a gallery finds them.
function Write-Nupkg {
    param([string] $Folder, [pscustomobject] $Release, [DateTimeOffset] $Time, [string] $Path)

    $manifest = Import-PowerShellDataFile (Join-Path $Folder 'EntraAppCmdlets.psd1')
    $data = $manifest.PrivateData.PSData
    $tags = @('PSModule') + $data.Tags + 'PSIncludes_Cmdlet' + ($manifest.CmdletsToExport | ForEach-Object { "PSCommand_$_" })
    $fields = [ordered]@{
        id = 'EntraAppCmdlets'
        version = $Release.Name
        authors = $manifest.Author
        owners = $manifest.CompanyName
        requireLicenseAcceptance = 'false'
        licenseUrl = $data.LicenseUri
        projectUrl = $data['ProjectUri']
        description = $manifest.Description
        releaseNotes = $data.ReleaseNotes
        copyright = $manifest.Copyright
        tags = $tags -join ' '
    }
    $nuspec = New-Xml package 'http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd' {
        param($writer)
        $writer.WriteStartElement('metadata')
        foreach ($field in $fields.GetEnumerator().Where{ $_.Value }) {
            $writer.WriteElementString($field.Key, $field.Value)
        }
        $writer.WriteEndElement()
    }

    # The parts that make a zip file an Open Packaging file.
    $relationships = New-Xml Relationships 'http://schemas.openxmlformats.org/package/2006/relationships' {
        param($writer)
        $writer.WriteStartElement('Relationship')
        $writer.WriteAttributeString('Type', 'http://schemas.microsoft.com/packaging/2010/07/manifest')
        $writer.WriteAttributeString('Target', '/EntraAppCmdlets.nuspec')
        $writer.WriteAttributeString('Id', 'R1')
        $writer.WriteEndElement()
    }
    $files = @(Get-FileEntry $Folder '')
    $types = New-Xml Types 'http://schemas.openxmlformats.org/package/2006/content-types' {
        param($writer)
        $extensions = $files.Name | ForEach-Object { [IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ } | Select-Object -Unique
        foreach ($extension in @('rels', 'nuspec') + $extensions) {
            $writer.WriteStartElement('Default')
            $writer.WriteAttributeString('Extension', $extension)
            $writer.WriteAttributeString('ContentType', $extension -eq 'rels' ? 'application/vnd.openxmlformats-package.relationships+xml' : 'application/octet')
            $writer.WriteEndElement()
        }
        foreach ($file in $files.Name -notmatch '\.') {
            $writer.WriteStartElement('Override')
            $writer.WriteAttributeString('PartName', "/$file")
            $writer.WriteAttributeString('ContentType', 'application/octet')
            $writer.WriteEndElement()
        }
    }
    $parts = @(
        @{ Name = '[Content_Types].xml'; Bytes = $types }
        @{ Name = '_rels/.rels'; Bytes = $relationships }
        @{ Name = 'EntraAppCmdlets.nuspec'; Bytes = $nuspec }
    )
    Write-Archive ($parts + $files) $Time $Path
}

# The zip file that Azure Automation takes: the module's folder, without one for the version.
function Write-ModuleZip {
    param([string] $Folder, [DateTimeOffset] $Time, [string] $Path)

    Write-Archive (Get-FileEntry $Folder 'EntraAppCmdlets/') $Time $Path
}

# The files of a folder, in the same order everywhere.
function Get-FileEntry([string] $Folder, [string] $Prefix) {
    $names = [string[]][IO.Directory]::GetFiles($Folder, '*', 'AllDirectories').ForEach{ [IO.Path]::GetRelativePath($Folder, $_).Replace('\', '/') }
    [Array]::Sort($names, [StringComparer]::Ordinal)
    foreach ($name in $names) {
        @{ Name = $Prefix + $name; Path = Join-Path $Folder $name }
    }
}

function Write-Archive([object[]] $Entries, [DateTimeOffset] $Time, [string] $Path) {
    $stream = [IO.File]::Create($Path)
    $archive = [IO.Compression.ZipArchive]::new($stream, 'Create')
    try {
        foreach ($part in $Entries) {
            $entry = $archive.CreateEntry($part.Name, 'Optimal')
            $entry.LastWriteTime = $Time
            $bytes = $part['Bytes'] ?? [IO.File]::ReadAllBytes($part.Path)
            $content = $entry.Open()
            try { $content.Write($bytes, 0, $bytes.Length) } finally { $content.Dispose() }
        }
    }
    finally {
        $archive.Dispose()
        $stream.Dispose()
    }
}

function New-Xml([string] $Root, [string] $Namespace, [scriptblock] $Content) {
    $stream = [IO.MemoryStream]::new()
    $settings = [Xml.XmlWriterSettings]@{ Encoding = [Text.UTF8Encoding]::new($false); Indent = $true; NewLineChars = "`n" }
    $writer = [Xml.XmlWriter]::Create($stream, $settings)
    $writer.WriteStartElement($Root, $Namespace)
    & $Content $writer
    $writer.WriteEndElement()
    $writer.Dispose()
    , $stream.ToArray()
}

function Write-Text([string] $Path, [string] $Text) {
    [IO.File]::WriteAllText($Path, $Text.TrimEnd() + "`n")
}

Export-ModuleMember -Function Get-Release, Get-PackageTime, Set-ReleaseNotes, Get-ShippedPackage, Write-Notices, Write-Bom, Write-Nupkg, Write-ModuleZip
