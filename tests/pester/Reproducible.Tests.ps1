# The same sources give the same assemblies in any folder. docs/releasing.md says how to compare whole packages.

Describe 'A release build in two folders' -Tag Long {
    BeforeAll {
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $folders = "$TestDrive/one", "$TestDrive/another/deeper"
        foreach ($folder in $folders) {
            $null = New-Item "$folder/src", "$folder/module" -ItemType Directory
            Copy-Item "$root/*.props", "$root/BannedSymbols.txt", "$root/EntraAppCmdlets.psd1", "$root/.editorconfig", "$root/data" $folder -Recurse
            Copy-Item "$root/src/Directory.Build.props" "$folder/src"
            Copy-Item "$root/module/templates" "$folder/module" -Recurse
            Get-ChildItem "$root/src/EntraAppCmdlets.Core" -Exclude bin, obj | Copy-Item -Destination (New-Item "$folder/src/EntraAppCmdlets.Core" -ItemType Directory) -Recurse
        }

        # Both in one run of the build, without the analyzers, which write nothing.
        Set-Content "$TestDrive/both.proj" @"
<Project>
  <ItemGroup>
    <Core Include="$($folders -join '/src/EntraAppCmdlets.Core/EntraAppCmdlets.Core.csproj;')/src/EntraAppCmdlets.Core/EntraAppCmdlets.Core.csproj" />
  </ItemGroup>
  <Target Name="Build">
    <MSBuild Projects="@(Core)" Targets="Restore" Properties="Configuration=Release;RunAnalyzers=false;Restoring=true" />
    <MSBuild Projects="@(Core)" Targets="Build" Properties="Configuration=Release;RunAnalyzers=false" />
  </Target>
</Project>
"@
        $said = & dotnet msbuild "$TestDrive/both.proj" -nologo -v:q -nodeReuse:false 2>&1 | Out-String
        if ($LASTEXITCODE) { throw $said }
        $built = $folders.ForEach{ "$_/src/EntraAppCmdlets.Core/bin/Release/net8.0/EntraAppCmdlets.Core.dll" }
    }

    It 'gives the same bytes' {
        (Get-FileHash $built[0]).Hash | Should -Be (Get-FileHash $built[1]).Hash
    }

    It 'carries the version of the manifest, and no path of the machine' {
        [Reflection.AssemblyName]::GetAssemblyName($built[0]).Version.ToString(3) | Should -Be (Import-PowerShellDataFile "$root/EntraAppCmdlets.psd1").ModuleVersion
        $reader = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new([IO.File]::ReadAllBytes($built[0])))
        try {
            $entry = $reader.ReadDebugDirectory().Where{ $_.Type -eq 'EmbeddedPortablePdb' }[0]
            $provider = $reader.ReadEmbeddedPortablePdbDebugDirectoryData($entry)
            $symbols = [Reflection.Metadata.MetadataReaderProvider].GetMethod('GetMetadataReader').Invoke($provider, @([Reflection.Metadata.MetadataReaderOptions]::Default, $null))
            $documents = foreach ($handle in $symbols.Documents) { $symbols.GetString($symbols.GetDocument($handle).Name) }
            $documents.Count | Should -BeGreaterThan 100
            $documents -notlike '/_/*' | Should -BeNullOrEmpty
        }
        finally {
            $reader.Dispose()
        }
    }
}
