# What the README and the documents name can be typed: every command and parameter in them exists. Documents.Tests.ps1 runs their blocks.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $readme = @('../../README.md', '../../docs/*.md' | ForEach-Object { Get-Content -Raw (Join-Path $PSScriptRoot $_) }) -join "`n"
    $blocks = [regex]::Matches($readme, '(?ms)^```powershell[^\n]*\n(.*?)^```').ForEach({ $_.Groups[1].Value })
    $readme = $readme -replace '</?code>', '`' -replace '&#124;', '|'
    $inline = [regex]::Matches(($readme -replace '(?ms)^```.*?^```', ''), '`([^`\n]+)`').ForEach({ $_.Groups[1].Value -replace '\\\|', '|' -replace '<[^>]+>', 'x' })
    # Dynamic parameters are those of the template; they are tried with the templates.
    $templates = (Get-VendorAppTemplate).Parameters.Name
}

Describe 'The README' {
    It 'shows commands and parameters that exist' {
        $trouble = foreach ($text in @($blocks) + @($inline | Where-Object { $_ -match '^(\$\w+ = |\$\w+ \| |\()?[A-Z][a-z]+-(App|Vendor)' })) {
            $errors = $null
            $script = [Management.Automation.Language.Parser]::ParseInput($text, [ref] $null, [ref] $errors)
            if ($errors) { "$text : $($errors[0].Message)" }
            foreach ($call in $script.FindAll({ $args[0] -is [Management.Automation.Language.CommandAst] }, $true)) {
                $name = $call.GetCommandName()
                $command = Get-Command $name -ErrorAction Ignore
                if (-not $command) {
                    if ($name -cmatch '^[A-Z][a-z]+-(App(?!lication)|Vendor)[A-Za-z]*$') { "$name is no command ($text)" }
                    continue
                }
                foreach ($parameter in $call.CommandElements.Where({ $_ -is [Management.Automation.Language.CommandParameterAst] })) {
                    $known = @($command.Parameters.Keys) + @($command.Parameters.Values.Aliases) + @($templates) + 'Variant'
                    if ($parameter.ParameterName -notin $known) { "$name has no parameter -$($parameter.ParameterName) ($text)" }
                }
            }
        }
        $trouble | Should -BeNullOrEmpty
    }

    It 'is not silent about any command of the module' {
        $blocks.Count | Should -BeGreaterThan 2
        $inline.Count | Should -BeGreaterThan 30
    }
}
