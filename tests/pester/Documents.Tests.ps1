# What the documents show runs as it stands: the blocks of each page from top to bottom in one session of its own, in the sandbox.
# The word behind ```powershell says what else a block needs: "tenant" signs in to a real tenant, in whose place the sandbox is connected; "build" is run by
# tests of its own or needs a service; it is only parsed.

BeforeDiscovery {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path
    $pages = @(Get-Item "$root/README.md") + @(Get-ChildItem "$root/docs" -Filter *.md) | Where-Object { (Get-Content -Raw $_) -match '(?m)^ *```powershell' } |
        ForEach-Object { @{ Page = [IO.Path]::GetRelativePath($root, $_.FullName).Replace('\', '/') } }
}

BeforeAll {
    $root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

    # A session in which nothing is imported, at the root as somebody who follows the page would be.
    function Invoke-Script([string[]] $Script) {
        $shell = [powershell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
        try {
            $null = $shell.AddScript("Set-Location '$root'").Invoke()
            $place = 0
            foreach ($text in $Script) {
                $place++
                $shell.Commands.Clear()
                # Written to the end, as the host would draw it: a view that fails is an error too.
                $null = $shell.AddScript("`$ErrorActionPreference = 'Stop'; . { $text`n} | Out-String -Width 120")
                try { $null = $shell.Invoke() } catch { "block ${place}: $($_.Exception.InnerException?.Message ?? $_)`n$text" }
                $shell.Streams.Error | ForEach-Object { "block ${place}: $_`n$text" }
                $shell.Streams.Error.Clear()
            }
        }
        finally {
            # Its connections end with the runspace.
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
    }

    function Get-Block([string] $Page) {
        [regex]::Matches((Get-Content -Raw "$root/$Page"), '(?ms)^ *```powershell *(\w*)\r?\n(.*?)^ *```').ForEach({ [pscustomobject]@{ Needs = $_.Groups[1].Value; Text = $_.Groups[2].Value } })
    }
}

Describe 'The page <Page>' -ForEach $pages {
    It 'runs from top to bottom in one session' {
        $blocks = Get-Block $Page
        $blocks.Needs | ForEach-Object { $_ | Should -BeIn '', 'tenant', 'build' }
        $scripts = $blocks | Where-Object Needs -NE build | ForEach-Object {
            $_.Needs ? ($_.Text -replace 'Connect-AppTenant[^\n|]*', 'Connect-AppTenant -Sandbox') : $_.Text
        }
        try {
            $scripts ? (Invoke-Script $scripts) : $null | Should -BeNullOrEmpty
        }
        finally {
            Remove-Item "$root/main.bicepparam", "$root/contoso.pfx" -ErrorAction Ignore
        }
    }

    It 'has blocks that PowerShell parses' {
        foreach ($block in Get-Block $Page) {
            $errors = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($block.Text, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty -Because $block.Text
        }
    }
}

Describe 'The guides' {
    It 'name commands that run from top to bottom' {
        $cells = Get-Content "$root/docs/guides.md" | Where-Object { $_ -match '^\|' } | ForEach-Object { ($_ -split '\|')[3] }
        # A pipe in a cell is an entity, and its command HTML, which every reader of Markdown draws the same.
        $commands = [regex]::Matches(($cells -join "`n"), '(?:`|<code>)([^`\n]+?)(?:`|</code>)').ForEach({ $_.Groups[1].Value -replace '&#124;', '|' -replace '^Connect-AppTenant.*', 'Connect-AppTenant -Sandbox' })
        $commands.Count | Should -BeGreaterThan 40
        Invoke-Script (@('Import-Module ./EntraAppCmdlets.psd1') + $commands) | Should -BeNullOrEmpty
    }
}
