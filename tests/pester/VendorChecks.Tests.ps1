# What Install-VendorApp takes and Test-VendorAppRegistration finds.

using namespace System.Management.Automation
using namespace System.Management.Automation.Host

# A person who answers every prompt with authentik.
class VendorPromptScreen : PSHostUserInterface {
    [PSHostRawUserInterface] get_RawUI() { return $null }
    [string] ReadLine() { return 'authentik' }
    [securestring] ReadLineAsSecureString() { return $null }
    [Collections.Generic.Dictionary[string, psobject]] Prompt([string] $caption, [string] $message, [Collections.ObjectModel.Collection[FieldDescription]] $fields) {
        $answers = [Collections.Generic.Dictionary[string, psobject]]::new()
        foreach ($field in $fields) { $answers[$field.Name] = 'authentik' }
        return $answers
    }
    [int] PromptForChoice([string] $caption, [string] $message, [Collections.ObjectModel.Collection[ChoiceDescription]] $choices, [int] $default) { return $default }
    [PSCredential] PromptForCredential([string] $caption, [string] $message, [string] $user, [string] $target) { return $null }
    [PSCredential] PromptForCredential([string] $caption, [string] $message, [string] $user, [string] $target, [PSCredentialTypes] $types, [PSCredentialUIOptions] $options) { return $null }
    [void] Write([string] $value) {}
    [void] Write([ConsoleColor] $front, [ConsoleColor] $back, [string] $value) {}
    [void] WriteLine([string] $value) {}
    [void] WriteErrorLine([string] $value) {}
    [void] WriteDebugLine([string] $value) {}
    [void] WriteVerboseLine([string] $value) {}
    [void] WriteWarningLine([string] $value) {}
    [void] WriteProgress([long] $source, [ProgressRecord] $record) {}
}

