# The identity libraries beside other modules' versions of the same ones: loaded before the import, after it, or after the
# sign-in; older and newer. Each case is a process of its own, because a library stays loaded.

$cases = foreach ($when in 'before the import', 'before the sign-in', 'after the sign-in') {
    foreach ($version in '1.0.0.0', '99.0.0.0') {
        @{ when = $when; version = $version }
    }
}

BeforeAll {
    $libraries = 'Azure.Core', 'Azure.Identity', 'Microsoft.Identity.Client', 'Microsoft.Identity.Client.Extensions.Msal', 'System.ClientModel'

    # What another module would bring: the same names, another version, nothing inside that is of use to us. (Add-Type names
    # assemblies by chance, so the compiler is called itself.)
    Add-Type -AssemblyName Microsoft.CodeAnalysis.CSharp
    $framework = [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)
    $kind = [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new([Microsoft.CodeAnalysis.OutputKind]::DynamicallyLinkedLibrary)
    foreach ($number in '1.0.0.0', '99.0.0.0') {
        $source = [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText("[assembly: System.Reflection.AssemblyVersion(""$number"")] public static class Foreign { }")
        $folder = (New-Item (Join-Path $TestDrive $number) -ItemType Directory).FullName
        foreach ($library in $libraries) {
            $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
                $library, [Microsoft.CodeAnalysis.SyntaxTree[]]$source, [Microsoft.CodeAnalysis.MetadataReference[]]$framework, $kind)
            $emitted = [Microsoft.CodeAnalysis.FileSystemExtensions]::Emit($compilation, (Join-Path $folder "$library.dll"))
            $emitted.Success | Should -BeTrue
        }
    }
}

Describe 'Libraries of version <version> <when>' -ForEach $cases {
    BeforeAll {
        $report = & ([Environment]::ProcessPath) -NoProfile -NonInteractive -File "$PSScriptRoot/isolation/sign-in-beside-others.ps1" -When $when -Folder (Join-Path $TestDrive $version) |
            ConvertFrom-Json
    }

    It 'do not keep the module from signing in' {
        $report.Problem | Should -BeNullOrEmpty
        $report.Token | Should -Be first
    }

    It 'are what everyone else still gets' {
        foreach ($library in $libraries) {
            $report.Default.$library | Should -Be $version -Because $library
        }
    }

    It 'are not what the module uses' {
        $report.Own.'Azure.Core' | Should -Not -BeIn '1.0.0.0', '99.0.0.0'
        $report.Own.'Microsoft.Identity.Client' | Should -Not -BeIn '1.0.0.0', '99.0.0.0'
        $report.Own.'EntraAppCmdlets.Core' | Should -BeNullOrEmpty
    }
}

Describe 'A session without other libraries' {
    BeforeAll {
        $report = & ([Environment]::ProcessPath) -NoProfile -NonInteractive -File "$PSScriptRoot/isolation/sign-in-beside-others.ps1" -When never | ConvertFrom-Json
    }

    It 'has none of the identity libraries in the default context after a sign-in either' {
        $report.Problem | Should -BeNullOrEmpty
        @($report.Default.PSObject.Properties).Count | Should -Be 0
        $report.Own.'Microsoft.Identity.Client' | Should -Not -BeNullOrEmpty
    }

    It 'has loaded them at the sign-in, not at the import' {
        $report.LoadedAtImport | Should -Be 0
    }

    It 'can import the module again and sign in once more' {
        $report.Again | Should -Be second
    }
}
