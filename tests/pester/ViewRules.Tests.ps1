# What holds for every object that a command writes: its table and its list, at any width, alone and after objects of another type.

BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $parts = 'AppInventoryPermission', 'AppRedirectUri', 'AppRole', 'AppApiScope', 'AppAuthorizedClient', 'VendorAppStep', 'VendorAppTemplateParameter', 'VendorAppTemplateStep', 'VendorAppTemplatePermission', 'VendorAppTemplateFault', 'AppCaptureGap'
    $types = @((Get-Command -Module EntraAppCmdlets).OutputType.Type.Where({ $_.Namespace -eq 'EntraAppCmdlets' }).FullName) + $parts.ForEach({ "EntraAppCmdlets.$_" }) | Sort-Object -Unique
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $WarningPreference = 'SilentlyContinue'
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'en-US'
    # One that may do little lacks something for nearly every command.
    $null = Connect-AppTenant -Sandbox -SandboxSetting @{ Permissions = 'User.Read.All' }
    $lacking = Test-AppTenantPermission
    Disconnect-AppTenant
    $writes = Join-Path $TestDrive 'writes.jsonl'
    $null = Connect-AppTenant -Sandbox -LogPath $writes
    $guide = @{ DashboardHost = 'contoso-invictus.azurewebsites.net'; Owner = 'Alex Weber' }
    $invictus = Install-VendorApp Invictus @guide
    $authentik = Install-VendorApp authentik
    $rsa = [System.Security.Cryptography.RSA]::Create(2048)
    $certificate = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=the certificate of production', $rsa, [System.Security.Cryptography.HashAlgorithmName]::SHA256, [System.Security.Cryptography.RSASignaturePadding]::Pkcs1).CreateSelfSigned(
        [datetimeoffset]::Now.AddDays(-1), [datetimeoffset]::Now.AddDays(90))
    $app = $invictus.App | Add-AppOwner alex.weber@contoso.onmicrosoft.com | Add-AppAssignment 'Security team' | Add-AppCertificate -Certificate $certificate | Set-AppIdentifierUri | Add-AppApiScope Dashboard.Read | Add-AppRole Readers |
        Add-AppRedirectUri https://a.example.com/login | Add-AppAuthorizedClient 04b07795-8ddb-461a-bbee-02f9e1bf7b46 | Add-AppFederatedCredential -Name main -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/deploy:ref:refs/heads/main
    $app = $app | Set-AppGroupClaim SecurityGroup, DirectoryRole -Format NetBiosDomainAndSamAccountName -AsRole | Add-AppOptionalClaim verified_secondary_email, upn -Token IdToken, AccessToken
    $null = $app | Add-AppOptionalClaim upn -Token IdToken -AdditionalProperty include_externally_authenticated_upn
    $app = Get-VendorAppRegistration $app
    $personal = New-VendorAppRegistration 'Open to all' -SignInAudience AzureADandPersonalMicrosoftAccount
    $null = New-VendorAppRegistration 'Thrown away' | Remove-VendorAppRegistration -Confirm:$false
    $all = @{}
    $faulty = Join-Path $TestDrive faulty.json
    Set-Content $faulty '{ "id": "Acme", "title": 7 }'
    $url = $app | Get-AppAuthorizationUrl -RedirectUri https://a.example.com/login
    $objects = @(
        Get-AppTenant; Test-AppTenantPermission; $lacking; $app; $personal; $invictus; $authentik; $invictus.Secret; $authentik.SignIn; $invictus.Steps
        $app | New-AppCertificate -Path (Join-Path $TestDrive 'made.pem') -KeySize 2048
        Get-AppCredential $app; $authentik.App | Get-AppPermission; Get-AppConsent $app; Get-AppOwner $app; Get-AppAssignment $app; Get-AppOptionalClaim $app; Find-AppPermission Mail.*; Get-AppEndpoint
        Find-AppPermission -Request 'GET /users/{id}'; $authentik.App | Test-AppPermission; $authentik.App | Test-AppPermission -Request 'GET /users', 'POST /applications'
        $app | Add-AppDirectoryRole 'Global Reader' | Add-AppGroupMembership 'Security team' | Get-AppDirectoryRole; Get-AppGroupMembership $app
        $url; $url | Receive-AppAuthorizationCode; $app | Get-AppConsentUrl -RedirectUri https://a.example.com/login; Test-AppUserProfile 'Security team'
        Get-VendorAppTemplate; (Get-VendorAppTemplate XSOAR).Parameters; (Get-VendorAppTemplate XSOAR).Steps; (Get-VendorAppTemplate Invictus).Permissions
        Test-VendorAppTemplate $faulty, (Get-VendorAppTemplate Grafana).Path; (Test-VendorAppTemplate $faulty).Faults
        Export-VendorAppSetting authentik 'authentik Entra Provider'; $app.RedirectUris; $app.AppRoles; $app.ApiScopes; $app.AuthorizedClients
        $null = $app | Add-AppRedirectUri https://not-in-the-guide.example.com/login
        $null = $app | Set-VendorAppRegistration -SignInAudience AzureADMyOrg
        Test-VendorAppRegistration Invictus @guide
        Get-AppInventory; (Get-AppInventory).Permissions; Test-AppHealth
        $export = $app | Export-VendorAppTemplate -Path (Join-Path $TestDrive 'invictus.json'); $export; $export.NotCaptured
        Compare-VendorAppRegistration -App $authentik.App -With (New-VendorAppRegistration Compared)
        $since = [datetimeoffset]::Now
        $null = Set-VendorAppRegistration Compared -Notes 'for a while'
        Undo-AppChange $writes -Since $since -Confirm:$false
    )
    foreach ($group in $objects | Group-Object { $_.GetType().FullName }) { $all[$group.Name] = $group.Group }

    # As it stands on the screen.
    function Draw($Text, [int] $Width = 80) { $Text | Out-String -Width $Width | ForEach-Object { $_ -replace '\e\[[\d;]*m' } }

    # Pieces of words: whatever stands in a table is a word of an object, or the heading of something. What is longer than a line of its column may be broken: an address.
    function Find-Piece([string] $Drawn, $Objects, [string[]] $Headings) {
        $words = [System.Collections.Generic.HashSet[string]]::new([string[]] $Headings)
        $long = [System.Collections.Generic.HashSet[string]]::new()
        foreach ($item in $Objects) {
            foreach ($property in $item.PSObject.Properties) {
                foreach ($value in $property.Value) {
                    foreach ($word in "$value".Split([char[]] "`n ", [System.StringSplitOptions]::RemoveEmptyEntries)) {
                        $null = $word.Length -gt 36 ? $long.Add($word) : $words.Add($word)
                    }
                }
            }
        }

        foreach ($part in ($Drawn -replace '(?m)^   [\w ]+: .*$' -split '\s+').Where({ $_ -and $_ -notmatch '^(-+|\d{4}-\d\d-\d\d|AzureADandPersonal|MicrosoftAccount)$' })) {
            if ($words.Contains($part) -or $words.Contains($part.Trim(',', '(', ')', ':'))) { continue }
            if (-not $long.Where({ $_.Contains($part) }, 'First')) { $part }
        }
    }
}

