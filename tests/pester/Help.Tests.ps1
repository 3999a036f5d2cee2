# What Get-Help says, held against what PowerShell itself knows of the compiled commands.

$manifest = Import-PowerShellDataFile "$PSScriptRoot/../../EntraAppCmdlets.psd1"

BeforeAll {
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"
    $common = [System.Management.Automation.Cmdlet]::CommonParameters
}

Describe 'Help of <_>' -ForEach $manifest.CmdletsToExport {
    BeforeAll {
        $command = Get-Command $_ -Module EntraAppCmdlets
        $help = Get-Help $_ -Full
        $parameters = $command.Parameters.Values | Where-Object Name -NotIn $common | Sort-Object Name
        $pipelineInput = {
            param($byName, $byValue)
            $ways = @(if ($byName) { 'ByPropertyName' }; if ($byValue) { 'ByValue' })
            $ways ? "True ($($ways -join ', '))" : 'False'
        }
    }

    It 'has a synopsis, a description and a worked example' {
        $help.Category | Should -Be Cmdlet
        $help.Synopsis | Should -Not -Match "^\s*$($command.Name) "
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 0
    }

    It 'describes every parameter and no other' {
        # Those that a vendor's template brings are help of the commands that take any of them.
        $ofVendors = if ($command.ParameterSets.Parameters.Name -contains 'TemplatePath' -and $command.Verb -ne 'New' -and [System.Management.Automation.IDynamicParameters].IsAssignableFrom($command.ImplementingType)) {
            (Get-VendorAppTemplate).Parameters.Name
        }
        $help.parameters.parameter.name | Should -Be (@($parameters.Name) + @($ofVendors) | Where-Object { $_ } | Sort-Object -Unique)
        foreach ($parameter in $parameters) {
            ($help.parameters.parameter | Where-Object name -EQ $parameter.Name).description.Text | Should -Not -BeNullOrEmpty -Because $parameter.Name
        }
    }

    It 'tells each parameter''s type, aliases and pipeline input' {
        foreach ($parameter in $parameters) {
            $described = $help.parameters.parameter | Where-Object name -EQ $parameter.Name
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            $described.type.name | Should -Be $type.FullName -Because $parameter.Name
            $aliases = $parameter.Aliases ? ($parameter.Aliases -join ', ') : 'none'
            $described.aliases | Should -Be $aliases -Because $parameter.Name
            $uses = $parameter.ParameterSets.Values
            $expected = & $pipelineInput ($uses.ValueFromPipelineByPropertyName -contains $true) ($uses.ValueFromPipeline -contains $true)
            $described.pipelineInput | Should -Be $expected -Because $parameter.Name
        }
    }

    It 'shows each parameter set as it is' {
        $shown = foreach ($item in $help.syntax.syntaxItem) {
            ($item.parameter | Sort-Object name | ForEach-Object { "$($_.name) $($_.required) $($_.position)" }) -join '; '
        }
        $actual = foreach ($set in $command.ParameterSets) {
            ($set.Parameters | Where-Object Name -NotIn $common | Sort-Object Name | ForEach-Object {
                "$($_.Name) $("$($_.IsMandatory)".ToLowerInvariant()) $($_.Position -eq [int]::MinValue ? 'named' : $_.Position)"
            }) -join '; '
        }

        $shown | Sort-Object | Should -Be ($actual | Sort-Object)
    }

    It 'tells the permissions and directory roles that the command declares to need' {
        $text = $help.description.Text -join "`n"
        foreach ($need in $command.ImplementingType.GetCustomAttributes([EntraAppCmdlets.GraphPermissionAttribute], $false)) {
            foreach ($name in @($need.Application) + @($need.Delegated) + @($need.Roles)) {
                $text | Should -BeLike "*$name*"
            }
        }
    }

    It 'names what the command writes' {
        $written = $command.OutputType.Name | Where-Object { $_ }
        $help.returnValues.returnValue.type.name | Should -Be $written
    }

    It 'has examples that PowerShell parses, of commands and parameters that exist' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            $script = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty -Because $example.code
            foreach ($call in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = Get-Command $call.GetCommandName() -ErrorAction Stop
                # A vendor brings parameters of its own, the same to every command that takes one.
                $elements = @($call.CommandElements)
                $vendor = foreach ($place in 1..($elements.Count - 1)) {
                    if ($elements[$place] -is [System.Management.Automation.Language.CommandParameterAst] -and $elements[$place].ParameterName -eq 'Vendor') { $elements[$place + 1].Value }
                }
                $vendor = $vendor ?? $elements[1].Value
                $ofVendor = if ([System.Management.Automation.IDynamicParameters].IsAssignableFrom($called.ImplementingType) -and $vendor) {
                    (Get-Command Install-VendorApp -ArgumentList $vendor).Parameters.Keys
                }
                foreach ($argument in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] -and $_.ParameterName -notin $ofVendor }) {
                    { $called.ResolveParameter($argument.ParameterName) } | Should -Not -Throw -Because "$argument in: $($example.code)"
                }
            }
        }
    }
}

