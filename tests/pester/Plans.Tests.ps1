# A plan that a rehearsal has written to a file is reviewed, and carried out as it was reviewed, or not at all.

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    function IdOf([scriptblock] $action) {
        $problem = @(& $action 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $script:said = "$($problem[0])"
        ($problem[0].FullyQualifiedErrorId -split ',')[0]
    }
}

Describe 'A plan in a file' {
    BeforeEach {
        $file = Join-Path $TestDrive 'sekoia.plan.json'
        $tenant = Connect-AppTenant -Sandbox
        $planned = Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team', 'Lee Novak' -WhatIf -PlanPath $file
    }
    AfterEach { Disconnect-AppTenant }

    It 'holds tenant, vendor, template hash, parameters and steps, and nothing is sent' {
        $planned.Outcome | Should -Be Planned
        $plan = Get-Content $file -Raw | ConvertFrom-Json
        $plan.version | Should -Be 1
        $plan.tenant.id | Should -Be $tenant.TenantId
        $plan.vendor | Should -Be Sekoia
        $plan.templateHash | Should -Match '^[0-9A-F]{64}$'
        $plan.parameters.AssignTo | Should -Be 'Security team', 'Lee Novak'
        $plan.steps.details -join ' ' | Should -BeLike '*assignment of Security team*'
        Get-VendorAppRegistration -Kind Registration | Should -BeNullOrEmpty
    }

    It 'is readable: quotation marks of words stand for themselves, and so do letters of every language' {
        $null = Install-VendorApp authentik -DisplayName 'Zürich & Søn''s <app>' -WhatIf -PlanPath $file
        Get-Content $file -Raw | Should -BeLike "*create 'Zürich & Søn's <app>'*"
        Get-Content $file -Raw | Should -Not -Match '\\u'
        (Install-VendorApp -PlanPath $file).DisplayName | Should -Be 'Zürich & Søn''s <app>'
    }

    It 'names the file of its template: the vendor beside it needs no -TemplatePath' {
        $own = Join-Path $TestDrive 'own.json'
        $template = Get-Content (Get-VendorAppTemplate authentik).Path -Raw | ConvertFrom-Json -AsHashtable
        $template.id = 'Own'
        $template | ConvertTo-Json -Depth 20 | Set-Content $own
        $null = Install-VendorApp Own -TemplatePath $own -WhatIf -PlanPath $file
        (Install-VendorApp Own -PlanPath $file).Outcome | Should -Be Installed
        IdOf { Install-VendorApp Own -PlanPath $file } | Should -Be PlanOutdated
        $said | Should -BeLike '*no longer matches the tenant (- as planned, + now)*'
        # The steps may be the same, but nobody has reviewed them with this template.
        $null = Install-VendorApp Own -TemplatePath $own -WhatIf -PlanPath $file
        Add-Content $own ''
        IdOf { Install-VendorApp -PlanPath $file } | Should -Be PlanOutdated
        $said | Should -BeLike "*was written with another version of the template of Own, which plans the same steps. Nothing was sent."
    }

    It 'is carried out alone, without its parameters, and rehearsed with -WhatIf' {
        (Install-VendorApp -PlanPath $file -WhatIf).Outcome | Should -Be Planned
        $done = Install-VendorApp -PlanPath $file
        $done.Outcome | Should -Be Installed
        (Get-AppAssignment $done.App).PrincipalDisplayName | Sort-Object | Should -Be 'Lee Novak', 'Security team'
        Test-VendorAppRegistration Sekoia -Region FRA2 -AssignTo 'Security team', 'Lee Novak' -Quiet | Should -BeTrue
    }

    It 'is refused with the difference if the tenant has changed meanwhile, and nothing is sent' {
        $null = New-VendorAppRegistration Sekoia.io
        $before = @(Get-VendorAppRegistration Sekoia.io | Get-AppCredential).Count
        IdOf { Install-VendorApp -PlanPath $file } | Should -Be PlanOutdated
        $said | Should -BeLike "*- app Sekoia.io, to be created*+ app Sekoia.io, *"
        @(Get-VendorAppRegistration Sekoia.io | Get-AppCredential).Count | Should -Be $before
    }

    It 'is refused once it was carried out: another rehearsal shows what is left' {
        $null = Install-VendorApp -PlanPath $file
        IdOf { Install-VendorApp -PlanPath $file } | Should -Be PlanOutdated
        (Install-VendorApp Sekoia -Region FRA2 -AssignTo 'Security team', 'Lee Novak' -WhatIf -PlanPath $file).Outcome | Should -Be Unchanged
        (Install-VendorApp -PlanPath $file).Outcome | Should -Be Unchanged
    }

    It 'is refused in another tenant' {
        $null = Connect-AppTenant other.onmicrosoft.com -Sandbox
        IdOf { Install-VendorApp -PlanPath $file } | Should -Be PlanOfOtherTenant
        (Install-VendorApp -PlanPath $file -Tenant $tenant).TenantId | Should -Be $tenant.TenantId
    }

    It 'is refused if it was edited: <What>' -ForEach @(
        @{ What = 'no JSON'; Edit = { param($text) $text.Substring(0, $text.Length / 2) }; Id = 'PlanUnreadable' }
        @{ What = 'a list'; Edit = { '[]' }; Id = 'PlanUnreadable' }
        @{ What = 'empty'; Edit = { '' }; Id = 'PlanUnreadable' }
        @{ What = 'null'; Edit = { 'null' }; Id = 'PlanUnreadable' }
        @{ What = 'an unknown property'; Edit = { param($text) $text -replace '"vendor":', '"force": true, "vendor":' }; Id = 'PlanUnreadable' }
        @{ What = 'steps are null'; Edit = { param($text) ($text | ConvertFrom-Json -AsHashtable) + @{} | ForEach-Object { $_.steps = $null; $_ } | ConvertTo-Json -Depth 9 }; Id = 'PlanUnreadable' }
        @{ What = 'without options'; Edit = { param($text) $plan = $text | ConvertFrom-Json -AsHashtable; $plan.Remove('options'); $plan | ConvertTo-Json -Depth 9 }; Id = 'PlanUnreadable' }
        @{ What = 'a newer version'; Edit = { param($text) $text -replace '"version": 1', '"version": 2, "more": {}' }; Id = 'PlanVersionUnknown' }
        @{ What = 'another assignment'; Edit = { param($text) $text -replace '"Lee Novak"', '"Sam Okafor"' }; Id = 'PlanOutdated' }
        @{ What = 'another step'; Edit = { param($text) $text -replace 'assignment of Lee', 'assignment of Max' }; Id = 'PlanOutdated' }
        @{ What = 'another template'; Edit = { param($text) $text -replace '"templateHash": "...', '"templateHash": "000' }; Id = 'PlanOutdated' }
        @{ What = 'another vendor'; Edit = { param($text) $text -replace '"vendor": "Sekoia"', '"vendor": "Nope"' }; Id = 'VendorUnknown' }
    ) {
        Set-Content $file (& $Edit (Get-Content $file -Raw))
        IdOf { Install-VendorApp -PlanPath $file } | Should -Be $Id
        Get-VendorAppRegistration -Kind Registration | Should -BeNullOrEmpty
    }

    It 'is refused if it is no file, and so is a place where it can not be written' {
        IdOf { Install-VendorApp -PlanPath (Join-Path $TestDrive nowhere.json) } | Should -Be PlanUnreadable
        IdOf { Install-VendorApp authentik -WhatIf -PlanPath (Join-Path $TestDrive no/where.json) } | Should -Be PlanUnwritable
    }

    It 'settles everything: other parameters beside it are refused' {
        IdOf { Install-VendorApp -PlanPath $file -NoConsent } | Should -Be PlanSettled
        IdOf { Install-VendorApp authentik -PlanPath $file } | Should -Be PlanSettled
        IdOf { Install-VendorApp Sekoia -Region FRA1 -PlanPath $file } | Should -Be PlanSettled
    }

    It 'holds one plan' {
        IdOf { 'authentik', 'Sekoia' | Install-VendorApp -WhatIf -PlanPath $file } | Should -Be PlanTaken
    }

    It 'holds no secret' {
        $secret = ConvertTo-SecureString 'plain-value-of-a-secret' -AsPlainText
        $with = Get-VendorAppTemplate | Where-Object { $_.Parameters.Type -contains 'Secret' } | Select-Object -First 1
        if ($with) {
            $name = ($with.Parameters | Where-Object Type -EQ Secret | Select-Object -First 1).Name
            $given = @{ $name = $secret }
            foreach ($parameter in $with.Parameters | Where-Object { $_.IsMandatory -and $_.Name -ne $name }) { $given[$parameter.Name] = $parameter.Example }
            $null = Install-VendorApp $with.Vendor @given -WhatIf -PlanPath $file -ErrorAction SilentlyContinue
        }
        Get-Content $file -Raw | Should -Not -BeLike '*plain-value*'
    }
}