class VendorPrompt : PSHost {
    hidden [guid] $id = [guid]::NewGuid()
    hidden [PSHostUserInterface] $screen = [VendorPromptScreen]::new()
    [string] get_Name() { return 'Prompt' }
    [version] get_Version() { return [version]'1.0' }
    [guid] get_InstanceId() { return $this.id }
    [PSHostUserInterface] get_UI() { return $this.screen }
    [Globalization.CultureInfo] get_CurrentCulture() { return [cultureinfo]::InvariantCulture }
    [Globalization.CultureInfo] get_CurrentUICulture() { return [cultureinfo]::InvariantCulture }
    [void] SetShouldExit([int] $code) {}
    [void] EnterNestedPrompt() {}
    [void] ExitNestedPrompt() {}
    [void] NotifyBeginApplication() {}
    [void] NotifyEndApplication() {}
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')
    $templates = Join-Path $PSScriptRoot '../../module/templates'
    function Get-Template([string] $From, [string] $Id, [hashtable] $Replacements) {
        $text = (Get-Content (Join-Path $templates "$From.json") -Raw).Replace("`"id`": `"$From`"", "`"id`": `"$Id`"")
        foreach ($old in $Replacements.Keys) { $text = $text.Replace($old, $Replacements[$old]) }
        Set-Content (Join-Path $TestDrive "$Id.json") $text
        Join-Path $TestDrive "$Id.json"
    }
}

Describe 'Test-VendorAppRegistration' {
    BeforeEach { $null = Connect-AppTenant -Sandbox; $app = (Install-VendorApp authentik).App }
    AfterEach { Disconnect-AppTenant }

    It 'says at -Verbose that all is well' {
        $said = @(Test-VendorAppRegistration authentik -Verbose 4>&1)
        $said | Should -BeOfType System.Management.Automation.VerboseRecord
        "$($said[-1])" | Should -Be "'authentik Entra Provider' is as the guide of authentik says: no findings."
    }

    It 'finds what the guide does not name: <What>' -ForEach @(
        @{ What = 'a certificate'; Check = 'CredentialExtra'; Add = {
                $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=foreign', [Security.Cryptography.RSA]::Create(2048), 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
                Add-AppCertificate -Certificate $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(90)) -App $app } }
        @{ What = 'a federated credential'; Check = 'CredentialExtra'; Add = { Add-AppFederatedCredential -App $app -Name github -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/app:ref:refs/heads/main } }
        @{ What = 'another secret'; Check = 'CredentialExtra'; Add = { New-AppClientSecret -App $app -DisplayName other } }
        @{ What = 'a role'; Check = 'RoleExtra'; Add = { Add-AppRole -App $app -Value Admin } }
        @{ What = 'a scope'; Check = 'ScopeExtra'; Add = { Add-AppApiScope -App $app -Scope access_as_user } }
    ) {
        $null = & $Add
        $found = @(Test-VendorAppRegistration authentik)
        $found.Check | Should -Be $Check
        Invoke-Expression "`$ConfirmPreference = 'None'; $($found.Fix)" | Out-Null
        Test-VendorAppRegistration authentik -Quiet | Should -BeTrue
    }

    It 'does not call a certificate instead of the secret a missing secret' {
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=instead', [Security.Cryptography.RSA]::Create(2048), 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $null = Add-AppCertificate -Certificate $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(90)) -App $app
        $null = Get-AppCredential $app -Kind Secret | Remove-AppCredential -Confirm:$false
        $found = Test-VendorAppRegistration authentik
        $found.Check | Should -Be CredentialKind
        $found.Actual | Should -BeLike 'Certificate *instead*'
        $found.Fix | Should -BeLike "*New-AppClientSecret -App $($app.AppId)*"
    }

    It 'finds that an app which must prove itself has nothing for it' {
        $own = Get-Template authentik Bare @{
            '"secret": { "step": "secret", "description": "authentik", "validForDays": 180 },' = ''
            '{ "id": "secret", "guide": "5-8", "text"'                                         = '{ "id": "secret", "by": "Person", "guide": "5-8", "text"'
            '{ "name": "Client secret", "value": "{secret.text}", "key": "AUTHENTIK_ENTRA_CLIENT_SECRET", "step": "secret" },' = ''
            'authentik Entra Provider'                                                         = 'Bare'
        }
        $bare = (Install-VendorApp Bare -TemplatePath $own).App
        (Test-VendorAppRegistration Bare -TemplatePath $own).Check | Should -Be CredentialMissing
        $null = New-AppClientSecret -App $bare
        Test-VendorAppRegistration Bare -TemplatePath $own -Quiet | Should -BeTrue
    }

    It 'names the template and the name in its command' {
        $own = Get-Template sekoia Own @{ '"id": "Sekoia"' = '"id": "Own"' }
        $found = Test-VendorAppRegistration Own -TemplatePath $own -DisplayName "Own's" -Region FRA2
        $found.Fix | Should -Be "Install-VendorApp Own -Region 'FRA2' -DisplayName 'Own''s' -TemplatePath '$own'"
        Invoke-Expression "$($found.Fix) -WarningAction Ignore" | Out-Null
        Test-VendorAppRegistration Own -TemplatePath $own -DisplayName "Own's" -Region FRA2 -Quiet | Should -BeTrue
    }

    It 'takes the parameters of the vendor that an installation brings' {
        $installed = Install-VendorApp Invictus -DashboardHost dash.example.com -Owner 'Alex Weber'
        $installed | Test-VendorAppRegistration -Quiet | Should -BeTrue
        ($installed | Test-VendorAppRegistration -DashboardHost other.example.com).Check | Should -Contain RedirectUriMissing
        ($installed | Test-VendorAppRegistration -Owner 'Sam Okafor', 'Alex Weber').Check | Should -Be OwnerMissing
        { $installed | Test-VendorAppRegistration -HostName x -ErrorAction Stop } | Should -Throw -ErrorId 'VendorParameterUnknown,*' -ExpectedMessage '*DashboardHost*'
    }
}

Describe 'Install-VendorApp' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'takes the parameters of vendors from rows' {
        $rows = "Vendor,DashboardHost,Owner,Region,Note`nInvictus,dash.example.com,Alex Weber;Sam Okafor,,x`nSekoia,,,FRA2," | ConvertFrom-Csv
        $installed = $rows | Install-VendorApp -WarningAction Ignore
        $installed[0].App.RedirectUris.Uri | Should -Contain 'https://dash.example.com/login'
        $installed[0].App.Owners.DisplayName | Sort-Object | Should -Be 'Alex Weber', 'Sam Okafor'
        $installed[1].App.RedirectUris.Uri | Should -Be 'https://app.fra2.sekoia.io/user/callback'
        ("DisplayName,Region`nOne,USA1" | ConvertFrom-Csv | Install-VendorApp Sekoia -WarningAction Ignore).App.RedirectUris.Uri | Should -Be 'https://app.usa1.sekoia.io/user/callback'
        { 'Sekoia' | Install-VendorApp authentik -ErrorAction Stop } | Should -Throw -ErrorId 'VendorInputUnused,*'
        { "Vendor,Region`nSekoia,XXX1" | ConvertFrom-Csv | Install-VendorApp -ErrorAction Stop } | Should -Throw -ErrorId 'VendorParameterInvalid,*'
    }