Describe 'The risk Critical' {
    It 'is related to control of the tenant by every command that shows it, and by every one that asks' {
        $showing = Get-Command -Module EntraAppCmdlets | Where-Object { $_.OutputType.Type.Where({ $_ -and $_.GetProperty('Risk') }) }
        $showing.Count | Should -BeGreaterThan 4
        $asking = 'Grant-AppAdminConsent', 'Install-VendorApp', 'Copy-VendorAppRegistration', 'New-VendorServicePrincipal', 'Add-AppDirectoryRole'
        foreach ($name in @($showing.Name) + $asking) {
            $text = (Get-Help $name).description.Text -join ' '
            $text | Should -Match 'Critical' -Because $name
            $text | Should -Match 'control\s+of\s+the\s+tenant' -Because $name
        }
    }
}

Describe 'Where to read on' {
    It 'is said for every command: two related commands at least, and a page that shows it at work' {
        $short = foreach ($command in Get-Command -Module EntraAppCmdlets) {
            $links = @((Get-Help $command.Name).relatedLinks.navigationLink)
            $commands = @($links | Where-Object { Get-Command $_.linkText -Module EntraAppCmdlets -ErrorAction Ignore })
            $pages = @($links | Where-Object { $_.linkText -match ': (docs/\S+\.md)$' -and (Test-Path "$PSScriptRoot/../../$($Matches[1])") })
            if ($commands.Count -lt 2 -or $pages.Count -eq 0) { "$($command.Name): $($links.linkText)" }
        }
        $short | Should -BeNullOrEmpty
    }
}

Describe 'The overview of the module' {
    It 'names the log of writes and how to take them back' {
        $about = Get-Help about_EntraAppCmdlets | Out-String
        $about | Should -Match 'Undo-AppChange'
        $about | Should -Match 'Connect-AppTenant .*-LogPath'
    }

    It 'names every parameter of the vendors that are its examples, with a star where it is needed' {
        $about = (Get-Help about_EntraAppCmdlets | Out-String) -replace "`r"
        $section = $about -replace '(?s).*Parameters that come with a vendor' -replace '(?s)\n  \S.*'
        foreach ($template in Get-VendorAppTemplate Auth0, authentik, Invictus, Sekoia, XSOAR) {
            $section | Should -Match "(?m)^ +$($template.Vendor) "
            $own = $section -replace "(?s).*?\n +$($template.Vendor) " -replace '(?s)\n {4,12}\S.*'
            $named = [regex]::Matches($own, '-([A-Z]\w+)(\*?)')
            $expected = $template.Parameters | ForEach-Object { "-$($_.Name)$($_.IsMandatory ? '*' : '')" }
            "$($named.Value | Sort-Object -Unique)" | Should -Be "$($expected | Sort-Object)" -Because $template.Vendor
        }
    }
}