AfterAll {
    Disconnect-AppTenant
    [cultureinfo]::CurrentCulture = $culture
}

Describe '<_>' -ForEach $types {
    AfterEach { [cultureinfo]::CurrentCulture = 'en-US' }

    BeforeAll {
        $type = $_
        $items = $all[$type]
        $views = (Get-FormatData $type -PowerShellVersion $PSVersionTable.PSVersion).FormatViewDefinition
        $properties = ([type] $type).GetProperties().Name
        $table = $views.Where({ $_.Control -is [System.Management.Automation.TableControl] })[0]
        $columns = $table.Control.Headers.Label
    }

    It 'has a table and a list, whose headings are names of properties' {
        $items | Should -Not -BeNullOrEmpty -Because 'the rules are tried on real objects'
        $columns | Should -Not -BeNullOrEmpty
        $columns.Where({ $_ -cnotin $properties }) | Should -BeNullOrEmpty
        $list = $views.Where({ $_.Control -is [System.Management.Automation.ListControl] })[0].Control.Entries.Items
        $list | Should -Not -BeNullOrEmpty
        $list.ForEach({ $_.Label ? $_.Label : $_.DisplayEntry.Value }).Where({ $_ -cnotin $properties }) | Should -BeNullOrEmpty
    }

    It 'stands in its table with nothing cut off and no word broken, at 80 and 120 columns, in every language' {
        foreach ($language in 'en-US', '', 'nl-NL') {
            [cultureinfo]::CurrentCulture = $language
            foreach ($width in 80, 120) {
                $drawn = Draw ($items | Format-Table) $width
                ($drawn -split '\r?\n').ForEach({ $_.TrimEnd().Length }) | Sort-Object | Select-Object -Last 1 | Should -Not -BeGreaterThan $width
                $drawn | Should -Not -Match '…'
                # The table of findings says (expected: ...) behind what it found, that of installations what has become of the secret.
                Find-Piece $drawn $items ($columns + 'expected', 'secret') | Select-Object -Unique | Should -BeNullOrEmpty -Because "at $width columns in '$language':`n$drawn"
            }
        }
    }

    It 'tells in its list all that it has' {
        # Parts that are objects of their own, other forms of what is shown, and what only the next command needs.
        $left = 'App', 'AuthorizationUrl', 'ScopeIds', 'Name', 'Secret', 'Metadata', 'TenantId', 'OwnerId', 'FederatedCredentials', 'IsPlanned', 'AppId', 'AppDisplayName', 'MissingPermissions', 'MissingDirectoryRoles', 'KeptSecret', 'KeyVaultSecretId', 'Value', 'Json'
        $list = $views.Where({ $_.Control -is [System.Management.Automation.ListControl] })[0].Control.Entries.Items
        $shown = $list.ForEach({ $_.Label ? $_.Label : $_.DisplayEntry.Value })
        $properties.Where({ $_ -cnotin $shown -and $_ -cnotin $left }) | Should -BeNullOrEmpty
    }

    It 'shows in a list after objects of another type what its own list shows, and no secret' {
        $drawn = Draw @((Get-Date), $items[0]) 120
        $shown = [regex]::Matches($drawn, '(?m)^(\w+) +:').ForEach({ $_.Groups[1].Value })
        $list = $views.Where({ $_.Control -is [System.Management.Automation.ListControl] })[0].Control.Entries.Items.ForEach({ $_.Label ? $_.Label : $_.DisplayEntry.Value })
        $shown | Should -Not -BeNullOrEmpty
        $shown.Where({ $_ -cnotin $list }) | Should -BeNullOrEmpty
        $drawn | Should -Not -Match 'SecureString'
    }

    It 'shows each time in UTC, and in the same way in every language' {
        $times = ([type] $type).GetProperties().Where({ $_.PropertyType -in [datetimeoffset], [Nullable[datetimeoffset]] }).Name
        $entries = $views.Control.ForEach({ $_ -is [System.Management.Automation.TableControl] ? $_.Rows.Columns : $_.Entries.Items })
        $entries.DisplayEntry.Where({ $_.ValueType -eq 'Property' -and $_.Value -cin $times }).Value | Should -BeNullOrEmpty
    }

    It 'is a name or a sentence as text' {
        "$($items[0])" | Should -Not -BeNullOrEmpty
        "$($items[0])" | Should -Not -Match '^\w+ \{ '
        "$($items[0])" | Should -Not -Be $type
    }
}