    It 'takes the vendor that is given at the prompt' {
        # What the prompt answers comes after the parameters of the vendor would be known, as here.
        $shell = [powershell]::Create()
        $shell.Runspace = [runspacefactory]::CreateRunspace([VendorPrompt]::new())
        $shell.Runspace.Open()
        $made = $shell.AddScript("Import-Module '$((Resolve-Path (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')).Path)'; `$null = Connect-AppTenant -Sandbox; try { Install-VendorApp } finally { Disconnect-AppTenant }").Invoke()
        $shell.Streams.Error | Should -BeNullOrEmpty
        $made.Vendor | Should -Be authentik
        $shell.Runspace.Dispose()
    }

    It 'ends its progress: <Name>' -ForEach @(
        @{ Name = 'with -WhatIf'; Run = { Install-VendorApp authentik -WhatIf } }
        @{ Name = 'with nothing to do'; Run = { $null = Install-VendorApp authentik; Install-VendorApp authentik } }
        @{ Name = 'after all was done'; Run = { Install-VendorApp authentik } }
        @{ Name = 'with an unknown owner'; Run = { Install-VendorApp Invictus -DashboardHost a.example.com -Owner nobody -ErrorAction SilentlyContinue } }
    ) {
        # In a runspace of its own, whose progress can be read.
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$((Resolve-Path (Join-Path $PSScriptRoot '../../EntraAppCmdlets.psd1')).Path)'; `$null = Connect-AppTenant -Sandbox; try { $Run } finally { Disconnect-AppTenant }").Invoke()
        $records = @($shell.Streams.Progress | Group-Object Activity | ForEach-Object { $_.Group[-1] })
        $records | Should -Not -BeNullOrEmpty
        $records.RecordType | Should -Be (@('Completed') * $records.Count)
    }

    It 'says which API the tenant does not have, and goes on without it by choice: <Api>' -ForEach @(
        @{ Api = '5f3c8ab6-3a3c-4c07-9d67-1c8f8d1f7b10'; What = 'an API that nobody knows' }
    ) {
        $own = Get-Template authentik Skype @{ '"permissions": [' = "`"permissions`": [{ `"api`": `"$Api`", `"type`": `"Application`", `"step`": `"permissions`", `"names`": [`"Conversations.Read`"] },"; 'authentik Entra Provider' = 'Skype' }
        { Install-VendorApp Skype -TemplatePath $own -ErrorAction Stop } | Should -Throw -ErrorId 'ResourceNotInTenant,*' -ExpectedMessage "*Conversations.Read*$Api*"
        Get-VendorAppRegistration Skype* | Should -BeNullOrEmpty
        $installed = Install-VendorApp Skype -TemplatePath $own -SkipUnavailableApi
        $installed.SignIn.Succeeded | Should -BeTrue
        "$($installed.Steps.Details)" | Should -BeLike "*Conversations.Read*doesn't have*"
        $installed.App.Permissions.Name | Should -Not -Contain Conversations.Read
    }

    It 'gives those who are assigned a role where the app has roles' {
        $app = (Install-VendorApp Sekoia -WarningAction Ignore).App
        $null = $app | Add-AppRole -Value Reader | Add-AppRole -Value Admin
        { Install-VendorApp Sekoia -AssignTo 'Security team' -ErrorAction Stop } | Should -Throw -ErrorId 'AppRoleNeeded,*' -ExpectedMessage '*Reader, Admin*'
        $null = Install-VendorApp Sekoia -AssignTo 'Security team' -Role Reader
        (Get-AppAssignment $app).Role | Should -Be Reader
        { Install-VendorApp Sekoia -DisplayName New -AssignTo 'Security team' -Role Reader -ErrorAction Stop } | Should -Throw -ErrorId 'AppRoleNotFound,*'
    }

    It 'takes the words of the directory and of the guides for account types' {
        (Install-VendorApp Sekoia -AccountTypes AzureADMultipleOrgs -WarningAction Ignore).App.SignInAudience | Should -Be AzureADMultipleOrgs
        (New-VendorAppRegistration One -SignInAudience Multitenant).SignInAudience | Should -Be AzureADMultipleOrgs
        (Set-VendorAppRegistration One -SignInAudience SingleTenant).SignInAudience | Should -Be AzureADMyOrg
        { New-VendorAppRegistration Two -SignInAudience Everybody } | Should -Throw
    }

    It 'shows in a plan what is not known yet' {
        $own = Get-Template sekoia Later @{ '"settings": [' = '"settings": [{ "name": "Directory (tenant) ID", "value": "{tenant.id}" }, { "name": "2nd Object", "value": "{app.servicePrincipalId}" },' ; '"id": "Sekoia"' = '"id": "Later"' }
        $plan = Install-VendorApp Later -TemplatePath $own -WhatIf -WarningAction Ignore
        $plan.Settings[1].Value | Should -Be '<service principal ID>'
        $plan.Settings[0, 1].Key | Should -Be 'DIRECTORY_TENANT_ID', '_2ND_OBJECT'
    }
}

Describe 'What a vendor is asked for' {
    BeforeEach { $null = Connect-AppTenant -Sandbox }
    AfterEach { Disconnect-AppTenant }

    It 'is told in words: <Name>' -ForEach @(
        @{ Name = 'a tenant'; Run = { Install-VendorApp Auth0 -Auth0Tenant 'Foo Bar' }; Message = "-Auth0Tenant can't be 'Foo Bar'. Use 3 to 63 small letters, digits and hyphens, such as contoso." }
        @{ Name = 'a scope'; Run = { Install-VendorApp Invictus -DashboardHost a.example.com -ScopeName 'a b' }; Message = "-ScopeName can't be 'a b'. Use up to 120 letters*" }
        @{ Name = 'a port'; Run = { Install-VendorApp Invictus -DashboardHost a.example.com:99999 }; Message = "-DashboardHost must be a host name such as app.example.com or app.example.com:8443, not 'a.example.com:99999'." }
    ) {
        $told = $(try { $ErrorActionPreference = 'Stop'; & $Run } catch { $_ })
        "$told" | Should -BeLike $Message
        "$told" | Should -Not -BeLike '*[[]a-z*'
    }

    It 'is suggested: <Typed> for <Meant>' -ForEach @(
        @{ Typed = 'Authentic'; Meant = 'authentik' }
        @{ Typed = 'Sekola'; Meant = 'Sekoia' }
        @{ Typed = 'Invic'; Meant = 'Invictus' }
    ) {
        { Install-VendorApp $Typed -ErrorAction Stop } | Should -Throw -ErrorId 'VendorUnknown,*' -ExpectedMessage "*Did you mean $Meant?*"
    }

    It 'does not come from another template than the one that was named' {
        $missing = Join-Path $TestDrive nowhere
        foreach ($command in { Install-VendorApp authentik -TemplatePath $missing }, { Test-VendorAppRegistration authentik -Path $missing }, { New-VendorAppRegistration -Vendor authentik -TemplatePath $missing }) {
            { $ErrorActionPreference = 'Stop'; & $command } | Should -Throw -ErrorId 'TemplateUnreadable,*' -ExpectedMessage "The template file or folder '$missing' doesn't exist."
        }
        Set-Content "$TestDrive/authentik.json" '{'
        { Install-VendorApp authentik -TemplatePath "$TestDrive/authentik.json" -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateInvalid,*'
        Get-VendorAppRegistration | Should -BeNullOrEmpty
    }

    It 'is told once: a fault in a file is the reason why its vendor is not listed' {
        Set-Content "$TestDrive/bad.json" '{'
        $null = Get-VendorAppTemplate Bad -Path "$TestDrive/bad.json" -ErrorVariable told -ErrorAction SilentlyContinue
        $told.FullyQualifiedErrorId | Should -Be 'TemplateInvalid,EntraAppCmdlets.GetVendorAppTemplateCommand'
    }
}

Describe 'The endpoints of a multitenant app' {
    BeforeAll { $tenant = Connect-AppTenant -Sandbox }
    AfterAll { Disconnect-AppTenant }

    It 'are those of <Where> for <Audience>' -ForEach @(
        @{ Audience = 'AzureADMultipleOrgs'; Where = 'organizations' }
        @{ Audience = 'AzureADandPersonalMicrosoftAccount'; Where = 'common' }
    ) {
        $app = New-VendorAppRegistration $Audience -SignInAudience $Audience
        foreach ($endpoint in ($app | Get-AppEndpoint), (Get-AppEndpoint $app.AppId), (Get-AppEndpoint $Audience)) {
            $endpoint.Authority | Should -Be "https://login.microsoftonline.com/$Where/"
            $endpoint.Issuer | Should -Be 'https://login.microsoftonline.com/{tenantid}/v2.0'
            $endpoint.TenantId | Should -Be $tenant.TenantId
        }
        (Get-AppEndpoint).Authority | Should -Be "https://login.microsoftonline.com/$($tenant.TenantId)/"
    }

    It 'are in the values of a vendor whose users sign in' {
        (Install-VendorApp Sekoia -AccountTypes Multitenant -WarningAction Ignore).Settings[-1].Value | Should -Be 'https://login.microsoftonline.com/organizations/'
    }
}