Describe 'Several apps in one table' {
    It 'of one guide, installed by Install-VendorApp, have their names there' {
        $pair = Install-VendorApp Pair -TemplatePath $PSScriptRoot/../Testing/Templates/pair.json -Viewer 'Security team' -NoSignInTest -Confirm:$false
        foreach ($name in 'Pair API', 'Pair client') { Draw $pair | Should -Match "(?m)^$name +[0-9a-f-]{36} " }
        $pair[1].SignInState | Should -Be 'not tested: -NoSignInTest was specified'
    }

    It 'of a roll-out show their tenant, and what has become of each; an ID that there is not yet is not shown' {
        $a, $b = 'a.onmicrosoft.com', 'b.onmicrosoft.com' | ForEach-Object { Connect-AppTenant $_ -Sandbox }
        try {
            $rows = 'Vendor,Tenant,AssignTo,Region', 'authentik,a.onmicrosoft.com,,', 'Sekoia,b.onmicrosoft.com,Nobody,FRA2', 'Nope,b.onmicrosoft.com,,' | ConvertFrom-Csv
            $rolled = Draw ($rows | Install-VendorApp -Confirm:$false -ErrorAction SilentlyContinue)
            $rolled | Should -Match "(?s)TenantId: $($a.TenantId).*authentik Entra +[0-9a-f-]{36} Installed, secret:.*?made now.*TenantId: $($b.TenantId).*Sekoia.io +Failed:\s+PrincipalNotFound.*Nope +Failed: VendorUnknown"
            $planned = Install-VendorApp authentik -Tenant $b -WhatIf
            foreach ($drawn in (Draw $planned), (Draw ($planned | Format-List)), (Draw $planned.App), (Draw ($planned.App | Format-List)), $rolled) {
                $drawn | Should -Not -Match ([guid]::Empty)
            }
            Draw $planned | Should -Match 'Planned, secret: to'
        }
        finally {
            $a, $b | Disconnect-AppTenant
        }
    }

    It 'are told apart by what stands above each' {
        $two = Draw ($app, $authentik.App | Get-AppPermission)
        foreach ($name in $app.DisplayName, $authentik.App.DisplayName) { $two | Should -Match "(?m)Permissions of: $([regex]::Escape($name))" }
        Draw ($app, $authentik.App | Get-AppCredential) | Should -Match "(?s)AppDisplayName: $([regex]::Escape($app.DisplayName)).*AppDisplayName: $([regex]::Escape($authentik.App.DisplayName))"
        $null = New-VendorAppRegistration Empty
        Draw ('authentik', 'Sekoia' | ForEach-Object { Test-VendorAppRegistration $_ -DisplayName Empty }) | Should -Match 'DisplayName: Empty'
    }

    It 'can be grouped by what the heading says' {
        (Get-AppCredential $app | Group-Object AppDisplayName).Name | Should -Be $app.DisplayName
        (Get-VendorAppRegistration 'Open to all' | Group-Object SignInAudience).Name | Should -Be AzureADandPersonalMicrosoftAccount
    }
}

Describe 'What differs from a guide' {
    It 'is named in the table: the redirect URI that is missing' {
        $uri = $invictus.App.RedirectUris[0].Uri
        $invictus.App | Remove-AppRedirectUri -RedirectUri $uri -Confirm:$false
        $drawn = (Draw (Test-VendorAppRegistration Invictus @guide | Format-Table)) -replace '\s'
        $drawn.Contains("$uri".Substring("$uri".LastIndexOf('/'))) | Should -BeTrue -Because $drawn
        $invictus.App | Add-AppRedirectUri -RedirectUri $uri | Out-Null
    }
}

Describe 'A new secret' {
    It 'says in its list where its value is and how to read it' {
        Draw ($invictus.Secret | Format-List) | Should -Match '(?s)SecretText +: \*{6}.*ConvertFrom-SecureString\s+-AsPlainText'
    }
}

Describe 'Names that nobody knows, and what was deleted' {
    It 'a permission without a name shows its id' {
        $unknown = [EntraAppCmdlets.AppRequestedPermission]@{ ResourceAppId = [guid]::NewGuid(); Type = 'Application'; Id = [guid]::NewGuid() }
        Draw $unknown | Should -Match $unknown.Id
        Draw ($unknown | Format-List) | Should -Match "Name +: $($unknown.Id)"
    }

    It 'deleted apps show when they were deleted' {
        $deleted = Get-VendorAppRegistration -Deleted
        Draw $deleted | Should -Match "DeletedDateTime(?s).*$($deleted.DeletedDateTime.UtcDateTime.ToString('yyyy-MM-dd'))"
        ($deleted | Restore-VendorAppRegistration).DisplayName | Should -Be 'Thrown away'
    }

    It 'permissions of a connection stand whole on lines of their own' {
        $drawn = Draw (Get-AppTenant)
        foreach ($name in (Get-AppTenant).GrantedPermissions) { $drawn | Should -Match "(?m)[ :]$([regex]::Escape($name))\s*$" }
    }
}
